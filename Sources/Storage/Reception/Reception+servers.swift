import Domain
import FoundationEssentials
import GRDB

/// Receiving from servers that count their changes.
extension Reception {
  // MARK: Accounts

  /// The connection an account comes with; made when only its name is known yet.
  func connection(of account: IncomingAccount) throws -> Int64? {
    guard case .server(let name) = account.delivery else { return nil }
    if let server { return server.connection }
    try db.execute(
      sql: "INSERT OR IGNORE INTO connection (name, url) VALUES (?, '')", arguments: [name])
    return try Int64.fetchOne(
      db, sql: "SELECT id FROM connection WHERE name = ?", arguments: [name])
  }

  /// The server's own id, unless another source has an account of that id: then with the name of
  /// the connection before it. An account that was kept from the same server is that account again.
  func localID(of account: IncomingAccount, _ connection: Int64) throws -> String {
    let known = try String.fetchOne(
      db, sql: "SELECT remote_id FROM account WHERE connection = ? AND server_id = ?",
      arguments: [connection, account.id])
    if let known { return known }
    if let kept = try keptAccount(account.id, connection) { return kept }
    let taken = try Bool.fetchOne(
      db, sql: "SELECT connection IS NOT ? FROM account WHERE remote_id = ?",
      arguments: [connection, account.id])
    guard taken == true else { return account.id }
    let name = try String.fetchOne(
      db, sql: "SELECT name FROM connection WHERE id = ?", arguments: [connection])
    return "\(name ?? "")/\(account.id)"
  }

  /// The id here of an account that stayed when its server was let go, if this is the same server.
  private func keptAccount(_ serverID: String, _ connection: Int64) throws -> String? {
    let kept = try Row.fetchOne(
      db,
      sql: """
        SELECT id, remote_id FROM account WHERE connection IS NULL AND server_id = ?1
          AND archived_from = (SELECT url FROM connection WHERE id = ?2)
        ORDER BY id DESC LIMIT 1
        """, arguments: [serverID, connection])
    guard let kept, let id: Int64 = kept[0] else { return nil }
    try db.execute(
      sql: "UPDATE account SET connection = ?, archived_from = NULL WHERE id = ?",
      arguments: [connection, id])
    // What earlier snapshots saw must not count as seen by one that is still to come.
    try db.execute(
      sql: """
        UPDATE connection SET generation = max(generation, ifnull(
          (SELECT max(seen_generation) FROM conversation WHERE account = ?1), 0))
        WHERE id = ?2
        """, arguments: [id, connection])
    return kept[1]
  }

  static func words(_ capabilities: Set<Account.Capability>) -> String {
    capabilities.map(\.rawValue).sorted().joined(separator: " ")
  }

  /// The account of a message. Servers name only its conversation, whose id is theirs alone.
  func account(of message: IncomingMessage) throws -> ReceptionMemory.KnownAccount {
    guard message.account.isEmpty else { return try account(message.account) }
    if let known = server?.homes[message.conversation] { return known }
    guard let id = try account(withConversation: message.conversation) else {
      throw Refused(reason: "It belongs to a conversation that was never told.")
    }
    let found = try account(id)
    server?.homes[message.conversation] = found
    return found
  }

  /// nil where there is nothing of that id, so that nothing has to end.
  func account(of gone: IncomingGone) throws -> ReceptionMemory.KnownAccount? {
    guard gone.account.isEmpty else { return try account(gone.account) }
    let id =
      switch gone.kind {
      case .conversation: try account(withConversation: gone.id)
      case .message: try account(withMessage: gone.id)
      }
    return try id.map { try account($0) }
  }

  private func account(withConversation id: String) throws -> String? {
    try accountQuery("conversation", id)
  }

  private func account(withMessage id: String) throws -> String? { try accountQuery("message", id) }

  private func accountQuery(_ table: String, _ id: String) throws -> String? {
    guard let server else { return nil }
    let query = try Prepared(
      db,
      """
      SELECT a.remote_id FROM \(table) t JOIN account a ON a.id = t.account
      WHERE t.remote_id = ? AND a.connection = ?
      """)
    query.bind(1, id)
    query.bind(2, server.connection)
    return try query.first { $0.text(0) }
  }

  // MARK: Messages

  /// By the server's clock where it says so. Two of one moment are told apart, so that "after"
  /// always has an answer; a clock of ours that runs ahead decides nothing.
  func liveArrival(of message: IncomingMessage, in place: Int) -> Milliseconds {
    let last = touched[place].row.sums.lastArrival
    guard let at = message.arrivedAt.map({ Milliseconds($0) }) else { return max(now, last + 1) }
    return at <= last && last - at < 1000 ? last + 1 : at
  }

  /// Whether a person who writes opens the conversation here. A server says so itself, unless what
  /// was put away here has not been told there: then nobody else will open it.
  func opens(_ place: Int, _ message: IncomingMessage) throws -> Bool {
    guard message.revision != nil else { return true }
    return try pendingFields(of: touched[place].row.id).contains("status")
  }

  /// Whether history brings a message that was not here when the conversation was put away, of which
  /// its server has not heard either: it would put somebody away whom nobody has read.
  func endsPuttingAway(_ place: Int, _ message: Tally) throws -> Bool {
    let row = touched[place].row
    guard message.sentAt > row.storedSums.lastMessageAt ?? .never else { return false }
    return try pendingFields(of: row.id).contains("status")
  }

  /// A message that is there and that its server speaks of again: the newer word is the whole truth.
  func applyServers(
    _ message: IncomingMessage, to old: StoredMessage, author: ReceptionMemory.KnownIdentity
  ) throws {
    if let known = old.remoteRevision, let said = message.revision, server?.isSnapshot != true,
      said <= known
    {
      receipt.known += 1
      return
    }
    var new = old
    replaceWords(of: &new, with: message)
    new.isAutomated = message.isAutomated || message.author.isAutomated || author.isAutomated
    new.isForwarded = message.isForwarded
    new.direction = message.direction
    new.author = author.id
    new.inReplyTo = message.inReplyTo
    // The key it was written with and who wrote it never change; a hub's users have their own.
    new.clientID = old.clientID ?? message.clientID
    new.writtenBy = old.writtenBy ?? message.writtenBy
    new.remoteRevision = message.revision
    new.seenGeneration = server?.generation ?? old.seenGeneration
    new.sentAt = Milliseconds(message.sentAt)
    if old.arrivedAt <= old.sentAt { new.arrivedAt = arrival(of: new.sentAt) }
    try takeDelivery(of: message, in: &new, insteadOf: old)
    guard try isOther(new, than: old, message) else {
      // Seen again, and nothing else about it.
      if new != old { try new.update(db) }
      receipt.known += 1
      return
    }
    try replaceParts(of: old, with: message)
    try write(new, insteadOf: old, payload: message.payload)
  }

  private func isOther(
    _ new: StoredMessage, than old: StoredMessage, _ message: IncomingMessage
  ) throws -> Bool {
    var seen = new
    seen.seenGeneration = old.seenGeneration
    seen.remoteRevision = old.remoteRevision
    return try seen != old || hasOtherParts(than: old, message)
  }

  /// Delivery goes forward only, but for a network that gives a reply of ours back.
  func takeDelivery(
    of message: IncomingMessage, in new: inout StoredMessage, insteadOf old: StoredMessage
  ) throws {
    if case .pending(.failed(let reason))? = message.delivery {
      try db.execute(
        sql: "UPDATE outbox SET state = 'failed', reason = ? WHERE message = ?",
        arguments: [reason.string, old.id])
      guard db.changesCount > 0, let place = try place(conversation: old.conversation) else {
        return
      }
      (new.delivery, new.isUnsent) = ("pending", true)
      touched[place].row.standing.hasOutbox = try Outbox.updateConversation(db, old.conversation)
    } else if Delivery.progress(message.delivery?.stored) > Delivery.progress(old.delivery) {
      new.delivery = message.delivery?.stored
    }
  }

  /// A reply of ours takes its server's time, so that one clock orders the thread. What followed
  /// from our own clock follows from the server's instead: the last arrival and the read mark.
  func takeOverPlace(
    of message: IncomingMessage, in new: inout StoredMessage, insteadOf old: StoredMessage
  ) throws {
    new.remoteRevision = message.revision
    new.writtenBy = old.writtenBy ?? message.writtenBy
    new.seenGeneration = server?.generation
    new.clientID = old.clientID ?? message.clientID
    new.sentAt = Milliseconds(message.sentAt)
    new.arrivedAt = message.arrivedAt.map { Milliseconds($0) } ?? arrival(of: new.sentAt)
    guard let place = try place(conversation: old.conversation) else { return }
    let query = try Prepared(
      db, "SELECT max(arrived_at) FROM message WHERE conversation = ? AND id <> ?")
    query.bind(1, old.conversation)
    query.bind(2, old.id)
    let others = try query.first { $0.int(0) as Int64? } ?? nil
    touched[place].row.takeOver(
      lastArrival: max(others ?? .never, new.arrivedAt), from: old, to: new)
  }

  // MARK: Changes of ours

  /// The fields of a conversation in which the local word stays until its server has heard of it;
  /// not those it would not have, in which its next word counts.
  func pendingFields(of conversation: Int64) throws -> Set<String> {
    let query = try Prepared(
      db, "SELECT field FROM upstream WHERE conversation = ? AND trouble IS NULL")
    query.bind(1, conversation)
    var fields: Set<String> = []
    try query.each { fields.insert($0.text(0)) }
    return fields
  }

  func hasUnsentChange(_ conversation: Int64) throws -> Bool {
    try !pendingFields(of: conversation).isEmpty
  }
}

extension RollUp {
  /// The place of a reply moved from our clock to its server's.
  mutating func takeOver(lastArrival: Milliseconds, from old: StoredMessage, to new: StoredMessage)
  {
    sums.lastArrival = lastArrival
    let mark = min(old.sentAt, old.arrivedAt)
    // Only where the reply itself had moved the mark to there.
    if sums.readTo == mark || sums.readTo == old.arrivedAt {
      sums.readTo = min(sums.readTo, max(new.sentAt, .never))
      stale.insert(.unread)
    }
    stale.formUnion([.reply, .unanswered])
  }
}
