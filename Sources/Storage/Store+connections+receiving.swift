package import Domain
package import FoundationEssentials
import GRDB

extension Store {
  /// Takes in what a server said, and where to go on, in a single transaction.
  ///
  /// Words that were heard before, or older ones, change nothing. Items that cannot be taken are
  /// refused one by one. Messages and ends without an account belong to that of their conversation.
  /// - Throws: ``StoreError/full(path:)`` when the disk is; no place has then moved.
  package func receive(
    _ parcel: ServerParcel, of connection: Connection.ID, at now: Date
  ) throws(StoreError) -> Receipt {
    try receiving(parcel.items.count, isHistory: parcel.isSnapshot, at: now) { reception in
      let server = try Store.server(reception.db, connection, isSnapshot: parcel.isSnapshot)
      reception.server = server
      try reception.take(parcel.items)
      for place in parcel.places { try reception.go(to: place) }
      try reception.settle()
      return reception.receipt
    }
  }

  /// Begins a snapshot at the head of a server's log.
  ///
  /// Cursors and known revisions are forgotten. Drafts, replies and changes of ours stay as they are.
  /// - Parameter place: where its walk begins, as whoever takes it writes places.
  package func beginSnapshot(
    of connection: Connection.ID, log: String, seq: Int64, place: String
  ) throws(StoreError) {
    try writing { db in
      try db.execute(
        sql: """
          UPDATE connection SET log = ?, seq = ?, snapshot = ?, generation = generation + 1
          WHERE id = ?
          """, arguments: [log, seq, place, connection.value])
      try db.execute(
        sql: "DELETE FROM thread_to_read WHERE connection = ?", arguments: [connection.value])
      try db.execute(
        sql: """
          UPDATE conversation SET remote_revision = NULL
          WHERE account IN (SELECT id FROM account WHERE connection = ?)
            AND remote_revision IS NOT NULL
          """, arguments: [connection.value])
    }
  }

  /// The conversations whose messages are to be read, in a stable order.
  /// - Parameter last: go on after this one.
  package func threadsToRead(
    of connection: Connection.ID, after last: Conversation.ID?, limit: Int
  ) throws(StoreError) -> [ThreadToRead] {
    try reading { db in
      let query = try Prepared(
        db,
        """
        SELECT t.conversation, c.remote_id, a.remote_id, t.cursor FROM thread_to_read t
        JOIN conversation c ON c.id = t.conversation JOIN account a ON a.id = c.account
        WHERE t.connection = ? AND t.conversation > ? ORDER BY t.conversation LIMIT ?
        """)
      query.bind(1, connection.value)
      query.bind(2, last?.value ?? .min)
      query.bind(3, Int64(limit))
      var found: [ThreadToRead] = []
      try query.each { row in
        found.append(
          ThreadToRead(
            conversation: Conversation.ID(row.int(0)), serverID: row.text(1),
            account: row.text(2), cursor: row.text(3)))
      }
      return found
    }
  }

  package func countThreadsToRead(of connection: Connection.ID) throws(StoreError) -> Int {
    try reading { db in
      try Int.fetchOne(
        db, sql: "SELECT count(*) FROM thread_to_read WHERE connection = ?",
        arguments: [connection.value]) ?? 0
    }
  }

  /// Ends a complete snapshot: what it did not see is gone, unless there are words of ours in it.
  /// - Parameters:
  ///   - failed: the server's ids of accounts that it could not ask; nothing of theirs is gone.
  ///   - place: what is left to do, as whoever took it writes places; nil: nothing.
  package func endSnapshot(
    of connection: Connection.ID, except failed: Set<String> = [], leaving place: String? = nil,
    at now: Date
  ) throws(StoreError) {
    _ = try receiving(0, isHistory: true, at: now) { reception in
      let db = reception.db
      let server = try Store.server(db, connection, isSnapshot: true)
      reception.server = server
      let unseen = try Row.fetchAll(
        db,
        sql: """
          SELECT c.id, a.server_id FROM conversation c JOIN account a ON a.id = c.account
          WHERE a.connection = ? AND c.seen_generation IS NOT ? AND c.gone = 0
          """, arguments: [connection.value, server.generation])
      for row in unseen where !failed.contains(row[1] ?? "") {
        guard let place = try reception.place(conversation: row[0]) else { continue }
        try reception.end(place)
      }
      try db.execute(
        sql: "UPDATE connection SET snapshot = ? WHERE id = ?",
        arguments: [place, connection.value])
      try reception.settle()
      return reception.receipt
    }
  }

  /// What is left to do of a snapshot, as whoever took it writes places; nil: nothing.
  package func setSnapshotPlace(
    _ place: String?, of connection: Connection.ID
  ) throws(StoreError) {
    try writing { db in
      try db.execute(
        sql: "UPDATE connection SET snapshot = ? WHERE id = ?",
        arguments: [place, connection.value])
    }
  }

  /// A message or conversation by the server's id of it, for what a server says beside its changes.
  package func conversation(
    serverID: String, of connection: Connection.ID
  ) throws(StoreError) -> Conversation.ID? {
    try reading { db in
      let query = try Prepared(
        db,
        """
        SELECT c.id FROM conversation c JOIN account a ON a.id = c.account
        WHERE c.remote_id = ? AND a.connection = ?
        """)
      query.bind(1, serverID)
      query.bind(2, connection.value)
      return try query.first { Conversation.ID($0.int(0)) }
    }
  }
}

extension Reception {
  /// Notes where something goes on. A sequence never goes back by itself; only a snapshot sets it.
  func go(to place: ServerParcel.Place) throws {
    guard let server else { return }
    switch place {
    case .snapshot(let place):
      try db.execute(
        sql: "UPDATE connection SET snapshot = ? WHERE id = ?",
        arguments: [place, server.connection])
    case .thread(let id, let cursor):
      try db.execute(
        sql: "UPDATE thread_to_read SET cursor = ? WHERE connection = ? AND conversation = ?",
        arguments: [cursor, server.connection, id.value])
    case .threadRead(let id): try finishThread(id.value, isWhole: true)
    case .threadReadPartly(let id): try finishThread(id.value, isWhole: false)
    case .threadDropped(let id):
      try db.execute(
        sql: "DELETE FROM thread_to_read WHERE connection = ? AND conversation = ?",
        arguments: [server.connection, id.value])
    case .changes(let seq):
      try db.execute(
        sql: "UPDATE connection SET seq = max(ifnull(seq, 0), ?) WHERE id = ?",
        arguments: [seq, server.connection])
    }
  }
}
