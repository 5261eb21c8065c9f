import GRDB

/// What following servers of the Inbox API needs. Frozen: what comes later is a step of its own.
///
/// Times are milliseconds since 1970, UTC.
enum SchemaV2 {
  static func create(_ db: Database) throws {
    try db.execute(sql: connections)
    try db.execute(sql: whatServersSay)
    try db.execute(sql: upstream)
  }

  /// `connection`: one server, by its name in the config. `log` and `seq` are where its changes go
  /// on; `snapshot` is how far the snapshot under way has come (JSON of whoever takes it), NULL when
  /// none is. `generation` counts snapshots: what the newest one did not see is gone.
  /// `thread_to_read`: conversations of the snapshot whose messages are not all here yet, each with
  /// the cursor of the next page, NULL for the first.
  private static let connections = """
    CREATE TABLE connection (
      id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, url TEXT NOT NULL, user_id TEXT, role TEXT,
      log TEXT, seq INTEGER, snapshot TEXT, generation INTEGER NOT NULL DEFAULT 0,
      synced_at INTEGER, failure TEXT
    ) STRICT;
    CREATE TABLE thread_to_read (
      connection INTEGER NOT NULL REFERENCES connection,
      conversation INTEGER NOT NULL REFERENCES conversation, cursor TEXT,
      PRIMARY KEY (conversation, connection)
    ) STRICT, WITHOUT ROWID;
    """

  /// `capabilities`: words with a space between, NULL where the source never said. `server_id`: the
  /// server's own id of the account, which `remote_id` is too unless another source has it already.
  /// `remote_triage`: what the server last said of status, flag, lane, labels and assignee, as JSON:
  /// the base on which a change here and a change there are told apart, with its read mark.
  /// `seen_generation`: the snapshot that saw a conversation or message last.
  private static let whatServersSay = """
    ALTER TABLE account ADD COLUMN connection INTEGER REFERENCES connection;
    ALTER TABLE account ADD COLUMN server_id TEXT;
    ALTER TABLE account ADD COLUMN capabilities TEXT;
    ALTER TABLE account ADD COLUMN reply_window_hours INTEGER;
    ALTER TABLE conversation ADD COLUMN remote_revision INTEGER;
    ALTER TABLE conversation ADD COLUMN remote_triage TEXT;
    ALTER TABLE conversation ADD COLUMN reply_window_ends INTEGER;
    ALTER TABLE conversation ADD COLUMN seen_generation INTEGER;
    ALTER TABLE message ADD COLUMN remote_revision INTEGER;
    ALTER TABLE message ADD COLUMN seen_generation INTEGER;
    ALTER TABLE message ADD COLUMN written_by TEXT;
    """

  /// Changes of ours that a server has not heard of, one row for each field of a conversation: a
  /// later change of the same field replaces the earlier one. `field`: status, flagged, lane,
  /// assignee, read, or label/NAME. `value`: what it is to become, as JSON. `attempts`: how often it
  /// was sent. `trouble`: why the server would not have it; such a row is not sent again by itself.
  private static let upstream = """
    CREATE TABLE upstream (
      conversation INTEGER NOT NULL REFERENCES conversation, field TEXT NOT NULL, value TEXT,
      changed_at INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, trouble TEXT,
      PRIMARY KEY (conversation, field)
    ) STRICT, WITHOUT ROWID;
    """
}
