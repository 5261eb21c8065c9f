/// Where a key is pressed. The raw value is the name of the table in the config.
package enum Mode: String, CaseIterable, Hashable, Sendable {
  /// Everywhere, also while text is typed: nothing printable may be bound here.
  case anywhere
  /// List and thread alike.
  case inbox
  case list
  case thread
  /// Text is typed: a printable key that is not bound is text.
  case composer

  /// The tables that count here, the most particular first.
  package var chain: [Mode] {
    switch self {
    case .anywhere: [.anywhere]
    case .inbox: [.inbox, .anywhere]
    case .list: [.list, .inbox, .anywhere]
    case .thread: [.thread, .inbox, .anywhere]
    case .composer: [.composer, .anywhere]
    }
  }
}
