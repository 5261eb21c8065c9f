package import Domain
package import FoundationEssentials
import GRDB

/// What becomes of a reply after it was put into the outbox; the part of `Sync` that delivers says.
extension Store {
  /// Everything that is not safely away, oldest first.
  package func pendingOutbox() throws(StoreError) -> [OutboxEntry] {
    try reading { db in try Store.pending(db) }
  }

  /// Queues what is held and due.
  ///
  /// A clock that was set back makes nothing wait for longer than it was to be held: what has more
  /// than that before it is held from now on.
  package func releaseHeld(at now: Date) throws(StoreError) {
    let now = Milliseconds(now)
    try forEachHeld(where: "release_at - ?1 > \(Store.heldLength)", now) { db, message in
      try Outbox.holdAgain(db, message, at: now)
    }
    try forEachHeld(where: "release_at <= ?", now) { db, message in
      try Outbox.move(db, message, to: "queued", at: now)
    }
  }

  /// At the start of a run, before the first ``releaseHeld(at:)``: what was held when the program
  /// ended is held anew and belongs to this run, so that it can still be taken back after the person
  /// has seen it again.
  ///
  /// - Parameter seconds: how long; with 0 it is queued at once and too late to be taken back.
  /// - Returns: what is held now, oldest first.
  @discardableResult
  package func renewHolds(
    at now: Date, seconds: Double, run: String
  ) throws(StoreError) -> [OutboxEntry] {
    let now = Milliseconds(now)
    let hold = Store.milliseconds(of: seconds)
    try forEachHeld(where: "?1 = ?1", now) { db, message in
      if hold == 0 {
        try Outbox.move(db, message, to: "queued", at: now)
      } else {
        try Outbox.move(db, message, to: "held", at: now, release: now + hold)
        // A clock that was set back since would leave nothing of the hold.
        try db.execute(
          sql: "UPDATE outbox SET queued_at = min(queued_at, ?) WHERE message = ?",
          arguments: [now, message])
        try Journal.adopt(db, sendOf: message, run: run)
      }
    }
    return try pendingOutbox().filter { if case .held = $0.state { true } else { false } }
  }

  /// SQL: for how long a reply was to be held, in milliseconds. One that was held anew at a later
  /// start has only the longest of all holds.
  static let heldLength =
    "min(max(release_at - queued_at, 0), \(Milliseconds(Outgoing.longestHold * 1000)))"

  private func forEachHeld(
    where condition: String, _ now: Milliseconds, _ body: (Database, Int64) throws -> Void
  ) throws(StoreError) {
    let sql = Store.heldQuery(where: condition)
    // Most calls find nothing, and those take no write lock.
    let due = try reading { db in try Int64.fetchAll(db, sql: sql, arguments: [now]) }
    guard !due.isEmpty else { return }
    try writing { db in
      for message in try Int64.fetchAll(db, sql: sql, arguments: [now]) { try body(db, message) }
    }
  }

  /// Only what is not safely away is read: sent replies stay in the table for ever.
  static func heldQuery(where condition: String) -> String {
    """
    SELECT message FROM outbox INDEXED BY outbox_open
    WHERE state <> 'sent' AND state = 'held' AND \(condition) ORDER BY message
    """
  }

  /// Claims a queued reply for delivery, once: of two processes one gets it, the other an error.
  package func markSending(_ message: Message.ID) throws(StoreError) {
    try move(message, from: ["queued"], to: "sending", isAttempt: true)
  }

  /// It is safely away. Saying so twice changes nothing.
  package func markSent(_ message: Message.ID, at now: Date) throws(StoreError) {
    let now = Milliseconds(now)
    try writing { db in
      guard let entry = try Outbox.entry(db, message.value) else {
        throw StoreError.noSuch(id: String(message.value))
      }
      guard entry.state != "sent" else { return }
      try Outbox.move(db, message.value, to: "sent", at: now)
      try Journal.spend(db, sendOf: message.value)
    }
  }

  /// It did not leave; the text stays, and the conversation waits again.
  package func markFailed(_ message: Message.ID, reason: SafeText) throws(StoreError) {
    try move(
      message, from: ["held", "queued", "sending", "unknown", "failed"], to: "failed",
      reason: reason.string)
  }

  /// Queues a failed or unclear reply again under the same client id; also one that was being sent
  /// when the program ended and of which its source knows nothing.
  ///
  /// A reply that a server was looked through for in vain begins anew: the person has decided.
  package func retry(_ message: Message.ID) throws(StoreError) {
    try writing { db in
      try db.execute(
        sql: """
          UPDATE outbox SET attempts = 0 WHERE message = ? AND state = 'unknown'
            AND account IN (SELECT id FROM account WHERE delivery = 'server')
          """, arguments: [message.value])
      try Store.move(db, message, from: ["failed", "unknown", "sending"], to: "queued")
    }
  }

  /// Queues a reply again after an attempt that came to nothing; it is tried under the same key.
  /// - Parameter takingBackAttempt: nothing of it can have arrived, so that it does not count.
  package func queueAgain(
    _ message: Message.ID, takingBackAttempt: Bool
  ) throws(StoreError) {
    try writing { db in
      // What was settled meanwhile, by the server's own word, stays settled.
      guard try Outbox.entry(db, message.value)?.state == "sending" else { return }
      try Store.move(db, message, from: ["sending"], to: "queued")
      guard takingBackAttempt else { return }
      try db.execute(
        sql: "UPDATE outbox SET attempts = max(0, attempts - 1) WHERE message = ?",
        arguments: [message.value])
    }
  }

  /// Whether it left is unclear: it is not sent again without asking.
  package func markUnknown(_ message: Message.ID) throws(StoreError) {
    try move(message, from: ["sending", "queued"], to: "unknown")
  }

  /// The person's word on a reply that was handed over. When it was not sent, its text is a draft
  /// again.
  package func confirmHandover(
    _ message: Message.ID, wasSent: Bool, at now: Date
  ) throws(StoreError) {
    let now = Milliseconds(now)
    try writing { db in
      guard let entry = try Outbox.entry(db, message.value) else {
        throw StoreError.noSuch(id: String(message.value))
      }
      guard entry.state == "unconfirmed" else { return }
      try Journal.spend(db, sendOf: message.value)
      if wasSent {
        try Outbox.move(db, message.value, to: "sent", at: now, delivery: .handedOver)
      } else {
        _ = try Outbox.withdraw(db, entry, at: now)
      }
    }
  }

  private func move(
    _ message: Message.ID, from states: [String], to state: String, reason: String? = nil,
    isAttempt: Bool = false
  ) throws(StoreError) {
    try writing { db in
      try Store.move(
        db, message, from: states, to: state, reason: reason, isAttempt: isAttempt)
    }
  }

  private static func move(
    _ db: Database, _ message: Message.ID, from states: [String], to state: String,
    reason: String? = nil, isAttempt: Bool = false
  ) throws {
    guard let entry = try Outbox.entry(db, message.value) else {
      throw StoreError.noSuch(id: String(message.value))
    }
    guard states.contains(entry.state) else {
      throw StoreError.failed(reason: "the reply is \(entry.state), not \(states[0])")
    }
    try Outbox.move(
      db, message.value, to: state, at: Milliseconds(Date()), reason: reason, isAttempt: isAttempt)
  }

  static let pendingQuery = """
    SELECT o.message, o.client_id, o.conversation, c.remote_id, o.account, o.text, o.queued_at,
      o.state, o.release_at, o.reason, o.attempts
    FROM outbox o INDEXED BY outbox_open CROSS JOIN conversation c ON c.id = o.conversation
    WHERE o.state <> 'sent' ORDER BY o.queued_at, o.message
    """

  static func pending(_ db: Database) throws -> [OutboxEntry] {
    let query = try Prepared(db, pendingQuery)
    var entries: [(OutboxEntry, Int64)] = []
    let nobody = Account(
      id: .init(0), remoteID: "", network: .other, name: .empty, delivery: .handover)
    try query.each { row in
      let entry = OutboxEntry(
        message: Message.ID(row.int(0)), clientID: row.text(1),
        conversation: Conversation.ID(row.int(2)), conversationRemoteID: row.text(3),
        account: nobody, text: row.text(5), queuedAt: Date(milliseconds: row.int(6)),
        state: OutboxState(state: row.text(7), release: row.int(8), reason: row.text(9)),
        attempts: Int(clamping: row.int(10) as Int64))
      entries.append((entry, row.int(4)))
    }
    return try entries.map { entry, account in
      var entry = entry
      entry.account = try Store.account(db, account)
      return entry
    }
  }
}

extension OutboxState {
  init(state: String, release: Milliseconds?, reason: String?) {
    switch state {
    case "held": self = .held(release: Date(milliseconds: release ?? 0))
    case "queued": self = .queued
    case "sending": self = .sending
    case "unconfirmed": self = .unconfirmed
    case "failed": self = .failed(reason: SafeText(alreadySafe: reason ?? ""))
    default: self = .unknown
    }
  }
}
