package import Domain
package import FoundationEssentials
import GRDB

extension Store {
  /// The connection of this name, made when there is none; its address is the one given.
  package func connection(named name: String, url: String) throws(StoreError) -> Connection {
    try writing { db in
      try db.execute(
        sql: """
          INSERT INTO connection (name, url) VALUES (?1, ?2)
          ON CONFLICT (name) DO UPDATE SET url = ?2 WHERE url <> ?2
          """, arguments: [name, url])
      guard let found = try Store.connections(db, named: name).first else {
        throw StoreError.noSuch(id: name)
      }
      return found
    }
  }

  /// Every server there ever was a connection to, in the order in which they came.
  package func connections() throws(StoreError) -> [Connection] {
    try reading { db in try Store.connections(db) }
  }

  package func connection(_ id: Connection.ID) throws(StoreError) -> Connection {
    try reading { db in
      guard let found = try Store.connections(db).first(where: { $0.id == id }) else {
        throw StoreError.noSuch(id: String(id.value))
      }
      return found
    }
  }

  /// The accounts of a connection, with the server's own ids of them.
  package func accounts(
    of connection: Connection.ID
  ) throws(StoreError) -> [(serverID: String, account: Account)] {
    try reading { db in
      var found: [(String, Int64)] = []
      let query = try Prepared(
        db, "SELECT server_id, id FROM account WHERE connection = ? ORDER BY id")
      query.bind(1, connection.value)
      try query.each { found.append(($0.text(0), $0.int(1))) }
      return try found.map { ($0.0, try Store.account(db, $0.1)) }
    }
  }

  /// Notes that a server was heard of, or why it was not; the time of success is kept either way.
  package func note(
    _ connection: Connection.ID, syncedAt: Date? = nil, failure: SafeText?
  ) throws(StoreError) {
    try writing { db in
      try db.execute(
        sql: """
          UPDATE connection SET synced_at = ifnull(?2, synced_at), failure = ?3
          WHERE id = ?1 AND (failure IS NOT ?3 OR ?2 IS NOT NULL)
          """,
        arguments: [connection.value, syncedAt.map { Milliseconds($0) }, failure?.string])
    }
  }

  /// Takes what `GET /v1/me` said: who we are and which accounts there are (with the server's ids).
  package func take(
    _ accounts: [IncomingAccount], userID: String, role: String, of connection: Connection.ID,
    at now: Date
  ) throws(StoreError) -> Receipt {
    try receiving(accounts.count, isHistory: true, at: now) { reception in
      try reception.db.execute(
        sql: "UPDATE connection SET user_id = ?2, role = ?3 WHERE id = ?1",
        arguments: [connection.value, userID, role])
      reception.memory.forget()
      reception.server = try Store.server(reception.db, connection, isSnapshot: false)
      try reception.take(accounts.map { .account($0) })
      try reception.settle()
      return reception.receipt
    }
  }

  private static func connections(_ db: Database, named name: String? = nil) throws -> [Connection]
  {
    let query = try Prepared(
      db,
      """
      SELECT id, name, url, user_id, role, log, seq, snapshot, generation, synced_at, failure,
        (SELECT count(*) FROM outbox o JOIN account a ON a.id = o.account
          WHERE a.connection = connection.id AND o.state <> 'sent'),
        (SELECT count(*) FROM upstream u JOIN conversation c ON c.id = u.conversation
          JOIN account a ON a.id = c.account
          WHERE a.connection = connection.id AND u.trouble IS NULL)
      FROM connection WHERE ?1 IS NULL OR name = ?1 ORDER BY id
      """)
    query.bind(1, name)
    var found: [Connection] = []
    try query.each { row in
      found.append(
        Connection(
          id: Connection.ID(row.int(0)), name: row.text(1), url: row.text(2), userID: row.text(3),
          role: row.text(4), log: row.text(5), seq: row.int(6), snapshot: row.text(7),
          generation: Int(clamping: row.int(8) as Int64), syncedAt: row.date(9),
          failure: row.safe(10), waitingReplies: Int(clamping: row.int(11) as Int64),
          waitingChanges: Int(clamping: row.int(12) as Int64)))
    }
    return found
  }

  static func server(
    _ db: Database, _ connection: Connection.ID, isSnapshot: Bool
  ) throws -> ServerReception {
    let generation = try Int64.fetchOne(
      db, sql: "SELECT generation FROM connection WHERE id = ?", arguments: [connection.value])
    guard let generation else { throw StoreError.noSuch(id: String(connection.value)) }
    return ServerReception(
      connection: connection.value, generation: generation, isSnapshot: isSnapshot)
  }
}
