import GRDB

/// What serving the Inbox API from a store needs. Frozen: what comes later is a step of its own.
///
/// Times are milliseconds since 1970, UTC. The tables stay empty until a hub serves the store; the
/// triggers that feed ``touched`` are made then too (``Ledger``), so that no other store pays them.
enum SchemaV3 {
  static func create(_ db: Database) throws {
    try db.execute(sql: people)
    try db.execute(sql: log)
    try db.execute(sql: served)
  }

  /// `hub_token.hash`: SHA-256 of a token; the token itself is nowhere. A user is a token's name.
  /// `hub_key.digest`: SHA-256 of the known fields of the request that was made with the key.
  private static let people = """
    CREATE TABLE hub (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE hub_token (
      id INTEGER PRIMARY KEY, name TEXT NOT NULL, hash BLOB NOT NULL UNIQUE, role TEXT NOT NULL,
      created_at INTEGER NOT NULL, revoked_at INTEGER
    ) STRICT;
    CREATE UNIQUE INDEX hub_token_name ON hub_token (name) WHERE revoked_at IS NULL;
    CREATE TABLE hub_key (
      user TEXT NOT NULL, key TEXT NOT NULL, digest BLOB NOT NULL, message INTEGER NOT NULL,
      at INTEGER NOT NULL, PRIMARY KEY (user, key)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX hub_key_at ON hub_key (at);
    """

  /// `hub_change`: the log; `bytes` is the resource as JSON as of its `seq`, which is never used
  /// twice. `hub_touched`: what was written and is not in the log yet, in the order of the first
  /// touch. `kind`: 0 a conversation, 1 a message, 2 a message whose `id` is no more, 3 such a
  /// conversation.
  private static let log = """
    CREATE TABLE hub_change (
      seq INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, type TEXT NOT NULL,
      bytes BLOB NOT NULL
    ) STRICT;
    CREATE TABLE hub_touched (
      place INTEGER PRIMARY KEY, kind INTEGER NOT NULL, row INTEGER NOT NULL, id TEXT,
      UNIQUE (kind, row)
    ) STRICT;
    """

  /// `hub_conversation.core`: the conversation's JSON without its revision, its time of update and
  /// its closing brace. `hub_account.bytes` and `hub_participant.bytes`: the objects as they came,
  /// for the fields that have no column. `hub_gone`: messages that are no more.
  private static let served = """
    CREATE TABLE hub_conversation (
      conversation INTEGER PRIMARY KEY REFERENCES conversation, account INTEGER NOT NULL,
      status TEXT NOT NULL, sort_at INTEGER NOT NULL, revision INTEGER NOT NULL,
      updated_at INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0, core BLOB NOT NULL
    ) STRICT;
    CREATE INDEX hub_conversation_order
      ON hub_conversation (gone, sort_at, conversation, status, account, updated_at);
    CREATE TABLE hub_account (
      account INTEGER PRIMARY KEY REFERENCES account, bytes BLOB NOT NULL
    ) STRICT;
    CREATE TABLE hub_participant (
      identity INTEGER PRIMARY KEY REFERENCES identity, bytes BLOB NOT NULL
    ) STRICT;
    CREATE TABLE hub_gone (message INTEGER PRIMARY KEY REFERENCES message) STRICT;
    """
}
