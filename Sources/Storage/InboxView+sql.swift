import Domain

/// What is in a view and in which order, as SQL. Each has an index of its own in the schema.
extension InboxView {
  /// The rows of the view; term by term that of the view's partial index.
  var condition: String {
    switch self {
    case .waiting: "waiting_since IS NOT NULL AND gone = 0"
    case .first: "waiting_since IS NOT NULL AND first_contact = 1 AND gone = 0"
    case .flagged: "flagged = 1 AND gone = 0"
    case .snoozed: "status = 'snoozed' AND gone = 0"
    case .outbox: "(has_draft = 1 OR outbox_state IS NOT NULL) AND gone = 0"
    case .pitches: "lane = 'pitch' AND status <> 'done' AND gone = 0"
    case .greetings: "lane = 'automatic' AND status <> 'done' AND gone = 0"
    case .spam: "lane = 'spam' AND status <> 'done' AND gone = 0"
    case .done: "status = 'done' AND gone = 0"
    case .all: "gone = 0"
    }
  }

  /// What the view is ordered by, before the id; never NULL inside the view.
  var key: String {
    switch self {
    case .waiting, .first: "waiting_since"
    case .snoozed: "ifnull(snoozed_until, \(Milliseconds.endless))"
    default: "ifnull(last_message_at, \(Milliseconds.never))"
    }
  }

  /// The key of any row, of the view or not: where a row that has left it would stand.
  var standingKey: String {
    switch self {
    case .waiting, .first:
      "coalesce(waiting_since, last_waiting_since, last_message_at, \(Milliseconds.never))"
    case .snoozed: "coalesce(snoozed_until, previous_wake, \(Milliseconds.endless))"
    default: key
    }
  }

  /// Whether a smaller key is nearer the top.
  var isAscending: Bool { isOldestFirst || self == .snoozed }
}

/// The views that hold one conversation.
struct ViewSet: OptionSet {
  var rawValue: UInt16

  /// The same conditions as ``InboxView/condition``, for the code that keeps the counts.
  init(_ row: RollUp) {
    self.init()
    guard !row.standing.isGone else { return }
    let standing = row.standing
    let isDone = standing.triage.status == .done
    insert(.all, if: true)
    insert(.waiting, if: row.sums.waitingSince != nil)
    insert(.first, if: row.sums.waitingSince != nil && row.sums.isFirstContact)
    insert(.flagged, if: standing.triage.flagged)
    insert(.snoozed, if: standing.triage.status == .snoozed)
    insert(.outbox, if: standing.hasDraft || standing.hasOutbox)
    insert(.pitches, if: standing.triage.lane == .pitch && !isDone)
    insert(.greetings, if: standing.triage.lane == .automatic && !isDone)
    insert(.spam, if: standing.triage.lane == .spam && !isDone)
    insert(.done, if: isDone)
  }

  init(rawValue: UInt16) { self.rawValue = rawValue }

  func contains(_ view: InboxView) -> Bool { contains(ViewSet(view)) }

  init(_ view: InboxView) {
    rawValue =
      switch view {
      case .waiting: 1
      case .first: 2
      case .flagged: 4
      case .snoozed: 8
      case .outbox: 16
      case .pitches: 32
      case .greetings: 64
      case .done: 128
      case .all: 256
      case .spam: 512
      }
  }

  private mutating func insert(_ view: InboxView, if holds: Bool) {
    if holds { formUnion(ViewSet(view)) }
  }
}

/// How the counts of the views change in one transaction.
struct ViewDeltas {
  private var values: [InboxView: Int64] = [:]

  mutating func note(from old: ViewSet, to new: ViewSet) {
    guard old != new else { return }
    for view in InboxView.allCases where old.contains(view) != new.contains(view) {
      values[view, default: 0] += new.contains(view) ? 1 : -1
    }
  }

  /// The views whose count changes, each with its difference.
  var changes: [InboxView: Int64] { values.filter { $0.value != 0 } }
}
