import Domain
import FoundationEssentials
import GRDB

extension Message {
  /// The columns of ``init(row:)``: message `m`, its author `i`, its account `a`.
  static let columns = """
    m.id, m.remote_id, m.direction, coalesce(nullif(i.name, ''), i.handle, i.remote_id, a.name),
    m.text, m.sent_at, m.arrived_at, m.automated, m.edited, m.deleted, m.forwarded,
    m.in_reply_to, m.subject, m.delivery, m.parts, m.account,
    coalesce(i.remote_id, a.self_id, a.remote_id), m.client_id, m.revision,
    m.written_by, (SELECT n.user_id FROM connection n WHERE n.id = a.connection),
    m.unsent
    """

  static let source = """
    message m JOIN account a ON a.id = m.account LEFT JOIN identity i ON i.id = m.author
    """

  /// What a row of ``columns`` says besides the message itself.
  struct Extras {
    var inReplyTo: String?
    var isPending: Bool
    var parts: Int64
    var account: Int64
    var authorID: String
    var clientID: String?
    var revision: Int64
    /// The user id of whoever of us wrote it.
    var writtenBy: String?
    /// It answers nobody.
    var isUnsent: Bool
  }

  /// Everything but quote, parts and the place in the outbox; see ``complete(_:_:_:)``.
  init(row: Prepared) {
    let delivery: Delivery? =
      switch row.text(13) as String? {
      case "handed_over": .handedOver
      case "sent": .sent
      case "delivered": .delivered
      case "read": .read
      default: nil
      }
    self.init(
      id: ID(row.int(0)), remoteID: row.text(1), direction: Direction(code: row.int(2)),
      author: SafeText(line: row.text(3)), text: row.safe(4), sentAt: row.date(5) ?? .distantPast,
      arrivedAt: row.date(6), isAutomated: row.bool(7), isEdited: row.bool(8),
      isDeleted: row.bool(9), isForwarded: row.bool(10), subject: row.safe(12),
      delivery: delivery)
    // Without knowing who we are, nobody can be told from us.
    if direction == .out || direction == .note, let writer = row.text(19) as String?,
      let own = row.text(20) as String?,
      writer != own
    {
      writtenBy = SafeText(line: writer)
    }
  }

  /// Runs a query of ``columns`` and reads what hangs on the rows that have something.
  static func all(_ db: Database, _ query: Prepared) throws -> [(Message, Extras)] {
    var found: [(Message, Extras)] = []
    try query.each { row in
      let extras = Extras(
        inReplyTo: row.text(11), isPending: row.text(13) as String? == "pending",
        parts: row.int(14), account: row.int(15), authorID: row.text(16), clientID: row.text(17),
        revision: row.int(18), writtenBy: row.text(19), isUnsent: row.bool(21))
      found.append((Message(row: row), extras))
    }
    for index in found.indices { try found[index].0.complete(db, found[index].1) }
    return found
  }

  private mutating func complete(_ db: Database, _ extras: Extras) throws {
    if extras.parts & 1 != 0 { attachments = try Attachments.read(db, of: id.value) }
    if extras.parts & 2 != 0 { reactions = try Reactions.read(db, of: id.value) }
    if extras.isPending { delivery = try pendingDelivery(db) }
    if let answered = extras.inReplyTo {
      let query = try Prepared(
        db, "SELECT text FROM message WHERE remote_id = ? AND account = ?")
      query.bind(1, answered)
      query.bind(2, extras.account)
      quote = try query.first { SafeText(alreadySafe: RollUp.Line.cut($0.text(0))) }
    }
  }

  private func pendingDelivery(_ db: Database) throws -> Delivery? {
    let query = try Prepared(
      db, "SELECT state, release_at, reason FROM outbox WHERE message = ?")
    query.bind(1, id.value)
    return try query.first {
      .pending(OutboxState(state: $0.text(0), release: $0.int(1), reason: $0.text(2)))
    }
  }
}
