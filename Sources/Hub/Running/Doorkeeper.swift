import Crypto
import Foundation
import HTTPTypes
import Storage
import Synchronization

/// Who comes in, and how often.
final class Doorkeeper: Sendable {
  private struct State {
    var users: [HubUser] = []
    var readAt = Date.distantPast
    var windows: [String: (start: Date, count: Int)] = [:]
  }

  private let store: Store
  private let readers: HubReaders
  private let limits: HubLimits
  private let state = Mutex(State())
  /// Seconds for which the list of users is not read again: a token that another process revoked is
  /// good for no longer.
  private static let patience = 0.05

  init(_ store: Store, _ readers: HubReaders, _ limits: HubLimits) {
    self.store = store
    self.readers = readers
    self.limits = limits
  }

  static func hash(_ token: String) -> [UInt8] { Array(SHA256.hash(data: Data(token.utf8))) }

  /// A token nobody can guess: 256 bits, in letters that survive any shell.
  static func newToken() -> String {
    let bits = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }
    return "porch_"
      + bits.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
      .replacing("=", with: "")
  }

  /// The user of an `Authorization` header.
  func user(_ header: String?, at now: Date) async throws -> HubUser {
    guard let header, header.utf8.count < 1000 else { throw Problem.unauthorized }
    let words = header.split(separator: " ", maxSplits: 1)
    guard words.count == 2, words[0].lowercased() == "bearer" else { throw Problem.unauthorized }
    let hash = Self.hash(words[1].trimmingCharacters(in: .whitespaces))
    var found = Self.owner(of: hash, among: try await users(at: now))
    // Another process may have made it since the list was read.
    if found == nil { found = Self.owner(of: hash, among: try await readUsers(at: now)) }
    guard let found, found.revokedAt == nil else { throw Problem.unauthorized }
    return found
  }

  /// Every known token is compared, to its last byte, whichever it is.
  private static func owner(of hash: [UInt8], among users: [HubUser]) -> HubUser? {
    var found: HubUser?
    for user in users where areEqual(user.hash, hash) { found = user }
    return found
  }

  private static func areEqual(_ one: [UInt8], _ other: [UInt8]) -> Bool {
    guard one.count == other.count else { return false }
    return zip(one, other).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }

  private func users(at now: Date) async throws -> [HubUser] {
    let known = state.withLock { state in
      abs(now.timeIntervalSince(state.readAt)) < Self.patience ? state.users : nil
    }
    if let known { return known }
    return try await readUsers(at: now)
  }

  private func readUsers(at now: Date) async throws -> [HubUser] {
    let users = try await readers.perform { [store] in try store.hubUsers() }
    state.withLock { state in
      state.users = users
      state.readAt = now
    }
    return users
  }

  /// Whether a token is still good, for streams that outlive it.
  func isWelcome(_ user: HubUser, at now: Date) async -> Bool {
    // A store that does not answer revokes nothing.
    guard let users = try? await users(at: now) else { return true }
    return users.contains { $0.hash == user.hash && $0.revokedAt == nil }
  }

  /// Counts a request.
  /// - Returns: the headers that say how many are left.
  /// - Throws: `slow_down`.
  func count(_ user: HubUser, at now: Date) throws -> HTTPFields {
    let seconds = Double(limits.windowSeconds)
    let window = state.withLock { state in
      var window = state.windows[user.name] ?? (now, 0)
      if now.timeIntervalSince(window.start) >= seconds || now < window.start { window = (now, 0) }
      window.count += 1
      state.windows[user.name] = window
      return window
    }
    let reset = max(1, Int((seconds - now.timeIntervalSince(window.start)).rounded(.up)))
    var headers = HTTPFields()
    headers[.rateLimitLimit] = String(limits.requestsPerWindow)
    headers[.rateLimitRemaining] = String(max(0, limits.requestsPerWindow - window.count))
    headers[.rateLimitReset] = String(reset)
    guard window.count > limits.requestsPerWindow else { return headers }
    var problem = Problem(
      .tooManyRequests, "slow_down",
      "This token has made \(limits.requestsPerWindow) requests in \(limits.windowSeconds) seconds."
    )
    problem.headers = headers
    problem.headers[.retryAfter] = String(reset)
    throw problem
  }
}

extension HTTPField.Name {
  // Names of visible letters, which is all that is asked of one.
  static let rateLimitLimit = Self("RateLimit-Limit") ?? .retryAfter
  static let rateLimitRemaining = Self("RateLimit-Remaining") ?? .retryAfter
  static let rateLimitReset = Self("RateLimit-Reset") ?? .retryAfter
  static let idempotencyKey = Self("Idempotency-Key") ?? .retryAfter
  static let idempotentReplayed = Self("Idempotent-Replayed") ?? .retryAfter
  static let lastEventID = Self("Last-Event-ID") ?? .retryAfter
}
