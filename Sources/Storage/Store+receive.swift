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
    try receiving(batch.items.count, isHistory: batch.isHistory, at: now) { try $0.take(batch) }
  }

  /// What ``receive(_:at:)`` would answer, with nothing written: its transaction is rolled back.
  ///
  /// The batch must name what it needs: accounts and conversations of earlier rehearsals are not
  /// there.
  package func rehearse(_ batch: Batch, at now: Date) throws(StoreError) -> Receipt {
    try receiving(batch.items.count, isHistory: batch.isHistory, at: now, keeping: false) {
      try $0.take(batch)
    }
  }

  /// One transaction of receiving, set up for so many items.
  /// - Parameter isKept: false rolls it back.
  func receiving(
    _ count: Int, isHistory: Bool, at now: Date, keeping isKept: Bool = true,
    _ body: (Reception) throws -> Receipt
  ) throws(StoreError) -> Receipt {
    do {
      return try writer.writeWithoutTransaction { db in
        try adapt(db, to: count)
        try db.execute(sql: "PRAGMA synchronous = NORMAL")
        defer {
          // Only fails when the connection is lost, and then every later call says so.
          try? db.execute(sql: "PRAGMA synchronous = FULL")
        }
        return try receiving(
          db, isHistory: isHistory, at: Milliseconds(now), keeping: isKept, body)
      }
    } catch {
      throw StoreError(error, path: path)
    }
  }

  /// Batches that belong together are taken in, however small each of them is: the cache and the
  /// log are set up for all of them once.
  package func importing<Value, Failure: Error>(
    _ body: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    memory.withLock { $0.imports += 1 }
    defer {
      let isLast = memory.withLock { memory in
        memory.imports -= 1
        return memory.imports == 0
      }
      // What stays large until the next message comes costs memory and no data.
      if isLast { try? writer.writeWithoutTransaction { try adapt($0, to: 0) } }
    }
    return try body()
  }

  /// Where a source goes on, as it said with its last batch.
  package func bookmark(of source: String) throws(StoreError) -> String? {
    try reading { db in
      try String.fetchOne(
        db, sql: "SELECT value FROM bookmark WHERE source = ?", arguments: [source])
    }
  }

  private func receiving(
    _ db: Database, isHistory: Bool, at now: Milliseconds, keeping isKept: Bool,
    _ body: (Reception) throws -> Receipt
  ) throws -> Receipt {
    var remembered = memory.withLock { memory in
      let taken = memory
      memory.forget()
      return taken
    }
    var receipt = Receipt()
    try db.inTransaction(.immediate) {
      let before = db.totalChangesCount
      try remembered.forgetWhatOthersMayHaveRemoved(db)
      let reception = try Reception(
        db, at: now, isHistory: isHistory, remembering: remembered)
      // Or the first author it learns would copy all it remembers.
      remembered = ReceptionMemory()
      receipt = try body(reception)
      guard isKept else { return .rollback }
      remembered = reception.memory
      if db.totalChangesCount != before { try db.notifyChanges(in: .fullDatabase) }
      return .commit
    }
    // Not reached by a rolled back batch: what it would remember is not there.
    memory.withLock { [remembered] memory in
      memory.accounts = remembered.accounts
      memory.identities = remembered.identities
      memory.keptMark = remembered.keptMark
      memory.dataVersion = remembered.dataVersion
    }
    return receipt
  }

  /// Large batches touch pages all over the indexes, again and again: they get a large cache, and
  /// the log is folded into the file less often. Small ones must not keep memory, nor leave a long
  /// log, which the next start would have to read.
  private func adapt(_ db: Database, to count: Int) throws {
    let (isBulk, changed) = memory.withLock { memory in
      let isBulk = count >= 1000 || memory.imports > 0
      defer { memory.isBulk = isBulk }
      return (isBulk, memory.isBulk != isBulk)
    }
    guard changed, writer is DatabasePool else { return }
    try db.execute(sql: "PRAGMA cache_size = -\(isBulk ? Store.bulkCache : Store.smallCache)")
    let pages = isBulk ? Store.bulkLog : Store.smallLog
    try db.execute(sql: "PRAGMA wal_autocheckpoint = \(pages)")
    guard !isBulk else { return }
    memory.withLock { $0.forget() }
    try db.execute(sql: "PRAGMA shrink_memory")
    try db.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
  }
}
