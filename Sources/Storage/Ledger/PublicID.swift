import GRDB

/// The ids under which a hub serves things: unique on a server, though sources number their own
/// conversations and messages as they like.
///
/// The first of those that share a source's id is served under it, every later one with its account
/// before it. Rows are never renumbered, so an id stays what it is. A reply that the hub gave an id
/// keeps it when its network gives it another.
enum PublicID {
  enum Table: String { case conversation, message }

  static func sql(_ alias: String, _ table: Table, account: String) -> String {
    let id = """
      CASE WHEN EXISTS (SELECT 1 FROM \(table.rawValue) other
        WHERE other.remote_id = \(alias).remote_id AND other.id < \(alias).id)
      THEN \(account).remote_id || '/' || \(alias).remote_id ELSE \(alias).remote_id END
      """
    return switch table {
    case .conversation: id
    case .message: "ifnull((SELECT id FROM hub_alias WHERE message = \(alias).id), \(id))"
    }
  }

  /// The row of an id, and its account's.
  static func row(
    _ db: Database, _ table: Table, _ id: String
  ) throws -> (row: Int64, account: Int64)? {
    // Ids have at most 255 bytes, and an account's may stand before.
    guard id.utf8.count <= 511 else { return nil }
    if table == .message {
      let given = try Prepared(
        db,
        "SELECT m.id, m.account FROM hub_alias h JOIN message m ON m.id = h.message WHERE h.id = ?")
      given.bind(1, id)
      if let found = try given.first({ (row: $0.int(0) as Int64, account: $0.int(1) as Int64) }) {
        return found
      }
    }
    let first = try Prepared(
      db, "SELECT id, account FROM \(table.rawValue) WHERE remote_id = ? ORDER BY id LIMIT 1")
    first.bind(1, id)
    if let found = try first.first({ (row: $0.int(0) as Int64, account: $0.int(1) as Int64) }) {
      return found
    }
    for slash in id.indices where id[slash] == "/" {
      let later = try Prepared(
        db,
        """
        SELECT t.id, t.account FROM \(table.rawValue) t JOIN account a ON a.id = t.account
        WHERE t.remote_id = ?1 AND a.remote_id = ?2
          AND EXISTS (SELECT 1 FROM \(table.rawValue) other
            WHERE other.remote_id = ?1 AND other.id < t.id)
        """)
      later.bind(1, String(id[id.index(after: slash)...]))
      later.bind(2, String(id[..<slash]))
      if let found = try later.first({ (row: $0.int(0) as Int64, account: $0.int(1) as Int64) }) {
        return found
      }
    }
    return nil
  }
}
