import Domain
import GRDB

/// The read mark, shared by all users. It is a moment of arrival: what arrives after it moved is
/// unread wherever it sorts.
extension LedgerTransaction {
  /// Read up to a message. The mark never moves backwards here.
  ///
  /// What sorts after the message and is unread stays so, also where it arrived before something that
  /// sorts before it: rather is a message shown as unread once too often.
  package func markRead(upTo message: Int64, conversation: Int64) throws {
    let ends = try Prepared(
      db,
      """
      SELECT m.sent_at, m.arrived_at, c.read_to FROM message m, conversation c
      WHERE m.id = ?1 AND c.id = ?2
      """)
    ends.bind(1, message)
    ends.bind(2, conversation)
    guard
      let (sentAt, arrivedAt, mark) = try ends.first({
        ($0.int(0) as Milliseconds, $0.int(1) as Milliseconds, $0.int(2) as Milliseconds)
      })
    else { return }
    let place = (sentAt, message)
    let earlier = try arrival(.newestUpTo, place, conversation, after: mark)
    let later = try arrival(.oldestBeyond, place, conversation, after: mark)
    let read = max(arrivedAt, earlier ?? .never)
    try Store.changing(db, conversation, at: at) { row in
      row.moveReadMark(to: later.map { min(read, $0 - 1) } ?? read)
    }
  }

  /// Unread from a message on; from beyond the mark this changes nothing.
  package func markUnread(from message: Int64, conversation: Int64) throws {
    let start = try Prepared(db, "SELECT sent_at FROM message WHERE id = ?")
    start.bind(1, message)
    guard let sentAt = try start.first({ $0.int(0) as Milliseconds }),
      // The message itself is among them.
      let first = try arrival(.oldestBeyond, (sentAt, message - 1), conversation, after: .never)
    else { return }
    try Store.changing(db, conversation, at: at) { row in
      guard first - 1 < row.sums.readTo else { return }
      row.sums.readTo = first - 1
      row.stale.insert(.unread)
    }
  }

  // MARK: Arrivals

  /// Which of the inbound messages before or after a place in a thread.
  enum Side { case newestUpTo, oldestBeyond }

  /// When the inbound message arrived that was the last, or the first, to arrive on one side of a
  /// place, of those that arrived after a moment; nil where there is none.
  ///
  /// Two looks along an index, as long as what is not read, however long the thread is: what is not
  /// late was sent after the moment too, and what is late has an index by its arrival.
  /// - Parameter place: the time a message was sent, and its number.
  private func arrival(
    _ side: Side, _ place: (Milliseconds, Int64), _ conversation: Int64, after: Milliseconds
  ) throws -> Milliseconds? {
    let query = try Prepared(db, Self.arrivalQuery(side))
    query.bind(1, conversation)
    query.bind(2, place.0)
    query.bind(3, place.1)
    query.bind(4, after)
    // What sorts after a moment and is late arrived after it too.
    query.bind(5, side == .oldestBeyond ? max(after, place.0) : after)
    return try query.first { $0.int(0) as Milliseconds? } ?? nil
  }

  static func arrivalQuery(_ side: Side) -> String {
    let (choice, order, bound, sense) =
      side == .newestUpTo ? ("max", "DESC", "<=", "<") : ("min", "ASC", ">=", ">")
    let edge = side == .newestUpTo ? "id <= ?3" : "id > ?3"
    return """
      SELECT \(choice)(arrived_at) FROM (
        SELECT arrived_at FROM message INDEXED BY message_thread
          WHERE conversation = ?1 AND sent_at \(bound) ?2 AND sent_at > ?4
            AND (sent_at \(sense) ?2 OR \(edge))
            AND arrived_at <= sent_at AND arrived_at > ?4 AND direction = 0 AND deleted = 0
        UNION ALL
        SELECT * FROM (SELECT arrived_at FROM message INDEXED BY message_late
          WHERE conversation = ?1 AND arrived_at > ?5 AND arrived_at > sent_at
            AND (sent_at \(sense) ?2 OR sent_at = ?2 AND \(edge))
            AND direction = 0 AND deleted = 0
          ORDER BY arrived_at \(order) LIMIT 1))
      """
  }
}
