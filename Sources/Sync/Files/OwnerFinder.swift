import Domain
import FoundationEssentials

/// Works out which of the people in an export is us, or says who could be.
///
/// Exports of chats mark nobody as their owner. What counts, in this order: the person's own word,
/// marks in the files that only the owner can have, an account already in the store, and last the
/// one person common to all chats. A word that fits nobody leaves it to the rest: it may be meant for
/// another network. A tie is asked, never guessed.
struct OwnerFinder {
  /// The people of one chat.
  struct Chat {
    var people: Set<String>
    /// The one whom the chat is named after: not us.
    var other: String?
    /// Somebody whom the file itself shows to be us.
    var owner: String?
    /// Whether the chat is known to be a group, where we may never have written.
    var isGroup: Bool
    /// Whether `people` lists everyone, or only those who wrote.
    var isComplete: Bool
  }

  enum Answer: Hashable {
    /// Our name in these files, and how that was found, as a sentence.
    case found(String, how: String)
    /// Who it could be, the likeliest first.
    case unknown(candidates: [String])
  }

  var chats: [Chat]
  var me: String?
  /// Our names in the accounts of this network that are in the store.
  var stored: [String]

  func answer() -> Answer {
    guard let me else { return found() ?? .unknown(candidates: candidates()) }
    let wanted = Self.folded(me)
    let matches = Set(chats.flatMap(\.people)).filter { Self.folded($0) == wanted }
    if matches.count == 1, let owner = matches.first {
      return .found(owner, how: "you are \(owner), as told")
    }
    guard matches.isEmpty else { return .unknown(candidates: matches.sorted()) }
    // One word for several networks: what is our name on one need not be on the other.
    if case .found(let owner, let how) = found() {
      return .found(owner, how: how + "; nobody there is called \(me)")
    }
    // Somebody who never wrote is in no chat; where only one person wrote, that must be the other.
    if chats.allSatisfy({ $0.people.count < 2 }) {
      return .found(me, how: "you are \(me), as told")
    }
    // A group may be one that we only read.
    if chats.allSatisfy({ $0.isGroup && !$0.isComplete }) {
      return .found(me, how: "you are \(me), as told; nobody of that name has written there")
    }
    return .unknown(candidates: candidates())
  }

  /// By what the files and the store show; nil when they do not.
  private func found() -> Answer? {
    let marked = Set(chats.compactMap(\.owner))
    if marked.count == 1, let owner = marked.first {
      return .found(owner, how: "the files say that you are \(owner)")
    }
    guard marked.isEmpty else { return .unknown(candidates: marked.sorted()) }
    if let owner = known() {
      return .found(owner, how: "you are \(owner), as in the account that is here already")
    }
    guard let owner = common() else { return nil }
    let how =
      chats.count == 1 ? "since the chat is named after the other" : "the one in all chats"
    return .found(owner, how: "you are \(owner), \(how)")
  }

  private func known() -> String? {
    let fitting = Set(stored).filter { name in
      chats.contains { $0.people.contains(name) }
        && chats.allSatisfy { chat in
          chat.other != name
            && (chat.people.count < 2 || chat.people.contains(name)
              || (chat.isGroup && !chat.isComplete))
        }
    }
    return fitting.count == 1 ? fitting.first : nil
  }

  private func common() -> String? {
    var left: Set<String>?
    for chat in chats where chat.people.count >= 2 && (chat.isComplete || !chat.isGroup) {
      var people = chat.people
      if let other = chat.other { people.remove(other) }
      left = left?.intersection(people) ?? people
    }
    guard let left, left.count == 1, let owner = left.first else { return nil }
    return chats.contains { $0.other == owner } ? nil : owner
  }

  /// Those in the most chats first.
  private func candidates() -> [String] {
    var counts: [String: Int] = [:]
    for chat in chats {
      for name in chat.people { counts[name, default: 0] += 1 }
    }
    return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
  }

  /// Names are compared without case, a leading `@`, and extra spaces.
  static func folded(_ name: String) -> String {
    let words = name.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return words.hasPrefix("@") ? String(words.dropFirst()) : words
  }
}
