import Domain
import FoundationEssentials
import GRDB

extension Conversation {
  /// The columns of ``init(row:)``, with the table named `c`.
  static let columns = """
    c.id, c.remote_id, c.account, c.network, c.kind, c.title, c.handle, c.url, c.status,
    c.snoozed_until, c.previous_wake, c.done_at, c.flagged, c.lane, c.assignee, c.unread,
    c.waiting_since, c.closed_by_them, c.first_contact, c.last_message_at, c.last_line,
    c.last_direction, c.has_draft, c.outbox_state, c.outbox_release, c.outbox_reason,
    c.can_reply, c.label_count
    """

  /// Everything but the labels; `label_count` says whether there are any to read.
  init(row: Prepared) {
    self.init(
      id: ID(row.int(0)), remoteID: row.text(1), account: Account.ID(row.int(2)),
      network: Network(lenient: row.text(3)), kind: Kind(rawValue: row.text(4)) ?? .direct,
      title: row.safe(5), handle: row.safe(6), url: row.safe(7),
      triage: TriageState(row: row, at: 8), assignee: row.safe(14),
      unread: Int(clamping: row.int(15) as Int64), waitingSince: row.date(16),
      isClosedByThem: row.bool(17), isFirstContact: row.bool(18), lastMessageAt: row.date(19),
      lastLine: row.isNull(19)
        ? nil
        : LastLine(text: row.safe(20), direction: .init(code: row.int(21))),
      hasDraft: row.bool(22),
      outbox: (row.text(23) as String?).map {
        OutboxState(state: $0, release: row.int(24), reason: row.text(25))
      },
      canReply: row.bool(26))
  }

  /// Runs a query of ``columns`` and adds the labels of those rows that have some, and which of us
  /// wrote the newest words.
  static func all(_ db: Database, _ query: Prepared) throws -> [Conversation] {
    var rows: [Conversation] = []
    var labelled: [Int] = []
    try query.each { row in
      if row.int(27) as Int64 > 0 { labelled.append(rows.count) }
      rows.append(Conversation(row: row))
    }
    for index in labelled { rows[index].labels = try labels(db, of: rows[index].id.value) }
    for index in rows.indices where rows[index].lastLine?.direction == .out {
      let id = rows[index].id.value
      rows[index].lastLine?.writtenBy = try writer(db, ofNewestIn: id)
    }
    return rows
  }

  static func load(_ db: Database, _ id: Int64) throws -> Conversation? {
    let query = try Prepared(
      db, "SELECT \(columns) FROM conversation c WHERE c.id = ? AND c.gone = 0")
    query.bind(1, id)
    return try all(db, query).first
  }

  /// nil where it was us, and where nobody knows who we are.
  private static func writer(_ db: Database, ofNewestIn id: Int64) throws -> SafeText? {
    let query = try Prepared(
      db,
      """
      SELECT nullif(m.written_by, n.user_id) FROM conversation c JOIN account a ON a.id = c.account
      JOIN connection n ON n.id = a.connection AND n.user_id IS NOT NULL
      JOIN message m ON m.id = c.last_message WHERE c.id = ?
      """)
    query.bind(1, id)
    let writer = try query.first { $0.text(0) as String? } ?? nil
    return writer.map { SafeText(line: $0) }
  }

  private static func labels(_ db: Database, of id: Int64) throws -> [SafeText] {
    let query = try Prepared(
      db,
      """
      SELECT label.name FROM conversation_label JOIN label ON label.id = conversation_label.label
      WHERE conversation = ? ORDER BY label.name
      """)
    query.bind(1, id)
    var labels: [SafeText] = []
    try query.each { labels.append($0.safe(0)) }
    return labels
  }
}

extension Prepared {
  func date(_ column: Int32) -> Date? {
    (int(column) as Int64?).map(Date.init(milliseconds:))
  }
}
