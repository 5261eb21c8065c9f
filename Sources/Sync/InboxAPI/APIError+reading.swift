import AsyncHTTPClient
import Foundation
import InboxAPI
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

extension APIError {
  /// What became of the connection, as one of ours.
  init(_ error: any Error, host: String) {
    switch error {
    case let error as APIError: self = error
    case let error as HTTPClientError: self.init(client: error, host: host)
    case let error as NIOConnectionError: self.init(connecting: error, host: host)
    case let error as NIOSSLError: self = .tls(host: host, reason: Self.words(for: error))
    case is NIOSSLExtraError:
      self = .tls(host: host, reason: "its certificate is for another host")
    case let error as BoringSSLError: self = .tls(host: host, reason: Self.words(for: error))
    case let error as IOError:
      self =
        error.errnoCode == ECONNRESET || error.errnoCode == EPIPE
        ? .cutShort
        : .unreachable(host: host, reason: Self.words(for: error))
    case HTTPParserError.invalidEOFState: self = .cutShort
    case is HTTPParserError: self = .unexpected(status: 0, what: "something that is not HTTP")
    case is ChannelError: self = .cutShort
    default: self = .unreachable(host: host, reason: "the connection failed (\(type(of: error)))")
    }
  }

  private init(client error: HTTPClientError, host: String) {
    switch error {
    case .cancelled, .alreadyShutdown: self = .cancelled
    case .connectTimeout, .tlsHandshakeTimeout, .getConnectionFromPoolTimeout:
      self = .timedOut("a connection")
    case .readTimeout, .writeTimeout, .deadlineExceeded: self = .timedOut("an answer")
    case .remoteConnectionClosed, .uncleanShutdown: self = .cutShort
    default: self = .unreachable(host: host, reason: error.shortDescription.lowercased())
    }
  }

  /// A name that has no address at all is another trouble than an address that does not answer.
  private init(connecting error: NIOConnectionError, host: String) {
    if error.connectionErrors.isEmpty, error.dnsAError != nil || error.dnsAAAAError != nil {
      self = .dns(host: host)
      return
    }
    switch error.connectionErrors.first?.error {
    case let first as IOError: self = .unreachable(host: host, reason: Self.words(for: first))
    case is ChannelError: self = .timedOut("a connection")
    default: self = .unreachable(host: host, reason: "no connection")
    }
  }

  private static func words(for error: IOError) -> String {
    error.errnoCode == ECONNREFUSED
      ? "nothing answers at that port" : String(cString: strerror(error.errnoCode))
  }

  private static func words(for error: NIOSSLError) -> String {
    switch error {
    case .handshakeFailed(let inner): words(for: inner)
    case .uncleanShutdown: "it hung up in the middle"
    default: "the encryption failed"
    }
  }

  private static func words(for error: BoringSSLError) -> String {
    let text = String(describing: error)
    if text.contains("CERTIFICATE_VERIFY_FAILED") {
      return "its certificate is not from an authority that this machine trusts"
    }
    if text.contains("WRONG_VERSION_NUMBER") || text.contains("HTTP_REQUEST") {
      return "it does not speak TLS there"
    }
    if text.contains("UNABLE_TO_FIND_HOSTNAME") { return "its certificate is for another host" }
    return "it hung up while encryption was agreed on"
  }
}

/// A whole answer.
struct Answer {
  var head: HTTPResponseHead
  var body: [UInt8]
  /// What it was asked with. No word of the server's about itself is passed on with it in.
  let token: Token

  var status: Int { Int(head.status.code) }

  /// The first value of a header.
  func header(_ name: String) -> String? { head.headers.first(name: name) }

  /// Why this answer is not the one that was asked for; nil for one of the 200s.
  var trouble: APIError? {
    switch status {
    case 200..<300: nil
    case 401: .unauthorized
    case 403: .forbidden(problem)
    case 404: .notFound(problem)
    case 409: .inFlight(retryAfter: retryAfter)
    case 410: .changesExpired
    case 412: .stale(current: problem.current)
    case 400, 413, 422: .invalid(problem)
    case 429: .slowDown(retryAfter: retryAfter, remaining: rateLimitRemaining)
    case 500..<600: .server(status: status, retryAfter: retryAfter)
    default: .unexpected(status: status, what: "an answer that it does not have")
    }
  }

  /// The problem as the server told it; its status alone where it told none.
  private var problem: ProblemResource {
    let data = Data(body)
    // A server that tells no problem, or a proxy's page instead of one, still has a status.
    if let told = try? JSONDecoder().decode(ProblemResource.self, from: data) {
      return told.hiding(token)
    }
    return ProblemResource(status: status, code: "", title: "", detail: "")
  }

  /// Seconds, from `Retry-After` in either of its forms or, failing that, `RateLimit-Reset`; 0 to
  /// ``Backoff/longestAsked``, whatever the server writes there.
  var retryAfter: Double? { askedPause.map { min($0, Backoff.longestAsked) } }

  private var askedPause: Double? {
    if let text = header("Retry-After") {
      if let seconds = Double(text.trimmingCharacters(in: .whitespaces)), seconds >= 0,
        seconds.isFinite
      {
        return seconds
      }
      // By the server's own clock, so that neither clock has to be right.
      if let date = HTTPDate.date(text) {
        let now = header("Date").flatMap(HTTPDate.date) ?? Date()
        return max(0, date.timeIntervalSince(now))
      }
    }
    return header("RateLimit-Reset").flatMap(Double.init)
      .flatMap { $0 >= 0 && $0.isFinite ? $0 : nil }
  }

  var rateLimitRemaining: Int? { header("RateLimit-Remaining").flatMap { Int($0) } }

  /// How long nothing more may be asked, where the last of an allowance was used up; seconds.
  var rateLimitPause: Double? {
    guard rateLimitRemaining == 0, let reset = header("RateLimit-Reset").flatMap(Double.init),
      reset > 0, reset.isFinite
    else { return nil }
    return min(reset, Backoff.longestAsked)
  }
}

/// `Sun, 22 Nov 2026 10:15:00 GMT`, the one form of HTTP's dates that is still written.
enum HTTPDate {
  static func date(_ text: String) -> Date? {
    let words = text.split(whereSeparator: { $0 == " " || $0 == "," || $0 == ":" })
    guard words.count == 8, words[7] == "GMT", let day = Int(words[1]), let year = Int(words[3]),
      let month = months.firstIndex(of: String(words[2])), let hour = Int(words[4]),
      let minute = Int(words[5]), let second = Int(words[6]), hour < 24, minute < 60, second <= 60,
      hour >= 0, minute >= 0, second >= 0,
      let civil = CivilDay(year: year, month: month + 1, day: day)
    else { return nil }
    return Date(
      timeIntervalSince1970: Double(
        civil.daysSince1970 * 86_400 + hour * 3600 + minute * 60 + second))
  }

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
}
