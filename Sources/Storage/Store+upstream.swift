package import Domain
package import FoundationEssentials
import GRDB
import Synchronization

/// What a server has not heard of yet about one conversation: the changes that one request tells.
package struct UpstreamChange: Hashable, Sendable {
  package struct Field: Hashable, Sendable {
    package var field: UpstreamField
    package var value: UpstreamValue
    package var changedAt: Date
    /// How often it was sent, under this value or an earlier one.
    package var attempts: Int

    package init(field: UpstreamField, value: UpstreamValue, changedAt: Date, attempts: Int = 0) {
      self.field = field
      self.value = value
      self.changedAt = changedAt
      self.attempts = attempts
    }
  }

  package var conversation: Conversation.ID
  /// The server's own id of it.
  package var conversationServerID: String
  package var account: Account
  package var title: SafeText
  /// The newest revision of the conversation that was received; nil when none was.
  package var revision: Int64?
  /// Oldest first; never empty.
  package var fields: [Field]
}

/// What there is to tell, as a watch reports it: another value whenever anything of it changes.
package struct UpstreamPulse: Hashable, Sendable {
  package var count: Int
  var moments: Int64
}

extension Store {
  // MARK: Reading

  /// The conversations of a connection that its server has to be told about, oldest change first.
  package func upstreamConversations(
    of connection: String
  ) throws(StoreError) -> [Conversation.ID] {
    try reading { db in
      try Int64.fetchAll(
        db,
        sql: """
          SELECT u.conversation FROM upstream u JOIN conversation c ON c.id = u.conversation
          JOIN account a ON a.id = c.account JOIN connection k ON k.id = a.connection
          WHERE k.name = ? AND u.trouble IS NULL
          GROUP BY u.conversation ORDER BY min(u.changed_at), u.conversation
          """, arguments: [connection]
      ).map { Conversation.ID($0) }
    }
  }

  /// What its server has to be told about one conversation; nil when nothing.
  package func upstreamChange(
    of conversation: Conversation.ID
  ) throws(StoreError) -> UpstreamChange? {
    try reading { db in
      let rows = try UpstreamRow.load(db, conversation.value).filter { $0.trouble == nil }
      guard !rows.isEmpty else { return nil }
      let query = try Prepared(
        db, "SELECT remote_id, account, title, remote_revision FROM conversation WHERE id = ?")
      query.bind(1, conversation.value)
      guard
        let found = try query.first({
          ($0.text(0) as String, $0.int(1) as Int64, $0.safe(2) as SafeText, $0.int(3) as Int64?)
        })
      else { return nil }
      return UpstreamChange(
        conversation: conversation, conversationServerID: found.0,
        account: try Store.account(db, found.1), title: found.2, revision: found.3,
        fields: rows.map(UpstreamChange.Field.init))
    }
  }

  /// Everything a connection's server has to be told, oldest change first.
  package func upstreamChanges(of connection: String) throws(StoreError) -> [UpstreamChange] {
    var changes: [UpstreamChange] = []
    for conversation in try upstreamConversations(of: connection) {
      if let change = try upstreamChange(of: conversation) { changes.append(change) }
    }
    return changes
  }

  /// How many fields are waiting to be told, and how many the server would not have.
  package func upstreamCount(
    of connection: String
  ) throws(StoreError) -> (waiting: Int, refused: Int) {
    try reading { db in
      let row = try Row.fetchOne(
        db,
        sql: """
          SELECT count(*) FILTER (WHERE u.trouble IS NULL), count(u.trouble)
          FROM upstream u JOIN conversation c ON c.id = u.conversation
          JOIN account a ON a.id = c.account JOIN connection k ON k.id = a.connection
          WHERE k.name = ?
          """, arguments: [connection])
      return (row?[0] ?? 0, row?[1] ?? 0)
    }
  }

  /// The server's own id of a conversation of this connection; nil for any other.
  package func serverID(
    of conversation: Conversation.ID, in connection: String
  ) throws(StoreError) -> String? {
    try reading { db in
      try String.fetchOne(
        db,
        sql: """
          SELECT c.remote_id FROM conversation c JOIN account a ON a.id = c.account
          JOIN connection k ON k.id = a.connection WHERE c.id = ? AND k.name = ?
          """, arguments: [conversation.value, connection])
    }
  }

  // MARK: On the way

  /// Whether opening a conversation moves the read mark of this connection's server, in this run.
  /// Off unless said: reading tells nobody.
  package func tellReadMarks(of connection: String, _ isTold: Bool) {
    readMarks.withLock { names in
      if isTold { names.insert(connection) } else { names.remove(connection) }
    }
  }

  func tellsReadMarks(of connection: String) -> Bool {
    readMarks.withLock { $0.contains(connection) }
  }

  /// Before a request: from now on these may be known to the server, whatever becomes of the answer.
  package func noteUpstreamAttempt(
    _ fields: [UpstreamChange.Field], of conversation: Conversation.ID
  ) throws(StoreError) {
    try forEachUnchanged(fields, of: conversation) { db, row in
      var row = row
      row.noteAttempt()
      try row.store(db)
    }
  }

  /// The server has these; what was changed again meanwhile stays.
  package func clearUpstream(
    _ fields: [UpstreamChange.Field], of conversation: Conversation.ID
  ) throws(StoreError) {
    try forEachUnchanged(fields, of: conversation) { db, row in try row.delete(db) }
  }

  /// The server has these, and this is the conversation as it is there now: one transaction.
  package func acceptUpstream(
    _ fields: [UpstreamChange.Field], of conversation: Conversation.ID,
    answer: IncomingConversation, at now: Date
  ) throws(StoreError) -> Receipt {
    try receiving(1, isHistory: false, at: now) { reception in
      try Store.forEachUnchanged(reception.db, fields, of: conversation) { row in
        try row.delete(reception.db)
      }
      return try reception.take(Batch(items: [.conversation(answer)], isHistory: false))
    }
  }

  /// The server has a newer revision than the one our changes were made on: this one.
  ///
  /// Fields that only we touched stay to be told, with the new revision; the later writer keeps the
  /// others. When the conversation holds a message that is not here yet, it was put away without
  /// being read, so that our "done" or snooze is over.
  /// - Parameter newest: the server's id of the newest message, when a person wrote it.
  package func meetUpstream(
    _ conversation: Conversation.ID, current: IncomingConversation, newest: String?, at now: Date
  ) throws(StoreError) -> Receipt {
    try receiving(1, isHistory: false, at: now) { reception in
      if let newest { try Store.giveWay(reception.db, to: newest, in: conversation.value) }
      return try reception.take(Batch(items: [.conversation(current)], isHistory: false))
    }
  }

  /// The server would not have these; they are kept, and not sent again by themselves.
  package func markUpstreamTrouble(
    _ fields: [UpstreamChange.Field], of conversation: Conversation.ID, reason: SafeText
  ) throws(StoreError) {
    try forEachUnchanged(fields, of: conversation) { db, row in
      var row = row
      row.trouble = reason.string
      try row.store(db)
    }
  }

  // MARK: Inside

  static func upstreamPulse(_ db: Database) throws -> UpstreamPulse {
    let query = try Prepared(
      db, "SELECT count(*), ifnull(sum(changed_at), 0) FROM upstream WHERE trouble IS NULL")
    return try query.first {
      UpstreamPulse(count: Int(clamping: $0.int(0) as Int64), moments: $0.int(1))
    }
      ?? UpstreamPulse(count: 0, moments: 0)
  }

  private func forEachUnchanged(
    _ fields: [UpstreamChange.Field], of conversation: Conversation.ID,
    _ body: (Database, UpstreamRow) throws -> Void
  ) throws(StoreError) {
    try writing { db in
      try Store.forEachUnchanged(db, fields, of: conversation) { try body(db, $0) }
    }
  }

  private static func forEachUnchanged(
    _ db: Database, _ fields: [UpstreamChange.Field], of conversation: Conversation.ID,
    _ body: (UpstreamRow) throws -> Void
  ) throws {
    let rows = try UpstreamRow.load(db, conversation.value)
    for row in rows {
      let isUnchanged = fields.contains {
        $0.field == row.field && $0.value == row.content.to
          && Milliseconds($0.changedAt) == row.changedAt
      }
      if isUnchanged { try body(row) }
    }
  }

  private static func giveWay(
    _ db: Database, to newest: String, in conversation: Int64
  ) throws {
    guard let row = try UpstreamRow.load(db, conversation, .status),
      case .status(let status, _) = row.content.to, status != .open
    else { return }
    let query = try Prepared(
      db, "SELECT 1 FROM message WHERE conversation = ? AND remote_id = ?")
    query.bind(1, conversation)
    query.bind(2, newest)
    if try query.first({ _ in true }) == nil { try row.delete(db) }
  }
}

extension UpstreamChange.Field {
  init(_ row: UpstreamRow) {
    self.init(
      field: row.field, value: row.content.to, changedAt: Date(milliseconds: row.changedAt),
      attempts: Int(clamping: row.attempts))
  }
}
