import Domain
import FoundationEssentials
import GRDB

extension Store {
  /// Tells what is in the store, all of it as it was at one moment: one transaction of reading, which
  /// keeps nobody from writing. Memory does not grow with what is told.
  ///
  /// What is gone at its source is left out, and so is whatever only following a server or serving
  /// one needs: addresses, cursors, tokens, changes under way, the steps that undo goes back over.
  /// - Throws: what the body throws, and ``StoreError``.
  package func export(
    _ selection: ExportSelection, _ body: (Exported) throws -> Void
  ) throws {
    // Told apart from the store's own troubles, which become sentences about the store.
    var failure: (any Error)?
    do {
      try withoutActuallyEscaping(body) { body in
        try reading { db in
          let departure = Departure(db: db, selection: selection) { thing in
            do {
              try body(thing)
            } catch {
              failure = error
              throw error
            }
          }
          try departure.run()
        }
      }
    } catch {
      throw failure ?? error
    }
  }
}

/// One export under way.
private struct Departure {
  let db: Database
  let selection: ExportSelection
  let tell: (Exported) throws -> Void

  func run() throws {
    let accounts = try accounts()
    try tell(.conversations(count: countConversations()))
    for account in accounts { try tell(.account(account)) }
    let known = selection.isWhole ? nil : try identitiesOfTheSelected()
    for account in accounts { try tellStandIn(of: account) }
    try tellIdentities(besidesOthersThan: known, of: accounts)
    let names = Dictionary(uniqueKeysWithValues: accounts.map { ($0.id, $0.remoteID) })
    try eachSelected { id in
      guard let conversation = try Conversation.load(db, id),
        let account = names[conversation.account]
      else { return }
      try tell(.conversation(detail(of: conversation, account: account)))
      try tellMessages(of: conversation, account: account)
    }
    try tellDecisions(about: known)
  }

  private func accounts() throws -> [Account] {
    let ids: [Int64] =
      if let conversation = selection.conversation {
        try Int64.fetchAll(
          db, sql: "SELECT account FROM conversation WHERE id = ?", arguments: [conversation.value])
      } else if let account = selection.account {
        [account.value]
      } else {
        try Int64.fetchAll(db, sql: "SELECT id FROM account ORDER BY id")
      }
    return try ids.map { try Store.account(db, $0) }
  }

  // MARK: Conversations

  /// The order of the rows, in which conversations became known.
  private var conversations: String {
    var sql = "FROM conversation WHERE \((selection.view ?? .all).condition)"
    if let account = selection.account { sql += " AND account = \(account.value)" }
    if let conversation = selection.conversation { sql += " AND id = \(conversation.value)" }
    return sql
  }

  private func countConversations() throws -> Int {
    try Int.fetchOne(db, sql: "SELECT count(*) \(conversations)") ?? 0
  }

  private func eachSelected(_ body: (Int64) throws -> Void) throws {
    let ids = try Prepared(db, "SELECT id \(conversations) ORDER BY id")
    try ids.each { try body($0.int(0)) }
  }

  private func detail(
    of conversation: Conversation, account: String
  ) throws -> ExportedConversation {
    let id = conversation.id.value
    let query = try Prepared(
      db, "SELECT given_title, read_to, created_at, peer FROM conversation WHERE id = ?")
    query.bind(1, id)
    let found = try query.first { row in
      (row.safe(0) as SafeText?, row.int(1) as Milliseconds, row.date(2), row.int(3) as Int64?)
    }
    guard let found else { throw StoreError.noSuch(id: String(id)) }
    var participants = try IncomingParticipant.named(db, in: id)
    if let peer = found.3,
      let peerID = try String.fetchOne(
        db, sql: "SELECT remote_id FROM identity WHERE id = ?", arguments: [peer]),
      let index = participants.firstIndex(where: { $0.id == peerID })
    {
      participants.insert(participants.remove(at: index), at: 0)
    }
    return ExportedConversation(
      accountRemoteID: account, conversation: conversation, givenTitle: found.0,
      participants: participants, replyWindowEnds: try Store.replyWindowEnds(db, of: id),
      readTo: found.1 > .never ? Date(milliseconds: found.1) : nil,
      draft: try Drafts.text(db, of: id), createdAt: found.2 ?? .distantPast)
  }

  // MARK: Messages

  private func tellMessages(of conversation: Conversation, account: String) throws {
    var place: ThreadWindow.Place?
    while true {
      let run = try MessageDetail.run(
        db, of: conversation.id.value, printed: conversation.remoteID, after: place)
      for detail in run {
        try tell(
          .message(
            ExportedMessage(
              accountRemoteID: account, conversationRemoteID: conversation.remoteID, detail: detail,
              typed: detail.isPending ? try Outbox.entry(db, detail.message.id.value)?.text : nil)))
      }
      guard run.count == MessageDetail.runLength, let last = run.last else { return }
      place = .init(sentAt: Milliseconds(last.message.sentAt), id: last.message.id.value)
    }
  }
}

// MARK: People

extension Departure {
  /// Replies written here have no author of their own: they are ours, by the account's own id.
  fileprivate func tellStandIn(of account: Account) throws {
    let id = account.selfID ?? account.remoteID
    let isWanted = try Bool.fetchOne(
      db,
      sql: """
        SELECT EXISTS (SELECT 1 FROM outbox o JOIN message m ON m.id = o.message
            WHERE o.account = ?1 AND m.author IS NULL)
          AND NOT EXISTS (SELECT 1 FROM identity WHERE account = ?1 AND remote_id = ?2)
        """, arguments: [account.id.value, id])
    guard isWanted == true else { return }
    let us = IncomingParticipant(id: id, name: account.name, isSelf: true)
    try tell(.identity(IncomingIdentity(account: account.remoteID, participant: us)))
  }

  /// Everybody who takes part in a selected conversation or said something in it.
  fileprivate func identitiesOfTheSelected() throws -> Set<Int64> {
    var known: Set<Int64> = []
    try eachSelected { id in
      let query = try Prepared(
        db,
        """
        SELECT identity FROM participant WHERE conversation = ?1
        UNION SELECT author FROM message WHERE conversation = ?1 AND author IS NOT NULL
        """)
      query.bind(1, id)
      try query.each { known.insert($0.int(0)) }
    }
    return known
  }

  fileprivate func tellIdentities(
    besidesOthersThan known: Set<Int64>?, of accounts: [Account]
  ) throws {
    let names = Dictionary(uniqueKeysWithValues: accounts.map { ($0.id.value, $0.remoteID) })
    let query = try Prepared(
      db,
      """
      SELECT i.remote_id, i.name, i.handle, i.is_self, i.automated, i.url, i.follows_us_since,
        i.follows_us, i.named_at, i.account, i.id
      FROM identity i ORDER BY i.id
      """)
    try query.each { row in
      guard known?.contains(row.int(10)) ?? true, let account = names[row.int(9)] else { return }
      let named: Milliseconds = row.int(8)
      try tell(
        .identity(
          IncomingIdentity(
            account: account, participant: IncomingParticipant(row: row),
            namedAt: named > .never ? Date(milliseconds: named) : nil)))
    }
  }

  /// Which identities are one person, and which are not.
  fileprivate func tellDecisions(about known: Set<Int64>?) throws {
    for group in try People.joined(db) + People.apart(db) {
      let members = group.members.filter { known?.contains($0.id) ?? true }
        .filter { selection.account == nil || $0.account == selection.account?.value }
      guard members.count > 1 else { continue }
      try tell(.people(IncomingPeople(members: members.map(\.member), areOne: group.areOne)))
    }
  }
}
