package import Domain
package import FoundationEssentials
import GRDB
import Synchronization

extension Store {
  /// Takes one step of triage and writes it into the journal, so that it can be undone.
  ///
  /// - Parameter run: a string unique to one run of the program; undo stays within it.
  /// - Returns: whether it changed anything. A step that did not leaves nothing to undo.
  @discardableResult
  package func triage(
    _ step: TriageStep, _ id: Conversation.ID, run: String, at now: Date
  ) throws(StoreError) -> Bool {
    let now = Milliseconds(now)
    return try changing(id, at: now) { db, row in
      guard !row.standing.isGone else { throw StoreError.noSuch(id: String(id.value)) }
      let before = row.standing.triage
      // What had arrived is put away, also what arrived within this very millisecond.
      let moment = Date(milliseconds: max(now, row.sums.lastArrival))
      var entry = JournalEntry(step: step, before: row, after: row)
      row.apply(step.applied(to: row.standing.triage, at: moment))
      switch step {
      case .markUnread: try row.markUnread(db)
      case .addLabel(let name):
        entry.changesLabel = try Labels.add(db, name.string, to: row.id)
      case .removeLabel(let name):
        entry.changesLabel = try Labels.remove(db, name.string, from: row.id)
      default: break
      }
      try noteUpstream(db, step, row, since: before, entry, at: now)
      entry.after = JournalEntry.Side(row)
      if entry.isChange {
        try Journal.write(db, entry, conversation: row.id, run: run, at: now)
      }
      return entry.isChange
    }
  }

  /// A server is told what the step changed.
  private func noteUpstream(
    _ db: Database, _ step: TriageStep, _ row: RollUp, since before: TriageState,
    _ entry: JournalEntry, at now: Milliseconds
  ) throws {
    try Upstream.note(db, row, since: before, at: now)
    switch step {
    case .markUnread where row.sums.readTo != entry.before.readTo:
      try Upstream.note(db, readMarkOf: row, movedBack: true, at: now, in: self)
    case .addLabel(let name) where entry.changesLabel:
      try Upstream.note(db, label: name.string, isOn: true, on: row.id, at: now)
    case .removeLabel(let name) where entry.changesLabel:
      try Upstream.note(db, label: name.string, isOn: false, on: row.id, at: now)
    default: break
    }
  }

  /// Opens the snoozed conversations whose time has come. A server does the same by itself, so none
  /// is told.
  ///
  /// Called by the clock, it is also where changes by another process come to be noticed, if
  /// ``OtherWriters`` has not.
  /// - Returns: how many were opened.
  package func wakeDue(at now: Date) throws(StoreError) -> Int {
    let now = Milliseconds(now)
    try noticeOtherWriters()
    let due = try reading { db in
      try Int64.fetchAll(db, sql: Store.dueQuery, arguments: [now])
    }
    guard !due.isEmpty else { return 0 }
    return try writing { db in
      // Asked again: between the two another process may have woken or snoozed some of them.
      let due = try Int64.fetchAll(db, sql: Store.dueQuery, arguments: [now])
      for id in due {
        try Store.changing(db, id, at: now) { row in
          row.apply(row.standing.triage.wokenByClock())
          try Upstream.follow(db, wakingOf: row, at: now)
        }
      }
      return due.count
    }
  }

  /// When the next snoozed conversation is to wake; nil when none has a time.
  package func nextWake() throws(StoreError) -> Date? {
    try reading { db in try Store.nextWake(db) }
  }

  static func nextWake(_ db: Database) throws -> Date? {
    let query = try Prepared(
      db,
      """
      SELECT snoozed_until FROM conversation
      WHERE \(InboxView.snoozed.condition) AND snoozed_until IS NOT NULL
      ORDER BY \(InboxView.snoozed.key) LIMIT 1
      """)
    return try query.first { $0.date(0) } ?? nil
  }

  private static let dueQuery = """
    SELECT id FROM conversation
    WHERE \(InboxView.snoozed.condition) AND snoozed_until IS NOT NULL
      AND \(InboxView.snoozed.key) <= ?
    """

  /// Moves the read mark to what has arrived. A local matter, unless the connection sends read
  /// marks (``tellReadMarks(of:_:)``).
  package func markDisplayed(_ id: Conversation.ID) throws(StoreError) {
    let isUnread = try reading { db in
      try RollUp.load(db, id.value).map {
        $0.sums.unread > 0 || $0.sums.readTo < $0.sums.lastArrival
      }
    }
    guard let isUnread else { throw .noSuch(id: String(id.value)) }
    guard isUnread else { return }
    let now = Milliseconds(Date())
    try changing(id, at: now) { db, row in
      row.moveReadMark(to: row.sums.lastArrival)
      try Upstream.note(db, readMarkOf: row, movedBack: false, at: now, in: self)
    }
  }

  /// Tells the observations when another process has written since they were last told.
  func noticeOtherWriters() throws(StoreError) {
    do {
      try writer.writeWithoutTransaction { db in
        let version = try Int64.fetchOne(db, sql: "PRAGMA data_version")
        let known = dataVersion.withLock(\.self)
        if let known, known != version {
          // Nothing is written, and nobody who writes is waited for.
          try db.inTransaction(.deferred) {
            try db.notifyChanges(in: .fullDatabase)
            return .commit
          }
        }
        dataVersion.withLock { $0 = version }
      }
    } catch {
      throw StoreError(error, path: path)
    }
  }
}

extension RollUp {
  /// Takes over a state of triage; what was put away or brought back is reckoned again.
  mutating func apply(_ triage: TriageState) {
    if triage.doneAt != standing.triage.doneAt { stale.insert(.unanswered) }
    standing.triage = triage
  }

  /// Moves the mark back to before the newest inbound message, where nothing is unread.
  mutating func markUnread(_ db: Database) throws {
    guard sums.unread == 0 else { return }
    let query = try Prepared(
      db,
      """
      SELECT arrived_at FROM message WHERE conversation = ? AND direction = 0 AND deleted = 0
      ORDER BY sent_at DESC, id DESC LIMIT 1
      """)
    query.bind(1, id)
    guard let newest = try query.first({ $0.int(0) as Int64 }) else { return }
    sums.readTo = newest - 1
    stale.insert(.unread)
  }
}
