/// The lists a person can look at. Order is the order of the number keys.
package enum InboxView: String, CaseIterable, Hashable, Sendable {
  case waiting, first, flagged, snoozed, outbox, pitches, greetings, done, all, spam

  /// Whether the longest wait is at the top; otherwise the newest message is (snoozed: next to wake).
  package var isOldestFirst: Bool { self == .waiting || self == .first }
}

/// Which window of a view is wanted.
package struct ListRequest: Hashable, Sendable {
  package enum Anchor: Hashable, Sendable {
    case top, bottom
    /// Rows on both sides of this one; when it has left the view, where it would stand.
    case around(Conversation.ID)
  }

  package var view: InboxView
  package var anchor: Anchor
  /// The most rows to deliver: what is visible plus a screenful either side.
  package var count: Int

  package init(view: InboxView, anchor: Anchor, count: Int) {
    self.view = view
    self.anchor = anchor
    self.count = count
  }
}

/// The rows a pane may draw: what is visible, plus one screenful either side.
///
/// Scrolling beyond the edge asks for another window, it does not grow this one.
package struct ConversationList: Hashable, Sendable {
  package var request: ListRequest
  package var rows: [Conversation]
  package var hasEarlier: Bool
  package var hasLater: Bool

  package init(
    request: ListRequest, rows: [Conversation], hasEarlier: Bool = false, hasLater: Bool = false
  ) {
    self.request = request
    self.rows = rows
    self.hasEarlier = hasEarlier
    self.hasLater = hasLater
  }
}

/// A list and the counts of the same moment: a screen that shows one without the other has somebody
/// act on a row that is not there.
package struct InboxSnapshot: Hashable, Sendable {
  package var list: ConversationList
  package var counts: Counts

  package init(list: ConversationList, counts: Counts) {
    self.list = list
    self.counts = counts
  }
}

/// How many conversations each view holds, from roll-ups, not from counting.
package struct Counts: Hashable, Sendable {
  private var values: [InboxView: Int]

  package init(_ values: [InboxView: Int] = [:]) { self.values = values }

  package subscript(view: InboxView) -> Int {
    get { values[view] ?? 0 }
    set { values[view] = newValue }
  }
}
