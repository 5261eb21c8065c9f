package import Domain
package import FoundationEssentials
import GRDB
import Synchronization

/// One thing that a hub does to its store. It belongs to a transaction that it may share with others,
/// but for its failure, which undoes only itself.
package struct LedgerJob: Sendable {
  let body: @Sendable (LedgerTransaction) throws -> Void
  /// Told after the transaction is on the disk, or why it is not.
  let done: @Sendable (Result<Void, any Error>) -> Void
  /// How much it brings, about; so that whoever shares transactions out can bound them.
  package let bytes: Int

  package init(
    bytes: Int = 0, _ body: @escaping @Sendable (LedgerTransaction) throws -> Void,
    done: @escaping @Sendable (Result<Void, any Error>) -> Void
  ) {
    self.bytes = bytes
    self.body = body
    self.done = done
  }
}

extension Ledger {
  /// Runs jobs in one transaction, each with its changes in the log, and tells each how it went.
  /// - Parameter told: the changes that are in the log now; called before any job is told.
  package func run(
    _ jobs: [LedgerJob], at now: Date, told: ([LedgerChange]) -> Void
  ) {
    var changes: [LedgerChange] = []
    var results: [Result<Void, any Error>] = []
    do {
      try store.writing { db in
        for job in jobs {
          let (result, appended) = try self.run(job, db, at: Milliseconds(now))
          results.append(result)
          // What is told has no gaps, also where a job appended more than it tells.
          if let first = appended.first, let last = changes.last, first.seq != last.seq + 1 {
            changes = []
          }
          changes += appended
        }
      }
    } catch {
      memory.withLock { $0.forget() }
      for job in jobs { job.done(.failure(error)) }
      return
    }
    if !changes.isEmpty { told(changes) }
    for (job, result) in zip(jobs, results) { job.done(result) }
  }

  /// Only what ends the whole transaction is thrown; another trouble of SQLite's is the job's own.
  private func run(
    _ job: LedgerJob, _ db: Database, at now: Milliseconds
  ) throws -> (Result<Void, any Error>, [LedgerChange]) {
    var appended: [LedgerChange] = []
    var failure: (any Error)?
    try db.inSavepoint {
      do {
        let transaction = LedgerTransaction(self, db, at: now)
        try job.body(transaction)
        appended = try transaction.drain()
        return .commit
      } catch let error as DatabaseError where Self.endsAll(error) || !db.isInsideTransaction {
        throw error
      } catch {
        failure = error is DatabaseError ? StoreError(error, path: store.path) : error
        appended = []
        memory.withLock { $0.forget() }
        return .rollback
      }
    }
    return (failure.map { .failure($0) } ?? .success(()), appended)
  }

  /// Whether an error says that no other job can be written either: it holds for the store.
  private static func endsAll(_ error: DatabaseError) -> Bool {
    [.SQLITE_BUSY, .SQLITE_FULL, .SQLITE_IOERR].contains(error.resultCode.primaryResultCode)
  }
}

/// The store while a job of a hub runs. Not to be kept.
package final class LedgerTransaction {
  let ledger: Ledger
  let db: Database
  let at: Milliseconds
  /// The newest of what came into the log in this transaction, and its bytes.
  var noted: [LedgerChange] = []
  var notedBytes = 0

  /// The moment of the transaction.
  package var now: Date { Date(milliseconds: at) }

  init(_ ledger: Ledger, _ db: Database, at now: Milliseconds) {
    self.ledger = ledger
    self.db = db
    at = now
  }

  // MARK: Finding

  package func conversation(_ id: String) throws -> ServedConversation? {
    try ServedConversation.load(db, id)
  }

  package func conversation(row: Int64) throws -> ServedConversation? {
    try ServedConversation.load(db, row: row)
  }

  package func facts(ofConversation row: Int64) throws -> ConversationFacts? {
    try ConversationFacts.load(db, row)
  }

  package func facts(ofMessage row: Int64) throws -> MessageFacts? {
    try MessageFacts.load(db, row)
  }

  /// The account, row and conversation of a message's id; nil for one that is gone.
  package func message(
    _ id: String
  ) throws -> (row: Int64, account: Int64, conversation: Int64, isGone: Bool)? {
    guard let found = try PublicID.row(db, .message, id) else { return nil }
    let query = try Prepared(
      db,
      """
      SELECT conversation, EXISTS (SELECT 1 FROM hub_gone WHERE message = ?1)
      FROM message WHERE id = ?1
      """)
    query.bind(1, found.row)
    return try query.first { (found.row, found.account, $0.int(0), $0.bool(1)) }
  }

  /// The account that has a conversation of this id, gone or not.
  package func accountOfConversation(_ id: String) throws -> (row: Int64, account: Int64)? {
    try PublicID.row(db, .conversation, id)
  }

  package func account(_ row: Int64) throws -> Account { try Store.account(db, row) }

  package func account(named id: String) throws -> Account? {
    try Int64.fetchOne(db, sql: "SELECT id FROM account WHERE remote_id = ?", arguments: [id])
      .map { try Store.account(db, $0) }
  }

  // MARK: Objects as they came

  static func payload(_ db: Database, of account: Account.ID) throws -> [UInt8] {
    let query = try Prepared(db, "SELECT bytes FROM hub_account WHERE account = ?")
    query.bind(1, account.value)
    return try query.first { $0.bytes(0) } ?? []
  }

  package func payload(ofAccount account: Account.ID) throws -> [UInt8] {
    try Self.payload(db, of: account)
  }

  /// Keeps an account as it came, and what of it has columns that receiving does not fill.
  package func keep(_ payload: [UInt8], _ said: IncomingAccount, of account: Account.ID) throws {
    let words = said.capabilities.map { $0.map(\.rawValue).sorted().joined(separator: " ") }
    try db.execute(
      sql: """
        UPDATE account SET capabilities = ifnull(?, capabilities),
          reply_window_hours = ifnull(?, reply_window_hours) WHERE id = ?
        """, arguments: [words, said.replyWindowHours, account.value])
    let keep = try Prepared(db, "INSERT OR REPLACE INTO hub_account VALUES (?, ?)")
    keep.bind(1, account.value)
    keep.bind(2, payload)
    try keep.run()
    ledger.memory.withLock { $0.accounts = [:] }
  }

  package func participant(
    _ id: String, in account: Account.ID
  ) throws -> (row: Int64, payload: [UInt8])? {
    let query = try Prepared(
      db,
      """
      SELECT i.id, h.bytes FROM identity i LEFT JOIN hub_participant h ON h.identity = i.id
      WHERE i.remote_id = ? AND i.account = ?
      """)
    query.bind(1, id)
    query.bind(2, account.value)
    return try query.first { ($0.int(0), $0.bytes(1)) }
  }

  /// Keeps a participant as it came; their conversations are served anew.
  package func keep(_ payload: [UInt8], ofParticipant row: Int64) throws {
    let keep = try Prepared(
      db,
      """
      INSERT INTO hub_participant VALUES (?1, ?2)
      ON CONFLICT (identity) DO UPDATE SET bytes = ?2 WHERE bytes <> ?2
      """)
    keep.bind(1, row)
    keep.bind(2, payload)
    try keep.run()
    guard keep.changes > 0 else { return }
    let touch = try Prepared(
      db,
      """
      INSERT OR IGNORE INTO hub_touched (kind, row)
      SELECT 0, conversation FROM participant WHERE identity = ?
      """)
    touch.bind(1, row)
    try touch.run()
  }

  /// For what conversations say of their account.
  package func touch(conversationsOf account: Account.ID) throws {
    let touch = try Prepared(
      db,
      """
      INSERT OR IGNORE INTO hub_touched (kind, row)
      SELECT 0, conversation FROM hub_conversation WHERE account = ? AND gone = 0
      """)
    touch.bind(1, account.value)
    try touch.run()
  }

  package func touch(conversation row: Int64) throws {
    let touch = try Prepared(db, "INSERT OR IGNORE INTO hub_touched (kind, row) VALUES (0, ?)")
    touch.bind(1, row)
    try touch.run()
  }
}
