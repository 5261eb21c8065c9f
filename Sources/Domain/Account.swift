/// One place messages come from and go to: a server, a drop folder, an imported archive.
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
    /// Sent to the Inbox API of this connection (its name in the config).
    case server(connection: String)
  }

  /// What a source lets us do. The raw values are the ones of the Inbox API.
  package enum Capability: String, CaseIterable, Hashable, Sendable {
    case send, note, read, status, label, assign, flag, lane
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
  /// nil where the source never said; then nothing is refused on its account.
  package var capabilities: Set<Capability>?
  /// How long after their latest message a reply is taken, in hours; nil: for ever.
  package var replyWindowHours: Int?

  package init(
    id: ID, remoteID: String, network: Network, name: SafeText, handle: SafeText? = nil,
    selfID: String? = nil, maxText: Int? = nil, maxTextUnit: TextUnit = .scalars,
    delivery: Delivery, capabilities: Set<Capability>? = nil, replyWindowHours: Int? = nil
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
    self.capabilities = capabilities
    self.replyWindowHours = replyWindowHours
  }

  /// Whether the source takes this from us; yes where it never said.
  package func can(_ capability: Capability) -> Bool { capabilities?.contains(capability) ?? true }
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
