import Domain
import InboxAPI

extension APIError {
  /// What an error of a call means for what was being told.
  enum Meaning: Equatable {
    /// Nothing left us, or the server said that it took nothing: everything waits.
    case connection(retryAfter: Double?)
    /// It may have arrived: this waits, and is then told again in the same words.
    case unclear(retryAfter: Double?)
    /// The server has decided; asking again would not change it.
    case refused
    /// We hung up ourselves.
    case cancelled
  }

  /// A token that is not taken is tried again after this, in seconds: somebody may have mended the
  /// server. A new token brings a new client, which is asked at once.
  private static let patienceWithToken = 300.0

  var meaning: Meaning {
    switch self {
    case .unreachable, .dns, .tls: .connection(retryAfter: nil)
    case .unauthorized: .connection(retryAfter: Self.patienceWithToken)
    case .slowDown(let seconds, _): .connection(retryAfter: seconds)
    case .inFlight(let seconds): .unclear(retryAfter: seconds ?? 1)
    case .server(_, let seconds): .unclear(retryAfter: seconds)
    case .timedOut, .cutShort, .tooLarge, .stale: .unclear(retryAfter: nil)
    case .unexpected(let status, _):
      (400..<500).contains(status) && status != 408 ? .refused : .unclear(retryAfter: nil)
    case .forbidden(let problem), .notFound(let problem), .invalid(let problem):
      problem.isOfTheServer ? .refused : .unclear(retryAfter: nil)
    case .changesExpired: .refused
    case .cancelled: .cancelled
    }
  }

  /// Why a reply was not taken, with what to do; the reply keeps its text.
  func refusal(of account: Account) -> SafeText {
    SafeText(line: refusalSentence(account), limit: 500)
  }

  private func refusalSentence(_ account: Account) -> String {
    switch self {
    case .forbidden(let problem):
      "\(account.name) does not let us answer here\(Self.said(problem)). Answer on"
        + " \(account.network.title) itself, or ask who runs the server."
    case .notFound(let problem):
      "The server no longer has this conversation\(Self.said(problem)). Copy the text if you need it."
    case .invalid(let problem): Self.refusalSentence(problem, account)
    default: "The server does not take it. \(notice.text)"
    }
  }

  private static func refusalSentence(_ problem: ProblemResource, _ account: Account) -> String {
    switch problem.code {
    case "too_long":
      if let limit = account.maxText {
        "It is longer than the \(limit) \(account.maxTextUnit.words) that"
          + " \(account.network.title) takes. Shorten it and send it again."
      } else {
        "It is longer than \(account.network.title) takes. Shorten it and send it again."
      }
    case "window_closed":
      "\(account.network.title) takes no reply so long after their last message. It can be sent"
        + " again when they have written."
    case "key_reused":
      "The server has another message under the key of this one. Copy the text into a new reply."
    default:
      "The server does not take it\(said(problem)). Change it and send it again."
    }
  }

  private static func said(_ problem: ProblemResource) -> String {
    var text = problem.detail.isEmpty ? problem.title : problem.detail
    while text.hasSuffix(".") || text.hasSuffix(" ") { text.removeLast() }
    return text.isEmpty ? "" : ": \(text.prefix(300))"
  }
}

extension ProblemResource {
  /// Whether it is a server of the Inbox API that says no. A proxy that has lost its server answers
  /// with a page of its own, which has no code, and decides nothing.
  fileprivate var isOfTheServer: Bool { !code.isEmpty || ![400, 403, 404].contains(status) }
}

extension TextUnit {
  fileprivate var words: String {
    switch self {
    case .scalars, .graphemes: "characters"
    case .utf16: "UTF-16 units"
    case .bytes: "bytes"
    }
  }
}
