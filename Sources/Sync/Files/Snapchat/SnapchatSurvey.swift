import Domain
import Foundation

/// What has to be known of a whole export before its first message can be taken in.
struct SnapchatSurvey {
  private static let mostConversations = 200_000

  struct Chat {
    var title: String?
    /// User names of those who wrote, without those that are marked as ours.
    var people: Set<String> = []
    var messages = 0
  }

  private(set) var chats: [String: Chat] = [:]
  /// Our user names, as messages are marked.
  private(set) var ownNames: Set<String> = []
  /// What `account.json` calls us; several where exports of several accounts lie together.
  var accountNames: Set<String> = []
  /// Display names by user name.
  var displayNames: [String: String] = [:]
  /// Times of snaps, which have nothing to read.
  var snaps = 0

  /// The conversation that an element belongs to; nil where nothing tells.
  static func conversation(_ key: String, _ message: SnapchatMessage) -> String? {
    switch SnapchatFile.Section(key) {
    case nil: key.isEmpty ? nil : key
    case .received: message.from
    case .sent: message.to
    case .snaps: nil
    }
  }

  /// Ours, where the message or its section is marked; nil where neither is.
  static func isOurs(_ key: String, _ message: SnapchatMessage) -> Bool? {
    switch SnapchatFile.Section(key) {
    case nil: message.isSender
    case .received: false
    case .sent: true
    case .snaps: nil
    }
  }

  mutating func add(_ key: String, _ message: SnapchatMessage) -> String? {
    guard let id = Self.conversation(key, message),
      chats[id] != nil || chats.count < Self.mostConversations
    else { return nil }
    var chat = chats[id, default: Chat()]
    chat.messages += 1
    if let title = message.title { chat.title = title }
    if Self.isOurs(key, message) == true {
      if let name = message.from { ownNames.insert(name) }
    } else if let name = message.from, chat.people.count < Normalise.mostParticipants {
      chat.people.insert(name)
    }
    chats[id] = chat
    return id
  }

  mutating func addFriend(user: String, name: String) {
    guard displayNames.count < 1_000_000 else { return }
    displayNames[user] = name
  }

  func name(of user: String) -> String { displayNames[user] ?? user }

  /// One with a title, with more than one other, or with somebody else than its key says.
  func isGroup(_ id: String, _ owner: String) -> Bool {
    guard let chat = chats[id] else { return false }
    let others = chat.people.subtracting([owner]).subtracting(ownNames)
    return chat.title != nil || others.count > 1 || (others.first.map { $0 != id } ?? false)
  }

  /// Sections tell what is ours and not what we are called. A fixed word in its place would make one
  /// account of two people's exports, and two of ours once a newer export tells the name: it is asked.
  func finder(me: String?, stored: [String]) -> OwnerFinder {
    let marked = (accountNames.isEmpty ? ownNames : accountNames).sorted()
    return OwnerFinder(
      chats: (marked.isEmpty ? [nil] : marked.map(Optional.some)).map { name in
        OwnerFinder.Chat(
          people: Set([name].compactMap { $0 }), other: nil, owner: name, isGroup: false,
          isComplete: false)
      },
      me: me, stored: stored)
  }
}
