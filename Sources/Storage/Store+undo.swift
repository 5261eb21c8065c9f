package import Domain
package import FoundationEssentials
import GRDB

extension Store {
  /// Takes back the newest thing of this run: a step of triage, a draft that was thrown away, or a
  /// send that is still held.
  ///
  /// Only what the step itself changed goes back, and only where nothing else has changed it since:
  /// undoing "done" does not hide what a new message has opened.
  package func undo(run: String, at now: Date) throws(StoreError) -> UndoOutcome {
    let now = Milliseconds(now)
    return try writing { db in
      guard let found = try Journal.next(db, run: run, undoing: true) else { return .nothing }
      if let draft = found.entry.draft {
        return try Store.putBack(db, draft, found, at: now)
      }
      if let people = found.entry.people {
        try people.undo(db)
        return try Store.judged(db, people, found, state: "undone")
      }
      guard let step = found.entry.step else { return try Store.takeBack(db, found, at: now) }
      try restore(db, found, from: found.entry.after, to: found.entry.before, at: now)
      try Store.setLabel(db, found, isUndo: true, at: now)
      try Journal.mark(db, found.id, "undone")
      return try Store.outcome(db, step, found.conversation)
    }
  }

  /// Does again what was undone last.
  package func redo(run: String, at now: Date) throws(StoreError) -> UndoOutcome {
    let now = Milliseconds(now)
    return try writing { db in
      guard let found = try Journal.next(db, run: run, undoing: false) else { return .nothing }
      if let draft = found.entry.draft {
        return try Store.discardAgain(db, draft, found, at: now)
      }
      if let people = found.entry.people {
        try people.redo(db)
        return try Store.judged(db, people, found, state: "done")
      }
      guard let step = found.entry.step else { return .nothing }
      try restore(db, found, from: found.entry.before, to: found.entry.after, at: now)
      try Store.setLabel(db, found, isUndo: false, at: now)
      try Journal.mark(db, found.id, "done")
      return try Store.outcome(db, step, found.conversation)
    }
  }

  private static func outcome(
    _ db: Database, _ step: TriageStep, _ conversation: Int64
  ) throws -> UndoOutcome {
    let title = try String.fetchOne(
      db, sql: "SELECT title FROM conversation WHERE id = ?", arguments: [conversation])
    return .triage(
      step: step, conversation: Conversation.ID(conversation),
      title: SafeText(alreadySafe: title ?? ""))
  }

  private static func judged(
    _ db: Database, _ people: PeopleEntry, _ found: Journal.Found, state: String
  ) throws -> UndoOutcome {
    try Journal.mark(db, found.id, state)
    let title = try String.fetchOne(
      db, sql: "SELECT title FROM conversation WHERE id = ?", arguments: [found.conversation])
    return .people(
      people.step, conversation: Conversation.ID(found.conversation),
      title: SafeText(alreadySafe: title ?? ""),
      other: try people.other.flatMap { try Identity.load(db, $0) })
  }

  private func restore(
    _ db: Database, _ found: Journal.Found, from: JournalEntry.Side, to: JournalEntry.Side,
    at now: Milliseconds
  ) throws {
    try Store.changing(db, found.conversation, at: now) { row in
      let before = row.standing.triage
      var triage = before
      let current = JournalEntry.Side(row)
      func goesBack<Field: Equatable>(_ field: KeyPath<JournalEntry.Side, Field>) -> Bool {
        from[keyPath: field] != to[keyPath: field]
          && current[keyPath: field] == from[keyPath: field]
      }
      if goesBack(\.status) { triage.status = Status(rawValue: to.status) ?? .open }
      if goesBack(\.snoozedUntil) {
        triage.snoozedUntil = to.snoozedUntil.map(Date.init(milliseconds:))
      }
      if goesBack(\.previousWake) {
        triage.previousWake = to.previousWake.map(Date.init(milliseconds:))
      }
      if goesBack(\.doneAt) { triage.doneAt = to.doneAt.map(Date.init(milliseconds:)) }
      if goesBack(\.flagged) { triage.flagged = to.flagged }
      if goesBack(\.lane) { triage.lane = to.lane.flatMap(Lane.init(rawValue:)) }
      // A time to wake belongs to a snooze: a wake in between ended both.
      if triage.status != .snoozed { triage.snoozedUntil = nil }
      row.apply(triage)
      try Upstream.note(db, row, since: before, at: now)
      if goesBack(\.readTo) {
        row.sums.readTo = to.readTo
        row.stale.insert(.unread)
        let movedBack = to.readTo < from.readTo
        try Upstream.note(db, readMarkOf: row, movedBack: movedBack, at: now, in: self)
      }
    }
  }

  private static func setLabel(
    _ db: Database, _ found: Journal.Found, isUndo: Bool, at now: Milliseconds
  ) throws {
    guard found.entry.changesLabel, let name = found.entry.name else { return }
    let isOn = (found.entry.kind == "label") != isUndo
    let isChange =
      isOn
      ? try Labels.add(db, name, to: found.conversation)
      : try Labels.remove(db, name, from: found.conversation)
    guard isChange else { return }
    try Upstream.note(db, label: name, isOn: isOn, on: found.conversation, at: now)
  }

  /// The draft goes before what has been written since.
  private static func putBack(
    _ db: Database, _ draft: String, _ found: Journal.Found, at now: Milliseconds
  ) throws -> UndoOutcome {
    try changing(db, found.conversation, at: now) { row in
      try Drafts.restore(db, draft, in: &row, at: now)
    }
    try Journal.mark(db, found.id, "undone")
    let text = try Drafts.text(db, of: found.conversation) ?? draft
    return .draftBack(conversation: Conversation.ID(found.conversation), text: text)
  }

  /// Only the very text that came back goes again: what was written since is nobody's mistake.
  private static func discardAgain(
    _ db: Database, _ draft: String, _ found: Journal.Found, at now: Milliseconds
  ) throws -> UndoOutcome {
    guard try Drafts.text(db, of: found.conversation) == draft else {
      try Journal.mark(db, found.id, "spent")
      return .nothing
    }
    try changing(db, found.conversation, at: now) { row in
      try Drafts.put(db, "", in: &row, at: now)
    }
    try Journal.mark(db, found.id, "done")
    return .draftGone(conversation: Conversation.ID(found.conversation))
  }

  /// While a reply is held, or on the clipboard and unconfirmed, its text goes back to the draft.
  private static func takeBack(
    _ db: Database, _ found: Journal.Found, at now: Milliseconds
  ) throws -> UndoOutcome {
    // Never again, whatever comes of it: a second undo goes on to what was done before.
    try Journal.mark(db, found.id, "spent")
    guard let message = found.message, let entry = try Outbox.entry(db, message) else {
      return .tooLate
    }
    switch entry.state {
    case "held", "unconfirmed":
      let text = try Outbox.withdraw(db, entry, at: now)
      return .tookBack(conversation: Conversation.ID(found.conversation), text: text)
    default: return .tooLate
    }
  }
}
