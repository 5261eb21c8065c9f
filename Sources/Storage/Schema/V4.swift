import GRDB

/// What following a server again needs that was let go. Frozen: what comes later is a step of its
/// own.
enum SchemaV4 {
  /// `archived_from`: the address of the server that an account was kept from when its connection
  /// was removed, NULL for any other; its `server_id` stays with it.
  static func create(_ db: Database) throws {
    try db.execute(sql: "ALTER TABLE account ADD COLUMN archived_from TEXT")
  }
}
