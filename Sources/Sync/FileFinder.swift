import Foundation
import Glibc

/// Looks through what was named on the command line and lists what is there.
///
/// Links inside a folder are not followed and hidden files not looked at; depth and number are
/// bounded.
struct FileFinder {
  private static let deepest = 12
  private static let mostEntries = 500_000

  private(set) var dropFolders: [String] = []
  private(set) var skips: [ImportReport.Skip] = []
  /// Of what the drop folders hold.
  private(set) var dropFolderBytes: Int64 = 0

  private var containers: [ExportContainer] = []
  private var files: [ExportFile] = []
  private var entries = 0

  /// Every file that was found, but for those of drop folders.
  var exports: ExportSet { ExportSet(containers: containers, files: files) }

  /// - Parameter path: absolute.
  mutating func look(at path: String) {
    switch Self.kind(of: path) {
    case .folder:
      containers.append(.folder(path: path))
      lookInto(path, below: path, depth: 0)
    case .file:
      containers.append(.file(path: path))
      let name = path.split(separator: "/").last.map(String.init) ?? path
      add(path: name, size: Self.size(of: path))
    default: skips.append(.init(file: path, reason: "it is neither a file nor a folder"))
    }
  }

  private mutating func add(path: String, size: Int64) {
    files.append(
      ExportFile(
        container: containers.count - 1, order: files.count, path: path, size: size))
  }

  private mutating func lookInto(_ folder: String, below root: String, depth: Int) {
    let inbox = Self.lineFiles(inInboxOf: folder)
    if !inbox.isEmpty {
      dropFolders.append(folder)
      for file in inbox { dropFolderBytes += Self.size(of: file) }
      return
    }
    guard depth < Self.deepest else {
      return skips.append(.init(file: folder, reason: "it lies too deep to be looked into"))
    }
    for name in Self.names(in: folder) {
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
      case .folder: lookInto(path, below: root, depth: depth + 1)
      case .file: add(path: String(path.dropFirst(root.count + 1)), size: Self.size(of: path))
      default: break
      }
    }
  }

  // MARK: The file system

  private enum Kind { case file, folder, link, other, nothing }

  private static func kind(of path: String) -> Kind {
    var status = stat()
    guard lstat(path, &status) == 0 else { return .nothing }
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

  /// Sorted, without hidden ones. A folder that cannot be opened is empty here.
  private static func names(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }

  static func lineFiles(inInboxOf folder: String) -> [String] {
    names(in: folder + "/inbox").filter { $0.hasSuffix(".jsonl") }.map { folder + "/inbox/" + $0 }
  }
}
