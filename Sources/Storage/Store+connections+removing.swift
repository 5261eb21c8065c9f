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
        try deleteAccounts(db, .ofConnection(connection))
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
}
