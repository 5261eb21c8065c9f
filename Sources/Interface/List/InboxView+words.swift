import Domain

extension InboxView {
  /// One word for the view bar.
  var name: String {
    switch self {
    case .waiting: "Waiting"
    case .first: "First"
    case .flagged: "Flagged"
    case .snoozed: "Snoozed"
    case .outbox: "Outbox"
    case .pitches: "Pitches"
    case .greetings: "Greetings"
    case .done: "Done"
    case .all: "All"
    case .spam: "Spam"
    }
  }

  /// What the list is headed with.
  var heading: String {
    switch self {
    case .waiting: "Waiting for you"
    case .first: "First contacts"
    case .outbox: "Drafts and outbox"
    case .pitches: "Pitches, set aside"
    case .greetings: "Greetings, set aside"
    case .all: "All conversations"
    case .flagged, .snoozed, .done, .spam: name
    }
  }

  func order(_ marks: Marks) -> String {
    if isOldestFirst { return "longest first \(marks.up)" }
    return self == .snoozed ? "next to wake \(marks.up)" : "newest first \(marks.down)"
  }

  var emptySentence: String {
    switch self {
    case .waiting: "Nobody is waiting."
    case .first: "No first contacts: everybody here has had an answer."
    case .flagged: "Nothing is flagged."
    case .snoozed: "Nothing is snoozed."
    case .outbox: "No drafts, and everything has left."
    case .pitches: "No pitches."
    case .greetings: "No automatic greetings."
    case .done: "Nothing is done yet."
    case .all: "No conversations yet."
    case .spam: "No spam."
    }
  }

  /// Whether a conversation leaves this view when it is put away.
  var isOpenOnly: Bool { self == .waiting || self == .first }
}
