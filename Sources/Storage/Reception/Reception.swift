import Domain
import FoundationEssentials
import GRDB

/// Takes in one batch, inside the transaction that was opened for it.
///
/// Rows are bound raw and one after the other; what has to be computed of a conversation is computed
/// once, at the end, and the search index is filled after that from the rows themselves.
final class Reception {
  let db: Database
  let now: Milliseconds
  let isHistory: Bool
  /// See ``Batch/lastWordWins``.
  var lastWordWins = false
  /// The server whose words these are; nil for files.
  var server: ServerReception?
  var memory: ReceptionMemory
  var receipt = Receipt()
  /// What the views gain and lose, written at the end.
  var deltas = ViewDeltas()
  /// The places in ``touched`` that were looked at since they were last settled.
  var unsettled: Set<Int> = []
  /// The conversations of this batch, each loaded once.
  var touched: [TouchedConversation] = []
  var places: [ReceptionMemory.Key: Int] = [:]
  var placesByNumber: [Int64: Int] = [:]
  /// The conversation of the message before: most sources tell one conversation after the other.
  var lastPlace: (key: ReceptionMemory.Key, place: Int)?
  let firstNewMessage: Int64
  var nextMessage: Int64
  /// The two that run for every message; looking them up by their text would show.
  let insertMessage: Prepared
  let insertPayload: Prepared

  init(_ db: Database, at now: Milliseconds, isHistory: Bool, remembering memory: ReceptionMemory)
    throws
  {
    self.db = db
    self.now = now
    self.isHistory = isHistory
    self.memory = memory
    firstNewMessage = try MessageNumbers.next(db)
    nextMessage = firstNewMessage
    insertMessage = try Prepared(db, StoredMessage.insertion)
    insertPayload = try Prepared(db, "INSERT INTO payload VALUES (?, ?)")
  }

  /// - Parameter afterEach: called with the index of each item that was taken. Its conversation is as
  ///   it is after it once ``settleConversations()`` was called.
  func take(_ batch: Batch, afterEach: (Int) throws -> Void = { _ in }) throws -> Receipt {
    lastWordWins = batch.lastWordWins
    try take(batch.items, afterEach: afterEach)
    try settle()
    for bookmark in batch.bookmarks {
      try db.execute(
        sql: "INSERT OR REPLACE INTO bookmark VALUES (?, ?)",
        arguments: [bookmark.source, bookmark.value])
    }
    return receipt
  }

  /// One after the other; what cannot be taken is refused, and costs no other.
  func take(_ items: [Incoming], afterEach: (Int) throws -> Void = { _ in }) throws {
    for (index, item) in items.enumerated() {
      do {
        try take(item)
        try afterEach(index)
      } catch let refusal as Refused {
        receipt.refused.append(.init(index: index, reason: refusal.reason))
      }
    }
  }

  private func take(_ item: Incoming) throws {
    switch item {
    case .account(let account): _ = try take(account)
    case .conversation(let conversation): try take(conversation)
    case .message(let message): try take(message)
    case .gone(let gone): try take(gone)
    case .identity(let identity): try take(identity)
    case .people(let people): try take(people)
    }
  }

  /// Roll-ups once per conversation, then the counts, then the index.
  func settle() throws {
    try settleConversations()
    try deltas.store(db)
    deltas = ViewDeltas()
    memory.keptMark = touched.last.flatMap { last in last.keptMark.map { (last.row.id, $0) } }
    guard nextMessage > firstNewMessage else { return }
    try MessageNumbers.used(db, upTo: nextMessage)
    try MessageIndex.add(db, from: firstNewMessage)
  }
}

extension Reception {
  /// The roll-ups of what was looked at since the last time.
  func settleConversations() throws {
    for place in unsettled.sorted() {
      if touched[place].needsTitle { try retitle(place) }
      touched[place].needsTitle = false
      if let mark = touched[place].keptMark { touched[place].row.setReadMark(to: mark) }
      try touched[place].row.settle(db)
      try touched[place].row.store(
        db, at: now, counting: &deltas, visibly: touched[place].isChanged)
      touched[place].isChanged = false
    }
    unsettled.removeAll(keepingCapacity: true)
  }
}

/// Why one item was not taken.
struct Refused: Error {
  var reason: String
}

/// A conversation while its batch is taken in.
struct TouchedConversation {
  var row: RollUp
  var isNew: Bool
  /// Something a client would see changed, though no roll-up did.
  var isChanged = false
  var needsTitle = false
  /// The identities whose part in it is known.
  var participants: [Int64] = []
  var peer: Int64?
  /// The read mark that an export kept, which stands whatever its messages say.
  var keptMark: Milliseconds?
  /// See ``Reception/handedOver(in:)``; nil until asked for.
  var handedOver: [HandedOver]?
}

/// The numbers of messages: ascending, never used twice.
enum MessageNumbers {
  static func next(_ db: Database) throws -> Int64 {
    let query = try Prepared(db, "SELECT value FROM counter WHERE name = 'message'")
    return (try query.first { $0.int(0) as Int64 } ?? 0) + 1
  }

  static func used(_ db: Database, upTo next: Int64) throws {
    let update = try Prepared(db, "UPDATE counter SET value = ? WHERE name = 'message'")
    update.bind(1, next - 1)
    try update.run()
  }
}

/// The full-text index. Every message is in it, those without words too: SQLite's own check of the
/// index against the messages then holds.
enum MessageIndex {
  /// Adds every message from this number on.
  static func add(_ db: Database, from first: Int64) throws {
    let fill = try Prepared(
      db, "INSERT INTO message_fts (rowid, text) SELECT id, text FROM message WHERE id >= ?")
    fill.bind(1, first)
    try fill.run()
  }

  static func add(_ db: Database, _ message: Int64, _ text: String) throws {
    let insert = try Prepared(db, "INSERT INTO message_fts (rowid, text) VALUES (?, ?)")
    insert.bind(1, message)
    insert.bind(2, text)
    try insert.run()
  }

  /// - Parameter text: the words the message is indexed by; others would damage the index.
  static func remove(_ db: Database, _ message: Int64, _ text: String) throws {
    let delete = try Prepared(
      db, "INSERT INTO message_fts (message_fts, rowid, text) VALUES ('delete', ?, ?)")
    delete.bind(1, message)
    delete.bind(2, text)
    try delete.run()
  }
}
