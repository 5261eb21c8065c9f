package import Domain
import GRDB
import Synchronization

/// What is here of an account, or of all accounts of a server: what is lost when it is deleted.
package struct AccountHoldings: Hashable, Sendable {
  package var conversations: Int
  package var messages: Int
  package var drafts: Int
  /// Replies that have not left, or of which nobody knows whether they have.
  package var unsentReplies: Int
}

extension Store {
  package func holdings(of account: Account.ID) throws(StoreError) -> AccountHoldings {
    try reading { db in try Self.holdings(db, .one(account.value)) }
  }

  package func holdings(of connection: Connection.ID) throws(StoreError) -> AccountHoldings {
    try reading { db in try Self.holdings(db, .ofConnection(connection.value)) }
  }

  /// Deletes an account that no server feeds, with everything that was said and decided in it. What
  /// its source remembered goes too, so that the same import, or the same drop folder, brings all of
  /// it back as history.
  /// - Throws: ``StoreError/noSuch(id:)`` when it is not here, or is a server's: see
  ///   ``removeConnection(_:keepingMessages:)``.
  package func removeAccount(_ id: Account.ID) throws(StoreError) {
    try writing { db in
      let isHere = try Bool.fetchOne(
        db, sql: "SELECT connection IS NULL FROM account WHERE id = ?", arguments: [id.value])
      guard isHere == true else { throw StoreError.noSuch(id: String(id.value)) }
      try deleteAccounts(db, .one(id.value))
    }
  }

  /// Accounts to delete, by a number that stands for ?1.
  enum DoomedAccounts {
    case one(Int64)
    case ofConnection(Int64)

    fileprivate var number: Int64 {
      switch self {
      case .one(let id), .ofConnection(let id): id
      }
    }

    fileprivate var condition: String {
      switch self {
      case .one: "id = ?1"
      case .ofConnection: "connection = ?1"
      }
    }

    /// For a table with a column `account`.
    fileprivate var accounts: String { "account IN (SELECT id FROM account WHERE \(condition))" }
  }

  private static func holdings(
    _ db: Database, _ doomed: DoomedAccounts
  ) throws -> AccountHoldings {
    let conversations = "SELECT id FROM conversation WHERE \(doomed.accounts) AND gone = 0"
    let query = try Prepared(
      db,
      """
      SELECT (SELECT count(*) FROM (\(conversations))),
        (SELECT count(*) FROM message WHERE conversation IN (\(conversations))),
        (SELECT count(*) FROM draft WHERE conversation IN (\(conversations))),
        (SELECT count(*) FROM outbox WHERE \(doomed.accounts) AND state <> 'sent')
      """)
    query.bind(1, doomed.number)
    let found = try query.first {
      AccountHoldings(
        conversations: Int(clamping: $0.int(0) as Int64),
        messages: Int(clamping: $0.int(1) as Int64),
        drafts: Int(clamping: $0.int(2) as Int64), unsentReplies: Int(clamping: $0.int(3) as Int64))
    }
    return found ?? AccountHoldings(conversations: 0, messages: 0, drafts: 0, unsentReplies: 0)
  }

  /// Part of a transaction. Nobody who receives later may take the numbers for known.
  func deleteAccounts(_ db: Database, _ doomed: DoomedAccounts) throws {
    try Self.deleteBookmarks(db, of: doomed)
    for statement in Self.deletions(of: doomed) {
      let takesOne = statement.contains("?1")
      try db.execute(sql: statement, arguments: takesOne ? [doomed.number] : [])
    }
    for view in InboxView.allCases {
      try db.execute(
        sql: """
          UPDATE view_count
          SET count = (SELECT count(*) FROM conversation WHERE \(view.condition)) WHERE view = ?
          """, arguments: [view.rawValue])
    }
    memory.withLock { memory in
      memory.forget()
      memory.keptMark = nil
    }
  }

  /// A folder may feed several accounts: what it says of the others is known when it is read again.
  private static func deleteBookmarks(_ db: Database, of doomed: DoomedAccounts) throws {
    let query = try Prepared(db, "SELECT remote_id, folder FROM account WHERE \(doomed.condition)")
    query.bind(1, doomed.number)
    var found: [(id: String, folder: String?)] = []
    try query.each { found.append((id: $0.text(0), folder: $0.text(1))) }
    for account in found {
      try deleteBookmarks(db, ofThreadsIn: account.id)
      guard let folder = account.folder else { continue }
      try db.execute(
        sql: "DELETE FROM bookmark WHERE source = ?1 OR substr(source, 1, length(?2)) = ?2",
        arguments: [
          Batch.Bookmark.source(ofFolder: folder), Batch.Bookmark.source(ofFile: folder + "/"),
        ])
    }
  }

  /// But not those of an account whose id begins with this one's.
  private static func deleteBookmarks(_ db: Database, ofThreadsIn account: String) throws {
    let others = try String.fetchAll(
      db, sql: "SELECT remote_id FROM account WHERE substr(remote_id, 1, length(?1)) = ?1",
      arguments: [account + ":"]
    ).map(Batch.Bookmark.source(ofThreadsIn:))
    let sources = try String.fetchAll(
      db, sql: "SELECT source FROM bookmark WHERE substr(source, 1, length(?1)) = ?1",
      arguments: [Batch.Bookmark.source(ofThreadsIn: account)])
    for source in sources where !others.contains(where: source.hasPrefix) {
      try db.execute(sql: "DELETE FROM bookmark WHERE source = ?", arguments: [source])
    }
  }

  /// In the order in which the tables refer to each other; a table of a hub may be among them.
  private static func deletions(of doomed: DoomedAccounts) -> [String] {
    let accounts = doomed.accounts
    let messages = "message IN (SELECT id FROM message WHERE \(accounts))"
    let conversations = "conversation IN (SELECT id FROM conversation WHERE \(accounts))"
    let identities = "(SELECT id FROM identity WHERE \(accounts))"
    // A hub that serves them says that they are gone; their rows will not be there to ask.
    var statements = [
      """
      INSERT OR IGNORE INTO hub_touched (kind, row, id)
        SELECT 3, c.id, \(PublicID.sql("c", .conversation, account: "a"))
        FROM hub_conversation h JOIN conversation c ON c.id = h.conversation
        JOIN account a ON a.id = c.account WHERE a.\(doomed.condition) AND h.gone = 0
      """
    ]
    statements += [
      "attachment", "reaction", "payload", "payload_revision", "hub_gone", "hub_alias",
    ]
    .map { "DELETE FROM \($0) WHERE \(messages)" }
    statements.append(
      """
      INSERT INTO message_fts (message_fts, rowid, text)
        SELECT 'delete', id, text FROM message WHERE \(accounts)
      """)
    statements += [
      "journal", "outbox", "draft", "conversation_label", "participant", "conversation_payload",
      "hub_conversation",
    ].map { "DELETE FROM \($0) WHERE \(conversations)" }
    statements += ["message", "conversation", "hub_account"]
      .map { "DELETE FROM \($0) WHERE \(accounts)" }
    statements += [
      "DELETE FROM hub_participant WHERE identity IN \(identities)",
      "DELETE FROM identity_key WHERE identity IN \(identities)",
      "DELETE FROM person_apart WHERE one IN \(identities) OR other IN \(identities)",
      "DELETE FROM identity WHERE \(accounts)", "DELETE FROM account WHERE \(doomed.condition)",
      "DELETE FROM person WHERE id NOT IN (SELECT person FROM identity WHERE person IS NOT NULL)",
    ]
    return statements
  }
}
