package import Domain
import FoundationEssentials
import GRDB

extension Store {
  /// A window of a thread with everything beside it; nil when there is no such conversation.
  package func page(_ request: PageRequest) throws(StoreError) -> ConversationPage? {
    try reading { db in try Store.page(db, request) }
  }

  static func page(_ db: Database, _ request: PageRequest) throws -> ConversationPage? {
    let id = request.conversation.value
    guard let conversation = try Conversation.load(db, id) else { return nil }
    let window = ThreadWindow(db: db, conversation: id)
    let firstUnread = conversation.unread > 0 ? try window.firstUnread() : nil
    var page = ConversationPage(
      request: request, conversation: conversation,
      account: try account(db, conversation.account.value), messages: [],
      firstUnread: firstUnread.map { Message.ID($0.id) }, draft: try Drafts.text(db, of: id),
      person: try PersonCard.load(db, conversation),
      replyWindowEnds: try replyWindowEnds(db, of: id))
    let count = max(request.count, 1)
    switch request.anchor {
    case .oldest: try window.read(into: &page, after: nil, count)
    case .newest: try window.read(into: &page, before: nil, count)
    case .unread:
      if let firstUnread {
        try window.read(into: &page, around: firstUnread, count)
      } else {
        try window.read(into: &page, before: nil, count)
      }
    case .around(let message):
      if let place = try window.place(of: message.value) {
        try window.read(into: &page, around: place, count)
      } else {
        try window.read(into: &page, before: nil, count)
      }
    }
    if page.hasNewer { page.newestBeyond = try window.newest() }
    return page
  }
}

extension Store {
  /// Read from what the source said of the conversation, which is kept as it came: it is wanted for
  /// one conversation at a time, and no list is ordered by it.
  static func replyWindowEnds(_ db: Database, of id: Int64) throws -> Date? {
    let query = try Prepared(
      db,
      """
      SELECT CAST(round((julianday(ends) - 2440587.5) * 86400000) AS INTEGER) FROM (
        SELECT CASE WHEN json_valid(line) AND json_type(line, '$.reply_window_ends_at') = 'text'
          THEN json_extract(line, '$.reply_window_ends_at') END AS ends
        FROM (SELECT CAST(bytes AS TEXT) AS line FROM conversation_payload WHERE conversation = ?))
      """)
    query.bind(1, id)
    return try query.first { $0.date(0) } ?? nil
  }
}

/// Reads runs of a thread by place, never by offset. A place is `sentAt`, then the order of arrival.
struct ThreadWindow {
  var db: Database
  var conversation: Int64

  struct Place {
    var sentAt: Milliseconds
    var id: Int64
  }

  func place(of message: Int64) throws -> Place? {
    let query = try Prepared(
      db, "SELECT sent_at, id FROM message WHERE id = ? AND conversation = ?")
    query.bind(1, message)
    query.bind(2, conversation)
    return try query.first { Place(sentAt: $0.int(0), id: $0.int(1)) }
  }

  func newest() throws -> Message.ID? {
    let query = try Prepared(
      db, "SELECT id FROM message WHERE conversation = ? ORDER BY sent_at DESC, id DESC LIMIT 1")
    query.bind(1, conversation)
    return try query.first { Message.ID($0.int(0)) }
  }

  /// The first inbound message, in thread order, that arrived after the read mark.
  func firstUnread() throws -> Place? {
    let late = try first(
      "message_late",
      "m.arrived_at > c.read_to AND m.arrived_at > m.sent_at AND m.sent_at <= c.read_to")
    // What was sent before the mark and came after it stands before all others.
    return try late ?? first("message_thread", "m.sent_at > c.read_to AND m.arrived_at > c.read_to")
  }

  private func first(_ index: String, _ condition: String) throws -> Place? {
    let query = try Prepared(
      db,
      """
      SELECT m.sent_at, m.id FROM conversation c CROSS JOIN message m INDEXED BY \(index)
        ON m.conversation = c.id
      WHERE c.id = ? AND m.direction = 0 AND m.deleted = 0 AND \(condition)
      ORDER BY m.sent_at, m.id LIMIT 1
      """)
    query.bind(1, conversation)
    return try query.first { Place(sentAt: $0.int(0), id: $0.int(1)) }
  }

  // MARK: Windows

  func read(into page: inout ConversationPage, after place: Place?, _ count: Int) throws {
    (page.messages, page.hasNewer) = try messages(count, newer: true, than: place)
    page.hasOlder = place != nil
  }

  func read(into page: inout ConversationPage, before place: Place?, _ count: Int) throws {
    (page.messages, page.hasOlder) = try messages(count, newer: false, than: place)
    page.hasNewer = place != nil
  }

  /// A third of the window is before the place; what one side lacks the other gets.
  func read(into page: inout ConversationPage, around place: Place, _ count: Int) throws {
    var older = try messages(count / 3, newer: false, than: place)
    let newer = try messages(
      count - older.messages.count, newer: true, than: place, including: true)
    let missing = count - older.messages.count - newer.messages.count
    if missing > 0, older.more {
      older = try messages(count / 3 + missing, newer: false, than: place)
    }
    page.messages = older.messages + newer.messages
    page.hasOlder = older.more
    page.hasNewer = newer.more
  }

  private func messages(
    _ count: Int, newer: Bool, than place: Place?, including: Bool = false
  ) throws -> (messages: [Message], more: Bool) {
    let sign = newer ? ">" : "<"
    let order = newer ? "ASC" : "DESC"
    var sql = "SELECT \(Message.columns) FROM \(Message.source) WHERE m.conversation = ?1"
    if place != nil {
      sql += " AND m.sent_at \(sign)= ?2"
      sql += " AND (m.sent_at \(sign) ?2 OR m.id \(sign)\(including ? "=" : "") ?3)"
    }
    sql += " ORDER BY m.sent_at \(order), m.id \(order) LIMIT ?4"
    let query = try Prepared(db, sql)
    query.bind(1, conversation)
    if let place {
      query.bind(2, place.sentAt)
      query.bind(3, place.id)
    }
    query.bind(4, Int64(count + 1))
    let found = try Message.all(db, query).map(\.0)
    let messages = Array(found.prefix(count))
    return (newer ? messages : messages.reversed(), found.count > count)
  }
}

extension PersonCard.Perhaps {
  fileprivate init(_ suggestion: PersonSuggestion) {
    self.init(
      own: suggestion.one.id, other: suggestion.other.id, name: suggestion.other.title,
      network: suggestion.other.network, reason: SafeText(line: suggestion.likeness.reason))
  }
}

extension PersonCard {
  static func load(_ db: Database, _ conversation: Conversation) throws -> PersonCard {
    var card = PersonCard(name: conversation.title, handle: conversation.handle)
    let query = try Prepared(
      db,
      """
      SELECT c.first_person_at, c.last_reply_at, i.follows_us_since, i.person, i.id, i.name,
        i.handle
      FROM conversation c LEFT JOIN identity i ON i.id = c.peer WHERE c.id = ?
      """)
    query.bind(1, conversation.id.value)
    let known = try query.first { row in
      card.firstWroteAt = row.date(0)
      card.lastRepliedAt = row.date(1)
      card.followsUsSince = row.date(2)
      if conversation.kind == .direct || conversation.kind == .request {
        card.name = row.safe(5) ?? card.name
        card.handle = row.safe(6) ?? card.handle
      }
      return (person: row.int(3) as Int64?, identity: row.int(4) as Int64?)
    }
    guard let person = known?.person, let identity = known?.identity else { return card }
    try card.addOthers(db, person: person, identity: identity, besides: conversation.id.value)
    if conversation.kind == .direct || conversation.kind == .request {
      card.perhaps = try Suggestions.first(db, for: identity, of: person).map(Perhaps.init)
    }
    return card
  }

  private mutating func addOthers(
    _ db: Database, person: Int64, identity: Int64, besides conversation: Int64
  ) throws {
    let also = try Prepared(
      db,
      """
      SELECT a.network, coalesce(nullif(i.handle, ''), nullif(i.name, ''), i.remote_id)
      FROM identity i JOIN account a ON a.id = i.account
      WHERE i.person = ? AND i.id <> ? ORDER BY i.id LIMIT 20
      """)
    also.bind(1, person)
    also.bind(2, identity)
    try also.each { row in
      alsoOn.append(
        Identity(network: Network(lenient: row.text(0)), handle: SafeText(line: row.text(1))))
    }
    let others = try Prepared(
      db,
      """
      SELECT count(DISTINCT p.conversation) FROM identity i
      JOIN participant p ON p.identity = i.id JOIN conversation c ON c.id = p.conversation
      WHERE i.person = ? AND c.id <> ? AND c.gone = 0
      """)
    others.bind(1, person)
    others.bind(2, conversation)
    otherConversations = try others.first { Int(clamping: $0.int(0) as Int64) } ?? 0
  }
}
