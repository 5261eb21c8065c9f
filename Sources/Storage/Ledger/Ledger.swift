import Domain
package import Foundation
import GRDB
import Synchronization

/// A store as a hub serves it: what is written to it, by whomever, comes into a numbered log of
/// changes, in the very transaction that writes it or, from another process, soon after.
///
/// Triggers note each row that is touched; ``LedgerTransaction/drain(at:)`` renders it and appends
/// it to the log. Calls block and may come from any thread; writes belong on one thread of their own.
package final class Ledger: Sendable {
  package let store: Store
  let renderer: any LedgerRendering
  /// How many changes are kept; see ``LedgerTransaction/compact(keeping:)``.
  let changesKept: Int
  let memory = Mutex(ReceptionMemory())

  package init(
    _ store: Store, renderer: any LedgerRendering, changesKept: Int
  ) throws(StoreError) {
    self.store = store
    self.renderer = renderer
    self.changesKept = max(changesKept, 1)
    do {
      try store.writer.writeWithoutTransaction { db in
        if store.writer is DatabasePool {
          // Batches of a hundred messages touch a thousand pages: folded into the file each time,
          // they would be written twice.
          try db.execute(sql: "PRAGMA wal_autocheckpoint = \(Ledger.logPages)")
          try db.execute(sql: "PRAGMA cache_size = -\(Ledger.cache)")
        }
        try db.inTransaction(.immediate) {
          try Ledger.install(db, file: Ledger.mark(of: store.path))
          return .commit
        }
      }
    } catch {
      throw StoreError(error, path: store.path)
    }
  }

  private static let logPages = 4000
  /// Kilobytes.
  private static let cache = 16_384

  // MARK: Becoming a hub's

  /// Once for each store: the id of its log, and the triggers. What is there already is rendered by
  /// ``renderNext(_:)`` and is in no log: a client's first snapshot has it.
  private static func install(_ db: Database, file: String) throws {
    try db.execute(sql: triggers)
    let known = try String.fetchOne(db, sql: "SELECT value FROM hub WHERE key = 'file'")
    guard known != file else { return }
    // In another file the store is a copy, perhaps an old one: its log is another, so that clients
    // of the one it replaces start over.
    try db.execute(
      sql: """
        INSERT OR REPLACE INTO hub VALUES ('log', lower(hex(randomblob(16)))), ('file', ?)
        """, arguments: [file])
    try db.execute(sql: "INSERT OR IGNORE INTO hub VALUES ('rendered', '0')")
  }

  /// What a file has and its copy has not.
  private static func mark(of path: String) -> String {
    var status = stat()
    // A store in memory has no file, and no copy.
    guard stat(path, &status) == 0 else { return path }
    return "\(status.st_dev):\(status.st_ino)"
  }

  private static let triggers = """
    CREATE TRIGGER IF NOT EXISTS hub_conversation_made AFTER INSERT ON conversation BEGIN
      INSERT OR IGNORE INTO hub_touched (kind, row) VALUES (0, NEW.id);
    END;
    CREATE TRIGGER IF NOT EXISTS hub_conversation_changed AFTER UPDATE OF revision, gone
      ON conversation BEGIN
      INSERT OR IGNORE INTO hub_touched (kind, row) VALUES (0, NEW.id);
    END;
    CREATE TRIGGER IF NOT EXISTS hub_conversation_back AFTER UPDATE OF gone ON conversation
      WHEN OLD.gone = 1 AND NEW.gone = 0 BEGIN
      INSERT OR IGNORE INTO hub_touched (kind, row)
        SELECT 1, id FROM message WHERE conversation = NEW.id ORDER BY sent_at, id;
    END;
    CREATE TRIGGER IF NOT EXISTS hub_message_made AFTER INSERT ON message BEGIN
      INSERT OR IGNORE INTO hub_touched (kind, row) VALUES (1, NEW.id);
    END;
    CREATE TRIGGER IF NOT EXISTS hub_message_changed AFTER UPDATE OF revision ON message BEGIN
      INSERT OR IGNORE INTO hub_touched (kind, row) VALUES (1, NEW.id);
    END;
    CREATE TRIGGER IF NOT EXISTS hub_message_renamed AFTER UPDATE OF remote_id ON message
      WHEN OLD.remote_id <> NEW.remote_id
        AND NOT EXISTS (SELECT 1 FROM hub_alias WHERE message = NEW.id) BEGIN
      INSERT OR IGNORE INTO hub_touched (kind, row, id) VALUES (2, NEW.id, OLD.remote_id);
    END;
    CREATE TRIGGER IF NOT EXISTS hub_message_withdrawn AFTER DELETE ON message BEGIN
      INSERT OR IGNORE INTO hub_touched (kind, row, id) VALUES (2, OLD.id, OLD.remote_id);
    END;
    CREATE TRIGGER IF NOT EXISTS hub_participant_changed
      AFTER UPDATE OF name, handle, url, automated, follows_us, follows_us_since, is_self
      ON identity
      WHEN OLD.name IS NOT NEW.name OR OLD.handle IS NOT NEW.handle OR OLD.url IS NOT NEW.url
        OR OLD.automated <> NEW.automated OR OLD.follows_us IS NOT NEW.follows_us
        OR OLD.follows_us_since IS NOT NEW.follows_us_since OR OLD.is_self <> NEW.is_self BEGIN
      INSERT OR IGNORE INTO hub_touched (kind, row)
        SELECT 0, conversation FROM participant WHERE identity = NEW.id;
    END;
    """

  /// Renders the next conversations of a store that was filled before it became a hub's.
  /// - Returns: whether there are more.
  package func renderNext(_ count: Int) throws(StoreError) -> Bool {
    try store.writing { db in
      let done = try Int64.fetchOne(
        db, sql: "SELECT CAST(value AS INTEGER) FROM hub WHERE key = 'rendered'")
      guard let done, done < .max else { return false }
      let rows = try Int64.fetchAll(
        db, sql: "SELECT id FROM conversation WHERE id > ? ORDER BY id LIMIT ?",
        arguments: [done, count])
      for row in rows { try self.renderQuietly(db, row) }
      try db.execute(
        sql: "UPDATE hub SET value = ? WHERE key = 'rendered'",
        arguments: [String(rows.last ?? .max)])
      return !rows.isEmpty
    }
  }

  private func renderQuietly(_ db: Database, _ row: Int64) throws {
    guard let facts = try ConversationFacts.load(db, row), !facts.isGone else { return }
    let known = try Prepared(db, "SELECT 1 FROM hub_conversation WHERE conversation = ?")
    known.bind(1, row)
    guard try known.first({ _ in true }) == nil else { return }
    let served = ServedConversation(
      row: row, revision: facts.revision, updatedAt: facts.updatedAt, core: renderer.core(facts))
    try LedgerTransaction.keep(db, served, facts, isGone: false)
    // Touched by whoever wrote while this was under way: rendered now, and news to nobody.
  }

  // MARK: Reading

  package struct Head: Hashable, Sendable {
    package var log: String
    package var seq: Int64
    /// The oldest change that is kept; `seq + 1` where none is.
    package var oldest: Int64
  }

  package func head() throws(StoreError) -> Head {
    try store.reading { try Ledger.head($0) }
  }

  static func head(_ db: Database) throws -> Head {
    let query = try Prepared(
      db,
      """
      SELECT (SELECT value FROM hub WHERE key = 'log'),
        coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'hub_change'), 0),
        (SELECT min(seq) FROM hub_change)
      """)
    let head = try query.first {
      Head(
        log: $0.text(0), seq: $0.int(1),
        oldest: $0.int(2) ?? ($0.int(1) as Int64) + 1)
    }
    return head ?? Head(log: "", seq: 0, oldest: 1)
  }

  /// The changes after one, ascending; nil where the log no longer, or not yet, reaches to it.
  package func changes(
    after seq: Int64, limit: Int
  ) throws(StoreError) -> (changes: [LedgerChange], head: Int64)? {
    try store.reading { db in
      let head = try Ledger.head(db)
      guard seq <= head.seq, seq + 1 >= head.oldest else { return nil }
      let query = try Prepared(
        db, "SELECT seq, at, type, bytes FROM hub_change WHERE seq > ? ORDER BY seq LIMIT ?")
      query.bind(1, seq)
      query.bind(2, Int64(limit))
      var changes: [LedgerChange] = []
      var bytes = 0
      try query.each { row in
        guard bytes < Ledger.pageBytes else { return }
        let change = LedgerChange(
          seq: row.int(0), at: Date(milliseconds: row.int(1)), type: row.text(2),
          bytes: row.bytes(3))
        bytes += change.bytes.count
        changes.append(change)
      }
      return (changes, head.seq)
    }
  }

  /// Every account that a hub serves.
  package func accounts() throws(StoreError) -> [AccountFacts] {
    let accounts = try store.accounts()
    return try store.reading { db in
      try accounts.map { account in
        AccountFacts(account: account, payload: try LedgerTransaction.payload(db, of: account.id))
      }
    }
  }

  /// Whether anything waits that nobody has told the hub of: rows that another process touched, or
  /// a snooze whose time has come.
  package func hasWork(at now: Date) throws(StoreError) -> Bool {
    let now = Milliseconds(now)
    return try store.reading { db in
      try Bool.fetchOne(
        db,
        sql: """
          SELECT EXISTS (SELECT 1 FROM hub_touched)
            OR EXISTS (\(LedgerTransaction.dueQuery) LIMIT 1)
          """, arguments: [now]) ?? false
    }
  }
}
