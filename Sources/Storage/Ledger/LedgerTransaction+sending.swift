import Domain
package import FoundationEssentials
import GRDB

/// What a user of a hub writes into a conversation.
package struct LedgerDraft: Sendable {
  package var conversation: Int64
  package var id: String
  package var text: String
  package var isNote: Bool
  package var inReplyTo: String?
  package var clientID: String
  package var user: String

  package init(
    conversation: Int64, id: String, text: String, isNote: Bool, inReplyTo: String?,
    clientID: String, user: String
  ) {
    self.conversation = conversation
    self.id = id
    self.text = text
    self.isNote = isNote
    self.inReplyTo = inReplyTo
    self.clientID = clientID
    self.user = user
  }
}

extension LedgerTransaction {
  /// Puts a reply or a note into the thread.
  ///
  /// For accounts that a bridge feeds the hub is the network, and a reply is sent with this. Where
  /// the store itself knows a way, a drop folder or a server, the reply is queued for whichever
  /// Porch delivers that account's.
  /// - Parameter payload: makes the message's JSON as it is to be kept, of the time it was sent.
  /// - Returns: the row of the message.
  package func send(_ draft: LedgerDraft, payload: (Date) -> [UInt8]) throws -> Int64 {
    let message = try MessageNumbers.next(db)
    try Store.changing(db, draft.conversation, at: at) { row in
      let way = try Store.account(db, row.account).delivery
      let isQueued = !draft.isNote && way.isByOthers
      // It is sent, and arrives, after everything that has arrived: it answers all of that.
      let moment = max(at, row.sums.lastArrival + 1)
      let shown = SafeText(sanitising: draft.text).string
      let new = StoredMessage(
        id: message, conversation: row.id, direction: draft.isNote ? .note : .out, author: nil,
        text: shown, sentAt: moment, arrivedAt: moment, isAutomated: false, isEdited: false,
        isDeleted: false, isForwarded: false, inReplyTo: draft.inReplyTo, subject: nil,
        clientID: draft.clientID,
        delivery: draft.isNote ? nil : isQueued ? "pending" : Delivery.sent.stored,
        hasContent: !shown.isEmpty, isClosing: false, isUnsent: false, parts: 0,
        remoteID: draft.id)
      guard try new.insert(with: Prepared(db, StoredMessage.insertion), account: row.account) else {
        throw StoreError.failed(reason: "the message is there already")
      }
      try keep(payload(Date(milliseconds: moment)), of: message, by: draft.user)
      try MessageNumbers.used(db, upTo: message + 1)
      try MessageIndex.add(db, message, shown)
      if isQueued { try queue(draft, message, account: row.account) }
      row.add(new.tally) { RollUp.Line.cut(shown) }
      row.standing.hasOutbox = try Outbox.updateConversation(db, row.id)
    }
    return message
  }

  private func keep(_ payload: [UInt8], of message: Int64, by user: String) throws {
    let author = try Prepared(db, "UPDATE message SET written_by = ? WHERE id = ?")
    author.bind(1, user)
    author.bind(2, message)
    try author.run()
    let insert = try Prepared(db, "INSERT INTO payload VALUES (?, ?)")
    insert.bind(1, message)
    insert.bind(2, payload)
    try insert.run()
  }

  /// A client id is unique in the outbox, and a user's only among that user's own.
  private func queue(_ draft: LedgerDraft, _ message: Int64, account: Int64) throws {
    let known = try Prepared(db, "SELECT 1 FROM outbox WHERE client_id = ?")
    known.bind(1, draft.clientID)
    let isKnown = try known.first { _ in true } ?? false
    try Outbox.insert(
      db,
      NewReply(
        message: message, client: isKnown ? draft.id : draft.clientID,
        conversation: draft.conversation, account: account, text: draft.text, queuedAt: at,
        state: "queued"))
    // Whoever wrote it has its id from us, whatever the network calls it.
    try db.execute(
      sql: "INSERT INTO hub_alias (message, id) VALUES (?, ?)", arguments: [message, draft.id])
  }

  // MARK: Keys

  package func usedKey(_ key: String, of user: String) throws -> UsedKey? {
    let query = try Prepared(db, "SELECT digest, message FROM hub_key WHERE user = ? AND key = ?")
    query.bind(1, user)
    query.bind(2, key)
    return try query.first { UsedKey(digest: $0.bytes(0), message: $0.int(1)) }
  }

  package func remember(_ key: String, of user: String, digest: [UInt8], message: Int64) throws {
    let insert = try Prepared(db, "INSERT OR REPLACE INTO hub_key VALUES (?, ?, ?, ?, ?)")
    insert.bind(1, user)
    insert.bind(2, key)
    insert.bind(3, digest)
    insert.bind(4, message)
    insert.bind(5, at)
    try insert.run()
  }

  /// Forgets the keys that were used longer ago than this, in seconds.
  package func forgetKeys(olderThan seconds: Int) throws {
    try db.execute(
      sql: "DELETE FROM hub_key WHERE at < ?", arguments: [at - Int64(seconds) * 1000])
  }
}

extension Account.Delivery {
  /// Whether somebody else than a hub carries replies away.
  fileprivate var isByOthers: Bool {
    switch self {
    case .dropFolder, .server: true
    case .handover, .demo: false
    }
  }
}
