/// The answer to `GET /v1/me`: who we are, what we may do, and where the change log stands.
package struct MeResource: Hashable, Sendable, Codable {
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

  /// Without the log and our id there is nothing to follow; the rest may be missing.
  package init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: WireKey.self)
    guard fields.contains(.user) else { throw WireError.missing(field: "user") }
    user = try fields.decode(User.self, forKey: .user)
    role = fields.lenient(.role) ?? "reader"
    accounts = fields.lenientList(.accounts) ?? []
    log = try fields.required(.log)
    guard let seq = fields.lenient(.seq, as: Int64.self) else {
      throw WireError.missing(field: "seq")
    }
    self.seq = seq
    server = fields.lenient(.server) ?? Server(name: "", version: "")
  }

  package func encode(to encoder: any Encoder) throws {
    var sink = encoder.container(keyedBy: WireKey.self)
    try sink.encode(user, forKey: .user)
    try sink.encode(role, forKey: .role)
    try sink.encode(accounts, forKey: .accounts)
    try sink.encode(log, forKey: .log)
    try sink.encode(seq, forKey: .seq)
    try sink.encode(server, forKey: .server)
  }
}

extension MeResource {
  /// Whose token it is.
  package struct User: Hashable, Sendable, Codable {
    package var id: String
    package var name: String

    package init(id: String, name: String) {
      self.id = id
      self.name = name
    }

    package init(from decoder: any Decoder) throws {
      let fields = try decoder.container(keyedBy: WireKey.self)
      id = try fields.requiredID(.id)
      name = fields.lenient(.name) ?? id
    }

    package func encode(to encoder: any Encoder) throws {
      var sink = encoder.container(keyedBy: WireKey.self)
      try sink.encode(id, forKey: .id)
      try sink.encode(name, forKey: .name)
    }
  }

  /// What answers, for people to read.
  package struct Server: Hashable, Sendable, Codable {
    package var name: String
    package var version: String

    package init(name: String, version: String) {
      self.name = name
      self.version = version
    }

    package init(from decoder: any Decoder) throws {
      let fields = try decoder.container(keyedBy: WireKey.self)
      name = fields.lenient(.name) ?? ""
      version = fields.lenient(.version) ?? ""
    }

    package func encode(to encoder: any Encoder) throws {
      var sink = encoder.container(keyedBy: WireKey.self)
      try sink.encode(name, forKey: .name)
      try sink.encode(version, forKey: .version)
    }
  }
}
