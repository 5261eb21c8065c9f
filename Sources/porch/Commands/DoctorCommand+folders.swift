import Domain
import Foundation
import Sync

extension DoctorCommand {
  /// Whether an account can send. What is wrong with a drop folder of the config is said there.
  func finding(_ account: Account, _ settings: Settings) -> Finding {
    let name = "Account \(account.name) (\(account.network.title))"
    switch account.delivery {
    case .handover: return Finding(true, "\(name): archive, replies are handed over.")
    case .dropFolder(let folder) where account.can(.send):
      guard let trouble = DropFolderTrouble.writing(folder) else { break }
      let isFollowed = settings.dropFolders.map(DropFolder.absolute).contains(folder)
      let why = isFollowed ? "See its drop folder below." : trouble.sentence
      return Finding(false, "\(name): cannot send. \(why)")
    case .dropFolder, .server, .demo: break
    }
    return Finding(true, "\(name): \(account.can(.send) ? "can send" : "can only be read").")
  }

  /// Every followed folder: whether it is read, and whether replies can be written.
  func folders(_ settings: Settings) -> [Finding] {
    settings.dropFolders.flatMap { folder -> [Finding] in
      let path = DropFolder.absolute(folder)
      let name = "Drop folder \(SafeText(line: folder, limit: 1000))"
      let troubles = [DropFolderTrouble.reading(path), DropFolderTrouble.writing(path)]
        .compactMap(\.self)
      guard !troubles.isEmpty else {
        return [Finding(true, "\(name): readable, and replies can be written.")]
      }
      return Set(troubles).map { Finding(false, "\(name): \($0.sentence)") }
    }
  }
}

/// What keeps a drop folder from being read or written, found by looking only.
enum DropFolderTrouble: Hashable {
  case missing
  case noInbox
  /// The path of something that ought to be a folder.
  case noFolder(String)
  /// The path of something that ought to be a file.
  case noFile(String)
  case unreadable(String)
  case unwritable(String)

  var sentence: String {
    switch self {
    case .missing: "it is not there. Make it, or take it out of the config."
    case .noInbox: "there is no “inbox” in it. Make that folder; messages are read from there."
    case .noFolder(let path): "\(Self.safe(path)) is not a folder. Move it out of the way."
    case .noFile(let path): "\(Self.safe(path)) is not a file. Move it out of the way."
    case .unreadable(let path): "\(Self.safe(path)) may not be read. Check its permissions."
    case .unwritable(let path): "\(Self.safe(path)) may not be written to. Check its permissions."
    }
  }

  /// Why no message of it is read.
  static func reading(_ folder: String) -> DropFolderTrouble? {
    if let trouble = notThere(folder) { return trouble }
    let inbox = folder + "/inbox"
    guard isThere(inbox) else { return .noInbox }
    guard isFolder(inbox) else { return .noFolder(inbox) }
    return access(inbox, R_OK | X_OK) == 0 ? nil : .unreadable(inbox)
  }

  /// Why no reply would get into it. An outbox that is not there yet is made with the first one.
  static func writing(_ folder: String) -> DropFolderTrouble? {
    if let trouble = notThere(folder) { return trouble }
    let outbox = folder + "/outbox"
    guard isThere(outbox) else {
      return access(folder, W_OK | X_OK) == 0 ? nil : .unwritable(folder)
    }
    guard isFolder(outbox) else { return .noFolder(outbox) }
    guard access(outbox, W_OK | X_OK) == 0 else { return .unwritable(outbox) }
    let replies = outbox + "/replies.jsonl"
    guard isThere(replies) else { return nil }
    guard kind(replies, followingLinks: false) == S_IFREG else { return .noFile(replies) }
    return access(replies, R_OK | W_OK) == 0 ? nil : .unwritable(replies)
  }

  private static func notThere(_ folder: String) -> DropFolderTrouble? {
    guard isThere(folder) else { return .missing }
    return isFolder(folder) ? nil : .noFolder(folder)
  }

  private static func isThere(_ path: String) -> Bool { kind(path, followingLinks: false) != nil }

  private static func isFolder(_ path: String) -> Bool {
    kind(path, followingLinks: true) == S_IFDIR
  }

  /// - Returns: nil for what is not there; a link that leads nowhere is there, but leads nowhere.
  private static func kind(_ path: String, followingLinks: Bool) -> mode_t? {
    var facts = stat()
    guard (followingLinks ? stat(path, &facts) : lstat(path, &facts)) == 0 else { return nil }
    return facts.st_mode & S_IFMT
  }

  private static func safe(_ path: String) -> SafeText { SafeText(line: path, limit: 1000) }
}
