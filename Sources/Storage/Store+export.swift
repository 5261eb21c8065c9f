package import Domain
import FoundationEssentials
import GRDB

extension Store {
  /// The conversation of an id as somebody typed it: as ``resolve(_:)``, or else the only one whose
  /// id looks the same when it is printed. Walks all of them to find that one.
  /// - Throws: also ``StoreError/alike(id:list:)`` when several look the same.
  package func resolve(typed printedID: String) throws(StoreError) -> Conversation.ID {
    do throws(StoreError) {
      return try resolve(printedID)
    } catch .noSuch {
      return try reading { db in
        let look = PrintedLook(of: printedID)
        let query = try Prepared(
          db,
          """
          SELECT c.id, c.remote_id, a.remote_id FROM conversation c
          JOIN account a ON a.id = c.account WHERE c.gone = 0
          """)
        var found: [Int64] = []
        try query.each { row in
          if look.isOf(row.text(1), in: row.text(2)) { found.append(row.int(0)) }
        }
        guard let first = found.first else { throw StoreError.noSuch(id: printedID) }
        guard found.count == 1 else {
          throw StoreError.alike(id: printedID, list: "porch list --view all --json")
        }
        return Conversation.ID(first)
      }
    }
  }

  /// The conversation of an id as it was printed: the source's own id, or `account/id`.
  /// - Throws: ``StoreError/noSuch(id:)``, or ``StoreError/ambiguous(id:matches:)`` when several
  ///   accounts have that id.
  package func resolve(_ printedID: String) throws(StoreError) -> Conversation.ID {
    try reading { db in
      var found = try Store.conversations(db, printedID, account: nil)
      if found.isEmpty {
        for slash in printedID.indices where printedID[slash] == "/" {
          found += try Store.conversations(
            db, String(printedID[printedID.index(after: slash)...]),
            account: String(printedID[..<slash]))
        }
      }
      guard let first = found.first else { throw StoreError.noSuch(id: printedID) }
      guard found.count == 1 else {
        throw StoreError.ambiguous(
          id: printedID, matches: found.map { "\($0.account)/\($0.remote)" })
      }
      return Conversation.ID(first.id)
    }
  }

  /// Whether there is a message of that id in an account, both as their source has them.
  package func holds(message id: String, of account: String) throws(StoreError) -> Bool {
    try reading { db in
      let query = try Prepared(
        db,
        """
        SELECT 1 FROM message
        WHERE remote_id = ?1 AND account = (SELECT id FROM account WHERE remote_id = ?2)
        """)
      query.bind(1, id)
      query.bind(2, account)
      return try query.first { _ in true } ?? false
    }
  }

  /// The message that came in last, of whatever kind: ``Outgoing/seen`` for whoever knows all that is
  /// here. By arrival, because a message can arrive later than newer ones.
  package func newestArrival(in id: Conversation.ID) throws(StoreError) -> Message.ID? {
    try reading { db in
      let query = try Prepared(
        db,
        "SELECT id FROM message WHERE conversation = ? ORDER BY arrived_at DESC, id DESC LIMIT 1")
      query.bind(1, id.value)
      return try query.first { Message.ID($0.int(0)) }
    }
  }

  /// Every conversation of a view in its order (nil: of all), with all that is known of it.
  ///
  /// Read in runs of 200, and the body runs outside of any transaction: it may take its time and use
  /// the store. What moves meanwhile may be missed or told twice.
  package func eachConversation(
    in view: InboxView?, _ body: (ConversationDetail) throws -> Void
  ) throws {
    let view = view ?? .all
    var place: ViewWindow.Place?
    while true {
      let run = try reading { db in
        let window = ViewWindow(db: db, view: view)
        let rows = try window.rows(200, downwards: true, from: place).rows
        place = try rows.last.flatMap { try window.place(of: $0.id.value) }
        return try rows.map { try ConversationDetail.load(db, $0) }
      }
      for detail in run { try body(detail) }
      if run.count < 200 { return }
    }
  }

  /// Every message of a conversation, oldest first, as ``eachConversation(in:_:)`` tells its own.
  package func eachMessage(
    of id: Conversation.ID, _ body: (MessageDetail) throws -> Void
  ) throws {
    var place: ThreadWindow.Place?
    while true {
      let run = try reading { db in
        let printed = try ConversationDetail.printedID(db, id.value)
        let run = try MessageDetail.run(db, of: id.value, printed: printed, after: place)
        place = try run.last.flatMap {
          try ThreadWindow(db: db, conversation: id.value).place(of: $0.message.id.value)
        }
        return run
      }
      for detail in run { try body(detail) }
      if run.count < MessageDetail.runLength { return }
    }
  }

  private static func conversations(
    _ db: Database, _ remoteID: String, account: String?
  ) throws -> [(id: Int64, account: String, remote: String)] {
    let query = try Prepared(
      db,
      """
      SELECT c.id, a.remote_id, c.remote_id FROM conversation c JOIN account a ON a.id = c.account
      WHERE c.remote_id = ?1 AND c.gone = 0 AND (?2 IS NULL OR a.remote_id = ?2) ORDER BY a.id
      """)
    query.bind(1, remoteID)
    query.bind(2, account)
    var found: [(id: Int64, account: String, remote: String)] = []
    try query.each { found.append((id: $0.int(0), account: $0.text(1), remote: $0.text(2))) }
    return found
  }
}

extension ConversationDetail {
  /// The source's id, with the account before it where another account has the same.
  static func printedID(_ db: Database, _ id: Int64) throws -> String {
    let query = try Prepared(
      db,
      """
      SELECT c.remote_id, a.remote_id, (SELECT count(*) FROM conversation other
        WHERE other.remote_id = c.remote_id AND other.gone = 0)
      FROM conversation c JOIN account a ON a.id = c.account WHERE c.id = ?
      """)
    query.bind(1, id)
    let printed = try query.first { row -> String in
      let remote: String = row.text(0)
      return row.int(2) as Int64 > 1 ? "\(row.text(1) as String)/\(remote)" : remote
    }
    guard let printed else { throw StoreError.noSuch(id: String(id)) }
    return printed
  }

  static func load(_ db: Database, _ conversation: Conversation) throws -> ConversationDetail {
    let id = conversation.id.value
    let query = try Prepared(
      db,
      """
      SELECT a.remote_id, c.revision, c.created_at, c.updated_at, c.last_message
      FROM conversation c JOIN account a ON a.id = c.account WHERE c.id = ?
      """)
    query.bind(1, id)
    let printed = try printedID(db, id)
    let found = try query.first { row in
      (
        row.text(0) as String, row.int(1) as Int64, row.date(2), row.date(3), row.int(4) as Int64?
      )
    }
    guard let found else { throw StoreError.noSuch(id: String(id)) }
    return ConversationDetail(
      printedID: printed, accountRemoteID: found.0, conversation: conversation,
      participants: try IncomingParticipant.all(db, in: id),
      lastMessage: try found.4.flatMap { try MessageDetail.load(db, $0, printed: printed) },
      revision: found.1, createdAt: found.2 ?? .distantPast, updatedAt: found.3 ?? .distantPast)
  }
}

extension MessageDetail {
  static let runLength = 500

  static func load(_ db: Database, _ id: Int64, printed: String) throws -> MessageDetail? {
    let query = try Prepared(
      db, "SELECT \(Message.columns) FROM \(Message.source) WHERE m.id = ?")
    query.bind(1, id)
    return try Message.all(db, query).first.map { MessageDetail($0, printed: printed) }
  }

  static func run(
    _ db: Database, of conversation: Int64, printed: String, after place: ThreadWindow.Place?
  ) throws -> [MessageDetail] {
    let query = try Prepared(
      db,
      """
      SELECT \(Message.columns) FROM \(Message.source)
      WHERE m.conversation = ?1 AND m.sent_at >= ?2 AND (m.sent_at > ?2 OR m.id > ?3)
      ORDER BY m.sent_at, m.id LIMIT \(runLength)
      """)
    query.bind(1, conversation)
    query.bind(2, place?.sentAt ?? .never)
    query.bind(3, place?.id ?? 0)
    return try Message.all(db, query).map { MessageDetail($0, printed: printed) }
  }

  private init(_ found: (Message, Message.Extras), printed: String) {
    self.init(
      conversationPrintedID: printed, message: found.0, authorID: found.1.authorID,
      inReplyTo: found.1.inReplyTo, clientID: found.1.clientID, revision: found.1.revision,
      writtenBy: found.1.writtenBy, isPending: found.1.isPending, isUnsent: found.1.isUnsent)
  }
}

extension IncomingParticipant {
  /// Who takes part in a conversation, in the order in which they became known: whom the source
  /// names, and ourselves where we wrote.
  fileprivate static func all(_ db: Database, in id: Int64) throws -> [IncomingParticipant] {
    try all(
      db, in: id,
      where: """
        i.id IN (SELECT identity FROM participant WHERE conversation = ?1)
          OR i.is_self AND i.id IN (SELECT author FROM message WHERE conversation = ?1)
        """)
  }

  /// Whom the source names, in the order in which they became known.
  static func named(_ db: Database, in id: Int64) throws -> [IncomingParticipant] {
    try all(
      db, in: id, where: "i.id IN (SELECT identity FROM participant WHERE conversation = ?1)")
  }

  private static func all(
    _ db: Database, in id: Int64, where condition: String
  ) throws -> [IncomingParticipant] {
    let query = try Prepared(
      db,
      """
      SELECT i.remote_id, i.name, i.handle, i.is_self, i.automated, i.url, i.follows_us_since,
        i.follows_us
      FROM identity i WHERE \(condition) ORDER BY i.id
      """)
    query.bind(1, id)
    var all: [IncomingParticipant] = []
    try query.each { all.append(IncomingParticipant(row: $0)) }
    return all
  }

  /// Of a row that begins with the columns above.
  init(row: Prepared) {
    self.init(
      id: row.text(0), name: row.safe(1), handle: row.safe(2), isSelf: row.bool(3),
      isAutomated: row.bool(4), url: row.safe(5), followsUsSince: row.date(6),
      followsUs: row.bool(7))
  }
}
