import HTTPTypes

/// The calls of the Inbox API, by path and method.
enum Route {
  case health, metrics, me, conversations, changes, events, ingest
  case conversation(String)
  case messages(String)
  case read(String)
  case unread(String)
  case presence(String)
  case patch(String)
  case send(String)

  /// - Throws: `not_found` for an unknown path, `method_not_allowed` for another method.
  init(of asked: HTTPRequest.Method, _ path: Path) throws(Problem) {
    let segments = path.segments
    guard let routes = Self.routes(segments) else { throw .notFound("path") }
    // HEAD is GET without the body; a stream is nothing else than its body.
    let isStream = segments.last == "events" && segments.count == 2
    let method = asked == .head && !isStream ? .get : asked
    guard let route = routes.first(where: { $0.0 == method }) else {
      throw .methodNotAllowed(routes.map(\.0.rawValue).joined(separator: ", "))
    }
    self = route.1
  }

  private static func routes(_ segments: [String]) -> [(HTTPRequest.Method, Route)]? {
    switch (segments.count, segments.first) {
    case (1, "healthz"): return [(.get, .health)]
    case (1, "metrics"): return [(.get, .metrics)]
    case (2, "v1"):
      switch segments[1] {
      case "me": return [(.get, .me)]
      case "conversations": return [(.get, .conversations)]
      case "changes": return [(.get, .changes)]
      case "events": return [(.get, .events)]
      case "ingest": return [(.post, .ingest)]
      default: return nil
      }
    case (3, "v1") where segments[1] == "conversations":
      return [(.get, .conversation(segments[2])), (.patch, .patch(segments[2]))]
    case (4, "v1") where segments[1] == "conversations":
      return under(segments[2], segments[3])
    default: return nil
    }
  }

  private static func under(_ id: String, _ last: String) -> [(HTTPRequest.Method, Route)]? {
    switch last {
    case "messages": [(.get, .messages(id)), (.post, .send(id))]
    case "read": [(.post, .read(id))]
    case "unread": [(.post, .unread(id))]
    case "presence": [(.post, .presence(id))]
    default: nil
    }
  }

  /// Its name in figures and the log, where no id belongs.
  var name: String {
    switch self {
    case .health: "GET /healthz"
    case .metrics: "GET /metrics"
    case .me: "GET /v1/me"
    case .conversations: "GET /v1/conversations"
    case .changes: "GET /v1/changes"
    case .events: "GET /v1/events"
    case .ingest: "POST /v1/ingest"
    case .conversation: "GET /v1/conversations/{id}"
    case .patch: "PATCH /v1/conversations/{id}"
    case .messages: "GET /v1/conversations/{id}/messages"
    case .send: "POST /v1/conversations/{id}/messages"
    case .read: "POST /v1/conversations/{id}/read"
    case .unread: "POST /v1/conversations/{id}/unread"
    case .presence: "POST /v1/conversations/{id}/presence"
    }
  }

  /// Who may call it.
  var roles: Set<String> {
    switch self {
    case .ingest, .metrics: ["admin"]
    case .patch, .send, .read, .unread: ["agent", "admin"]
    default: ["reader", "agent", "admin"]
    }
  }
}
