import Domain
import FoundationEssentials
import InboxAPI
import Storage

extension Renderer {
  /// An account as `/v1/me` tells it: what came, with what the store knows in place of it.
  ///
  /// Where nobody ever said what an account can do, a hub can do all of it: it is the network.
  static func account(_ facts: AccountFacts) throws -> RawJSON {
    let account = facts.account
    let can = Account.Capability.allCases.filter(account.can).map(\.rawValue)
    let resource = AccountResource(
      id: account.remoteID, network: account.network.rawValue, name: account.name.string,
      handle: account.handle?.string, selfID: account.selfID ?? account.remoteID,
      maxText: account.maxText, maxTextUnit: account.maxTextUnit.rawValue,
      replyWindowHours: account.replyWindowHours, capabilities: can)
    let known = try RawJSON(resource)
    guard !facts.payload.isEmpty else { return known }
    var came = try RawJSON(json: Data(facts.payload))
    let names = (came[.name], came[.handle])
    came = came.merged(with: known)
    if let name = names.0 { came[.name] = name }
    if let handle = names.1 { came[.handle] = handle }
    return came
  }

  /// `/v1/me`.
  static func me(
    _ user: HubUser, _ accounts: [AccountFacts], _ head: Ledger.Head, server: String
  ) throws -> RawJSON {
    .object([
      "user": .object(["id": .text(user.name), "name": .text(user.name)]),
      "role": .text(user.role),
      "accounts": .list(try accounts.map(account)),
      "log": .text(head.log), "seq": .int(head.seq),
      "server": .object(["name": .text(server), "version": .text(Hub.version)]),
    ])
  }
}
