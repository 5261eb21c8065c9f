import Domain

/// The accounts of the made-up seed shop, one for each network it is on.
enum DemoAccount: String, CaseIterable, Sendable {
  case instagram, x, whatsapp, messenger, telegram, linkedin

  var network: Network { Network(rawValue: rawValue) ?? .other }

  /// The source's own id of the account.
  var id: String { "demo-\(rawValue)" }

  var name: String { "Wrenfold Seeds" }

  var handle: String {
    switch self {
    case .instagram: "@wrenfold.seeds"
    case .x: "@wrenfoldseeds"
    case .whatsapp: "+44 7700 900417"
    case .messenger: "wrenfold.seeds"
    case .telegram: "@wrenfold"
    case .linkedin: "wrenfold-seeds"
    }
  }

  /// What the network allows in one text, in scalars.
  var maxText: Int {
    switch self {
    case .instagram: 1_000
    case .x: 10_000
    case .whatsapp: 65_536
    case .messenger: 2_000
    case .telegram: 4_096
    case .linkedin: 8_000
    }
  }

  /// Messenger stands for an imported archive, so that the hand-over can be tried.
  var delivery: Account.Delivery { self == .messenger ? .handover : .demo }

  var selfID: String { "wrenfold" }

  var us: IncomingParticipant {
    IncomingParticipant(
      id: selfID, name: SafeText(line: name), handle: SafeText(line: handle), isSelf: true)
  }

  var incoming: Incoming {
    .account(
      IncomingAccount(
        id: id, network: network, name: SafeText(line: name), handle: SafeText(line: handle),
        selfID: selfID, maxText: maxText, maxTextUnit: .scalars, delivery: delivery))
  }
}
