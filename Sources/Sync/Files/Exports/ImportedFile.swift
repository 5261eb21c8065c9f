package import Domain
import Glibc

/// Why the file of an attachment cannot be opened, as one sentence that says where it was.
package struct ImportedFileTrouble: Error, Hashable {
  package let sentence: SafeText

  init(_ words: String) { sentence = SafeText(line: words) }
}

/// The file of an attachment, in the folder or archive that was imported.
package struct ImportedFile {
  /// The most that is copied out of an archive for looking at, in bytes.
  static let largest: Int64 = 512 << 20

  private let place: FilePlace
  private let name: String
  private let size: Int64?

  /// - Throws: when the attachment has no file on this machine.
  package init(_ attachment: Attachment) throws(ImportedFileTrouble) {
    guard let place = attachment.place else {
      let why = attachment.missing?.string ?? "it was not imported with the message"
      throw ImportedFileTrouble("This attachment cannot be opened: \(why).")
    }
    self.place = place
    size = attachment.size
    let last = place.entry.isEmpty ? place.container : place.entry
    name = Self.fileName(String(last.split(separator: "/").last ?? "file"))
  }

  /// A file in a folder where it lies; one in an archive is copied first.
  /// - Parameters:
  ///   - folder: makes an empty folder for the copy.
  ///   - isWanted: asked between pieces; the copying stops when it says no.
  /// - Returns: an absolute path.
  package func path(
    copyingInto folder: () -> String?, while isWanted: () -> Bool = { true }
  ) throws(ImportedFileTrouble) -> String {
    var status = stat()
    guard stat(place.container, &status) == 0 else {
      throw ImportedFileTrouble(
        "It is no longer there. Put it back, or import it again: \(name) was in \(place.container)."
      )
    }
    if place.entry.isEmpty { return place.container }
    if status.st_mode & S_IFMT == S_IFDIR { return try pathInFolder() }
    do throws(FileTrouble) {
      return try copied(into: folder, while: isWanted)
    } catch {
      throw ImportedFileTrouble(
        "\(name) cannot be opened: \(error.sentence). It was in \(place.container).")
    }
  }

  private func pathInFolder() throws(ImportedFileTrouble) -> String {
    let path = place.container + "/" + place.entry
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw ImportedFileTrouble(
        "It is no longer there. Put it back, or import its folder again: \(path).")
    }
    return path
  }

  // MARK: Archives

  private static let isChanged =
    "it is not in there any more as it was imported; the archive was changed, so import it again"

  private func copied(
    into folder: () -> String?, while isWanted: () -> Bool
  ) throws(FileTrouble) -> String {
    let file = try ByteFile(path: place.container)
    let meter = ArchiveMeter(ArchiveBudget(), size: file.size)
    var reader = try ArchiveReader(file, meter)
    if let archive = place.archive {
      let outer = try find(archive, in: reader)
      reader = try ArchiveReader(EntryStream(reader, outer), meter, path: place.container)
    }
    let entry = try find(place.entry, in: reader)
    guard !entry.isEncrypted else { throw trouble(ArchiveReader.encrypted) }
    guard size == nil || entry.size == nil || size == entry.size else {
      throw trouble(Self.isChanged)
    }
    guard entry.size ?? 0 <= Self.largest else {
      throw trouble("it is larger than \(Self.largest >> 20) MB; unpack it from there yourself")
    }
    guard let folder = folder() else { throw trouble("there is no place to copy it to") }
    let path = folder + "/" + name
    try write(EntryStream(reader, entry), to: path, while: isWanted)
    return path
  }

  private func trouble(_ words: String) -> FileTrouble {
    FileTrouble(path: place.container, words: words)
  }

  private func find(
    _ path: String, in reader: ArchiveReader
  ) throws(FileTrouble) -> ArchiveEntry {
    while let entry = try reader.next() {
      if entry.kind == .file, ArchiveEntry.place(of: entry.path) == path { return entry }
    }
    throw trouble(Self.isChanged)
  }

  private func write(
    _ stream: any ByteStream, to path: String, while isWanted: () -> Bool
  ) throws(FileTrouble) {
    let target = Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard target >= 0 else { throw FileTrouble(path: path, code: errno) }
    defer { close(target) }
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
    defer { chunk.deallocate() }
    var copied: Int64 = 0
    do throws(FileTrouble) {
      while isWanted() {
        let got = try stream.read(into: chunk)
        if got == 0 { return }
        copied += Int64(got)
        guard copied <= Self.largest else {
          throw trouble("it is larger than \(Self.largest >> 20) MB; unpack it yourself")
        }
        try Self.write(UnsafeRawBufferPointer(rebasing: chunk[..<got]), to: target, path)
      }
      throw trouble("Porch was ending")
    } catch {
      unlink(path)
      throw error
    }
  }

  private static func write(
    _ bytes: UnsafeRawBufferPointer, to target: Int32, _ path: String
  ) throws(FileTrouble) {
    var sent = 0
    while sent < bytes.count {
      let count = Glibc.write(target, bytes.baseAddress! + sent, bytes.count - sent)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw FileTrouble(path: path, code: errno) }
      sent += count
    }
  }

  // MARK: Names

  /// For a file of ours: letters, digits and a few signs, never hidden, never an option, with its
  /// ending kept, because that tells a viewer what it is.
  static func fileName(_ name: String) -> String {
    var safe = String.UnicodeScalarView()
    for scalar in name.unicodeScalars {
      let isPlain = scalar.properties.isAlphabetic || scalar.properties.numericType != nil
      safe.append(isPlain || " ._-()+@".unicodeScalars.contains(scalar) ? scalar : "_")
    }
    let parts = String(safe).split(separator: ".", omittingEmptySubsequences: false)
    let ending =
      parts.count > 1
      ? "." + (parts.last ?? "").unicodeScalars.prefix(10).map(String.init).joined() : ""
    let stem = parts.dropLast(parts.count > 1 ? 1 : 0).joined(separator: ".")
    let kept = String(String.UnicodeScalarView(stem.unicodeScalars.prefix(40)))
      .drop { $0 == "." || $0 == "-" || $0 == " " }
    return (kept.isEmpty ? "file" : String(kept)) + (ending == "." ? "" : ending)
  }
}
