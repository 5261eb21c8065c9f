import Domain
import FoundationEssentials
import GRDB

extension RollUp {
  private static let columns = """
    id, account, kind, peer, read_to, unread, last_arrival, last_message_at, last_message,
    last_reply_at, last_reply, first_person_at, unanswered_since, waiting_since,
    last_waiting_since, closed_by_them, first_contact, status, snoozed_until, previous_wake,
    done_at, flagged, lane, has_draft, outbox_state IS NOT NULL, gone
    """

  static func load(_ db: Database, _ id: Int64) throws -> RollUp? {
    let query = try Prepared(db, "SELECT \(columns) FROM conversation WHERE id = ?")
    query.bind(1, id)
    return try query.first(RollUp.init(row:))
  }

  static func load(_ db: Database, account: Int64, remoteID: String) throws -> RollUp? {
    let query = try Prepared(
      db, "SELECT \(columns) FROM conversation WHERE remote_id = ? AND account = ?")
    query.bind(1, remoteID)
    query.bind(2, account)
    return try query.first(RollUp.init(row:))
  }

  private init(row: Prepared) {
    self.init(
      id: row.int(0), account: row.int(1),
      kind: Conversation.Kind(rawValue: row.text(2)) ?? .direct, peer: row.int(3))
    sums = Sums(
      readTo: row.int(4), unread: row.int(5), lastArrival: row.int(6), lastMessageAt: row.int(7),
      lastMessage: row.int(8), lastReplyAt: row.int(9), lastReply: row.int(10),
      firstPersonAt: row.int(11), unansweredSince: row.int(12), waitingSince: row.int(13),
      lastWaitingSince: row.int(14), isClosedByThem: row.bool(15), isFirstContact: row.bool(16))
    standing = Standing(
      triage: TriageState(row: row, at: 17), hasDraft: row.bool(23), hasOutbox: row.bool(24),
      isGone: row.bool(25))
    storedSums = sums
    storedStanding = standing
    storedViews = ViewSet(self)
  }

  /// Writes what changed and notes which views the row left and entered.
  /// - Parameter visibly: count it as a change a client would see, though no roll-up differs.
  mutating func store(
    _ db: Database, at now: Milliseconds, counting deltas: inout ViewDeltas, visibly: Bool = false
  ) throws {
    let views = ViewSet(self)
    deltas.note(from: storedViews, to: views)
    storedViews = views
    if standing != storedStanding { try storeStanding(db) }
    if sums != storedSums || newLine != nil || standing != storedStanding || visibly {
      try storeSums(db, at: now)
    }
    storedSums = sums
    storedStanding = standing
    newLine = nil
  }

  private func storeSums(_ db: Database, at now: Milliseconds) throws {
    let isSameWait =
      sums.waitingSince == storedSums.waitingSince
      && sums.isFirstContact == storedSums.isFirstContact
    let update = try Prepared(db, isSameWait ? Self.sumsUpdate : Self.waitUpdate)
    update.bind(1, id)
    update.bind(2, sums.readTo)
    update.bind(3, sums.unread)
    update.bind(4, sums.lastArrival)
    update.bind(5, sums.lastMessageAt)
    update.bind(6, sums.lastMessage)
    update.bind(7, sums.lastReplyAt)
    update.bind(8, sums.lastReply)
    update.bind(9, sums.firstPersonAt)
    update.bind(10, sums.unansweredSince)
    update.bind(12, sums.lastWaitingSince)
    update.bind(13, sums.isClosedByThem)
    update.bind(15, newLine?.text)
    update.bind(16, newLine?.direction)
    update.bind(17, now)
    if !isSameWait {
      update.bind(11, sums.waitingSince)
      update.bind(14, sums.isFirstContact)
    }
    try update.run()
  }

  /// An index is written when one of its columns is set, changed or not. So nothing is set here
  /// that only triage and the outbox change, and the wait only when it is another.
  private static let sumsUpdate = sumsUpdate(setting: "")
  private static let waitUpdate = sumsUpdate(
    setting: "waiting_since = ?11, first_contact = ?14,")

  private static func sumsUpdate(setting wait: String) -> String {
    """
    UPDATE conversation SET \(wait) read_to = ?2, unread = ?3, last_arrival = ?4,
      last_message_at = ?5, last_message = ?6, last_reply_at = ?7, last_reply = ?8,
      first_person_at = ?9, unanswered_since = ?10, last_waiting_since = ?12,
      closed_by_them = ?13, last_line = ifnull(?15, last_line),
      last_direction = ifnull(?16, last_direction), revision = revision + 1, updated_at = ?17
    WHERE id = ?1
    """
  }

  private func storeStanding(_ db: Database) throws {
    let update = try Prepared(
      db,
      """
      UPDATE conversation SET status = ?2, snoozed_until = ?3, previous_wake = ?4, done_at = ?5,
        flagged = ?6, lane = ?7, has_draft = ?8, gone = ?9
      WHERE id = ?1
      """)
    update.bind(1, id)
    standing.triage.bind(to: update, at: 2)
    update.bind(8, standing.hasDraft)
    update.bind(9, standing.isGone)
    try update.run()
  }
}

extension TriageState {
  init(row: Prepared, at column: Int32) {
    self.init(
      status: Status(rawValue: row.text(column)) ?? .open,
      snoozedUntil: (row.int(column + 1) as Int64?).map(Date.init(milliseconds:)),
      previousWake: (row.int(column + 2) as Int64?).map(Date.init(milliseconds:)),
      doneAt: (row.int(column + 3) as Int64?).map(Date.init(milliseconds:)),
      flagged: row.bool(column + 4),
      lane: (row.text(column + 5) as String?).flatMap(Lane.init(rawValue:)))
  }

  /// Six parameters: status, snoozed_until, previous_wake, done_at, flagged, lane.
  func bind(to statement: Prepared, at index: Int32) {
    statement.bind(index, status.rawValue)
    statement.bind(index + 1, snoozedUntil.map { Milliseconds($0) })
    statement.bind(index + 2, previousWake.map { Milliseconds($0) })
    statement.bind(index + 3, doneAt.map { Milliseconds($0) })
    statement.bind(index + 4, flagged)
    statement.bind(index + 5, lane?.rawValue)
  }
}

extension ViewDeltas {
  /// Brings the stored counts up to date, in the transaction of what changed them.
  func store(_ db: Database) throws {
    for (view, difference) in changes {
      let update = try Prepared(db, "UPDATE view_count SET count = count + ? WHERE view = ?")
      update.bind(1, difference)
      update.bind(2, view.rawValue)
      try update.run()
    }
  }
}
