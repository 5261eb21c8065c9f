import Domain
import FoundationEssentials
import GRDB

/// Notes what a server has to be told, in the transaction that changes it here.
///
/// One row for each field of a conversation: a later change replaces the earlier one, and a change
/// back to what the server says anyway takes the row away, unless it was sent already and may have
/// arrived. What an account cannot do stays a local matter and is not noted.
struct Upstream {
  private let conversation: Int64
  private let name: String
  private let allowed: Set<Account.Capability>?
  private let isReader: Bool
  let base: SaidByServer?

  /// nil where the conversation belongs to no server.
  init?(_ db: Database, _ conversation: Int64) throws {
    let query = try Prepared(
      db,
      """
      SELECT a.capabilities, k.role, k.name, c.remote_triage FROM conversation c
      JOIN account a ON a.id = c.account AND a.delivery = 'server'
      LEFT JOIN connection k ON k.id = a.connection WHERE c.id = ?
      """)
    query.bind(1, conversation)
    let found = try query.first { row in
      Upstream(
        conversation: conversation, name: row.text(2) ?? "",
        allowed: Account.capabilities(stored: row.text(0)), isReader: row.text(1) == "reader",
        base: SaidByServer(stored: row.text(3)))
    }
    guard let found else { return nil }
    self = found
  }

  private init(
    conversation: Int64, name: String, allowed: Set<Account.Capability>?, isReader: Bool,
    base: SaidByServer?
  ) {
    self.conversation = conversation
    self.name = name
    self.allowed = allowed
    self.isReader = isReader
    self.base = base
  }

  func takes(_ field: UpstreamField) -> Bool {
    !isReader && allowed?.contains(field.capability) ?? true
  }

  /// Whether opening a conversation is to be told.
  func takesReadMarks(of store: Store) -> Bool {
    takes(.read) && store.tellsReadMarks(of: name)
  }

  /// Notes one field, or takes its row away where the server says the same anyway.
  func note(
    _ db: Database, _ field: UpstreamField, _ value: UpstreamValue, at now: Milliseconds
  ) throws {
    guard takes(field) else { return }
    let old = try UpstreamRow.load(db, conversation, field)
    if old?.attempts ?? 0 == 0, base?.value(of: field) == value {
      try old?.delete(db)
      return
    }
    var row =
      old
      ?? UpstreamRow(
        conversation: conversation, field: field, content: .init(to: value), changedAt: now,
        attempts: 0)
    guard old?.content.to != value || old?.trouble != nil || old == nil else { return }
    row.content.to = value
    // Two changes are never at one moment, or clearing the first could clear the second.
    row.changedAt = max(now, (old?.changedAt ?? now - 1) + 1)
    row.trouble = nil
    try row.store(db)
  }

  // MARK: What happened here

  /// After a step of triage, an undo, or a redo: everything that became another.
  static func note(
    _ db: Database, _ row: RollUp, since before: TriageState, at now: Milliseconds
  ) throws {
    let after = row.standing.triage
    guard after != before, let upstream = try Upstream(db, row.id) else { return }
    if after.status != before.status || after.snoozedUntil != before.snoozedUntil {
      try upstream.note(db, .status, after.upstreamStatus, at: now)
    }
    if after.flagged != before.flagged {
      try upstream.note(db, .flagged, .isOn(after.flagged), at: now)
    }
    if after.lane != before.lane {
      try upstream.note(db, .lane, .word(after.lane?.rawValue), at: now)
    }
  }

  static func note(
    _ db: Database, label name: String, isOn: Bool, on conversation: Int64, at now: Milliseconds
  ) throws {
    try Upstream(db, conversation)?.note(db, .label(name), .isOn(isOn), at: now)
  }

  /// After a snooze or "done" of ours was ended by its time or by somebody who wrote: the server
  /// ends it too, so it is not told, and what it was not told yet is over.
  static func follow(_ db: Database, wakingOf row: RollUp, at now: Milliseconds) throws {
    guard let old = try UpstreamRow.load(db, row.id, .status) else { return }
    if old.attempts == 0 {
      try old.delete(db)
    } else {
      try Upstream(db, row.id)?.note(db, .status, row.standing.triage.upstreamStatus, at: now)
    }
  }

  /// After the read mark moved.
  static func note(
    _ db: Database, readMarkOf row: RollUp, movedBack: Bool, at now: Milliseconds, in store: Store
  ) throws {
    guard let upstream = try Upstream(db, row.id) else { return }
    let old = try UpstreamRow.load(db, row.id, .read)
    if case .unread? = old?.content.to, !movedBack, old?.attempts == 0 {
      try old?.delete(db)
    }
    guard movedBack || upstream.takesReadMarks(of: store),
      let newest = try newestInbound(db, row.id)
    else { return }
    try upstream.note(
      db, .read, movedBack ? .unread(from: newest) : .read(upTo: newest), at: now)
  }

  /// The server's id of the inbound message that arrived last. What is not late arrived in the
  /// order in which it was sent, so two looks along an index find it.
  private static func newestInbound(_ db: Database, _ conversation: Int64) throws -> String? {
    let query = try Prepared(
      db,
      """
      SELECT remote_id FROM (
        SELECT * FROM (SELECT remote_id, arrived_at, id FROM message INDEXED BY message_thread
          WHERE conversation = ?1 AND direction = 0 AND deleted = 0
          ORDER BY sent_at DESC, id DESC LIMIT 1)
        UNION ALL
        SELECT * FROM (SELECT remote_id, arrived_at, id FROM message INDEXED BY message_late
          WHERE conversation = ?1 AND direction = 0 AND deleted = 0 AND arrived_at > sent_at
          ORDER BY arrived_at DESC, id DESC LIMIT 1))
      ORDER BY arrived_at DESC, id DESC LIMIT 1
      """)
    query.bind(1, conversation)
    return try query.first { $0.text(0) }
  }
}

extension TriageState {
  /// Status and time to wake as a server is told them.
  var upstreamStatus: UpstreamValue {
    let until = status == .snoozed ? snoozedUntil : nil
    return .status(status, until: until.map { Date(milliseconds: Milliseconds($0)) })
  }
}

extension Account {
  /// The words of `account.capabilities`; nil where the source never said.
  static func capabilities(stored words: String?) -> Set<Capability>? {
    words.map { words in
      Set(words.split(separator: " ").compactMap { Capability(rawValue: String($0)) })
    }
  }
}
