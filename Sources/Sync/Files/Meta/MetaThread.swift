import Domain
import Foundation

/// The files of one conversation, and what they say of it.
struct MetaThread {
  /// Oldest messages first: `message_2` before `message_1`.
  let paths: [String]
  let participants: [String]
  let title: String?
  let isFlat: Bool
  let threadType: String?
  /// What the app itself calls the thread: letters and digits, the same in every export of a time,
  /// whoever has joined or left. The names before it change with the people.
  let ownID: String?

  /// - Throws: when not one of the files can be read.
  init(paths: [String], broken: (String, String) -> Void) throws(UnreadableFile) {
    let sorted = paths.sorted { (Self.number(of: $0), $0) > (Self.number(of: $1), $1) }
    var good: [String] = []
    var newest: MetaFile?
    for path in sorted {
      do throws(UnreadableFile) {
        newest = try MetaFile(path: path)
        good.append(path)
      } catch {
        broken(path, error.reason)
      }
    }
    guard let newest else { throw UnreadableFile(reason: "none of its files can be read") }
    self.paths = good
    participants = newest.participants.isEmpty ? Self.senders(in: newest) : newest.participants
    title = newest.title
    isFlat = newest.isFlat
    threadType = newest.threadType
    ownID = newest.threadPath.flatMap(Self.ownID)
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

  private static func senders(in file: MetaFile) -> [String] {
    let decoder = JSONDecoder()
    var names: Set<String> = []
    for index in 0..<file.count where names.count < Normalise.mostParticipants {
      // Unreadable ones are told when they are taken in.
      if let sender = try? file.message(index, decoder).sender { names.insert(sender) }
    }
    return names.sorted()
  }

  var isDirect: Bool { participants.count <= 2 && threadType != "RegularGroup" }

  /// The one a direct thread is named after.
  var other: String? {
    guard isDirect, let title, participants.count == 2, participants.contains(title) else {
      return nil
    }
    return title
  }

  /// The part of the export it lies in: inbox, archived_threads, message_requests, …
  var section: String {
    let parts = (paths.first ?? "").split(separator: "/").map(String.init)
    return parts.last { Self.sections.contains($0) } ?? ""
  }

  static let sections: Set<String> = [
    "inbox", "archived_threads", "filtered_threads", "message_requests", "e2ee_cutover",
  ]

  var isRequest: Bool { section == "message_requests" || section == "filtered_threads" }

  /// The same in every export: folder names change between them, people and titles hardly.
  var contentKey: String {
    if isDirect { return StableKey.of(["direct"] + participants.sorted()) }
    if let title, !title.isEmpty { return StableKey.of("group", title) }
    return StableKey.of(["people"] + participants.sorted())
  }

  /// Of the first readable message in the oldest file, for telling threads of one key apart.
  func oldest() -> Double {
    guard let path = paths.first else { return 0 }
    // A file that cannot be read has been told already.
    guard let file = try? MetaFile(path: path) else { return 0 }
    let decoder = JSONDecoder()
    return (0..<file.count).compactMap { try? file.message($0, decoder).milliseconds }.min() ?? 0
  }

  // MARK: Which files belong together

  /// Files of one folder are one thread; of the flat dialect, files of one name.
  static func grouped(_ paths: [String]) -> [[String]] {
    var groups: [String: [String]] = [:]
    for path in paths { groups[key(of: path), default: []].append(path) }
    return groups.sorted { $0.key < $1.key }.map(\.value)
  }

  private static func key(of path: String) -> String {
    let folder = FolderWatch.parent(of: path)
    let name = path.dropFirst(folder.count + 1)
    if name.hasPrefix("message_") { return folder + "/" }
    let stem = name.hasSuffix(".json") ? name.dropLast(5) : name[...]
    guard let underscore = stem.lastIndex(of: "_"),
      stem[stem.index(after: underscore)...].allSatisfy(\.isNumber)
    else { return path }
    return folder + "/" + stem[..<underscore]
  }

  /// The N of `message_N.json`.
  private static func number(of path: String) -> Int {
    let stem = path.hasSuffix(".json") ? path.dropLast(5) : path[...]
    let digits = stem.reversed().prefix { $0.isASCII && $0.isNumber }
    return Int(String(digits.reversed())) ?? 0
  }
}
