package import Domain
package import FoundationEssentials
import GRDB
import Synchronization

extension Store {
  /// Takes in one batch and remembers where the next one starts, in a single transaction.
  ///
  /// Receiving the same batch twice changes nothing: messages are unique per account and remote id.
  /// Items that cannot be taken are refused one by one; the rest of the batch is taken.
  /// - Parameter now: when the batch came in; the arrival of its messages unless they are history.
  /// - Returns: how many messages were new, changed or known, and what was refused and why.
  /// - Throws: ``StoreError/full(path:)`` when the disk is; the bookmark has then not moved.
  package func receive(_ batch: Batch, at now: Date) throws(StoreError) -> Receipt {
    do {
      return try writer.writeWithoutTransaction { db in
        try adaptCache(db, to: batch.items.count)
        try db.execute(sql: "PRAGMA synchronous = NORMAL")
        defer {
          // Only fails when the connection is lost, and then every later call says so.
          try? db.execute(sql: "PRAGMA synchronous = FULL")
        }
        return try receive(batch, db, at: Milliseconds(now))
      }
    } catch {
      throw StoreError(error, path: path)
    }
  }

  /// Where a source goes on, as it said with its last batch.
  package func bookmark(of source: String) throws(StoreError) -> String? {
    try reading { db in
      try String.fetchOne(
        db, sql: "SELECT value FROM bookmark WHERE source = ?", arguments: [source])
    }
  }

  private func receive(_ batch: Batch, _ db: Database, at now: Milliseconds) throws -> Receipt {
    var remembered = memory.withLock { memory in
      defer { memory = ReceptionMemory() }
      return memory
    }
    var receipt = Receipt()
    try db.inTransaction(.immediate) {
      let before = db.totalChangesCount
      let reception = try Reception(
        db, at: now, isHistory: batch.isHistory, remembering: remembered)
      receipt = try reception.take(batch)
      remembered = reception.memory
      if db.totalChangesCount != before { try db.notifyChanges(in: .fullDatabase) }
      return .commit
    }
    // Not reached by a rolled back batch: what it would remember is not there.
    memory.withLock { [remembered] in $0 = remembered }
    return receipt
  }

  /// A large batch touches pages all over the indexes; a small one must not keep memory.
  private func adaptCache(_ db: Database, to count: Int) throws {
    let isLarge = count >= 1000
    let wanted = isLarge ? 65_536 : Store.smallCache
    let changed = memory.withLock { memory in
      defer { memory.cacheSize = wanted }
      return memory.cacheSize != wanted
    }
    guard changed else { return }
    try db.execute(sql: "PRAGMA cache_size = -\(wanted)")
    if !isLarge { try db.execute(sql: "PRAGMA shrink_memory") }
  }
}
