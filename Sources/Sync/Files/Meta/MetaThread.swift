import Domain
import Foundation

/// The files of one conversation, and what they say of it.
struct MetaThread {
  /// Oldest messages first: `message_2` before `message_1`.
  let files: [ExportFile]
  /// The folders above its files, as far as they are known.
  let folders: Set<String>
  /// The part of the export it lies in: inbox, archived_threads, message_requests, …
  let section: String
  let participants: [String]
  /// The same, as keys have them: with our name from when the account was new.
  var keyPeople: [String]
  let title: String?
  /// As the file has it, where a number was cut off.
  let rawTitle: String?
  let isFlat: Bool
  let threadType: String?
  /// What the app itself calls the thread: letters and digits, the same in every export of a time,
  /// whoever has joined or left. The names before it change with the people.
  let ownID: String?

  /// - Parameters:
  ///   - surveys: of the files that can be read, the oldest first.
  ///   - folders: the names of the folders above the first of them, the outermost first.
  init?(_ surveys: [MetaSurvey], folders: [String]) {
    guard let newest = surveys.last else { return nil }
    files = surveys.map(\.file)
    self.folders = Set(folders)
    section = folders.last { Self.sections.contains($0) } ?? ""
    let facts = newest.facts
    participants = facts.participants.isEmpty ? newest.senders.sorted() : facts.participants
    keyPeople = participants
    rawTitle = facts.title
    title = facts.isFlat ? facts.title.map { Self.withoutNumber($0, of: newest.file) } : facts.title
    isFlat = facts.isFlat
    threadType = facts.threadType
    ownID = facts.threadPath.flatMap(Self.ownID)
  }

  /// The end of `inbox/NAME_ID`; nil where what stands there is no id.
  private static func ownID(in threadPath: String) -> String? {
    guard let folder = threadPath.split(separator: "/").last,
      let end = folder.split(separator: "_", omittingEmptySubsequences: false).last,
      (10...40).contains(end.utf8.count), end.count < folder.count,
      end.utf8.allSatisfy({ UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 | 0x20 || 48...57 ~= $0 })
    else { return nil }
    return String(end)
  }

  /// Some end-to-end exports name the thread as its file: `Ana_40` in `Ana_40.json`.
  private static func withoutNumber(_ name: String, of file: ExportFile) -> String {
    guard let number = MetaPlace.number(of: file), name.hasSuffix("_\(number)") else { return name }
    return String(name.dropLast("_\(number)".count))
  }

  var isDirect: Bool { participants.count <= 2 && threadType != "RegularGroup" }

  /// The one a direct thread is named after.
  var other: String? {
    guard isDirect, let title, participants.count == 2, participants.contains(title) else {
      return nil
    }
    return title
  }

  private static let sections: Set<String> = [
    "inbox", "archived_threads", "filtered_threads", "message_requests", "e2ee_cutover",
  ]

  var isRequest: Bool { section == "message_requests" || section == "filtered_threads" }

  /// Goes on where a thread of the ordinary part ended.
  var isEndToEnd: Bool { section == "e2ee_cutover" || isFlat }

  /// The same in every export: folder names change between them, people and titles hardly.
  var contentKey: String { contentKey(title: title) }

  /// As it was made of a title with its number, where there is one.
  var numberedKey: String? {
    title == rawTitle || isDirect ? nil : contentKey(title: rawTitle)
  }

  private func contentKey(title: String?) -> String {
    if isDirect { return StableKey.of(["direct"] + keyPeople.sorted()) }
    if let title, !title.isEmpty { return StableKey.of("group", title) }
    return StableKey.of(["people"] + keyPeople.sorted())
  }
}

/// What has to be known of one file before any is taken in: read from front to back, nothing kept.
struct MetaSurvey {
  let file: ExportFile
  private(set) var facts: MetaFacts
  /// Who wrote, in a file that does not say who takes part.
  private(set) var senders: Set<String> = []

  /// - Throws: when no message is to be had from it.
  init(_ file: ExportFile, _ stream: any ByteStream) throws(UnreadableFile) {
    self.file = file
    var walk = MetaWalk(stream)
    let decoder = JSONDecoder()
    while let piece = walk.next() {
      guard walk.facts.participants.isEmpty, senders.count < Normalise.mostParticipants else {
        continue
      }
      // Unreadable ones are told when they are taken in.
      if let sender = try? MetaMessage.decoded(piece, decoder).message.sender {
        senders.insert(sender)
      }
    }
    facts = walk.facts
    guard facts.hasMessages, walk.number > 0 || walk.trouble == nil else {
      throw UnreadableFile(reason: walk.trouble?.sentence ?? "there are no messages in it")
    }
  }
}

/// Which files belong together.
enum MetaPlace {
  /// Files of one folder are one thread, also where an export comes in parts; of the flat dialect,
  /// files of one name. Two exports that have the same file are two.
  static func grouped(_ files: [ExportFile], in exports: ExportSet) -> [[ExportFile]] {
    var groups: [String: [ExportFile]] = [:]
    for file in files { groups[key(of: file, in: exports), default: []].append(file) }
    return groups.sorted { $0.key < $1.key }.flatMap { _, files -> [[ExportFile]] in
      guard Set(files.map(\.path)).count < files.count else { return [inOrder(files)] }
      if Set(files.map(\.container)).count == files.count { return files.map { [$0] } }
      return Dictionary(grouping: files, by: \.container).sorted { $0.key < $1.key }
        .map { inOrder($0.value) }
    }
  }

  /// Sorted by number, not by name: `message_10` is older than `message_2`.
  private static func inOrder(_ files: [ExportFile]) -> [ExportFile] {
    files.sorted { (number(of: $0) ?? 0, $0.path) > (number(of: $1) ?? 0, $1.path) }
  }

  private static func key(of file: ExportFile, in exports: ExportSet) -> String {
    let path = fullPath(of: file, in: exports)
    let folder = path.lastIndex(of: "/").map { path[..<$0] } ?? ""
    if file.name.hasPrefix("message_") { return folder + "/" }
    let stem = stem(of: file)
    guard let underscore = stem.lastIndex(of: "_"),
      stem[stem.index(after: underscore)...].allSatisfy(\.isNumber)
    else { return path }
    return folder + "/" + stem[..<underscore]
  }

  /// On the disk for a file that was named by itself, otherwise inside its container: parts of one
  /// export have the same folders.
  private static func fullPath(of file: ExportFile, in exports: ExportSet) -> String {
    if case .file(let path) = exports.containers[file.container] { return path }
    return file.path
  }

  /// The names of the folders above a file, the outermost first.
  static func folders(above file: ExportFile, in exports: ExportSet) -> [String] {
    let path =
      switch exports.containers[file.container] {
      case .folder(let root): root + "/" + file.path
      case .file(let path): path
      case .archive, .inner: file.path
      }
    return path.split(separator: "/").dropLast().map(String.init)
  }

  private static func stem(of file: ExportFile) -> Substring {
    file.name.hasSuffix(".json") ? file.name.dropLast(5) : file.name
  }

  /// The N of `message_N.json`.
  static func number(of file: ExportFile) -> Int? {
    let digits = stem(of: file).reversed().prefix { $0.isASCII && $0.isNumber }
    return Int(String(digits.reversed()))
  }
}
