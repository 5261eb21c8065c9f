/// The body of `POST /v1/conversations/{id}/read`: read up to and with this message.
package struct ReadRequest: Hashable, Sendable, Encodable, RequestBody {
  package var message: String
  package init(message: String) { self.message = message }

  package static let shape = Shape(required: [.message: .id])
  package init(taken body: RawJSON) throws(RequestError) {
    message = try body.given(.message)
  }

  package func encode(to encoder: any Encoder) throws {
    var sink = encoder.container(keyedBy: WireKey.self)
    try sink.encode(message, forKey: .message)
  }
}

/// The body of `POST /v1/conversations/{id}/unread`: unread from this message on.
package struct UnreadRequest: Hashable, Sendable, Encodable, RequestBody {
  package var from: String
  package init(from: String) { self.from = from }

  package static let shape = Shape(required: [.from: .id])
  package init(taken body: RawJSON) throws(RequestError) {
    from = try body.given(.from)
  }

  package func encode(to encoder: any Encoder) throws {
    var sink = encoder.container(keyedBy: WireKey.self)
    try sink.encode(from, forKey: .from)
  }
}

/// The body of `POST /v1/conversations/{id}/presence`.
package struct PresenceRequest: Hashable, Sendable, Encodable, RequestBody {
  /// "viewing", "composing" or "away".
  package var state: String
  package init(state: String) { self.state = state }

  package static let shape = Shape(required: [.state: .oneOf(WireWord.presences)])
  package init(taken body: RawJSON) throws(RequestError) {
    state = try body.given(.state)
  }

  package func encode(to encoder: any Encoder) throws {
    var sink = encoder.container(keyedBy: WireKey.self)
    try sink.encode(state, forKey: .state)
  }
}

extension RawJSON {
  /// A text that a shape has made sure of.
  fileprivate func given(_ key: WireKey) throws(RequestError) -> String {
    guard let text = self[key]?.text else {
      throw .invalid(field: key.rawValue, detail: "is missing")
    }
    return text
  }
}
