import Foundation
import Glibc

/// Looks through what was named on the command line and lists what is there.
///
/// Links inside a folder are not followed and hidden files not looked at; depth and number are
/// bounded. Archives are told by their content and looked into, also where they lie in a folder.
struct FileFinder {
  private static let deepest = 12
  private static let mostEntries = 500_000

  private(set) var dropFolders: [String] = []
  private(set) var skips: [ImportReport.Skip] = []
  /// Of what the drop folders hold.
  private(set) var dropFolderBytes: Int64 = 0

  private var containers: [ExportContainer] = []
  /// Of the containers, as the person would say them.
  private var names: [String] = []
  private var files: [ExportFile] = []
  private var entries = 0
  private let budget: ArchiveBudget

  init(_ bounds: ArchiveBounds = .standard) { budget = ArchiveBudget(bounds) }

  /// Every file that was found, but for those of drop folders.
  var exports: ExportSet {
    ExportSet(containers: containers, names: names, files: files, budget: budget)
  }

  /// - Parameter path: absolute.
  mutating func look(at path: String) {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    switch Self.kind(of: path) {
    case .folder:
      var found = Found(path: path)
      lookInto(path, &found, depth: 0)
      add(.folder(path: path), as: name)
      for (file, size) in found.files { add(path: file, size: size) }
      for archive in found.archives {
        lookIntoArchive(path + "/" + archive, as: name + "/" + archive)
      }
    case .file where UnfinishedExport.isOne(name):
      skips.append(
        .init(
          file: name,
          reason: "it is an export that ended before it was whole; delete it and export again"))
    case .file where Self.isArchive(path): lookIntoArchive(path, as: name)
    case .file:
      add(.file(path: path), as: name)
      add(path: name, size: Self.size(of: path))
    case .hidden(let trouble): skips.append(.init(file: path, reason: trouble.sentence))
    case .link, .other, .nothing:
      skips.append(.init(file: path, reason: "it is neither a file nor a folder"))
    }
  }

  private mutating func add(_ container: ExportContainer, as name: String) {
    containers.append(container)
    names.append(name)
  }

  private mutating func add(path: String, order: Int? = nil, size: Int64) {
    files.append(
      ExportFile(
        container: containers.count - 1, order: order ?? files.count, path: path, size: size))
  }

  // MARK: Folders

  /// What a folder holds, by paths from it on.
  private struct Found {
    let path: String
    var files: [(path: String, size: Int64)] = []
    var archives: [String] = []
  }

  private mutating func lookInto(_ folder: String, _ found: inout Found, depth: Int) {
    let inbox = Self.lineFiles(inInboxOf: folder)
    if !inbox.isEmpty {
      dropFolders.append(folder)
      for file in inbox { dropFolderBytes += Self.size(of: file) }
      return
    }
    guard depth < Self.deepest else {
      return skips.append(.init(file: folder, reason: "it lies too deep to be looked into"))
    }
    let (names, trouble) = Self.names(in: folder)
    if let trouble { skips.append(.init(file: folder, reason: trouble.sentence)) }
    for name in names {
      entries += 1
      guard entries <= Self.mostEntries else {
        if entries == Self.mostEntries + 1 {
          skips.append(
            .init(
              file: folder,
              reason: "there are more than \(Self.mostEntries) files; the rest is not read"))
        }
        return
      }
      let path = folder + "/" + name
      switch Self.kind(of: path) {
      case .folder: lookInto(path, &found, depth: depth + 1)
      case .file:
        let inside = String(path.dropFirst(found.path.count + 1))
        if Self.isArchive(path) {
          found.archives.append(inside)
        } else {
          found.files.append((inside, Self.size(of: path)))
        }
      case .hidden(let trouble): skips.append(.init(file: path, reason: trouble.sentence))
      case .link, .other, .nothing: break
      }
    }
  }

  // MARK: Archives

  /// By its first bytes; what is called like a photo is not opened for that.
  private static func isArchive(_ path: String) -> Bool {
    guard !FileSorting.isMedium(path) else { return false }
    // What cannot be opened is told when it is to be read.
    let head = try? ByteFile(path: path).bytes(at: 0, count: 512)
    return head.map(FileForm.isArchive(head:)) ?? false
  }

  private mutating func lookIntoArchive(_ path: String, as name: String) {
    // In a folder, what only begins like an archive is one of many files that are no export.
    let isByTheWay = name.contains("/") && !ArchiveListing.isNamedAsArchive(path)
    do throws(FileTrouble) {
      let listing = try ArchiveListing(path: path, budget)
      if isByTheWay && listing.isEmpty { return }
      add(.archive(path: path), as: name)
      let outer = containers.count - 1
      take(listing, as: name)
      for inner in listing.inner {
        let (item, shown) = (inner.item, name + "/" + inner.item.path)
        let entry = ExportFile(
          container: outer, order: item.order, path: item.path, size: item.size)
        add(.inner(path: path, entry: entry), as: shown)
        take(inner.listing, as: shown)
      }
    } catch {
      if !isByTheWay { skips.append(.init(file: path, reason: error.sentence)) }
    }
  }

  private mutating func take(_ listing: ArchiveListing, as name: String) {
    for item in listing.files { add(path: item.path, order: item.order, size: item.size) }
    tellEncrypted(listing, as: name)
    for refusal in EntryRefusal.allCases {
      guard let (count, first) = listing.refused[refusal] else { continue }
      let more = count > 1 ? " (\(count) such entries)" : ""
      skips.append(.init(file: name + "/" + first, reason: refusal.sentence + more))
    }
    if let trouble = listing.trouble { skips.append(.init(file: name, reason: trouble.sentence)) }
  }

  /// Once for an archive: with one password wanting, thousands of its files want it.
  private mutating func tellEncrypted(_ listing: ArchiveListing, as name: String) {
    guard let (count, first) = listing.encrypted else { return }
    let isAll = listing.files.isEmpty && listing.inner.isEmpty
    let more = isAll || count == 1 ? "" : " (\(count) such entries)"
    skips.append(
      .init(file: isAll ? name : name + "/" + first, reason: ArchiveReader.encrypted + more))
  }

  // MARK: The file system

  private enum Kind {
    case file, folder, link, other, nothing
    /// It is there, and may not be looked at.
    case hidden(FileTrouble)
  }

  private static func kind(of path: String) -> Kind {
    var status = stat()
    guard lstat(path, &status) == 0 else {
      // A file may go while its folder is read.
      return errno == ENOENT ? .nothing : .hidden(FileTrouble(path: path, code: errno))
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return .file
    case S_IFDIR: return .folder
    case S_IFLNK: return .link
    default: return .other
    }
  }

  private static func size(of path: String) -> Int64 {
    var status = stat()
    return lstat(path, &status) == 0 ? Int64(status.st_size) : 0
  }

  /// Sorted, without hidden ones; as far as the folder can be read, and why no further.
  private static func names(in folder: String) -> ([String], FileTrouble?) {
    guard let stream = opendir(folder) else { return ([], FileTrouble(path: folder, code: errno)) }
    defer { closedir(stream) }
    var names: [String] = []
    errno = 0
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if !name.hasPrefix(".") { names.append(name) }
      errno = 0
    }
    let code = errno
    return (names.sorted(), code == 0 ? nil : FileTrouble(path: folder, code: code))
  }

  /// Of a drop folder. An inbox that cannot be read makes no drop folder: it is looked into, and
  /// skipped, like any other folder.
  static func lineFiles(inInboxOf folder: String) -> [String] {
    names(in: folder + "/inbox").0.filter { $0.hasSuffix(".jsonl") }.map { folder + "/inbox/" + $0 }
  }
}
