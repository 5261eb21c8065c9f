/// Why a server does not take a request.
package enum RequestError: Error, Hashable, Sendable {
  /// It cannot be parsed: 400 `malformed`.
  case malformed(detail: String)
  /// A field holds what its type does not allow: 422 `invalid`. The field is a path such as
  /// `attachments[0].kind`.
  case invalid(field: String, detail: String)

  /// The HTTP status.
  package var status: Int {
    switch self {
    case .malformed: 400
    case .invalid: 422
    }
  }

  package var code: String {
    switch self {
    case .malformed: "malformed"
    case .invalid: "invalid"
    }
  }

  /// One sentence without its full stop. It names fields and what they may hold, never a value, so
  /// that no text of a message gets into a log by way of it.
  package var detail: String {
    switch self {
    case .malformed(let detail): detail
    case .invalid(let field, let detail): "`\(field)` \(detail)"
    }
  }
}
