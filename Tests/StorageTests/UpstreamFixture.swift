import Domain
import FoundationEssentials
import GRDB

@testable import Storage

extension Store {
  /// A store in memory with one conversation, `c1`, of a connection called `work`.
  /// - Parameters:
  ///   - capabilities: nil: everything the API knows.
  ///   - base: whether the server has spoken of it, with revision 3.
  static func upstreamTest(
    capabilities: Set<Account.Capability>? = nil, base: Bool = true, role: String = "agent"
  ) throws -> (Store, Conversation.ID) {
    let store = try Store.test(.server(connection: "work"))
    try store.history([Make.message("m1", at: 1), Make.message("m2", at: 2)])
    let id = try store.resolve("c1")
    let words = (capabilities ?? Set(Account.Capability.allCases)).map(\.rawValue)
    let said = try SaidByServer(IncomingConversation(id: "c1", account: "shop")).stored
    try store.writing { db in
      try db.execute(sql: "UPDATE connection SET role = ?", arguments: [role])
      try db.execute(
        sql: "UPDATE account SET capabilities = ?",
        arguments: [words.sorted().joined(separator: " ")])
      guard base else { return }
      try db.execute(
        sql: "UPDATE conversation SET remote_revision = 3, remote_triage = ?", arguments: [said])
    }
    return (store, id)
  }

  /// What is to be told, as "field: value" in the order of fields.
  func told() throws -> [String] {
    try upstreamChanges(of: "work").flatMap(\.fields).map { "\($0.field.stored): \($0.value.said)" }
      .sorted()
  }
}

extension UpstreamValue {
  var said: String {
    switch self {
    case .status(let status, let until?): "\(status) until \(until.timeIntervalSince1970)"
    case .status(let status, nil): "\(status)"
    case .isOn(let isOn): isOn ? "on" : "off"
    case .word(let word): word ?? "none"
    case .read(let message): "read to \(message)"
    case .unread(let message): "unread from \(message)"
    }
  }
}
