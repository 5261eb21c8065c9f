import Domain
import FoundationEssentials
import GRDB

extension LedgerTransaction {
  /// Bytes of changes that are told; of more, only the newest are, and the log has the others.
  private static let mostTold = 8 * 1024 * 1024

  /// A conversation that was touched, with those of its messages that were.
  private struct Group {
    var conversation: Int64
    var messages: [Int64] = []
  }

  /// Brings what was touched into the log, and keeps the log as long as it shall be.
  /// - Returns: the newest of what was appended in this transaction, without gaps.
  func drain() throws -> [LedgerChange] {
    try note()
    if let newest = noted.last?.seq { try compact(upTo: newest) }
    return noted
  }

  /// Renders what was touched and appends it to the log: a conversation before its first message,
  /// and again after the messages that changed it.
  func note() throws {
    var groups: [Group] = []
    var places: [Int64: Int] = [:]
    var ended: [(kind: String, id: String)] = []
    var last: Int64 = 0
    let touched = try Prepared(
      db,
      """
      SELECT t.place, t.kind, t.row, t.id, m.conversation FROM hub_touched t
      LEFT JOIN message m ON t.kind = 1 AND m.id = t.row ORDER BY t.place
      """)
    try touched.each { row in
      last = row.int(0)
      let kind: Int64 = row.int(1)
      if kind >= 2 {
        ended.append((kind == 2 ? "message" : "conversation", row.text(3)))
        return
      }
      guard let conversation: Int64 = kind == 0 ? row.int(2) : row.int(4) else { return }
      let place = places[conversation] ?? groups.count
      if place == groups.count { groups.append(Group(conversation: conversation)) }
      places[conversation] = place
      if kind == 1 { groups[place].messages.append(row.int(2)) }
    }
    guard last > 0 else { return }
    for (kind, id) in ended {
      remember([try append("gone", ledger.renderer.gone(kind: kind, id: id))])
    }
    for group in groups { remember(try log(group)) }
    let forget = try Prepared(db, "DELETE FROM hub_touched WHERE place <= ?")
    forget.bind(1, last)
    try forget.run()
  }

  private func remember(_ changes: [LedgerChange]) {
    let more = changes.reduce(0) { $0 + $1.bytes.count }
    if notedBytes + more > Self.mostTold { (noted, notedBytes) = ([], 0) }
    noted += changes
    notedBytes += more
  }

  private func log(_ group: Group) throws -> [LedgerChange] {
    guard let facts = try ConversationFacts.load(db, group.conversation) else { return [] }
    let known = try stored(group.conversation)
    if facts.isGone { return try logEnd(of: facts, known) }
    var changes: [LedgerChange] = []
    var served = known?.isGone == false ? known?.core : nil
    var revision = known?.revision ?? 0
    if served == nil {
      // It comes first as it was made, so that its first message has a place to be in.
      let first = ledger.renderer.core(group.messages.isEmpty ? facts : facts.beforeMessages)
      revision += 1
      changes.append(try log(first, revision, facts))
      served = first
    }
    for message in group.messages { changes += try logMessage(message) }
    let core = ledger.renderer.core(facts)
    if core != served { changes.append(try log(core, revision + 1, facts)) }
    return changes
  }

  private func logEnd(
    of facts: ConversationFacts, _ known: Stored?
  ) throws -> [LedgerChange] {
    guard let known, !known.isGone else { return [] }
    let end = try Prepared(
      db, "UPDATE hub_conversation SET gone = 1, revision = revision + 1 WHERE conversation = ?")
    end.bind(1, facts.row)
    try end.run()
    return [try append("gone", ledger.renderer.gone(kind: "conversation", id: facts.id))]
  }

  private func logMessage(_ row: Int64) throws -> [LedgerChange] {
    guard let facts = try MessageFacts.load(db, row) else { return [] }
    let query = try Prepared(db, "SELECT 1 FROM hub_gone WHERE message = ?")
    query.bind(1, row)
    if try query.first({ _ in true }) != nil {
      return [try append("gone", ledger.renderer.gone(kind: "message", id: facts.id))]
    }
    return [try append("message", ledger.renderer.message(facts))]
  }

  private func log(
    _ core: [UInt8], _ revision: Int64, _ facts: ConversationFacts
  ) throws -> LedgerChange {
    let served = ServedConversation(row: facts.row, revision: revision, updatedAt: now, core: core)
    try Self.keep(db, served, facts, isGone: false)
    return try append(
      "conversation",
      ledger.renderer.conversation(core: core, revision: revision, updatedAt: now))
  }

  private func append(_ type: String, _ bytes: [UInt8]) throws -> LedgerChange {
    let insert = try Prepared(db, "INSERT INTO hub_change (at, type, bytes) VALUES (?, ?, ?)")
    insert.bind(1, at)
    insert.bind(2, type)
    insert.bind(3, bytes)
    try insert.run()
    return LedgerChange(seq: db.lastInsertedRowID, at: now, type: type, bytes: bytes)
  }

  private func compact(upTo newest: Int64) throws {
    let oldest = newest - Int64(ledger.changesKept)
    guard oldest > 0 else { return }
    let forget = try Prepared(db, "DELETE FROM hub_change WHERE seq <= ?")
    forget.bind(1, oldest)
    try forget.run()
  }

  // MARK: What is served

  private struct Stored {
    var revision: Int64
    var isGone: Bool
    var core: [UInt8]
  }

  private func stored(_ row: Int64) throws -> Stored? {
    let query = try Prepared(
      db, "SELECT revision, gone, core FROM hub_conversation WHERE conversation = ?")
    query.bind(1, row)
    return try query.first { Stored(revision: $0.int(0), isGone: $0.bool(1), core: $0.bytes(2)) }
  }

  static func keep(
    _ db: Database, _ served: ServedConversation, _ facts: ConversationFacts, isGone: Bool
  ) throws {
    let keep = try Prepared(
      db,
      """
      INSERT OR REPLACE INTO hub_conversation
        (conversation, account, status, sort_at, revision, updated_at, gone, core)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """)
    keep.bind(1, served.row)
    keep.bind(2, facts.accountRow)
    keep.bind(3, facts.triage.status.rawValue)
    keep.bind(4, facts.lastMessageAt.map { Milliseconds($0) } ?? .never)
    keep.bind(5, served.revision)
    keep.bind(6, Milliseconds(served.updatedAt))
    keep.bind(7, isGone)
    keep.bind(8, served.core)
    try keep.run()
  }
}
