package import Domain
package import InboxAPI

/// Why a call to a server did not bring what it asked for.
package enum APIError: Error, Equatable {
  case unreachable(host: String, reason: String)
  /// The name of the host is not known.
  case dns(host: String)
  case tls(host: String, reason: String)
  /// What was waited for: "a connection", "an answer".
  case timedOut(String)
  /// The answer ended before its end.
  case cutShort
  case unauthorized
  case forbidden(ProblemResource)
  case notFound(ProblemResource)
  /// 409: the same send is still under way. Seconds.
  case inFlight(retryAfter: Double?)
  /// 410: the place in the change log is gone.
  case changesExpired
  /// 412, with the conversation as it is.
  case stale(current: ConversationResource?)
  /// The answer is larger than we take, in bytes.
  case tooLarge(limit: Int)
  /// 400, 413 or 422: the server does not take what we sent.
  case invalid(ProblemResource)
  /// 429. Seconds, and how many requests were left.
  case slowDown(retryAfter: Double?, remaining: Int?)
  case server(status: Int, retryAfter: Double?)
  /// An answer that the API does not promise.
  case unexpected(status: Int, what: String)
  /// We gave up on it ourselves.
  case cancelled

  /// Whether the same request may succeed later, with nobody doing anything.
  package var isRetryable: Bool {
    switch self {
    case .unreachable, .dns, .timedOut, .cutShort, .inFlight, .slowDown, .server: true
    case .tls, .unauthorized, .forbidden, .notFound, .changesExpired, .stale, .tooLarge, .invalid,
      .unexpected, .cancelled:
      false
    }
  }

  /// Seconds, where the server asked for a time.
  package var retryAfter: Double? {
    switch self {
    case .inFlight(let seconds), .slowDown(let seconds, _), .server(_, let seconds): seconds
    default: nil
    }
  }

  /// One sentence with what to do about it, where whoever asked goes on asking.
  package var notice: Notice { notice(again: "It is tried again.") }

  /// The same where it was asked once and nobody asks again.
  package var noticeOfOneTry: Notice { notice(again: "Try again later.") }

  /// The same where it is remembered, and read when nobody knows what was tried since.
  package var noticeToKeep: Notice { notice(again: "") }

  private func notice(again: String) -> Notice {
    var words = sentence(again)
    while words.last == " " { words.removeLast() }
    return Notice(isRetryable ? .warning : .failure, SafeText(line: words, limit: 600))
  }

  /// The parts that come from outside are made safe by ``notice``.
  private func sentence(_ again: String) -> String {
    switch self {
    case .unreachable(let host, let reason):
      "Cannot reach \(host): \(reason). \(again)"
    case .dns(let host):
      "There is no host \(host) to be found; check the address and your network. \(again)"
    case .tls(let host, let reason):
      "No safe connection to \(host): \(reason). Check the address, or name its authority with ca_file."
    case .timedOut(let what): "The server did not give \(what) in time. \(again)"
    case .cutShort: "The server's answer broke off in the middle. \(again)"
    case .unauthorized:
      "The server does not take our token; put a new one where the account's token is kept."
    case .forbidden(let problem):
      "The server does not allow that\(problem.reason); ask whoever runs it."
    case .notFound(let problem): "The server does not know that\(problem.reason)."
    case .inFlight: "The server is still busy with the same message. \(again)"
    case .changesExpired:
      "The server no longer has the changes we missed; everything is read again."
    case .stale: "Somebody changed the conversation meanwhile."
    case .tooLarge(let limit):
      "The server's answer is larger than \(limit >> 20) MB, which is no answer of the Inbox API."
    case .invalid(let problem): "The server does not take that\(problem.reason)."
    case .slowDown(let seconds, _):
      "The server asks us to slow down\(seconds.map { ", for \(Int($0.rounded(.up))) s" } ?? ""). "
        + again
    case .server(let status, _): "The server has trouble of its own (\(status)). \(again)"
    case .unexpected(let status, let what):
      "The server answered \(status) with \(what), which is not the Inbox API; check the address."
    case .cancelled: "It was given up."
    }
  }
}

extension ProblemResource {
  /// What it says about itself, to stand before the end of a sentence.
  fileprivate var reason: String {
    var text = detail.isEmpty ? title : detail
    while text.hasSuffix(".") || text.hasSuffix(" ") { text.removeLast() }
    return text.isEmpty ? "" : ": \(text.prefix(300))"
  }
}
