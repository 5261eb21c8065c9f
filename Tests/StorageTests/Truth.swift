import Domain
import FoundationEssentials
import GRDB
import Testing

@testable import Storage

/// Reckons everything that is kept in columns again from the messages, the slow way.
func expectTruth(_ store: Store, sourceLocation: SourceLocation = #_sourceLocation) throws {
  try store.reading { db in
    for view in InboxView.allCases {
      let count = try Int.fetchOne(
        db, sql: "SELECT count(*) FROM conversation WHERE \(view.condition)")
      let kept = try Store.counts(db)[view]
      #expect(kept == count, "\(view)", sourceLocation: sourceLocation)
    }
    for id in try Int64.fetchAll(db, sql: "SELECT id FROM conversation") {
      let row = try #require(try RollUp.load(db, id))
      let messages = try StoredMessage.all(db, of: id)
      let verdict = Waiting.verdict(
        on: messages.map(\.tally.fact), triage: row.standing.triage)
      let kept = Waiting.Verdict(
        since: row.sums.waitingSince.map(Date.init(milliseconds:)),
        isClosedByThem: row.sums.isClosedByThem, isFirstContact: row.sums.isFirstContact)
      #expect(kept == verdict, "conversation \(id)", sourceLocation: sourceLocation)
      let unread = messages.filter {
        $0.direction == .in && !$0.isDeleted && $0.arrivedAt > row.sums.readTo
      }
      #expect(row.sums.unread == Int64(unread.count), sourceLocation: sourceLocation)
      let line = messages.last { $0.tally.isLine }
      #expect(row.sums.lastMessageAt == line?.sentAt, sourceLocation: sourceLocation)
      let text = try String.fetchOne(db, sql: "SELECT last_line FROM conversation WHERE id = \(id)")
      #expect(text ?? "" == line?.text ?? "", sourceLocation: sourceLocation)
      #expect(
        try ThreadWindow(db: db, conversation: id).firstUnread()?.id == unread.first?.id,
        sourceLocation: sourceLocation)
    }
    let words = try Int.fetchOne(db, sql: "SELECT count(*) FROM message")
    let indexed = try Int.fetchOne(db, sql: "SELECT count(*) FROM message_fts_docsize")
    #expect(words == indexed, sourceLocation: sourceLocation)
  }
  try store.writing { db in
    try db.execute(
      sql: "INSERT INTO message_fts (message_fts, rank) VALUES ('integrity-check', 1)")
  }
}

extension StoredMessage {
  /// In thread order.
  static func all(_ db: Database, of conversation: Int64) throws -> [StoredMessage] {
    try Int64.fetchAll(
      db, sql: "SELECT id FROM message WHERE conversation = ? ORDER BY sent_at, id",
      arguments: [conversation]
    ).compactMap { try StoredMessage.load(db, $0) }
  }
}
