package import FoundationEssentials

/// The JSON body of a request, as a server reads it.
package protocol RequestBody: Decodable, Sendable {
  /// What it may hold.
  static var shape: Shape { get }
  /// - Parameter body: an object that ``shape`` took.
  init(taken body: RawJSON) throws(RequestError)
}

extension RequestBody {
  /// Reads a body: ``RequestError/malformed(detail:)`` for what is no JSON object in UTF-8,
  /// ``RequestError/invalid(field:detail:)`` for a field that will not do.
  package init(json: Data) throws(RequestError) {
    try self.init(body: .object(ofRequest: json))
  }

  package init(body: RawJSON) throws(RequestError) {
    var body = body
    try Self.shape.take(&body)
    try self.init(taken: body)
  }

  package init(from decoder: any Decoder) throws {
    try self.init(body: RawJSON(strict: decoder))
  }
}

extension RawJSON {
  /// The object that a request's body has to be.
  package static func object(ofRequest json: Data) throws(RequestError) -> RawJSON {
    let value: RawJSON
    do {
      value = try JSONDecoder().decode(StrictJSON.self, from: json).value
    } catch {
      throw .malformed(detail: json.isEmpty ? "The body is empty" : "The body is not JSON in UTF-8")
    }
    guard case .object = value else { throw .malformed(detail: "The body is no JSON object") }
    return value
  }
}

private struct StrictJSON: Decodable {
  var value: RawJSON
  init(from decoder: any Decoder) throws { value = try RawJSON(strict: decoder) }
}
