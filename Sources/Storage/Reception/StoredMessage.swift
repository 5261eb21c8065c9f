import Domain
import FoundationEssentials
import GRDB

/// A message as its row says it, for comparing with what comes in again.
struct StoredMessage: Equatable {
  var id: Int64
  var conversation: Int64
  var direction: Message.Direction
  var author: Int64?
  var text: String
  var sentAt: Milliseconds
  var arrivedAt: Milliseconds
  var isAutomated: Bool
  var isEdited: Bool
  var isDeleted: Bool
  var isForwarded: Bool
  var inReplyTo: String?
  var subject: String?
  var clientID: String?
  var delivery: String?
  var hasContent: Bool
  var isClosing: Bool
  var isUnsent: Bool
  /// 1: has attachments, 2: has reactions.
  var parts: Int64
  var remoteID: String
  /// The server's count of its changes to it; nil where its source does not count.
  var remoteRevision: Int64?
  /// Which of our users wrote it, as the server's user id.
  var writtenBy: String?
  /// The snapshot that saw it last.
  var seenGeneration: Int64?

  var tally: Tally {
    Tally(
      id: id, direction: direction, sentAt: sentAt, arrivedAt: arrivedAt, isAutomated: isAutomated,
      isDeleted: isDeleted, hasContent: hasContent, isClosing: isClosing, isUnsent: isUnsent)
  }
}

extension StoredMessage {
  private static let columns = """
    id, conversation, direction, author, text, sent_at, arrived_at, automated, edited, deleted,
    forwarded, in_reply_to, subject, client_id, delivery, has_content, closing, unsent, parts,
    remote_id, remote_revision, written_by, seen_generation
    """

  static func load(_ db: Database, account: Int64, remoteID: String) throws -> StoredMessage? {
    let query = try Prepared(
      db, "SELECT \(columns) FROM message WHERE remote_id = ? AND account = ?")
    query.bind(1, remoteID)
    query.bind(2, account)
    return try query.first(StoredMessage.init(row:))
  }

  static func load(_ db: Database, _ id: Int64) throws -> StoredMessage? {
    let query = try Prepared(db, "SELECT \(columns) FROM message WHERE id = ?")
    query.bind(1, id)
    return try query.first(StoredMessage.init(row:))
  }

  private init(row: Prepared) {
    self.init(
      id: row.int(0), conversation: row.int(1), direction: .init(code: row.int(2)),
      author: row.int(3), text: row.text(4), sentAt: row.int(5), arrivedAt: row.int(6),
      isAutomated: row.bool(7), isEdited: row.bool(8), isDeleted: row.bool(9),
      isForwarded: row.bool(10), inReplyTo: row.text(11), subject: row.text(12),
      clientID: row.text(13), delivery: row.text(14), hasContent: row.bool(15),
      isClosing: row.bool(16), isUnsent: row.bool(17), parts: row.int(18), remoteID: row.text(19),
      remoteRevision: row.int(20), writtenBy: row.text(21), seenGeneration: row.int(22))
  }

  /// Writes the row as a new one, with a statement of ``insertion``. The account is that of the
  /// conversation.
  /// - Returns: false when the account has a message of that id.
  func insert(with insert: Prepared, account: Int64) throws -> Bool {
    insert.bind(24, account)
    bind(to: insert)
    try insert.run()
    return insert.changes > 0
  }

  func update(_ db: Database) throws {
    let update = try Prepared(db, Self.updating)
    bind(to: update)
    try update.run()
  }

  private func bind(to statement: Prepared) {
    statement.bind(1, id)
    statement.bind(2, conversation)
    statement.bind(3, direction.code)
    statement.bind(4, author)
    statement.bind(5, text)
    statement.bind(6, sentAt)
    statement.bind(7, arrivedAt)
    statement.bind(8, isAutomated)
    statement.bind(9, isEdited)
    statement.bind(10, isDeleted)
    statement.bind(11, isForwarded)
    statement.bind(12, inReplyTo)
    statement.bind(13, subject)
    statement.bind(14, clientID)
    statement.bind(15, delivery)
    statement.bind(16, hasContent)
    statement.bind(17, isClosing)
    statement.bind(18, isUnsent)
    statement.bind(19, parts)
    statement.bind(20, remoteID)
    statement.bind(21, remoteRevision)
    statement.bind(22, writtenBy)
    statement.bind(23, seenGeneration)
  }

  static let insertion = """
    INSERT INTO message (id, conversation, direction, author, text, sent_at, arrived_at, automated,
      edited, deleted, forwarded, in_reply_to, subject, client_id, delivery, has_content, closing,
      unsent, parts, remote_id, remote_revision, written_by, seen_generation, account, revision)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19,
      ?20, ?21, ?22, ?23, ?24, 1)
    ON CONFLICT (remote_id, account) DO NOTHING
    """

  private static let updating = """
    UPDATE message SET direction = ?3, author = ?4, text = ?5, sent_at = ?6, arrived_at = ?7,
      automated = ?8, edited = ?9, deleted = ?10, forwarded = ?11, in_reply_to = ?12, subject = ?13,
      client_id = ?14, delivery = ?15, has_content = ?16, closing = ?17, unsent = ?18, parts = ?19,
      remote_id = ?20, remote_revision = ?21, written_by = ?22, seen_generation = ?23,
      revision = revision + 1
    WHERE id = ?1 AND conversation = ?2
    """
}

extension Delivery {
  /// As stored in `message.delivery`; where a pending one stands is in its outbox row.
  var stored: String {
    switch self {
    case .pending: "pending"
    case .handedOver: "handed_over"
    case .sent: "sent"
    case .delivered: "delivered"
    case .read: "read"
    }
  }

  /// How far a stored delivery has come, for never going back.
  static func progress(_ stored: String?) -> Int {
    switch stored {
    case "pending": 1
    case "handed_over": 2
    case "sent": 3
    case "delivered": 4
    case "read": 5
    default: 0
    }
  }
}

extension Waiting {
  /// Whether a text closes an exchange, with most long texts turned away before each of their
  /// characters is looked up: six words that begin with an ASCII letter or digit are too many.
  static func closes(_ text: String) -> Bool {
    guard text.utf8.count <= 120 else { return false }
    var words = 0
    var isAtStart = true
    for byte in text.utf8 {
      if byte == UInt8(ascii: "?") { return false }
      if isAtStart, isWordByte(byte) {
        words += 1
        if words > 5 { return false }
      }
      isAtStart = byte == UInt8(ascii: " ")
    }
    return isClosing(text)
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    let lower = byte | 0x20
    return (lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "z"))
      || (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"))
  }
}
