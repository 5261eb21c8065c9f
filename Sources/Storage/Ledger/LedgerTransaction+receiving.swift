package import Domain
package import FoundationEssentials
import GRDB
import Synchronization

extension LedgerTransaction {
  /// Takes in what a bridge told, as ``Store/receive(_:at:)`` would.
  /// - Parameter afterEach: called with the index of each item that was taken, before the log tells
  ///   of it.
  package func receive(
    _ batch: Batch, afterEach: (Int) throws -> Void = { _ in }
  ) throws -> Receipt {
    var remembered = ledger.memory.withLock { memory in
      let taken = memory
      memory.forget()
      return taken
    }
    try remembered.forgetWhatOthersMayHaveRemoved(db)
    let reception = try Reception(db, at: at, isHistory: batch.isHistory, remembering: remembered)
    let receipt = try reception.take(batch) { index in
      try reception.settleConversations()
      try afterEach(index)
      // A conversation is told again after each message that changed it, as it was then.
      if case .message = batch.items[index] { try note() }
    }
    ledger.memory.withLock { $0 = reception.memory }
    return receipt
  }

  /// What had arrived with a conversation that was made as done is put away with it.
  package func putAway(conversation row: Int64) throws {
    try Store.changing(db, row, at: at) { conversation in
      var triage = conversation.standing.triage
      guard triage.status == .done, conversation.sums.lastArrival > .never else { return }
      let arrived = Date(milliseconds: conversation.sums.lastArrival)
      triage.doneAt = max(arrived, triage.doneAt ?? arrived)
      conversation.apply(triage)
    }
  }

  /// Our own authors take part like everybody else, so that their names are served.
  package func join(authorOf message: Int64) throws {
    let insert = try Prepared(
      db,
      """
      INSERT OR IGNORE INTO participant
      SELECT conversation, author FROM message WHERE id = ? AND author IS NOT NULL
      """)
    insert.bind(1, message)
    try insert.run()
  }

  /// Marks a message as gone for good, or as back.
  package func setGone(_ isGone: Bool, message row: Int64) throws {
    let change = try Prepared(
      db,
      isGone
        ? "INSERT OR IGNORE INTO hub_gone VALUES (?)" : "DELETE FROM hub_gone WHERE message = ?")
    change.bind(1, row)
    try change.run()
    guard change.changes > 0 else { return }
    let touch = try Prepared(db, "INSERT OR IGNORE INTO hub_touched (kind, row) VALUES (1, ?)")
    touch.bind(1, row)
    try touch.run()
  }

  /// The moment before this one: what arrives now arrives after it.
  package var momentBefore: Date { Date(milliseconds: at - 1) }
}
