import Domain
import FoundationEssentials
import GRDB
import Synchronization

/// Everything Porch remembers, in one SQLite file (or in memory, for tests and the demo).
///
/// Every call is one transaction, synchronous, and may come from any thread: killed at any moment,
/// the file holds all of a call or none of it. Drafts, the outbox and triage are on the disk when
/// the call returns (`synchronous = FULL`); a received batch is on its way there (`NORMAL`), because
/// its source can be read again from the bookmark that goes with it.
package final class Store: Sendable {
  /// Where the file is; "memory" for a store without one.
  package let path: String
  let writer: any DatabaseWriter
  let memory = Mutex(ReceptionMemory())
  /// The connections that are told what was opened here; see ``tellReadMarks(of:_:)``.
  let readMarks = Mutex<Set<String>>([])
  /// SQLite's mark of what other processes wrote; see ``noticeOtherWriters(_:)``.
  let dataVersion = Mutex<Int64?>(nil)

  init(writer: any DatabaseWriter, path: String) {
    self.writer = writer
    self.path = path
  }

  deinit { Store.foldLog(of: writer) }

  // MARK: The two ways in

  func reading<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
    do {
      return try writer.read(body)
    } catch {
      throw StoreError(error, path: path)
    }
  }

  /// One transaction. Whoever observes is told when it changed anything: statements are run without
  /// GRDB watching them, and every observed window is cheap to read again.
  func writing<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
    do {
      return try writer.write { db in
        let before = db.totalChangesCount
        let value = try body(db)
        if db.totalChangesCount != before { try db.notifyChanges(in: .fullDatabase) }
        return value
      }
    } catch {
      throw StoreError(error, path: path)
    }
  }

  /// One transaction that changes one conversation: its roll-ups and the counts follow.
  func changing<Value>(
    _ id: Conversation.ID, at now: Milliseconds,
    _ body: (Database, inout RollUp) throws -> Value
  ) throws(StoreError) -> Value {
    try writing { db in
      try Store.changing(db, id.value, at: now) { try body(db, &$0) }
    }
  }

  /// The same inside a transaction that is under way.
  static func changing<Value>(
    _ db: Database, _ id: Int64, at now: Milliseconds, _ body: (inout RollUp) throws -> Value
  ) throws -> Value {
    guard var row = try RollUp.load(db, id) else { throw StoreError.noSuch(id: String(id)) }
    let value = try body(&row)
    try row.settle(db)
    var deltas = ViewDeltas()
    try row.store(db, at: now, counting: &deltas)
    try deltas.store(db)
    return value
  }
}
