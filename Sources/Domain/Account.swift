/// One place messages come from and go to: a drop folder, an imported archive, later a server.
package struct Account: Hashable, Sendable, Identifiable {
  package typealias ID = LocalID<Account>

  /// How a reply leaves.
  package enum Delivery: Hashable, Sendable {
    /// Appended to `outbox/replies.jsonl` under this folder (an absolute path).
    case dropFolder(path: String)
    /// Nothing can be sent: the text goes to the clipboard and the person confirms.
    case handover
    /// Made-up people of `porch demo`: delivered in memory.
    case demo
  }

  package var id: ID
  /// The source's own id of the account, 1–255 bytes.
  package var remoteID: String
  package var network: Network
  package var name: SafeText
  package var handle: SafeText?
  /// The participant id that is us in this account, once known.
  package var selfID: String?
  /// The network's limit on one text, in ``maxTextUnit``.
  package var maxText: Int?
  package var maxTextUnit: TextUnit
  package var delivery: Delivery

  package init(
    id: ID, remoteID: String, network: Network, name: SafeText, handle: SafeText? = nil,
    selfID: String? = nil, maxText: Int? = nil, maxTextUnit: TextUnit = .scalars,
    delivery: Delivery
  ) {
    self.id = id
    self.remoteID = remoteID
    self.network = network
    self.name = name
    self.handle = handle
    self.selfID = selfID
    self.maxText = maxText
    self.maxTextUnit = maxTextUnit
    self.delivery = delivery
  }
}

/// What a network counts when it limits the length of a text.
package enum TextUnit: String, Hashable, Sendable {
  case scalars, utf16, bytes, graphemes

  /// The length of `text` in this unit.
  package func length(of text: String) -> Int {
    switch self {
    case .scalars: text.unicodeScalars.count
    case .utf16: text.utf16.count
    case .bytes: text.utf8.count
    case .graphemes: text.count
    }
  }
}
