import Domain
import FoundationEssentials
import GRDB

/// What was done in one run of the program, so that it can be undone and done again.
///
/// States of an entry: `done`, `undone`, and `spent` for what can be neither undone nor redone.
enum Journal {
  static func write(
    _ db: Database, _ entry: JournalEntry, conversation: Int64, message: Int64? = nil, run: String,
    at now: Milliseconds
  ) throws {
    // A new step ends what could have been redone.
    try db.execute(
      sql: "UPDATE journal SET state = 'spent' WHERE run = ? AND state = 'undone'",
      arguments: [run])
    let json = String(decoding: try JSONEncoder().encode(entry), as: UTF8.self)
    try db.execute(
      sql: """
        INSERT INTO journal (run, at, conversation, message, entry, state)
        VALUES (?, ?, ?, ?, ?, 'done')
        """, arguments: [run, now, conversation, message, json])
  }

  /// The newest thing done, or the one undone last.
  static func next(_ db: Database, run: String, undoing: Bool) throws -> Found? {
    let row = try Row.fetchOne(
      db,
      sql: """
        SELECT id, conversation, message, entry FROM journal WHERE run = ? AND state = ?
        ORDER BY id \(undoing ? "DESC" : "ASC") LIMIT 1
        """, arguments: [run, undoing ? "done" : "undone"])
    guard let row else { return nil }
    let entry = try JSONDecoder().decode(JournalEntry.self, from: Data((row[3] as String).utf8))
    return Found(id: row[0], conversation: row[1], message: row[2], entry: entry)
  }

  static func mark(_ db: Database, _ id: Int64, _ state: String) throws {
    try db.execute(sql: "UPDATE journal SET state = ? WHERE id = ?", arguments: [state, id])
  }

  /// A send that can no longer be taken back, or that no longer exists.
  static func spend(_ db: Database, sendOf message: Int64) throws {
    try db.execute(sql: spending, arguments: [message])
  }

  static let spending = "UPDATE journal SET state = 'spent' WHERE message = ?"

  /// A send of an earlier run that this one can take back.
  static func adopt(_ db: Database, sendOf message: Int64, run: String) throws {
    try db.execute(
      sql: "UPDATE journal SET run = ?, state = 'done' WHERE message = ?",
      arguments: [run, message])
  }

  struct Found {
    var id: Int64
    var conversation: Int64
    var message: Int64?
    var entry: JournalEntry
  }
}

/// One step: what it was, and the conversation before and after. A send and a draft that was thrown
/// away have no step.
struct JournalEntry: Codable, Equatable {
  /// What a step can change. Labels are noted by ``JournalEntry/changesLabel``.
  struct Side: Codable, Equatable {
    var status: String
    var snoozedUntil: Milliseconds?
    var previousWake: Milliseconds?
    var doneAt: Milliseconds?
    var flagged: Bool
    var lane: String?
    var readTo: Milliseconds

    init(_ row: RollUp) {
      let triage = row.standing.triage
      status = triage.status.rawValue
      snoozedUntil = triage.snoozedUntil.map { Milliseconds($0) }
      previousWake = triage.previousWake.map { Milliseconds($0) }
      doneAt = triage.doneAt.map { Milliseconds($0) }
      flagged = triage.flagged
      lane = triage.lane?.rawValue
      readTo = row.sums.readTo
    }
  }

  var kind: String
  var time: Milliseconds?
  var flag: Bool?
  var name: String?
  /// The draft that was thrown away.
  var draft: String?
  /// A decision about people.
  var people: PeopleEntry?
  var before: Side
  var after: Side
  var changesLabel = false

  var isChange: Bool { before != after || changesLabel }

  /// A step of triage.
  init(step: TriageStep, before: RollUp, after: RollUp) {
    self.init(send: before, after: after)
    switch step {
    case .snooze(let until): (kind, time) = ("snooze", until.map { Milliseconds($0) })
    case .flag(let on): (kind, flag) = ("flag", on)
    case .done: kind = "done"
    case .reopen: kind = "reopen"
    case .markUnread: kind = "unread"
    case .lane(let lane): (kind, name) = ("lane", lane?.rawValue)
    case .addLabel(let label): (kind, name) = ("label", label.string)
    case .removeLabel(let label): (kind, name) = ("unlabel", label.string)
    }
  }

  /// A reply that was put into the outbox.
  init(send before: RollUp, after: RollUp) {
    kind = "send"
    self.before = Side(before)
    self.after = Side(after)
  }

  /// A draft that was thrown away.
  init(discarded draft: String, of row: RollUp) {
    self.init(send: row, after: row)
    kind = "discard"
    self.draft = draft
  }

  /// A decision about people, made beside a conversation.
  init(people entry: PeopleEntry, of row: RollUp) {
    self.init(send: row, after: row)
    kind = "people"
    people = entry
  }

  /// nil for a send, for a draft that was thrown away, and for a decision about people.
  var step: TriageStep? {
    switch kind {
    case "snooze": .snooze(until: time.map(Date.init(milliseconds:)))
    case "flag": .flag(flag ?? false)
    case "done": .done
    case "reopen": .reopen
    case "unread": .markUnread
    case "lane": .lane(name.flatMap(Lane.init(rawValue:)))
    case "label": .addLabel(SafeText(alreadySafe: name ?? ""))
    case "unlabel": .removeLabel(SafeText(alreadySafe: name ?? ""))
    default: nil
    }
  }
}
