/// How long to leave a server alone after one more failure.
///
/// Full jitter: anything from nothing to a limit that doubles with every failure, so that clients
/// that failed together do not come back together. (AWS Architecture Blog, "Exponential Backoff And
/// Jitter", 2015.)
package struct Backoff: Sendable {
  /// Seconds: the first limit, and where it stops doubling.
  static let first = 1.0
  static let longest = 60.0
  /// Seconds. A server that asks for more than an hour is asked again after one.
  static let longestAsked = 3600.0

  package private(set) var failures = 0
  private let random: @Sendable () -> Double

  /// - Parameter random: 0 up to, but not including, 1.
  package init(random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }) {
    self.random = random
  }

  /// - Parameter retryAfter: what the server asked for, in seconds; that much is waited at least,
  ///   and a little more, for others were told the same.
  package mutating func next(retryAfter: Double?) -> Double {
    failures += 1
    let limit = min(Self.first * Double(1 << min(failures - 1, 10)), Self.longest)
    let jitter = random()
    guard let retryAfter, retryAfter.isFinite, retryAfter >= 0 else { return limit * jitter }
    let asked = min(retryAfter, Self.longestAsked)
    return asked + min(1, asked / 10) * jitter
  }

  package mutating func reset() { failures = 0 }
}
