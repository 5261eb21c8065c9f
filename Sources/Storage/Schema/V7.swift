import GRDB

/// What a hub needs whose replies others carry away. Frozen: what comes later is a step of its own.
enum SchemaV7 {
  /// `hub_alias`: the id under which a hub gave out a reply before its network gave it another. The
  /// network's is `message.remote_id` as soon as it is known; until then both are the same.
  static func create(_ db: Database) throws {
    try db.execute(
      sql: """
        CREATE TABLE hub_alias (
          message INTEGER PRIMARY KEY REFERENCES message, id TEXT NOT NULL UNIQUE
        ) STRICT;
        -- What was queued before is still under the hub's own id, and has a key.
        INSERT OR IGNORE INTO hub_alias
          SELECT m.id, m.remote_id FROM outbox o JOIN message m ON m.id = o.message
          WHERE m.remote_id NOT LIKE 'local:%' AND m.remote_revision IS NULL
            AND m.id IN (SELECT message FROM hub_key);
        -- A hub makes it anew, with an exception for these.
        DROP TRIGGER IF EXISTS hub_message_renamed;
        """)
  }
}
