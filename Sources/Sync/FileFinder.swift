import Foundation
import Glibc

/// Looks through what was named on the command line and tells by content what is there.
///
/// Links inside a folder are not followed and hidden files not looked at; depth and number are
/// bounded.
struct FileFinder {
  private static let deepest = 12
  private static let mostEntries = 500_000

  private(set) var dropFolders: [String] = []
  private(set) var lineFiles: [String] = []
  /// WhatsApp texts.
  private(set) var chats: [String] = []
  /// Instagram and Facebook message files.
  private(set) var threads: [String] = []
  private(set) var skips: [ImportReport.Skip] = []
  /// Of everything that will be read.
  private(set) var bytes: Int64 = 0

  private var entries = 0
  private var htmlFiles: [String] = []

  mutating func look(at path: String) {
    htmlFiles = []
    let found = count
    switch Self.kind(of: path) {
    case .folder: lookInto(path, depth: 0)
    case .file: look(atFile: path, isNamed: true)
    default: skips.append(.init(file: path, reason: "it is neither a file nor a folder"))
    }
    if let first = htmlFiles.first {
      let more = htmlFiles.count > 1 ? " (\(htmlFiles.count) such files)" : ""
      skips.append(.init(file: first, reason: FileSniff.htmlSentence + more))
    } else if count == found && skips.isEmpty {
      skips.append(
        .init(file: path, reason: "nothing in it is a message export that Porch knows"))
    }
  }

  private var count: Int {
    dropFolders.count + lineFiles.count + chats.count + threads.count
  }

  private mutating func lookInto(_ folder: String, depth: Int) {
    let inbox = Self.lineFiles(inInboxOf: folder)
    if !inbox.isEmpty {
      dropFolders.append(folder)
      for file in inbox { bytes += Self.size(of: file) }
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
      case .folder: lookInto(path, depth: depth + 1)
      case .file: look(atFile: path, isNamed: false)
      default: break
      }
    }
  }

  private mutating func look(atFile path: String, isNamed: Bool) {
    let sniff = FileSniff(path: path, isNamed: isNamed)
    switch sniff.verdict {
    case .lines: lineFiles.append(path)
    case .chat: chats.append(path)
    case .thread: threads.append(path)
    case .html: htmlFiles.append(path)
    case .unreadable(let reason): skips.append(.init(file: path, reason: reason))
    case .other: return
    }
    bytes += Self.size(of: path)
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
