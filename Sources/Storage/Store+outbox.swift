package import Domain
package import FoundationEssentials
import GRDB

extension Store {
  /// Puts a reply into the thread and the outbox; its draft goes in the same transaction.
  ///
  /// - Parameter seconds: how long it can be taken back; 0 queues it at once.
  /// - Returns: ``EnqueueOutcome/newerArrived(author:text:newest:)``, with nothing done, when
  ///   somebody wrote after what had been seen.
  /// - Throws: ``StoreError/failed(reason:)`` with a sentence where the source takes no replies.
  package func enqueue(
    _ reply: Outgoing, hold seconds: Double, run: String, at now: Date
  ) throws(StoreError) -> EnqueueOutcome {
    let now = Milliseconds(now)
    return try writing { db in
      let id = reply.conversation.value
      guard let row = try RollUp.load(db, id) else { throw StoreError.noSuch(id: String(id)) }
      if let seen = reply.seen, let newer = try Store.newer(db, than: seen.value, in: id) {
        return newer
      }
      try Store.refuseWhatCannotBeRepliedTo(db, id)
      let account = try Store.account(db, row.account)
      try Store.refuse(db, whatCannotSend: account)
      let release = now + Store.milliseconds(of: seconds)
      let state =
        account.delivery == .handover ? "unconfirmed" : release > now ? "held" : "queued"
      let message = try Store.changing(db, id, at: now) { row in
        try Store.put(
          db, reply, state: state, release: state == "held" ? release : nil, in: &row,
          run: run, at: now)
      }
      switch state {
      case "held": return .held(message, release: Date(milliseconds: release))
      case "queued": return .queued(message)
      default:
        let url = try String.fetchOne(
          db, sql: "SELECT url FROM conversation WHERE id = ?", arguments: [id])
        return .handover(message, text: reply.text, url: url.map { SafeText(alreadySafe: $0) })
      }
    }
  }

  private static func refuseWhatCannotBeRepliedTo(_ db: Database, _ conversation: Int64) throws {
    let query = try Prepared(
      db, "SELECT network FROM conversation WHERE id = ? AND can_reply = 0")
    query.bind(1, conversation)
    guard let network = try query.first({ Network(lenient: $0.text(0)) }) else { return }
    throw StoreError.failed(
      reason: "This conversation cannot be replied to on \(network.title).")
  }

  /// An archive hands replies over; any other source says whether it takes them.
  private static func refuse(_ db: Database, whatCannotSend account: Account) throws {
    guard account.delivery != .handover else { return }
    guard account.can(.send) else {
      throw StoreError.failed(
        reason: "\(account.name) takes no replies from here. Answer them on"
          + " \(account.network.title) itself.")
    }
    guard case .server(let connection) = account.delivery,
      try String.fetchOne(
        db, sql: "SELECT role FROM connection WHERE name = ?", arguments: [connection]) == "reader"
    else { return }
    throw StoreError.failed(
      reason: "The token of \(connection) may only read. Ask its admin for one that may answer.")
  }

  /// A hold in milliseconds, never negative and at most ``Outgoing/longestHold``.
  static func milliseconds(of seconds: Double) -> Milliseconds {
    seconds.isFinite ? Milliseconds(min(max(seconds, 0), Outgoing.longestHold) * 1000) : 0
  }

  /// What a person, or a colleague of ours, wrote after the message that had been seen.
  private static func newer(
    _ db: Database, than seen: Int64, in conversation: Int64
  ) throws -> EnqueueOutcome? {
    let query = try Prepared(
      db,
      """
      SELECT m.id, coalesce(CASE WHEN m.direction = 1 THEN nullif(m.written_by, '') END,
        nullif(i.name, ''), i.handle, i.remote_id, ''), m.text
      FROM message m LEFT JOIN identity i ON i.id = m.author
      WHERE m.conversation = ?1 AND m.id <> ?2 AND m.deleted = 0 AND m.automated = 0
        AND m.arrived_at > (SELECT arrived_at FROM message WHERE id = ?2)
        AND (m.direction = 0
          OR m.direction = 1 AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.message = m.id))
      ORDER BY m.arrived_at DESC LIMIT 1
      """)
    query.bind(1, conversation)
    query.bind(2, seen)
    return try query.first { row in
      .newerArrived(
        author: SafeText(line: row.text(1)), text: row.safe(2), newest: Message.ID(row.int(0)))
    }
  }

  /// Writes the local echo, its outbox row and the journal; removes its draft.
  private static func put(
    _ db: Database, _ reply: Outgoing, state: String, release: Milliseconds?, in row: inout RollUp,
    run: String, at now: Milliseconds
  ) throws -> Message.ID {
    let client = UUID().uuidString.lowercased()
    let before = row
    let text = reply.text
    var echo = echo(of: text, client: client, isUnsent: Outbox.isUnsent(state), row, at: now)
    echo.id = try MessageNumbers.next(db)
    guard try echo.insert(with: Prepared(db, StoredMessage.insertion), account: row.account) else {
      throw StoreError.failed(reason: "the reply is there already")
    }
    try MessageNumbers.used(db, upTo: echo.id + 1)
    try MessageIndex.add(db, echo.id, echo.text)
    try Outbox.insert(
      db,
      NewReply(
        message: echo.id, client: client, conversation: row.id, account: row.account, text: text,
        queuedAt: now, state: state, release: release))
    row.add(echo.tally) { RollUp.Line.cut(echo.text) }
    try Drafts.end(db, with: reply, in: &row, at: now)
    row.standing.hasOutbox = try Outbox.updateConversation(db, row.id)
    row.standing.isGone = false
    try Journal.write(
      db, JournalEntry(send: before, after: row), conversation: row.id, message: echo.id, run: run,
      at: now)
    return Message.ID(echo.id)
  }

  /// It is sent, and arrives, after everything that has arrived: it answers all of that.
  private static func echo(
    of text: String, client: String, isUnsent: Bool, _ row: RollUp, at now: Milliseconds
  ) -> StoredMessage {
    let moment = max(now, row.sums.lastArrival + 1)
    let shown = SafeText(sanitising: text).string
    return StoredMessage(
      id: 0, conversation: row.id, direction: .out, author: nil, text: shown, sentAt: moment,
      arrivedAt: moment, isAutomated: false, isEdited: false, isDeleted: false,
      isForwarded: false, inReplyTo: nil, subject: nil, clientID: client, delivery: "pending",
      hasContent: !shown.isEmpty, isClosing: false, isUnsent: isUnsent, parts: 0,
      remoteID: LocalEcho.remoteID(client: client))
  }
}
