package import FoundationEssentials
import GRDB

/// Who may use a hub, without the secret that says so.
package struct HubUser: Hashable, Sendable {
  package var name: String
  /// "reader", "agent" or "admin".
  package var role: String
  package var createdAt: Date
  package var revokedAt: Date?
  /// SHA-256 of the token.
  package var hash: [UInt8]
}

extension Store {
  /// Lets a user in who shows a token of this hash.
  /// - Throws: ``StoreError/failed(reason:)`` with a sentence where the name has a token already.
  package func addHubUser(
    _ name: String, role: String, hash: [UInt8], at now: Date
  ) throws(StoreError) {
    try writing { db in
      let taken = try Bool.fetchOne(
        db,
        sql: "SELECT EXISTS (SELECT 1 FROM hub_token WHERE name = ? AND revoked_at IS NULL)",
        arguments: [name])
      if taken == true {
        throw StoreError.failed(
          reason: "“\(name)” has a token already. Revoke it first, or choose another name.")
      }
      let insert = try Prepared(
        db, "INSERT INTO hub_token (name, role, hash, created_at) VALUES (?, ?, ?, ?)")
      insert.bind(1, name)
      insert.bind(2, role)
      insert.bind(3, hash)
      insert.bind(4, Milliseconds(now))
      try insert.run()
    }
  }

  /// - Returns: whether there was one.
  package func revokeHubUser(_ name: String, at now: Date) throws(StoreError) -> Bool {
    try writing { db in
      try db.execute(
        sql: "UPDATE hub_token SET revoked_at = ? WHERE name = ? AND revoked_at IS NULL",
        arguments: [Milliseconds(now), name])
      return db.changesCount > 0
    }
  }

  /// Oldest first, revoked ones too.
  package func hubUsers() throws(StoreError) -> [HubUser] {
    try reading { db in
      let query = try Prepared(
        db, "SELECT name, role, created_at, revoked_at, hash FROM hub_token ORDER BY id")
      var users: [HubUser] = []
      try query.each { row in
        users.append(
          HubUser(
            name: row.text(0), role: row.text(1), createdAt: Date(milliseconds: row.int(2)),
            revokedAt: row.date(3), hash: row.bytes(4)))
      }
      return users
    }
  }
}
