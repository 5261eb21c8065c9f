import Cells
package import Domain
import FoundationEssentials

/// The thread: the messages of one conversation, with a view that stays where the reader is.
///
/// The view is kept as a place in the conversation, not as a row: messages that arrive, older ones
/// that are loaded and another width leave the reader's line at the top.
package struct ThreadPane: Equatable {
  /// What is shown; set with ``show(_:)``.
  package private(set) var page: ConversationPage?
  /// Opened by the person; otherwise a preview that follows the selection.
  package var isOpen = false

  var place = Place.newest
  private(set) var numbered = ThreadItems()
  private(set) var rule: NewRule?
  /// The newest message when the reader was last at the end.
  private(set) var seen: Message.ID?
  /// How many messages to us have come since then, loaded or not.
  private(set) var arrived = 0
  /// The last other window that was asked for.
  var asked: PageRequest?

  /// Where the view is.
  enum Place: Equatable {
    /// The newest message at the bottom; follows what arrives.
    case newest
    case oldest
    /// The "new" rule near the top.
    case unread(Anchor)
    /// This line at the top.
    case at(Anchor)
  }

  /// A line of a message.
  struct Anchor: Equatable {
    var message: Message.ID
    /// When it was sent, for finding the place after the message itself is gone.
    var sentAt: Date
    var mark: LineMark
  }

  /// The message the view holds on to; nil at the ends.
  var held: Message.ID? {
    switch place {
    case .newest, .oldest: nil
    case .unread(let anchor), .at(let anchor): anchor.message
    }
  }

  package init() {}

  // MARK: Showing

  /// Shows a page: another conversation opens at its first unread message, else at the newest; the
  /// same one keeps its place. nil shows nothing.
  package mutating func show(_ page: ConversationPage?) {
    let before = self.page
    self.page = page
    if before?.conversation.id != page?.conversation.id { numbered = ThreadItems() }
    numbered.show(page?.messages ?? [])
    asked = nil
    guard let page else { return begin(nil) }
    if let before, before.conversation.id == page.conversation.id, !before.messages.isEmpty {
      keep(page, after: before)
    } else {
      begin(page)
    }
  }

  private mutating func begin(_ page: ConversationPage?) {
    rule = page?.firstUnread.map { NewRule(message: $0, count: 0) }
    seen = page?.newest
    arrived = 0
    place = .newest
    guard let page else { return }
    countNew(page)
    if let rule, let first = page.messages.first(where: { $0.id == rule.message }) {
      place = .unread(
        Anchor(message: first.id, sentAt: first.sentAt, mark: LineMark(part: 0, offset: 0)))
    }
  }

  private mutating func keep(_ page: ConversationPage, after before: ConversationPage) {
    let arrivals = max(0, page.conversation.unread - before.conversation.unread)
    arrived += arrivals
    rule?.count += arrivals
    moveRule(to: page)
    countNew(page)
    // What the person sends is shown wherever the view was.
    if let newest = page.messages.last, newest.direction == .out,
      newest.delivery?.isPending == true, !before.messages.contains(where: { $0.id == newest.id })
    {
      place = .newest
    }
    if place == .newest { seeNewest() }
  }

  private mutating func seeNewest() {
    seen = page?.newest
    arrived = 0
  }

  /// The rule stays while one reads, although reading empties the count of unread messages; it moves
  /// to what came after an answer, or up when something was marked unread again.
  private mutating func moveRule(to page: ConversationPage) {
    guard let unread = page.firstUnread,
      let new = page.messages.firstIndex(where: { $0.id == unread })
    else { return }
    // Where a long way has been read since the rule, it is above what is loaded.
    let above = rule != nil && page.hasOlder ? 0 : nil
    let old = rule.flatMap { rule in page.messages.firstIndex { $0.id == rule.message } } ?? above
    if let old, old <= new, !page.messages[old..<new].contains(where: { $0.direction == .out }) {
      return
    }
    rule = NewRule(message: unread, count: 0)
  }

  private mutating func countNew(_ page: ConversationPage) {
    guard let first = rule?.message,
      let start = page.messages.firstIndex(where: { $0.id == first })
    else { return }
    let loaded = page.messages[start...].count { $0.direction == .in && !$0.isDeleted }
    guard page.hasNewer else {
      rule?.count = max(1, loaded)
      return
    }
    // What is not loaded is known only from the count of unread messages, which reading empties.
    let unread = first == page.firstUnread ? page.conversation.unread : 0
    let known = rule?.count ?? 0
    rule?.count = max(known, loaded, unread)
  }

  /// The reader is at the end: nothing below is news any more.
  mutating func reachEnd() {
    place = .newest
    seeNewest()
  }

  // MARK: Answers

  /// The links and attachments of the page, in reading order.
  package func items() -> [ThreadItem] { numbered.all }

  /// Where in ``items()`` those begin that are not above the view.
  func firstItemInView(size: Size, context: ThreadContext) -> Int {
    guard let page, let first = firstVisible(size: size, context: context),
      let start = page.messages.firstIndex(where: { $0.id == first })
    else { return 0 }
    let above = Set(page.messages[..<start].map(\.id))
    return numbered.all.prefix { above.contains($0.message) }.count
  }

  /// The newest text somebody wrote to us on this page, for the clipboard.
  package var copyText: String? {
    let texts = page?.messages.last { $0.direction == .in && !$0.isDeleted && !$0.text.isEmpty }
    return texts?.text.string
  }
}

extension Delivery {
  /// Ours, and not safely away.
  var isPending: Bool {
    if case .pending = self { true } else { false }
  }
}
