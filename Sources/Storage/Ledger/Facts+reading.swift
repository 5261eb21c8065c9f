import Domain
import FoundationEssentials
import GRDB

extension MessageFacts {
  private static let selection = """
    SELECT m.id, \(PublicID.sql("m", .message, account: "a")), m.remote_id,
      \(PublicID.sql("c", .conversation, account: "a")),
      coalesce(i.remote_id, a.self_id, a.remote_id), m.direction, m.text, m.sent_at, m.automated,
      m.edited, m.deleted, m.forwarded, \(answered), m.subject, m.client_id, m.delivery,
      m.written_by, m.revision, m.parts, o.state, o.reason,
      coalesce(
        (SELECT bytes FROM payload_revision r WHERE r.message = m.id ORDER BY r.id DESC LIMIT 1),
        (SELECT bytes FROM payload p WHERE p.message = m.id))
    FROM message m JOIN conversation c ON c.id = m.conversation
    JOIN account a ON a.id = m.account LEFT JOIN identity i ON i.id = m.author
    LEFT JOIN outbox o ON o.message = m.id
    """

  /// A network names what is answered by its own id, and the hub may have given out another.
  private static let answered = """
    ifnull((SELECT h.id FROM message r JOIN hub_alias h ON h.message = r.id
      WHERE r.remote_id = m.in_reply_to AND r.account = m.account), m.in_reply_to)
    """

  static func load(_ db: Database, _ row: Int64) throws -> MessageFacts? {
    let query = try Prepared(db, "\(selection) WHERE m.id = ?")
    query.bind(1, row)
    var isCut = false
    return try all(db, query, cut: &isCut).first
  }

  /// One page of a conversation, newest first.
  static func page(
    _ db: Database, of conversation: Int64, before: (Int64, Int64)?, limit: Int
  ) throws -> (items: [MessageFacts], isCut: Bool) {
    let query = try Prepared(
      db,
      """
      \(selection) WHERE m.conversation = ?1 AND m.sent_at <= ?2
        AND (m.sent_at < ?2 OR m.id < ?3)
        AND NOT EXISTS (SELECT 1 FROM hub_gone g WHERE g.message = m.id)
      ORDER BY m.sent_at DESC, m.id DESC LIMIT ?4
      """)
    query.bind(1, conversation)
    query.bind(2, before?.0 ?? .endless)
    query.bind(3, before?.1 ?? .max)
    query.bind(4, Int64(limit))
    var isCut = false
    return (try all(db, query, cut: &isCut), isCut)
  }

  /// - Parameter isCut: whether rows were left out after ``Ledger/pageBytes``.
  private static func all(
    _ db: Database, _ query: Prepared, cut isCut: inout Bool
  ) throws -> [MessageFacts] {
    var found: [(MessageFacts, parts: Int64)] = []
    var bytes = 0
    try query.each { row in
      isCut = bytes >= Ledger.pageBytes
      guard !isCut else { return }
      let facts = MessageFacts(row: row)
      bytes += facts.payload.count
      found.append((facts, row.int(18)))
    }
    return try found.map { facts, parts in
      var facts = facts
      if parts & 1 != 0 { facts.attachments = try Attachments.read(db, of: facts.row) }
      if parts & 2 != 0 { facts.reactions = try Reactions.read(db, of: facts.row) }
      return facts
    }
  }

  private init(row: Prepared) {
    let delivery: String? = row.text(15)
    let state: String? = row.text(19)
    let isPending = delivery == "pending"
    self.init(
      row: row.int(0), id: row.text(1), remoteID: row.text(2), conversation: row.text(3),
      author: row.text(4), direction: .init(code: row.int(5)), text: row.text(6),
      sentAt: Date(milliseconds: row.int(7)), isAutomated: row.bool(8), isEdited: row.bool(9),
      isDeleted: row.bool(10), isForwarded: row.bool(11), inReplyTo: row.text(12),
      subject: row.text(13), clientID: row.text(14),
      delivery: isPending
        ? Self.word(outbox: state) : delivery == "handed_over" ? "sent" : delivery,
      failure: isPending && state == "failed" ? row.text(20) : nil, isPending: isPending,
      writtenBy: row.text(16),
      revision: row.int(17), attachments: [], reactions: [], payload: row.bytes(21))
  }
}

extension MessageFacts {
  /// nil where the outbox has nothing, or nothing more, to say of a pending message.
  private static func word(outbox state: String?) -> String? {
    switch state {
    case nil, "sent": nil
    case "failed": "failed"
    default: "queued"
    }
  }
}

extension ConversationFacts {
  static func load(_ db: Database, _ row: Int64) throws -> ConversationFacts? {
    let query = try Prepared(
      db,
      """
      SELECT c.id, \(PublicID.sql("c", .conversation, account: "a")), c.remote_id, c.account,
        a.remote_id, c.network, c.kind, c.title, c.url, c.can_reply, c.assignee, c.unread,
        c.waiting_since, c.last_message_at, c.last_message, c.created_at, c.updated_at, c.revision,
        c.gone, c.label_count, a.reply_window_hours, c.reply_window_ends, c.status,
        c.snoozed_until, c.previous_wake, c.done_at, c.flagged, c.lane, p.bytes, a.self_id,
        a.name
      FROM conversation c JOIN account a ON a.id = c.account
      LEFT JOIN conversation_payload p ON p.conversation = c.id WHERE c.id = ?
      """)
    query.bind(1, row)
    let found = try query.first { row in
      (
        facts: ConversationFacts(row: row), lastMessage: row.int(14) as Int64,
        labels: row.int(19) as Int64, hours: row.int(20) as Int64?, ends: row.int(21) as Int64?,
        selfID: row.text(29) as String?, name: row.text(30) as String
      )
    }
    guard var facts = found?.facts, let found else { return nil }
    if found.labels > 0 { facts.labels = try labels(db, of: row) }
    if facts.lastMessageAt != nil, found.lastMessage != 0 {
      facts.lastMessage = try MessageFacts.load(db, found.lastMessage)
    }
    facts.participants = try participants(
      db, facts, selfID: found.selfID, accountName: found.name)
    let window = try found.hours.flatMap { try windowEnd(db, row, hours: $0) }
    facts.windowEndsAt = [found.ends, window].compactMap(\.self).max().map(Date.init(milliseconds:))
    return facts
  }

  private init(row: Prepared) {
    self.init(
      row: row.int(0), id: row.text(1), remoteID: row.text(2), accountRow: row.int(3),
      account: row.text(4), network: row.text(5), kind: row.text(6), title: row.text(7),
      url: row.text(8), canReply: row.bool(9), triage: TriageState(row: row, at: 22),
      assignee: row.text(10), labels: [], participants: [], unread: row.int(11),
      waitingSince: row.date(12), lastMessageAt: row.date(13), lastMessage: nil,
      windowEndsAt: nil, createdAt: Date(milliseconds: row.int(15)),
      updatedAt: Date(milliseconds: row.int(16)), revision: row.int(17), isGone: row.bool(18),
      payload: row.bytes(28))
  }

  private static func labels(_ db: Database, of row: Int64) throws -> [String] {
    let query = try Prepared(
      db,
      """
      SELECT l.name FROM conversation_label c JOIN label l ON l.id = c.label
      WHERE c.conversation = ? ORDER BY l.name
      """)
    query.bind(1, row)
    var names: [String] = []
    try query.each { names.append($0.text(0)) }
    return names
  }

  /// A reply window runs from the latest inbound message.
  private static func windowEnd(
    _ db: Database, _ row: Int64, hours: Int64
  ) throws -> Milliseconds? {
    let query = try Prepared(
      db,
      """
      SELECT sent_at FROM message WHERE conversation = ? AND direction = 0 AND deleted = 0
      ORDER BY sent_at DESC LIMIT 1
      """)
    query.bind(1, row)
    let latest: Milliseconds? = try query.first { $0.int(0) }
    return latest.map { min($0 + min(hours, 1_000_000) * 3_600_000, .endless - 1) }
  }

  /// Those who take part, we ourselves, and whoever wrote last: reading a whole thread for more of
  /// ours would make every change as dear as the thread is long.
  private static func participants(
    _ db: Database, _ facts: ConversationFacts, selfID: String?,
    accountName: String
  ) throws -> [ParticipantFacts] {
    let query = try Prepared(
      db,
      """
      SELECT i.remote_id, i.name, i.handle, i.is_self, i.automated, i.url, i.follows_us,
        i.follows_us_since, h.bytes
      FROM identity i LEFT JOIN hub_participant h ON h.identity = i.id
      WHERE i.id IN (SELECT identity FROM participant WHERE conversation = ?1)
        OR i.account = ?2 AND i.remote_id IN (?3, ?4)
      ORDER BY i.id
      """)
    query.bind(1, facts.row)
    query.bind(2, facts.accountRow)
    query.bind(3, facts.lastMessage?.author)
    query.bind(4, selfID)
    var all: [ParticipantFacts] = []
    try query.each { row in
      all.append(
        ParticipantFacts(
          id: row.text(0), name: row.text(1), handle: row.text(2), isSelf: row.bool(3),
          isAutomated: row.bool(4), url: row.text(5), followsUs: row.bool(6),
          followedAt: row.date(7), payload: row.bytes(8)))
    }
    for id in [selfID, facts.lastMessage?.author].compactMap(\.self)
    where !all.contains(where: { $0.id == id }) {
      // We wrote through the hub, and no source has said who we are.
      all.append(
        ParticipantFacts(
          id: id, name: accountName, handle: nil, isSelf: true, isAutomated: false, url: nil,
          followsUs: nil, followedAt: nil, payload: []))
    }
    return all
  }
}
