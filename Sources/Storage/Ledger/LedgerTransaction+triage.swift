package import Domain
package import FoundationEssentials
import GRDB

/// What a user of a hub asks to be changed of a conversation; nil is left as it is.
package struct LedgerPatch: Sendable {
  package enum Snooze: Hashable, Sendable {
    case unsaid
    /// Until they reply.
    case endless
    case until(Date)
  }

  package var status: Status?
  package var snooze: Snooze = .unsaid
  package var flagged: Bool?
  /// The inner nil is nobody.
  package var assignee: SafeText??
  /// The inner nil is undecided.
  package var lane: Lane??
  package var addLabels: [SafeText] = []
  package var removeLabels: [SafeText] = []

  package init() {}
}

extension LedgerTransaction {
  /// Changes what is asked for and differs. Nothing that is as asked for is touched.
  package func patch(_ patch: LedgerPatch, conversation row: Int64) throws {
    try Store.changing(db, row, at: at) { conversation in
      // What had arrived is put away, also what arrived within this very millisecond.
      let moment = Date(milliseconds: max(at, conversation.sums.lastArrival))
      var triage = conversation.standing.triage
      if let step = patch.step(from: triage) { triage = step.applied(to: triage, at: moment) }
      if let flagged = patch.flagged { triage.flagged = flagged }
      if let lane = patch.lane { triage.lane = lane }
      let before = conversation.standing.triage
      if triage != before { conversation.apply(triage) }
      // A server that this account comes from is told, as of what is decided in the inbox itself.
      try Upstream.note(db, conversation, since: before, at: at)
    }
    for label in patch.addLabels where try Labels.add(db, label.string, to: row) {
      try Upstream.note(db, label: label.string, isOn: true, on: row, at: at)
    }
    for label in patch.removeLabels where try Labels.remove(db, label.string, from: row) {
      try Upstream.note(db, label: label.string, isOn: false, on: row, at: at)
    }
    if let assignee = patch.assignee {
      try db.execute(
        sql: """
          UPDATE conversation SET assignee = ?1, revision = revision + 1, updated_at = ?2
          WHERE id = ?3 AND assignee IS NOT ?1
          """, arguments: [assignee?.string, at, row])
    }
  }

  static let dueQuery = """
    SELECT id FROM conversation
    WHERE \(InboxView.snoozed.condition) AND snoozed_until IS NOT NULL
      AND \(InboxView.snoozed.key) <= ?
    """

  /// Opens the snoozed conversations whose time has come.
  package func wakeDue() throws {
    for id in try Int64.fetchAll(db, sql: Self.dueQuery + " LIMIT 500", arguments: [at]) {
      try Store.changing(db, id, at: at) { row in
        row.apply(row.standing.triage.wokenByClock())
        try Upstream.follow(db, wakingOf: row, at: at)
      }
    }
  }
}

extension LedgerPatch {
  /// The step that leads to the status that is asked for, nil where it is there already.
  fileprivate func step(from triage: TriageState) -> TriageStep? {
    switch status ?? triage.status {
    case .open: triage.status == .open ? nil : .reopen
    case .done: triage.status == .done ? nil : .done
    case .snoozed:
      switch snooze {
      case .unsaid: triage.status == .snoozed ? nil : .snooze(until: nil)
      case .endless:
        triage.status == .snoozed && triage.snoozedUntil == nil ? nil : .snooze(until: nil)
      case .until(let time):
        triage.status == .snoozed && triage.snoozedUntil == time ? nil : .snooze(until: time)
      }
    }
  }
}
