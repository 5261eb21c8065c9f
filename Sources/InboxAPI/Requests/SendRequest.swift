/// The body of `POST /v1/conversations/{id}/messages`.
package struct SendRequest: Hashable, Sendable, Encodable {
  package enum Kind: String, Hashable, Sendable, Encodable, CaseIterable { case reply, note }

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

extension SendRequest: RequestBody {
  package static let shape = Shape(
    required: [
      .text: .filledText, .kind: .oneOf(Kind.allCases.map(\.rawValue)), .clientID: .clientID,
    ],
    optional: [.inReplyTo: .id])

  package init(taken body: RawJSON) throws(RequestError) {
    guard let text = body[.text]?.text, let clientID = body[.clientID]?.text,
      let kind = body[.kind]?.text.flatMap(Kind.init)
    else { throw .malformed(detail: "The body is no message to send") }
    self.init(text: text, kind: kind, inReplyTo: body[.inReplyTo]?.text, clientID: clientID)
  }
}
