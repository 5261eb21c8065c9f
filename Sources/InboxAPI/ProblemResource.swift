/// What went wrong, as RFC 9457 problem details with the fields of the Inbox API.
package struct ProblemResource: Hashable, Sendable, Codable, Error {
  /// "about:blank" unless there is a page about it.
  package var type: String
  package var title: String
  package var status: Int
  package var detail: String
  package var code: String
  package var retryable: Bool
  /// With 412 `stale`: the conversation as it is.
  package var current: ConversationResource?

  package init(
    status: Int, code: String, title: String, detail: String, retryable: Bool = false,
    current: ConversationResource? = nil
  ) {
    type = "about:blank"
    self.title = title
    self.status = status
    self.detail = detail
    self.code = code
    self.retryable = retryable
    self.current = current
  }

  package init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: WireKey.self)
    type = fields.lenient(.type) ?? "about:blank"
    title = fields.lenient(.title) ?? ""
    guard let status = fields.lenient(.status, as: Int.self) else {
      throw WireError.missing(field: "status")
    }
    self.status = status
    detail = fields.lenient(.detail) ?? ""
    code = fields.lenient(.code) ?? ""
    retryable = fields.lenient(.retryable) ?? false
    current = fields.lenient(.current)
  }

  package func encode(to encoder: any Encoder) throws {
    var sink = encoder.container(keyedBy: WireKey.self)
    try sink.encode(type, forKey: .type)
    try sink.encode(title, forKey: .title)
    try sink.encode(status, forKey: .status)
    try sink.encode(detail, forKey: .detail)
    try sink.encode(code, forKey: .code)
    try sink.encode(retryable, forKey: .retryable)
    try sink.encodeIfPresent(current, forKey: .current)
  }
}
