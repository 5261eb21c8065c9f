import AsyncHTTPClient
import Dispatch
import Foundation
import NIOCore
import NIOHTTP1
import Synchronization

/// Talks to one server of the Inbox API.
///
/// Every call blocks the thread it is made on, and ends early with ``APIError/cancelled`` when
/// ``close()`` is called. Connections are kept and used again, HTTP/2 is spoken where the server
/// offers it, certificates are always verified, and the token goes to no other host.
package final class InboxAPIClient: Sendable {
  /// Of this program, as `User-Agent` says it.
  package static let version = "0.1.0"
  /// Redirects followed for one request.
  static let mostRedirects = 5

  package let settings: ConnectionSettings
  package let timeouts: ClientTimeouts
  private let line: HTTPLine
  private let state = Mutex(State())

  private struct State {
    var isClosed = false
    var lastTicket = 0
    var running: [Int: Exchange] = [:]
  }

  package init(
    _ settings: ConnectionSettings, token: Token, timeouts: ClientTimeouts = ClientTimeouts()
  ) {
    self.settings = settings
    self.timeouts = timeouts
    line = HTTPLine(settings, token: token, timeouts: timeouts)
  }

  private init(sharing other: InboxAPIClient) {
    settings = other.settings
    timeouts = other.timeouts
    line = other.line
  }

  deinit { close() }

  /// Another client on the same connections and with the same token, to be closed by itself.
  package func sibling() -> InboxAPIClient { InboxAPIClient(sharing: self) }

  /// Uses another token from the next request on, also for every sibling.
  package func renew(_ token: Token) {
    let listener = line.shared.withLock { shared in
      shared.token = token
      return shared.listener
    }
    if let listener, listener.client != ObjectIdentifier(self) { listener.tell() }
  }

  /// Reads the token anew from where it is kept, after a refusal; blocks while a command runs.
  /// - Returns: whether there is another one now than the one that was in use.
  func renewToken() -> Bool {
    // Without one the refusal is what has to be said.
    guard let token = try? settings.token.read(), !isUsing(token) else { return false }
    renew(token)
    return true
  }

  /// Tells when a sibling has renewed the token; of those asking only the last is told.
  package func whenSiblingRenews(_ tell: @escaping @Sendable () -> Void) {
    let listener = (client: ObjectIdentifier(self), tell: tell)
    line.shared.withLock { $0.listener = listener }
  }

  /// Ends every call under way, and every later one. Returns at once.
  package func close() { end(isClosing: true) }

  /// Ends every call under way with ``APIError/cancelled``; later ones are made.
  func interrupt() { end(isClosing: false) }

  private func end(isClosing: Bool) {
    let running = state.withLock { state in
      defer { state.running = [:] }
      if isClosing { state.isClosed = true }
      return state.running
    }
    for exchange in running.values { exchange.giveUp() }
  }

  /// Whether the token in use is this one.
  func isUsing(_ token: Token) -> Bool { line.shared.withLock { $0.token == token } }

  /// Seconds for which nothing should be asked, since the server said that its allowance is used
  /// up (`RateLimit-Remaining: 0`). 0 mostly.
  package var pause: Double {
    let returns = line.shared.withLock { $0.allowanceReturns }
    let now = DispatchTime.now().uptimeNanoseconds
    return returns > now ? Double(returns - now) / 1e9 : 0
  }

  // MARK: One request

  /// What is asked: a path below the server's address, percent-encoded, with its query.
  struct Question {
    var method: HTTPMethod = .GET
    var path: String
    var headers: [(String, String)] = []
    var body: [UInt8]?
    /// Seconds that the server may take before it answers, beside the usual.
    var wait = 0.0
  }

  /// Asks and reads the whole answer, whatever its status; redirects are followed.
  func answer(to question: Question) throws(APIError) -> Answer {
    var url = settings.address.description + question.path
    for _ in 0...Self.mostRedirects {
      let answer = try answer(to: question, at: url)
      guard let next = try redirect(of: answer, from: url, for: question) else {
        note(answer)
        return answer
      }
      url = next
    }
    throw .unexpected(status: 302, what: "redirects without an end")
  }

  /// Asks, and throws what is not one of the 200s.
  func success(of question: Question) throws(APIError) -> Answer {
    let answer = try answer(to: question)
    if let trouble = answer.trouble { throw trouble }
    return answer
  }

  private func answer(to question: Question, at url: String) throws(APIError) -> Answer {
    try exchanging(question, at: url) { exchange throws(APIError) in
      let head = try head(of: exchange, seconds: timeouts.firstByte + question.wait)
      let limit = timeouts.largestAnswer
      if let length = head.headers.first(name: "Content-Length").flatMap({ Int($0) }),
        length > limit
      {
        throw .tooLarge(limit: limit)
      }
      return Answer(head: head, body: try body(of: exchange), token: exchange.token)
    }
  }

  /// Runs one exchange to whatever end; nothing of it is left behind.
  func exchanging<Value>(
    _ question: Question, at url: String,
    _ body: (Exchange) throws(APIError) -> Value
  ) throws(APIError) -> Value {
    if let obstacle = line.obstacle { throw obstacle }
    let token = line.shared.withLock { $0.token }
    let exchange = Exchange(with: token)
    let ticket = try enter(exchange)
    defer { state.withLock { $0.running[ticket] = nil } }
    let task = line.http.execute(request: try request(question, at: url, token), delegate: exchange)
    // An answer that nobody hears to its end would hold its connection.
    defer { if !exchange.isOver { task.cancel() } }
    return try body(exchange)
  }

  private func enter(_ exchange: Exchange) throws(APIError) -> Int {
    let ticket: Int? = state.withLock { state in
      guard !state.isClosed else { return nil }
      state.lastTicket += 1
      state.running[state.lastTicket] = exchange
      return state.lastTicket
    }
    guard let ticket else { throw .cancelled }
    return ticket
  }

  private func request(
    _ question: Question, at url: String, _ token: Token
  ) throws(APIError) -> HTTPClient.Request {
    do {
      var headers = HTTPHeaders(question.headers)
      headers.add(name: "Authorization", value: "Bearer \(token.secret)")
      headers.add(name: "User-Agent", value: "Porch/\(Self.version)")
      if !headers.contains(name: "Accept") {
        headers.add(name: "Accept", value: "application/json, application/problem+json")
      }
      var body: HTTPClient.Body?
      if let bytes = question.body {
        headers.add(name: "Content-Type", value: "application/json")
        body = .bytes(bytes)
      }
      return try HTTPClient.Request(
        url: url, method: question.method, headers: headers, body: body)
    } catch {
      throw .unreachable(host: settings.address.host, reason: "the address is not one")
    }
  }

  // MARK: Waiting

  func head(of exchange: Exchange, seconds: Double) throws(APIError) -> HTTPResponseHead {
    guard case .head(let head)? = try news(of: exchange, seconds: seconds) else {
      throw .timedOut("an answer")
    }
    return head
  }

  /// The body up to its end, or up to what we take of one.
  func body(of exchange: Exchange) throws(APIError) -> [UInt8] {
    let limit = DispatchTime.now().uptimeNanoseconds + UInt64(timeouts.whole * 1e9)
    var bytes: [UInt8] = []
    while DispatchTime.now().uptimeNanoseconds < limit {
      switch try news(of: exchange, seconds: min(timeouts.idle, timeouts.whole)) {
      case .bytes(let more):
        if bytes.isEmpty { bytes = more } else { bytes += more }
        guard bytes.count <= timeouts.largestAnswer else {
          throw .tooLarge(limit: timeouts.largestAnswer)
        }
      case .end: return bytes
      case .head: continue
      case nil: throw .timedOut("the rest of an answer")
      }
    }
    throw .timedOut("the end of an answer")
  }

  /// nil when nothing came in time.
  func news(of exchange: Exchange, seconds: Double) throws(APIError) -> Exchange.News? {
    do {
      return try exchange.next(seconds: seconds)
    } catch {
      throw APIError(error, host: settings.address.host)
    }
  }

  // MARK: What comes with an answer

  /// Where a redirect leads, for what may be asked there: the same server, and only for reading.
  private func redirect(
    of answer: Answer, from url: String, for question: Question
  ) throws(APIError) -> String? {
    guard [301, 302, 303, 307, 308].contains(answer.status) else { return nil }
    guard question.method == .GET else {
      throw .unexpected(status: answer.status, what: "a redirect of something we sent")
    }
    guard let target = answer.header("Location"), let base = URL(string: url),
      let next = URL(string: target, relativeTo: base)?.absoluteURL
    else { throw .unexpected(status: answer.status, what: "a redirect to nowhere") }
    guard settings.address.isOrigin(of: next) else {
      throw .unexpected(
        status: answer.status,
        what:
          "a redirect to \(answer.token.hidden(in: next.host ?? "another host").prefix(200)), "
          + "where our token must not go")
    }
    return next.absoluteString
  }

  private func note(_ answer: Answer) {
    guard let pause = answer.rateLimitPause else { return }
    let returns = DispatchTime.now().uptimeNanoseconds + UInt64(pause * 1e9)
    line.shared.withLock { $0.allowanceReturns = returns }
  }
}
