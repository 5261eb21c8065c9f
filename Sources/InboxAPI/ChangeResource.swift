package import FoundationEssentials

/// The end of a conversation or message, by its id.
package struct GoneResource: Hashable, Sendable, Codable {
  /// "conversation" or "message".
  package var kind: String
  package var id: String

  package init(kind: String, id: String) {
    self.kind = kind
    self.id = id
  }

  package init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: WireKey.self)
    kind = try fields.required(.kind)
    id = try fields.requiredID(.id)
  }

  package func encode(to encoder: any Encoder) throws {
    var sink = encoder.container(keyedBy: WireKey.self)
    try sink.encode(kind, forKey: .kind)
    try sink.encode(id, forKey: .id)
  }
}

/// One entry of a server's change log: a resource as of its ``seq``.
package struct ChangeResource: Hashable, Sendable, Codable {
  package var seq: Int64
  /// When it happened, by the server's clock.
  package var at: Date?
  /// "conversation", "message" or "gone"; a type that is not known is read past.
  package var type: String
  package var conversation: ConversationResource?
  package var message: MessageResource?
  package var gone: GoneResource?

  package init(
    seq: Int64, at: Date?, type: String, conversation: ConversationResource? = nil,
    message: MessageResource? = nil, gone: GoneResource? = nil
  ) {
    self.seq = seq
    self.at = at
    self.type = type
    self.conversation = conversation
    self.message = message
    self.gone = gone
  }

  /// Only a change without its `seq` cannot be read: whatever else is wrong costs its resource, not
  /// the place in the log.
  package init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: WireKey.self)
    guard let seq = fields.lenient(.seq, as: Int64.self) else {
      throw WireError.missing(field: "seq")
    }
    self.seq = seq
    at = fields.lenientTime(.at)
    type = fields.lenient(.type) ?? ""
    conversation = fields.lenient(.conversation)
    message = fields.lenient(.message)
    gone = fields.lenient(.gone)
  }

  package func encode(to encoder: any Encoder) throws {
    var sink = encoder.container(keyedBy: WireKey.self)
    try sink.encode(seq, forKey: .seq)
    try sink.put(at, .at)
    try sink.encode(type, forKey: .type)
    try sink.encodeIfPresent(conversation, forKey: .conversation)
    try sink.encodeIfPresent(message, forKey: .message)
    try sink.encodeIfPresent(gone, forKey: .gone)
  }
}

/// The answer to `GET /v1/changes`.
package struct ChangesResource: Sendable, Codable {
  /// Ascending, without gaps.
  package var data: [ChangeResource]
  /// The last one given; the head of the log where the page is empty.
  package var seq: Int64
  package var more: Bool
  /// Why changes were left out, by their index.
  package var unreadable: [(index: Int, reason: String)] = []

  package init(data: [ChangeResource], seq: Int64, more: Bool) {
    self.data = data
    self.seq = seq
    self.more = more
  }

  package init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: WireKey.self)
    let items: [ItemOrReason<ChangeResource>] = try fields.items(.data)
    data = items.compactMap(\.item)
    for (index, item) in items.enumerated() {
      if let reason = item.reason { unreadable.append((index, reason)) }
    }
    guard let seq = fields.lenient(.seq, as: Int64.self) else {
      throw WireError.missing(field: "seq")
    }
    self.seq = seq
    more = fields.lenient(.more) ?? false
  }

  package func encode(to encoder: any Encoder) throws {
    var sink = encoder.container(keyedBy: WireKey.self)
    try sink.encode(data, forKey: .data)
    try sink.encode(seq, forKey: .seq)
    try sink.encode(more, forKey: .more)
  }
}
