package import Domain
package import FoundationEssentials

/// What a store would hold, for plays: it answers what the interface wants to watch.
package struct World: Sendable {
  package var rows: [Conversation]
  package var pages: [Conversation.ID: ConversationPage]
  package var counts: Counts
  package var accounts: [AccountStatus]

  package init(
    rows: [Conversation] = [], pages: [Conversation.ID: ConversationPage] = [:],
    counts: Counts = .init(), accounts: [AccountStatus] = []
  ) {
    self.rows = rows
    self.pages = pages
    self.counts = counts
    self.accounts = accounts
  }

  /// Sunday 22 November 2026, 09:41 UTC: the moment of every play.
  package static let now = Date(timeIntervalSince1970: 1_795_340_460)

  package static func ago(days: Double = 0, hours: Double = 0, minutes: Double = 0) -> Date {
    now.addingTimeInterval(-(days * 86_400 + hours * 3600 + minutes * 60))
  }

  /// The window of a view that a store would deliver.
  package func window(_ request: ListRequest) -> ConversationList {
    let all = rows(of: request.view)
    var start = 0
    switch request.anchor {
    case .top: start = 0
    case .bottom: start = all.count - request.count
    case .around(let id):
      start = (all.firstIndex { $0.id == id } ?? 0) - request.count / 2
    }
    start = max(0, min(start, all.count - request.count))
    let end = min(all.count, start + request.count)
    return ConversationList(
      request: request, rows: Array(all[start..<end]), hasEarlier: start > 0,
      hasLater: end < all.count)
  }

  package func rows(of view: InboxView) -> [Conversation] {
    switch view {
    case .waiting:
      rows.filter { $0.waitingSince != nil }
        .sorted { ($0.waitingSince ?? Self.now) < ($1.waitingSince ?? Self.now) }
    case .first: rows.filter(\.isFirstContact)
    case .flagged: rows.filter(\.triage.flagged)
    case .snoozed: rows.filter { $0.triage.status == .snoozed }
    case .outbox: rows.filter { $0.outbox != nil || $0.hasDraft }
    case .pitches: rows.filter { $0.triage.lane == .pitch }
    case .greetings: rows.filter { $0.triage.lane == .automatic }
    case .done: rows.filter { $0.triage.status == .done }
    case .all: rows
    case .spam: rows.filter { $0.triage.lane == .spam }
    }
  }

  package func page(_ request: PageRequest) -> ConversationPage? {
    guard var page = pages[request.conversation] else { return nil }
    page.request = request
    if page.conversation.unread == 0 { page.firstUnread = nil }
    let all = page.messages
    let most = min(max(1, request.count), all.count)
    let start = max(0, min(start(of: request, in: page), all.count - most))
    page.messages = Array(all[start..<start + most])
    page.hasOlder = start > 0
    page.hasNewer = start + most < all.count
    page.newestBeyond = page.hasNewer ? all.last?.id : nil
    return page
  }

  /// A third of a window is before the message it was asked around.
  private func start(of request: PageRequest, in page: ConversationPage) -> Int {
    var anchor: Message.ID?
    switch request.anchor {
    case .oldest: return 0
    case .newest: break
    case .unread: anchor = page.firstUnread
    case .around(let id): anchor = id
    }
    let index = anchor.flatMap { id in page.messages.firstIndex { $0.id == id } }
    return index.map { $0 - request.count / 3 } ?? page.messages.count
  }

  /// Changes a conversation in its row and its page alike.
  package mutating func change(
    _ id: Conversation.ID, _ change: (inout Conversation) -> Void
  ) {
    for index in rows.indices where rows[index].id == id { change(&rows[index]) }
    if var page = pages[id] {
      change(&page.conversation)
      pages[id] = page
    }
  }
}
