/// The answer to `GET /healthz`.
package struct HealthResource: Hashable, Sendable, Codable {
  package var status: String

  package init(status: String = "ok") { self.status = status }

  package init(from decoder: any Decoder) throws {
    status = try decoder.container(keyedBy: WireKey.self).required(.status)
  }

  package func encode(to encoder: any Encoder) throws {
    var sink = encoder.container(keyedBy: WireKey.self)
    try sink.encode(status, forKey: .status)
  }
}
