import Domain
import GRDB

extension Store {
  /// Forgets a connection. Its conversations stay as an archive that is answered by hand, until the
  /// same server is followed again, or go from this machine with everything that was said and decided
  /// in them.
  ///
  /// Replies that have not left stay in their threads as failed, with their text; what was being
  /// sent, or was tried, stays as unclear.
  /// - Throws: ``StoreError/noSuch(id:)`` when there is no connection of this name.
  package func removeConnection(
    _ name: String, keepingMessages: Bool
  ) throws(StoreError) {
    if keepingMessages {
      let reason = SafeText(line: "The account “\(name)” was removed before it left")
      for entry in try pendingOutbox()
      where entry.account.delivery == .server(connection: name) {
        switch entry.state {
        case .failed, .unknown: continue
        case .sending: try markUnknown(entry.message)
        case .queued where entry.attempts > 0: try markUnknown(entry.message)
        default: try markFailed(entry.message, reason: reason)
        }
      }
    }
    try writing { db in
      let found = try Int64.fetchOne(
        db, sql: "SELECT id FROM connection WHERE name = ?", arguments: [name])
      guard let connection = found else { throw StoreError.noSuch(id: name) }
      for statement in Self.whatIsToldAndRead {
        try db.execute(sql: statement, arguments: [connection])
      }
      if keepingMessages {
        try db.execute(
          sql: """
            UPDATE account SET delivery = 'handover', connection = NULL,
              archived_from = (SELECT url FROM connection WHERE id = ?1)
            WHERE connection = ?1
            """, arguments: [connection])
      } else {
        try Self.deleteConversations(db, of: connection)
      }
      try db.execute(sql: "DELETE FROM connection WHERE id = ?", arguments: [connection])
    }
  }

  private static let ofConnection = """
    conversation IN (SELECT c.id FROM conversation c JOIN account a ON a.id = c.account
      WHERE a.connection = ?1)
    """

  /// What only following a server needs.
  private static let whatIsToldAndRead = [
    "DELETE FROM thread_to_read WHERE connection = ?1",
    "DELETE FROM upstream WHERE \(ofConnection)",
  ]

  /// In the order in which the tables refer to each other; a table of a hub may be among them.
  private static func deleteConversations(_ db: Database, of connection: Int64) throws {
    let accounts = "account IN (SELECT id FROM account WHERE connection = ?1)"
    let messages = "message IN (SELECT id FROM message WHERE \(accounts))"
    // A hub that serves them says that they are gone; their rows will not be there to ask.
    var statements = [
      """
      INSERT OR IGNORE INTO hub_touched (kind, row, id)
        SELECT 3, c.id, \(PublicID.sql("c", .conversation, account: "a"))
        FROM hub_conversation h JOIN conversation c ON c.id = h.conversation
        JOIN account a ON a.id = c.account WHERE a.connection = ?1 AND h.gone = 0
      """
    ]
    statements += [
      "attachment", "reaction", "payload", "payload_revision", "hub_gone", "hub_alias",
    ]
    .map { "DELETE FROM \($0) WHERE \(messages)" }
    statements.append(
      """
      INSERT INTO message_fts (message_fts, rowid, text)
        SELECT 'delete', id, text FROM message WHERE \(accounts)
      """)
    statements += [
      "journal", "outbox", "draft", "conversation_label", "participant", "conversation_payload",
      "hub_conversation",
    ].map { "DELETE FROM \($0) WHERE \(ofConnection)" }
    statements += ["message", "conversation", "hub_account"]
      .map { "DELETE FROM \($0) WHERE \(accounts)" }
    statements += [
      "DELETE FROM hub_participant WHERE identity IN (SELECT id FROM identity WHERE \(accounts))",
      "DELETE FROM identity_key WHERE identity IN (SELECT id FROM identity WHERE \(accounts))",
      """
      DELETE FROM person_apart WHERE one IN (SELECT id FROM identity WHERE \(accounts))
        OR other IN (SELECT id FROM identity WHERE \(accounts))
      """,
      "DELETE FROM identity WHERE \(accounts)", "DELETE FROM account WHERE connection = ?1",
      "DELETE FROM person WHERE id NOT IN (SELECT person FROM identity WHERE person IS NOT NULL)",
    ]
    for statement in statements {
      let takesOne = statement.contains("?1")
      try db.execute(sql: statement, arguments: takesOne ? [connection] : [])
    }
    for view in InboxView.allCases {
      try db.execute(
        sql: """
          UPDATE view_count
          SET count = (SELECT count(*) FROM conversation WHERE \(view.condition)) WHERE view = ?
          """, arguments: [view.rawValue])
    }
  }
}
