import Domain
import FoundationEssentials
import GRDB

/// What a server says of a conversation: its own triage, which is everybody's, and its read mark.
extension Reception {
  /// Takes a server's word about a conversation.
  ///
  /// Fields that were changed here and not heard of there keep the local word, and so do those that
  /// its account cannot be told, as long as the server says the same as before.
  /// - Returns: false for an older word than the one that is known, or the same.
  func hear(
    _ incoming: IncomingConversation, revision: Int64, of place: Int,
    _ account: ReceptionMemory.KnownAccount, isMade: Bool
  ) throws -> Bool {
    let id = touched[place].row.id
    let known = try heard(of: id)
    if server?.isSnapshot != true, let old = known.revision, revision <= old { return false }
    var said = SaidByServer(incoming)
    said.readTo = known.said?.readTo
    if !isMade {
      let meetings = try Upstream.meet(
        db, id, said: said, base: known.said, updatedAt: incoming.updatedAt.map { Milliseconds($0) }
      )
      receipt.notices += meetings.map(\.notice)
      try takeTriage(said, incoming, in: place, account, base: known.said)
    }
    try stampHeard(incoming, revision, id, known)
    if let unread = incoming.unreadCount, try !isToRead(id) {
      said.awaits = try incoming.lastMessage.flatMap { try isHere($0, in: id) ? nil : $0 }
      if said.awaits == nil { try hearUnread(unread, in: place, &said) }
    }
    try keep(said, of: id)
    return true
  }

  private func keep(_ said: SaidByServer, of conversation: Int64) throws {
    try db.execute(
      sql: "UPDATE conversation SET remote_triage = ?1 WHERE id = ?2 AND remote_triage IS NOT ?1",
      arguments: [try said.stored, conversation])
  }

  /// Whether a message that a server names is here; by its id alone, for ids are a server's own.
  private func isHere(_ message: String, in conversation: Int64) throws -> Bool {
    let query = try Prepared(db, "SELECT 1 FROM message WHERE remote_id = ? AND conversation = ?")
    query.bind(1, message)
    query.bind(2, conversation)
    return try query.first { _ in true } ?? false
  }

  private struct Heard {
    var revision: Int64?
    var generation: Int64?
    var said: SaidByServer?
  }

  private func heard(of conversation: Int64) throws -> Heard {
    let query = try Prepared(
      db,
      "SELECT remote_revision, seen_generation, remote_triage FROM conversation WHERE id = ?")
    query.bind(1, conversation)
    return try query.first {
      Heard(revision: $0.int(0), generation: $0.int(1), said: SaidByServer(stored: $0.text(2)))
    } ?? Heard()
  }

  /// The revision, what a server says by leaving it out, and that its messages are to be read: in a
  /// snapshot unless they were at this very revision, and by a change where the snapshot did not see
  /// the conversation, which moved while the list was walked.
  private func stampHeard(
    _ incoming: IncomingConversation, _ revision: Int64, _ id: Int64, _ known: Heard
  ) throws {
    let update = try Prepared(
      db,
      """
      UPDATE conversation SET remote_revision = ?2, seen_generation = ifnull(?3, seen_generation),
        can_reply = ?4, reply_window_ends = ?5
      WHERE id = ?1
      """)
    update.bind(1, id)
    update.bind(2, revision)
    update.bind(3, server?.generation)
    update.bind(4, incoming.canReply)
    update.bind(5, incoming.replyWindowEndsAt.map { Milliseconds($0) })
    try update.run()
    guard let server else { return }
    let isSeen = known.generation == server.generation
    if isSeen, !server.isSnapshot || known.revision == revision { return }
    try db.execute(
      sql: """
        INSERT INTO thread_to_read (connection, conversation) VALUES (?, ?)
        ON CONFLICT (connection, conversation) DO UPDATE SET cursor = NULL
        """, arguments: [server.connection, id])
  }

  // MARK: Triage

  private func takeTriage(
    _ said: SaidByServer, _ incoming: IncomingConversation, in place: Int,
    _ account: ReceptionMemory.KnownAccount, base: SaidByServer?
  ) throws {
    let pending = try pendingFields(of: touched[place].row.id)
    func isTaken(_ field: String, _ capability: Account.Capability, isNews: Bool) -> Bool {
      let isTold = account.capabilities?.contains(capability.rawValue) ?? true
      return !pending.contains(field) && (isTold || base == nil || isNews)
    }
    var triage = touched[place].row.standing.triage
    let isOtherStatus = said.status != base?.status || said.snoozedUntil != base?.snoozedUntil
    if isTaken("status", .status, isNews: isOtherStatus) {
      try takeStatus(incoming.initialTriage, in: &triage, of: place)
    }
    if isTaken("flagged", .flag, isNews: said.flagged != base?.flagged) {
      triage.flagged = incoming.initialTriage.flagged
    }
    if isTaken("lane", .lane, isNews: said.lane != base?.lane) {
      triage.lane = incoming.initialTriage.lane
    }
    touched[place].row.apply(triage)
    if isTaken("assignee", .assign, isNews: said.assignee != base?.assignee) {
      try takeAssignee(said.assignee, of: place)
    }
    if isTaken("labels", .label, isNews: said.labels != base?.labels) {
      try takeLabels(said.labels, of: place, except: pending)
    }
  }

  private func takeStatus(
    _ said: TriageState, in triage: inout TriageState, of place: Int
  ) throws {
    switch said.status {
    case .open where triage.status != .open:
      if triage.status == .done, try !hasNews(since: triage.doneAt, in: touched[place].row.id) {
        // Opened by hand: its wait counts again.
        triage.doneAt = nil
      }
      let wake = triage.status == .snoozed ? triage.snoozedUntil : triage.previousWake
      triage.previousWake = wake
      (triage.status, triage.snoozedUntil) = (.open, nil)
    case .done where triage.status != .done:
      let last = Date(milliseconds: touched[place].row.sums.lastArrival)
      triage.doneAt = max(last, said.doneAt ?? last)
      (triage.status, triage.snoozedUntil) = (.done, nil)
    case .snoozed where triage.status != .snoozed || triage.snoozedUntil != said.snoozedUntil:
      (triage.status, triage.snoozedUntil, triage.doneAt) = (.snoozed, said.snoozedUntil, nil)
    default: break
    }
  }

  /// Whether a person wrote after a conversation was put away.
  private func hasNews(since doneAt: Date?, in conversation: Int64) throws -> Bool {
    guard let doneAt else { return false }
    let query = try Prepared(
      db,
      """
      SELECT 1 FROM message WHERE conversation = ? AND arrived_at > ? AND direction = 0
        AND automated = 0 AND deleted = 0 LIMIT 1
      """)
    query.bind(1, conversation)
    query.bind(2, Milliseconds(doneAt))
    return try query.first { _ in true } ?? false
  }

  private func takeAssignee(_ assignee: String?, of place: Int) throws {
    try db.execute(
      sql: "UPDATE conversation SET assignee = ?1 WHERE id = ?2 AND assignee IS NOT ?1",
      arguments: [assignee, touched[place].row.id])
    if db.changesCount > 0 { touched[place].isChanged = true }
  }

  private func takeLabels(
    _ said: [String], of place: Int, except pending: Set<String>
  ) throws {
    let id = touched[place].row.id
    let query = try Prepared(
      db,
      """
      SELECT name FROM conversation_label JOIN label ON label.id = conversation_label.label
      WHERE conversation = ?
      """)
    query.bind(1, id)
    var here: Set<String> = []
    try query.each { here.insert($0.text(0)) }
    let there = Set(said)
    for name in here.symmetricDifference(there) where !pending.contains("label/\(name)") {
      let isOther =
        try there.contains(name)
        ? Labels.add(db, name, to: id) : Labels.remove(db, name, from: id)
      if isOther { touched[place].isChanged = true }
    }
  }

  // MARK: The read mark

  /// Its count only means something once all the messages it counts are here.
  private func isToRead(_ conversation: Int64) throws -> Bool {
    let query = try Prepared(db, "SELECT 1 FROM thread_to_read WHERE conversation = ?")
    query.bind(1, conversation)
    return try query.first { _ in true } ?? false
  }

  /// Moves the mark where the server's has moved since it last spoke of it.
  ///
  /// What was read here without telling anyone stays read, as long as the server's mark stands.
  private func hearUnread(_ unread: Int, in place: Int, _ said: inout SaidByServer) throws {
    let before = said.readTo
    let mark = try arrival(beforeNewest: unread, in: touched[place].row.id)
    said.readTo = mark ?? .never
    guard try !pendingFields(of: touched[place].row.id).contains("read") else { return }
    if let before, mark ?? .never >= before {
      touched[place].row.moveReadMark(to: mark ?? .never)
    } else if touched[place].row.sums.readTo != mark ?? .never, mark != nil || unread > 0 {
      touched[place].row.sums.readTo = mark ?? .never
      touched[place].row.stale.insert(.unread)
    }
  }

  /// When the inbound message arrived after which `unread` more did; nil when there is none.
  ///
  /// Two looks along an index: what is not late arrived in the order in which it was sent.
  private func arrival(beforeNewest unread: Int, in conversation: Int64) throws -> Milliseconds? {
    let query = try Prepared(
      db,
      """
      SELECT arrived_at FROM (
        SELECT * FROM (SELECT id, arrived_at FROM message INDEXED BY message_thread
          WHERE conversation = ?1 AND direction = 0 AND deleted = 0
          ORDER BY sent_at DESC LIMIT ?2 + 1)
        UNION
        SELECT * FROM (SELECT id, arrived_at FROM message INDEXED BY message_late
          WHERE conversation = ?1 AND arrived_at > sent_at AND direction = 0 AND deleted = 0
          ORDER BY arrived_at DESC LIMIT ?2 + 1))
      ORDER BY arrived_at DESC LIMIT 1 OFFSET ?2
      """)
    query.bind(1, conversation)
    query.bind(2, Int64(min(max(unread, 0), 1_000_000)))
    return try query.first { $0.int(0) }
  }

  /// A message came that a count waited for, told with the answer to a change of ours.
  func hearAwaited(_ message: String, in place: Int) throws {
    let id = touched[place].row.id
    guard server?.isSnapshot == false, var said = try heard(of: id).said, said.awaits == message
    else { return }
    said.awaits = nil
    if let unread = said.unread { try hearUnread(unread, in: place, &said) }
    try keep(said, of: id)
  }

  /// All messages of a conversation are here: what the server said of its mark can be placed, and
  /// what a new snapshot did not see is gone.
  /// - Parameter isWhole: false where some of them could not be read: then nothing is gone.
  func finishThread(_ conversation: Int64, isWhole: Bool) throws {
    guard let server, let place = try place(conversation: conversation) else { return }
    try db.execute(
      sql: "DELETE FROM thread_to_read WHERE connection = ? AND conversation = ?",
      arguments: [server.connection, conversation])
    if isWhole, server.generation > 1 { try endUnseenMessages(of: place, server.generation) }
    guard var said = try heard(of: conversation).said, let unread = said.unread else { return }
    said.awaits = nil
    try hearUnread(unread, in: place, &said)
    try keep(said, of: conversation)
  }

  /// What was written here stays, whatever a restored server remembers of it.
  private func endUnseenMessages(of place: Int, _ generation: Int64) throws {
    let ids = try Int64.fetchAll(
      db,
      sql: """
        SELECT m.id FROM message m WHERE m.conversation = ? AND m.seen_generation IS NOT ?
          AND m.deleted = 0 AND m.remote_revision IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.message = m.id)
        """, arguments: [touched[place].row.id, generation])
    for id in ids {
      guard let old = try StoredMessage.load(db, id) else { continue }
      var new = old
      (new.isDeleted, new.text) = (true, "")
      try write(new, insteadOf: old, payload: nil)
    }
  }
}
