import FoundationEssentials
import HTTPTypes
import Hummingbird
import HummingbirdCore
import InboxAPI
import NIOCore
import Storage

/// Why a request is not done, as it is answered: RFC 9457 with the codes of the Inbox API.
struct Problem: Error {
  var status: HTTPResponse.Status
  var code: String
  var detail: String
  var headers: HTTPFields = [:]
  /// With `stale`: the conversation as it is, as JSON.
  var current: [UInt8]?

  init(_ status: HTTPResponse.Status, _ code: String, _ detail: String) {
    self.status = status
    self.code = code
    self.detail = detail
  }

  var response: Response {
    var json = JSONBytes()
    json.put("{")
    json.field("type", text: "about:blank")
    json.field("title", text: status.reasonPhrase)
    json.field("status", Int64(status.code))
    json.field("detail", text: detail)
    json.field("code", text: code)
    json.field("retryable", [409, 429, 500, 503].contains(status.code))
    if let current { json.field("current", raw: current) }
    json.put("}")
    var headers = headers
    headers[.contentType] = "application/problem+json"
    return Response(
      status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: json.bytes)))
  }

  // MARK: The ones there are

  static func malformed(_ detail: String) -> Problem { Problem(.badRequest, "malformed", detail) }

  static var unauthorized: Problem {
    var problem = Problem(
      .unauthorized, "unauthorized",
      "This needs a token of this server in the Authorization header: Bearer and the token.")
    problem.headers[.wwwAuthenticate] = "Bearer"
    return problem
  }

  static func forbidden(_ detail: String) -> Problem { Problem(.forbidden, "forbidden", detail) }

  static func notFound(_ what: String) -> Problem {
    Problem(.notFound, "not_found", "There is no such \(what) here.")
  }

  static func methodNotAllowed(_ allowed: String) -> Problem {
    var problem = Problem(
      .methodNotAllowed, "method_not_allowed", "Only \(allowed) can be asked of this path.")
    problem.headers[.allow] = allowed
    return problem
  }

  static func invalid(_ detail: String) -> Problem {
    Problem(.unprocessableContent, "invalid", detail)
  }

  static var expired: Problem {
    Problem(
      .gone, "changes_expired",
      "The log does not reach from there to now. Take a new snapshot and follow from its seq.")
  }

  static func tooLarge(_ limit: Int) -> Problem {
    Problem(.contentTooLarge, "too_large", "A body may have at most \(limit) bytes.")
  }

  static func stale(_ current: [UInt8]) -> Problem {
    var problem = Problem(
      .preconditionFailed, "stale", "The conversation was changed meanwhile; `current` is it now.")
    problem.current = current
    return problem
  }

  static var inFlight: Problem {
    var problem = Problem(
      .conflict, "in_flight", "The first request with this key is still under way. Ask again.")
    problem.headers[.retryAfter] = "1"
    return problem
  }

  static var unavailable: Problem {
    var problem = Problem(
      .serviceUnavailable, "unavailable", "The store cannot be written now. Try again later.")
    problem.headers[.retryAfter] = "2"
    return problem
  }

  static var internalError: Problem {
    Problem(.internalServerError, "internal", "Something went wrong here. Try again.")
  }

  /// What an error of any kind is answered with.
  init(_ error: any Error) {
    switch error {
    case let problem as Problem: self = problem
    case let error as RequestError:
      self.init(.init(code: error.status), error.code, error.detail + ".")
    case StoreError.locked, StoreError.full, StoreError.readOnly: self = .unavailable
    default: self = .internalError
    }
  }
}
