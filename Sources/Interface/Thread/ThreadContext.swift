package import Domain
package import FoundationEssentials

/// What the thread pane needs to know of the world to be drawn.
package struct ThreadContext: Sendable {
  /// The time of day, for "today" and "yesterday".
  package var now: Date
  /// The exact moment, for the countdown of a held message; ``now`` where nobody counts.
  package var heldNow: Date
  package var timeZone: TimeZone
  package var theme: Theme
  /// Colleagues who are at this conversation.
  var colleagues: Colleagues.Words?
  /// Whether the person pane stands beside the thread.
  var showsPerson = true

  package init(now: Date, timeZone: TimeZone, theme: Theme, heldNow: Date? = nil) {
    self.now = now
    self.heldNow = heldNow ?? now
    self.timeZone = timeZone
    self.theme = theme
  }

  init(
    now: Date, timeZone: TimeZone, theme: Theme, colleagues: Colleagues.Words?, showsPerson: Bool
  ) {
    self.init(now: now, timeZone: timeZone, theme: theme)
    self.colleagues = colleagues
    self.showsPerson = showsPerson
  }
}

/// How far to scroll a thread.
package enum Scroll: Hashable, Sendable {
  /// Down when positive.
  case lines(Int)
  /// Half a screen, down when positive.
  case half(Int)
  /// A screen less two lines, down when positive.
  case page(Int)
  case top, bottom
}

/// A link or attachment of the page, under the number it is shown with.
package struct ThreadItem: Hashable, Sendable {
  package var number: Int
  /// A URL exactly as it came, or a path inside the export it came from.
  package var text: String
  /// It is an http or https address; otherwise a path.
  package var isLink: Bool
  /// What the thread shows for it.
  package var shown: String
  package var message: Message.ID
  /// For one whose file lies on this machine.
  package var file: Attachment?

  package init(
    number: Int, text: String, isLink: Bool, shown: String, message: Message.ID,
    file: Attachment? = nil
  ) {
    self.file = file
    self.number = number
    self.text = text
    self.isLink = isLink
    self.shown = shown
    self.message = message
  }
}
