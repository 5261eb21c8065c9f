package import FoundationEssentials

/// The body of `POST /v1/conversations/{id}/messages`.
package struct SendRequest: Hashable, Sendable, Encodable {
  package enum Kind: String, Hashable, Sendable, Encodable { case reply, note }

  package var text: String
  package var kind: Kind
  package var inReplyTo: String?
  /// 1–255 visible ASCII characters; the idempotency key too.
  package var clientID: String

  package init(text: String, kind: Kind, inReplyTo: String? = nil, clientID: String) {
    self.text = text
    self.kind = kind
    self.inReplyTo = inReplyTo
    self.clientID = clientID
  }

  package func encode(to encoder: any Encoder) throws {
    var sink = encoder.container(keyedBy: WireKey.self)
    try sink.encode(text, forKey: .text)
    try sink.encode(kind.rawValue, forKey: .kind)
    try sink.encodeIfPresent(inReplyTo, forKey: .inReplyTo)
    try sink.encode(clientID, forKey: .clientID)
  }
}

/// A field of a patch that may be null: left out, set to null, or set.
package enum Patched<Value: Hashable & Sendable>: Hashable, Sendable {
  case untouched
  case null
  case value(Value)
}

/// The body of `PATCH /v1/conversations/{id}`: only what is said changes.
package struct TriagePatch: Hashable, Sendable, Encodable {
  package var status: String?
  package var snoozedUntil: Patched<Date> = .untouched
  package var flagged: Bool?
  package var assignee: Patched<String> = .untouched
  package var lane: Patched<String> = .untouched
  package var addLabels: [String] = []
  package var removeLabels: [String] = []

  package init() {}

  package func encode(to encoder: any Encoder) throws {
    var sink = encoder.container(keyedBy: WireKey.self)
    try sink.encodeIfPresent(status, forKey: .status)
    try sink.put(snoozedUntil, .snoozedUntil) { Timestamp.text($0) }
    try sink.encodeIfPresent(flagged, forKey: .flagged)
    try sink.put(assignee, .assignee) { $0 }
    try sink.put(lane, .lane) { $0 }
    if !addLabels.isEmpty { try sink.encode(addLabels, forKey: .addLabels) }
    if !removeLabels.isEmpty { try sink.encode(removeLabels, forKey: .removeLabels) }
  }
}

extension KeyedEncodingContainer where Key == WireKey {
  fileprivate mutating func put<Value>(
    _ patched: Patched<Value>, _ key: WireKey, as text: (Value) -> String
  ) throws {
    switch patched {
    case .untouched: break
    case .null: try encodeNil(forKey: key)
    case .value(let value): try encode(text(value), forKey: key)
    }
  }
}

/// A colleague at a conversation, in `present` and in `event: presence`.
package struct PresenceResource: Hashable, Sendable, Codable {
  /// Left out in `present` of one conversation.
  package var conversation: String?
  package var user: String
  /// "viewing", "composing" or "away".
  package var state: String

  package init(conversation: String? = nil, user: String, state: String) {
    self.conversation = conversation
    self.user = user
    self.state = state
  }

  package init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: WireKey.self)
    conversation = fields.lenientID(.conversation)
    user = try fields.requiredID(.user)
    state = try fields.required(.state)
  }

  package func encode(to encoder: any Encoder) throws {
    var sink = encoder.container(keyedBy: WireKey.self)
    try sink.encodeIfPresent(conversation, forKey: .conversation)
    try sink.encode(user, forKey: .user)
    try sink.encode(state, forKey: .state)
  }
}
