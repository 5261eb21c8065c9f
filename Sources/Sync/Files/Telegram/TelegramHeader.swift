/// What a chat says of itself, beside its messages.
struct TelegramHeader: Hashable {
  enum Field: String { case name, type, id }

  /// As Telegram Desktop spells them.
  enum Kind: String {
    case savedMessages = "saved_messages"
    case replies
    case verificationCodes = "verification_codes"
    case personalChat = "personal_chat"
    case botChat = "bot_chat"
    case privateGroup = "private_group"
    case privateSupergroup = "private_supergroup"
    case publicSupergroup = "public_supergroup"
    case privateChannel = "private_channel"
    case publicChannel = "public_channel"

    var isChannel: Bool { self == .privateChannel || self == .publicChannel }
    /// Between us and one other.
    var isDirect: Bool { self == .personalChat || self == .botChat }
  }

  private(set) var name: String?
  private(set) var kind: Kind?
  /// The number of whom or what it is with, of its own kind of thing.
  private var number: Int64?
  /// Whether any field came.
  private(set) var isEmpty = true

  /// Of a field that stands twice, the first counts.
  mutating func set(_ field: Field, _ text: String) {
    isEmpty = false
    switch field {
    case .name: if name == nil, !text.isEmpty { name = text }
    case .type: if kind == nil { kind = Kind(rawValue: text) }
    case .id: if number == nil { number = Int64(text) }
    }
  }

  /// The id as authors have it: `user123`, `chat123`, `channel123`.
  /// - Parameter isShifted: whether numbers are of the form of 2020, see ``TelegramPeer``.
  func peer(isShifted: Bool) -> String? {
    guard let number else { return nil }
    if isShifted, number >= TelegramPeer.userShift { return TelegramPeer.key(shifted: number) }
    switch kind {
    case .savedMessages, .replies, .verificationCodes, .personalChat, .botChat:
      return "user\(number)"
    case .privateGroup: return "chat\(number)"
    case .privateSupergroup, .publicSupergroup, .privateChannel, .publicChannel:
      return "channel\(number)"
    case nil: return "peer\(number)"
    }
  }
}

/// Ids of people, groups and channels.
enum TelegramPeer {
  static let userShift: Int64 = 1 << 32
  private static let chatShift: Int64 = 2 << 32

  /// Of an export of 2020 or 2021, where ids of 32 bits had what they are of in the bits above; a
  /// number without any is a user's.
  static func key(shifted number: Int64) -> String {
    if number >= chatShift { return "chat\(number - chatShift)" }
    return "user\(number >= userShift ? number - userShift : number)"
  }

  /// Notices of Telegram itself come from this account.
  static let service = "user777000"

  static let deletedName = "Deleted Account"
}
