/// The answer to `GET /v1/me`: who we are, what we may do, and where the change log stands.
package struct MeResource: Hashable, Sendable, Codable {
  package struct User: Hashable, Sendable, Codable {
    package var id: String
    package var name: String
    package init(id: String, name: String) {
      self.id = id
      self.name = name
    }
  }

  package struct Server: Hashable, Sendable, Codable {
    package var name: String
    package var version: String
    package init(name: String, version: String) {
      self.name = name
      self.version = version
    }
  }

  package var user: User
  /// "reader", "agent" or "admin"; what is not known is read as it came.
  package var role: String
  package var accounts: [AccountResource]
  /// The opaque id of the change log: another one means a restored or new server, start over.
  package var log: String
  /// The head of the change log.
  package var seq: Int64
  package var server: Server

  package init(
    user: User, role: String, accounts: [AccountResource], log: String, seq: Int64, server: Server
  ) {
    self.user = user
    self.role = role
    self.accounts = accounts
    self.log = log
    self.seq = seq
    self.server = server
  }
}
