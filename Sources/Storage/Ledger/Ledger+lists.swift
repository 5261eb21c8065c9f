package import FoundationEssentials
import GRDB

extension Ledger {
  /// What a list of conversations is asked for.
  package struct ListQuery: Hashable, Sendable {
    package var status: String?
    package var account: String?
    package var updatedAfter: Date?
    package var limit: Int
    /// The last one of the page before.
    package var after: Place?

    package init(
      status: String? = nil, account: String? = nil, updatedAfter: Date? = nil, limit: Int,
      after: Place? = nil
    ) {
      self.status = status
      self.account = account
      self.updatedAfter = updatedAfter
      self.limit = limit
      self.after = after
    }
  }

  /// Where in a list something stands: a time in milliseconds, and its row.
  package struct Place: Hashable, Sendable {
    package var at: Int64
    package var row: Int64
    package init(at: Int64, row: Int64) {
      self.at = at
      self.row = row
    }
  }

  /// A page ends with the item that passes this, though fewer were asked for: one message can be as
  /// large as a request's body.
  static let pageBytes = 4 * 1024 * 1024

  package struct Page<Item: Sendable>: Sendable {
    package var items: [Item]
    /// nil at the end.
    package var next: Place?
  }

  /// By the newest message, newest first; those without messages last.
  package func conversations(
    _ query: ListQuery
  ) throws(StoreError) -> Page<ServedConversation> {
    try store.reading { db in
      var account: Int64?
      if let id = query.account {
        account = try Int64.fetchOne(
          db, sql: "SELECT id FROM account WHERE remote_id = ?", arguments: [id])
        if account == nil { return Page(items: [], next: nil) }
      }
      let select = try Prepared(
        db,
        """
        SELECT h.conversation, h.revision, h.updated_at, h.core, h.sort_at
        FROM hub_conversation h INDEXED BY hub_conversation_order
        WHERE h.gone = 0 AND h.sort_at <= ?1 AND (h.sort_at < ?1 OR h.conversation < ?2)
          AND (?3 IS NULL OR h.status = ?3) AND (?4 IS NULL OR h.account = ?4)
          AND (?5 IS NULL OR h.updated_at > ?5)
        ORDER BY h.sort_at DESC, h.conversation DESC LIMIT ?6
        """)
      select.bind(1, query.after?.at ?? .endless)
      select.bind(2, query.after?.row ?? .max)
      select.bind(3, query.status)
      select.bind(4, account)
      select.bind(5, query.updatedAfter.map { Milliseconds($0) })
      select.bind(6, Int64(query.limit + 1))
      var page = Page<ServedConversation>(items: [], next: nil)
      var (last, bytes) = (Place(at: 0, row: 0), 0)
      try select.each { row in
        guard page.next == nil, page.items.count < query.limit, bytes < Self.pageBytes else {
          page.next = last
          return
        }
        last = Place(at: row.int(4), row: row.int(0))
        page.items.append(ServedConversation(row: row))
        bytes += page.items.last?.core.count ?? 0
      }
      return page
    }
  }

  /// - Returns: nil for one that is not, or no longer, served.
  package func conversation(_ id: String) throws(StoreError) -> ServedConversation? {
    try store.reading { db in try ServedConversation.load(db, id) }
  }

  /// Newest first; nil where there is no such conversation.
  package func messages(
    of id: String, limit: Int, after place: Place?
  ) throws(StoreError) -> Page<MessageFacts>? {
    try store.reading { db in
      guard let row = try ServedConversation.row(db, id) else { return nil }
      let found = try MessageFacts.page(
        db, of: row, before: place.map { ($0.at, $0.row) }, limit: limit + 1)
      var page = Page(items: Array(found.items.prefix(limit)), next: nil)
      if found.items.count > limit || found.isCut, let last = page.items.last {
        page.next = Place(at: Milliseconds(last.sentAt), row: last.row)
      }
      return page
    }
  }

  package func conversation(row: Int64) throws(StoreError) -> ServedConversation? {
    try store.reading { db in try ServedConversation.load(db, row: row) }
  }

  package func message(row: Int64) throws(StoreError) -> MessageFacts? {
    try store.reading { try MessageFacts.load($0, row) }
  }
}

extension ServedConversation {
  init(row: Prepared) {
    self.init(
      row: row.int(0), revision: row.int(1), updatedAt: Date(milliseconds: row.int(2)),
      core: row.bytes(3))
  }

  static func row(_ db: Database, _ id: String) throws -> Int64? {
    guard let found = try PublicID.row(db, .conversation, id) else { return nil }
    let query = try Prepared(
      db, "SELECT 1 FROM hub_conversation WHERE conversation = ? AND gone = 0")
    query.bind(1, found.row)
    return try query.first { _ in found.row }
  }

  static func load(_ db: Database, _ id: String) throws -> ServedConversation? {
    guard let found = try PublicID.row(db, .conversation, id) else { return nil }
    return try load(db, row: found.row)
  }

  static func load(_ db: Database, row: Int64) throws -> ServedConversation? {
    let query = try Prepared(
      db,
      """
      SELECT conversation, revision, updated_at, core FROM hub_conversation
      WHERE conversation = ? AND gone = 0
      """)
    query.bind(1, row)
    return try query.first(ServedConversation.init(row:))
  }
}
