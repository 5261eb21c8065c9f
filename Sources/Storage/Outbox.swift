import Domain
import FoundationEssentials
import GRDB

/// The row of a reply of ours in the thread before its source knows it.
enum LocalEcho {
  /// Stands for the id that the network will give. No source's id begins like this.
  static func remoteID(client: String) -> String { "local:\(client)" }
}

/// One row of the outbox, as stored.
struct OutboxRow {
  var message: Int64
  var conversation: Int64
  var text: String
  var state: String
}

/// A reply that is put into the outbox.
struct NewReply {
  var message: Int64
  /// No other row of the outbox has it.
  var client: String
  var conversation: Int64
  var account: Int64
  /// As typed, whole.
  var text: String
  var queuedAt: Milliseconds
  var state: String
  var release: Milliseconds?
  var reason: String?
}

/// Our replies, from "held" to safely away. Rows stay after that: a client id is kept for ever.
enum Outbox {
  /// States in which a reply answers nobody yet.
  static func isUnsent(_ state: String) -> Bool {
    ["failed", "unconfirmed", "unknown"].contains(state)
  }

  /// Puts a reply in. Its text is bound with its length: the row has to hold every byte of it, and
  /// arguments of a plain `execute` end at a NUL.
  static func insert(_ db: Database, _ reply: NewReply) throws {
    let insert = try Prepared(
      db,
      """
      INSERT INTO outbox (message, client_id, conversation, account, text, queued_at, state,
        release_at, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    insert.bind(1, reply.message)
    insert.bind(2, reply.client)
    insert.bind(3, reply.conversation)
    insert.bind(4, reply.account)
    insert.bind(5, reply.text)
    insert.bind(6, reply.queuedAt)
    insert.bind(7, reply.state)
    insert.bind(8, reply.release)
    insert.bind(9, reply.reason)
    try insert.run()
  }

  static func entry(_ db: Database, _ message: Int64) throws -> OutboxRow? {
    let query = try Prepared(
      db, "SELECT message, conversation, text, state FROM outbox WHERE message = ?")
    query.bind(1, message)
    return try query.first {
      OutboxRow(
        message: $0.int(0), conversation: $0.int(1), text: $0.text(2), state: $0.text(3))
    }
  }

  /// The row's columns about the newest reply that is not safely away.
  /// - Returns: whether there is one.
  static func updateConversation(_ db: Database, _ id: Int64) throws -> Bool {
    try db.execute(
      sql: """
        UPDATE conversation SET (outbox_state, outbox_release, outbox_reason) = (
          SELECT state, release_at, reason FROM outbox
          WHERE conversation = ?1 AND state <> 'sent' ORDER BY message DESC LIMIT 1)
        WHERE id = ?1
        """, arguments: [id])
    return try Bool.fetchOne(
      db, sql: "SELECT outbox_state IS NOT NULL FROM conversation WHERE id = ?", arguments: [id])
      ?? false
  }

  /// Moves a reply to another state, with its message, its conversation and the wait.
  /// - Parameter delivery: what its message says of it from "sent" on.
  static func move(
    _ db: Database, _ message: Int64, to state: String, at now: Milliseconds,
    release: Milliseconds? = nil, reason: String? = nil, isAttempt: Bool = false,
    delivery: Delivery = .sent
  ) throws {
    guard let entry = try entry(db, message), let old = try StoredMessage.load(db, message) else {
      throw StoreError.noSuch(id: String(message))
    }
    try db.execute(
      sql: """
        UPDATE outbox SET state = ?2, release_at = ?3, reason = ?4, attempts = attempts + ?5,
          sent_at = CASE WHEN ?2 = 'sent' THEN ?6 ELSE sent_at END
        WHERE message = ?1
        """,
      arguments: [message, state, release, reason, isAttempt ? 1 : 0, now])
    var new = old
    new.isUnsent = isUnsent(state)
    if state == "sent" {
      if Delivery.progress(old.delivery) < Delivery.progress(delivery.stored) {
        new.delivery = delivery.stored
      }
    } else {
      new.delivery = "pending"
    }
    if new != old { try new.update(db) }
    try Store.changing(db, entry.conversation, at: now) { row in
      row.change(old.tally, to: new.tally)
      row.standing.hasOutbox = try updateConversation(db, entry.conversation)
    }
  }

  /// Holds a reply from now on, as long as it was to be held. It was queued now, too: by this clock
  /// the moment at which it was lies ahead.
  static func holdAgain(_ db: Database, _ message: Int64, at now: Milliseconds) throws {
    let length = try Milliseconds.fetchOne(
      db, sql: "SELECT \(Store.heldLength) FROM outbox WHERE message = ?", arguments: [message])
    try move(db, message, to: "held", at: now, release: now + (length ?? 0))
    try db.execute(
      sql: "UPDATE outbox SET queued_at = min(queued_at, ?) WHERE message = ?",
      arguments: [now, message])
  }

  /// Takes a reply out of thread and outbox and puts its text back into the draft.
  /// - Returns: the draft that is there now.
  static func withdraw(_ db: Database, _ entry: OutboxRow, at now: Milliseconds) throws -> String {
    guard let old = try StoredMessage.load(db, entry.message) else {
      throw StoreError.noSuch(id: String(entry.message))
    }
    try MessageIndex.remove(db, old.id, old.text)
    try db.execute(sql: "DELETE FROM outbox WHERE message = ?", arguments: [old.id])
    try db.execute(sql: "DELETE FROM hub_alias WHERE message = ?", arguments: [old.id])
    try db.execute(sql: "DELETE FROM message WHERE id = ?", arguments: [old.id])
    var gone = old
    gone.isDeleted = true
    return try Store.changing(db, entry.conversation, at: now) { row in
      row.change(old.tally, to: gone.tally)
      row.standing.hasOutbox = try updateConversation(db, entry.conversation)
      try Drafts.restore(db, entry.text, in: &row, at: now)
      return try Drafts.text(db, of: row.id) ?? entry.text
    }
  }
}
