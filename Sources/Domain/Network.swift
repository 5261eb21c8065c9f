/// Where people write from. The raw values are the ones of the Inbox API.
package enum Network: String, CaseIterable, Hashable, Sendable {
  case instagram, messenger, whatsapp, x, linkedin, snapchat, telegram, bluesky, mastodon, matrix
  case email, other

  /// Reads a name from outside; what this version does not know is ``other``, never an error.
  package init(lenient name: String) { self = Network(rawValue: name) ?? .other }

  /// One or two characters for a list row.
  package var tag: String {
    switch self {
    case .instagram: "ig"
    case .messenger: "ms"
    case .whatsapp: "wa"
    case .x: "x"
    case .linkedin: "li"
    case .snapchat: "sc"
    case .telegram: "tg"
    case .bluesky: "bs"
    case .mastodon: "md"
    case .matrix: "mx"
    case .email: "em"
    case .other: "··"
    }
  }

  /// The name as the network spells it.
  package var title: String {
    switch self {
    case .instagram: "Instagram"
    case .messenger: "Messenger"
    case .whatsapp: "WhatsApp"
    case .x: "X"
    case .linkedin: "LinkedIn"
    case .snapchat: "Snapchat"
    case .telegram: "Telegram"
    case .bluesky: "Bluesky"
    case .mastodon: "Mastodon"
    case .matrix: "Matrix"
    case .email: "e-mail"
    case .other: "another network"
    }
  }
}
