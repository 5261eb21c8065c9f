import Foundation

/// Tells by content which format each file of an import is of.
struct FileSorting {
  /// Only formats that have messages to read.
  private(set) var claimed: [(format: KnownFormat, files: [ClaimedFile])] = []
  private(set) var skips: [ImportReport.Skip] = []
  /// Sentences about parts of an export without messages of their own.
  private(set) var notes: [String] = []
  /// Of everything that will be read, as often as it is.
  private(set) var bytes: Int64 = 0

  private let exports: ExportSet
  private var found: [KnownFormat: [ClaimedFile]] = [:]
  private var pages: [Pages: [ExportFile]] = [:]

  /// Told once for all pages of one export.
  private struct Pages: Hashable {
    let container: Int
    let kind: PageExport
  }

  private let told: [ImportReport.Skip]

  /// - Parameters:
  ///   - dropFolders: read by others; what they lie in is not empty.
  ///   - told: of what was found, before anything was read.
  init(_ exports: ExportSet, besides dropFolders: [String], told: [ImportReport.Skip]) {
    self.exports = exports
    self.told = told
    exports.read(exports.files.filter { !Self.isMedium($0.path) }) { file, opened in
      sort(file, opened)
    }
    for format in KnownFormat.allCases {
      guard let files = found[format], !files.messages.isEmpty else { continue }
      claimed.append((format, files))
      bytes += Int64(format.type.passes) * files.reduce(0) { $0 + $1.file.size }
    }
    sayWhatIsMissing(besides: dropFolders)
  }

  /// Photos and films need not be opened to know that they hold no messages.
  static func isMedium(_ path: String) -> Bool {
    let name = path[(path.lastIndex(of: "/") ?? path.startIndex)...]
    return media.contains(name.split(separator: ".").last?.lowercased() ?? "")
  }

  private static let media: Set<String> = [
    "jpg", "jpeg", "png", "gif", "webp", "heic", "svg", "mp4", "mov", "webm", "m4a", "mp3", "aac",
    "ogg", "opus", "oga", "wav", "pdf", "tgs", "srt", "vcf", "webp", "3gp", "avi", "css", "ico",
    // Documents and programs that are zips themselves.
    "docx", "xlsx", "pptx", "odt", "ods", "odp", "epub", "apk", "jar", "pages", "numbers", "key",
  ]

  private mutating func sort(_ file: ExportFile, _ opened: Result<any ByteStream, FileTrouble>) {
    let isNamed = if case .file = exports.containers[file.container] { true } else { false }
    let isExpected = isNamed || Self.isExpected(file.name.lowercased())
    do throws(FileTrouble) {
      let (head, isWhole) = try Self.head(of: try opened.get())
      guard case .text(let skip) = FileForm(head: head) else {
        throw FileTrouble(path: exports.diskPath(of: file), form: FileForm(head: head))
      }
      let text = head[skip...].filter { $0 != 0 }
      let sample = FileSample(file: file, head: text, isWhole: isWhole)
      try take(sample, isExpected: isExpected)
    } catch {
      if isExpected { skip(file, error.sentence) }
    }
  }

  private mutating func take(_ sample: FileSample, isExpected: Bool) throws(FileTrouble) {
    let file = sample.file
    for format in KnownFormat.allCases {
      switch format.type.claim(sample) {
      case nil: continue
      case .messages:
        found[format, default: []].append(ClaimedFile(file: file, isCompanion: false))
      case .companion:
        found[format, default: []].append(ClaimedFile(file: file, isCompanion: true))
      case .refused(let reason): skip(file, reason)
      }
      return
    }
    if let kind = PageExport(sample, isExpected: isExpected) {
      pages[Pages(container: file.container, kind: kind), default: []].append(file)
    } else if isExpected {
      throw FileTrouble(path: file.path, words: Self.unknown(sample))
    }
  }

  private static func head(
    of stream: any ByteStream
  ) throws(FileTrouble) -> (bytes: [UInt8], isWhole: Bool) {
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: FileSample.size, alignment: 16)
    defer { chunk.deallocate() }
    var filled = 0
    while filled < chunk.count {
      let got = try stream.read(into: UnsafeMutableRawBufferPointer(rebasing: chunk[filled...]))
      if got == 0 { return (Array(chunk[..<filled]), true) }
      filled += got
    }
    return (Array(chunk), false)
  }

  // MARK: What cannot be read

  /// Names that message files have in the exports we read.
  private static func isExpected(_ name: String) -> Bool {
    name.hasSuffix(".jsonl") || name.hasSuffix(".mbox")
      || ["_chat.txt", "result.json", "messages.csv", "guide_messages.csv", "chat_history.json"]
        .contains(name)
      || (name.hasPrefix("direct-message") && name.hasSuffix(".js"))
      || (name.hasPrefix("message_") && name.hasSuffix(".json"))
      || WhatsAppWords.titles.contains { name.hasPrefix($0) && name.hasSuffix(".txt") }
  }

  private static func unknown(_ sample: FileSample) -> String {
    guard let first = sample.first else { return "there is nothing but blanks in it" }
    guard first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else {
      return "it is not a format that Porch knows"
    }
    return first == UInt8(ascii: "{") && JSONPieces.firstKeys(of: sample.head).isEmpty
      ? "its JSON is broken or cut off at the beginning"
      : "it is JSON of a shape that Porch does not know"
  }

  private mutating func skip(_ file: ExportFile, _ reason: String) {
    skips.append(.init(file: exports.shown(file), reason: reason))
  }

  /// One sentence for all pages of an export, and one for what had nothing in it.
  private mutating func sayWhatIsMissing(besides dropFolders: [String]) {
    for (page, files) in pages.sorted(by: {
      ($0.key.container, $0.key.kind.rawValue)
        < ($1.key.container, $1.key.kind.rawValue)
    }) {
      let more = files.count > 1 ? " (\(files.count) such files)" : ""
      skip(files[0], page.kind.sentence + more)
    }
    let read = Set(claimed.flatMap(\.files).map { exports.outermost($0.file.container) })
    for (index, container) in exports.containers.enumerated()
    where exports.outermost(index) == index && exports.isNamed(index) && !read.contains(index) {
      let isTold =
        (told + skips).contains {
          $0.file.hasPrefix(exports.name(of: index)) || $0.file.hasPrefix(container.path)
        }
        || dropFolders.contains { $0.hasPrefix(container.path) }
        || read.contains { exports.containers[$0].path.hasPrefix(container.path + "/") }
      if !isTold { sayNothingIsIn(container, index, besidesOthers: !read.isEmpty) }
    }
  }

  /// Of an export in parts, some have nothing but photos: beside the others they are no trouble.
  private mutating func sayNothingIsIn(
    _ container: ExportContainer, _ index: Int, besidesOthers: Bool
  ) {
    let name = exports.name(of: index)
    if case .file = container {
      return skips.append(.init(file: name, reason: Self.nothing))
    }
    let files = exports.files.filter { exports.outermost($0.container) == index }
    guard files.contains(where: { Self.isMedium($0.path) }) else {
      return skips.append(.init(file: name, reason: Self.nothing))
    }
    guard besidesOthers else {
      return skips.append(
        .init(
          file: name,
          reason: "no messages are in it, only photos and the like; name it together with the part"
            + " of the export that has the messages"))
    }
    notes.append("No messages are in \(name); its photos and files are there for the other parts.")
  }

  private static let nothing = "nothing in it is a message export that Porch knows"
}
