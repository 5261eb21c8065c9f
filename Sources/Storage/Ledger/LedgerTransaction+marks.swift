import Domain
import GRDB

/// The read mark, shared by all users. It is a moment of arrival: what arrives after it moved is
/// unread wherever it sorts.
extension LedgerTransaction {
  /// Read up to a message. The mark never moves backwards here.
  ///
  /// What sorts after the message stays unread, also where it arrived before something that sorts
  /// before it: rather is a message shown as unread once too often.
  package func markRead(upTo message: Int64, conversation: Int64) throws {
    let query = try Prepared(
      db,
      """
      SELECT
        (SELECT max(t.arrived_at) FROM message t
          WHERE t.conversation = ?1 AND t.sent_at <= m.sent_at
            AND (t.sent_at < m.sent_at OR t.id <= m.id)
            AND (t.direction = 0 AND t.deleted = 0 OR t.id = m.id)),
        (SELECT min(t.arrived_at) FROM message t
          WHERE t.conversation = ?1 AND t.sent_at >= m.sent_at
            AND (t.sent_at > m.sent_at OR t.id > m.id) AND t.direction = 0 AND t.deleted = 0)
      FROM message m WHERE m.id = ?2
      """)
    query.bind(1, conversation)
    query.bind(2, message)
    let found = try query.first { ($0.int(0) as Int64?, $0.int(1) as Int64?) }
    guard let found, let read = found.0 else { return }
    let mark = found.1.map { min(read, $0 - 1) } ?? read
    try Store.changing(db, conversation, at: at) { $0.moveReadMark(to: mark) }
  }

  /// Unread from a message on; from beyond the mark this changes nothing.
  package func markUnread(from message: Int64, conversation: Int64) throws {
    let query = try Prepared(
      db,
      """
      SELECT min(t.arrived_at) FROM message t, message m
      WHERE m.id = ?2 AND t.conversation = ?1 AND t.sent_at >= m.sent_at
        AND (t.sent_at > m.sent_at OR t.id >= m.id) AND t.direction = 0 AND t.deleted = 0
      """)
    query.bind(1, conversation)
    query.bind(2, message)
    guard let first = try query.first({ $0.int(0) as Int64? }) ?? nil else { return }
    try Store.changing(db, conversation, at: at) { row in
      guard first - 1 < row.sums.readTo else { return }
      row.sums.readTo = first - 1
      row.stale.insert(.unread)
    }
  }
}
