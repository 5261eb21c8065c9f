import GRDB

/// The first schema. Frozen: what comes later is a step of its own.
///
/// Times are milliseconds since 1970, UTC. `direction` of a message: 0 in, 1 out, 2 note, 3 system.
/// `parts` of a message: 1 has attachments, 2 has reactions. Words (`status`, `lane`, `state`, …) are
/// spelled as in the Inbox API, so that the file can be read by hand.
enum SchemaV1 {
  static func create(_ db: Database) throws {
    try db.execute(sql: people)
    try db.execute(sql: conversations)
    try db.execute(sql: messages)
    try db.execute(sql: ours)
    try db.execute(sql: views)
    for view in [
      "waiting", "first", "flagged", "snoozed", "outbox", "pitches", "greetings", "done", "all",
      "spam",
    ] {
      try db.execute(sql: "INSERT INTO view_count VALUES (?, 0)", arguments: [view])
    }
  }

  private static let people = """
    CREATE TABLE account (
      id INTEGER PRIMARY KEY, remote_id TEXT NOT NULL UNIQUE, network TEXT NOT NULL,
      name TEXT NOT NULL, handle TEXT, self_id TEXT, max_text INTEGER,
      max_text_unit TEXT NOT NULL, delivery TEXT NOT NULL, folder TEXT
    ) STRICT;
    CREATE TABLE person (id INTEGER PRIMARY KEY, created_at INTEGER NOT NULL) STRICT;
    CREATE TABLE identity (
      id INTEGER PRIMARY KEY, account INTEGER NOT NULL REFERENCES account,
      person INTEGER REFERENCES person, remote_id TEXT NOT NULL, name TEXT, handle TEXT, url TEXT,
      is_self INTEGER NOT NULL DEFAULT 0, automated INTEGER NOT NULL DEFAULT 0,
      follows_us INTEGER, follows_us_since INTEGER,
      named_at INTEGER NOT NULL DEFAULT -62135596800000,
      UNIQUE (remote_id, account)
    ) STRICT;
    CREATE INDEX identity_person ON identity (person);
    """

  private static let conversations = """
    CREATE TABLE conversation (
      id INTEGER PRIMARY KEY, account INTEGER NOT NULL REFERENCES account,
      remote_id TEXT NOT NULL, network TEXT NOT NULL, kind TEXT NOT NULL, title TEXT NOT NULL,
      given_title TEXT, handle TEXT, peer INTEGER REFERENCES identity, url TEXT,
      can_reply INTEGER, assignee TEXT, label_count INTEGER NOT NULL DEFAULT 0,
      status TEXT NOT NULL DEFAULT 'open', snoozed_until INTEGER, previous_wake INTEGER,
      done_at INTEGER, flagged INTEGER NOT NULL DEFAULT 0, lane TEXT,
      gone INTEGER NOT NULL DEFAULT 0,
      has_draft INTEGER NOT NULL DEFAULT 0, outbox_state TEXT, outbox_release INTEGER,
      outbox_reason TEXT,
      read_to INTEGER NOT NULL DEFAULT -62135596800000, unread INTEGER NOT NULL DEFAULT 0,
      last_arrival INTEGER NOT NULL DEFAULT -62135596800000,
      last_message_at INTEGER, last_message INTEGER, last_line TEXT, last_direction INTEGER,
      last_reply_at INTEGER, last_reply INTEGER, first_person_at INTEGER,
      unanswered_since INTEGER, waiting_since INTEGER, last_waiting_since INTEGER,
      closed_by_them INTEGER NOT NULL DEFAULT 0, first_contact INTEGER NOT NULL DEFAULT 0,
      revision INTEGER NOT NULL DEFAULT 1, created_at INTEGER NOT NULL,
      updated_at INTEGER NOT NULL,
      UNIQUE (remote_id, account)
    ) STRICT;
    CREATE TABLE participant (
      conversation INTEGER NOT NULL REFERENCES conversation,
      identity INTEGER NOT NULL REFERENCES identity,
      PRIMARY KEY (conversation, identity)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX participant_identity ON participant (identity);
    CREATE TABLE conversation_payload (
      conversation INTEGER PRIMARY KEY REFERENCES conversation, bytes BLOB NOT NULL
    ) STRICT;
    CREATE TABLE label (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE conversation_label (
      conversation INTEGER NOT NULL REFERENCES conversation,
      label INTEGER NOT NULL REFERENCES label,
      PRIMARY KEY (conversation, label)
    ) STRICT, WITHOUT ROWID;
    """

  private static let messages = """
    CREATE TABLE message (
      id INTEGER PRIMARY KEY, account INTEGER NOT NULL REFERENCES account,
      remote_id TEXT NOT NULL, conversation INTEGER NOT NULL REFERENCES conversation,
      direction INTEGER NOT NULL, author INTEGER REFERENCES identity, text TEXT NOT NULL,
      sent_at INTEGER NOT NULL, arrived_at INTEGER NOT NULL, automated INTEGER NOT NULL,
      edited INTEGER NOT NULL, deleted INTEGER NOT NULL, forwarded INTEGER NOT NULL,
      in_reply_to TEXT, subject TEXT, client_id TEXT, delivery TEXT,
      has_content INTEGER NOT NULL, closing INTEGER NOT NULL, unsent INTEGER NOT NULL,
      parts INTEGER NOT NULL, revision INTEGER NOT NULL,
      UNIQUE (remote_id, account)
    ) STRICT;
    CREATE INDEX message_thread ON message (conversation, sent_at);
    -- Only what arrived later than it was sent: live messages, never imported history.
    CREATE INDEX message_late ON message (conversation, arrived_at) WHERE arrived_at > sent_at;
    CREATE TABLE payload (
      message INTEGER PRIMARY KEY REFERENCES message, bytes BLOB NOT NULL
    ) STRICT;
    -- What came in later about a message that was there: edits, deletions, reactions.
    CREATE TABLE payload_revision (
      id INTEGER PRIMARY KEY, message INTEGER NOT NULL REFERENCES message,
      revision INTEGER NOT NULL, bytes BLOB NOT NULL
    ) STRICT;
    CREATE INDEX payload_revision_message ON payload_revision (message);
    CREATE TABLE attachment (
      message INTEGER NOT NULL REFERENCES message, position INTEGER NOT NULL, kind TEXT NOT NULL,
      name TEXT, mime TEXT, size INTEGER, url TEXT, missing TEXT,
      PRIMARY KEY (message, position)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE reaction (
      message INTEGER NOT NULL REFERENCES message, position INTEGER NOT NULL,
      emoji TEXT NOT NULL, author TEXT NOT NULL,
      PRIMARY KEY (message, position)
    ) STRICT, WITHOUT ROWID;
    CREATE VIRTUAL TABLE message_fts USING fts5(
      text, content='message', content_rowid='id', tokenize='unicode61 remove_diacritics 2');
    -- Large imports write many segments; merging them twice as seldom costs a search nothing.
    INSERT INTO message_fts (message_fts, rank) VALUES ('automerge', 8);
    -- Ids are never used twice, not even after a reply was taken back.
    CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    INSERT INTO counter VALUES ('message', 0);
    """

  private static let ours = """
    CREATE TABLE draft (
      conversation INTEGER PRIMARY KEY REFERENCES conversation, text TEXT NOT NULL,
      updated_at INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE outbox (
      message INTEGER PRIMARY KEY REFERENCES message, client_id TEXT NOT NULL UNIQUE,
      conversation INTEGER NOT NULL REFERENCES conversation,
      account INTEGER NOT NULL REFERENCES account, text TEXT NOT NULL,
      queued_at INTEGER NOT NULL, state TEXT NOT NULL, release_at INTEGER, reason TEXT,
      attempts INTEGER NOT NULL DEFAULT 0, sent_at INTEGER
    ) STRICT;
    CREATE INDEX outbox_conversation ON outbox (conversation);
    CREATE INDEX outbox_open ON outbox (conversation, message) WHERE state <> 'sent';
    CREATE TABLE journal (
      id INTEGER PRIMARY KEY, run TEXT NOT NULL, at INTEGER NOT NULL,
      conversation INTEGER NOT NULL REFERENCES conversation, message INTEGER,
      entry TEXT NOT NULL, state TEXT NOT NULL
    ) STRICT;
    CREATE INDEX journal_run ON journal (run, state, id);
    CREATE INDEX journal_message ON journal (message) WHERE message IS NOT NULL;
    CREATE TABLE bookmark (source TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
    """

  /// One index for every view, holding only the view's rows in the view's order.
  /// The terms are those of `InboxView.condition` and `InboxView.key`, or SQLite cannot use them.
  private static let views = """
    CREATE TABLE view_count (view TEXT PRIMARY KEY, count INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE INDEX view_waiting ON conversation (waiting_since)
      WHERE waiting_since IS NOT NULL AND gone = 0;
    CREATE INDEX view_first ON conversation (waiting_since)
      WHERE waiting_since IS NOT NULL AND first_contact = 1 AND gone = 0;
    CREATE INDEX view_flagged ON conversation (ifnull(last_message_at, -62135596800000))
      WHERE flagged = 1 AND gone = 0;
    CREATE INDEX view_snoozed ON conversation (ifnull(snoozed_until, 253402300800000))
      WHERE status = 'snoozed' AND gone = 0;
    CREATE INDEX view_outbox ON conversation (ifnull(last_message_at, -62135596800000))
      WHERE (has_draft = 1 OR outbox_state IS NOT NULL) AND gone = 0;
    CREATE INDEX view_pitches ON conversation (ifnull(last_message_at, -62135596800000))
      WHERE lane = 'pitch' AND status <> 'done' AND gone = 0;
    CREATE INDEX view_greetings ON conversation (ifnull(last_message_at, -62135596800000))
      WHERE lane = 'automatic' AND status <> 'done' AND gone = 0;
    CREATE INDEX view_spam ON conversation (ifnull(last_message_at, -62135596800000))
      WHERE lane = 'spam' AND status <> 'done' AND gone = 0;
    CREATE INDEX view_done ON conversation (ifnull(last_message_at, -62135596800000))
      WHERE status = 'done' AND gone = 0;
    CREATE INDEX view_all ON conversation (ifnull(last_message_at, -62135596800000))
      WHERE gone = 0;
    """
}
