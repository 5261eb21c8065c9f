/// What has to wait, and until when, after something failed. Seconds of a clock that never jumps.
struct Patience {
  /// What fails by itself and holds up nothing else.
  enum Place: Hashable {
    /// The replies of one conversation, which keep their order.
    case replies(Int64)
    case changes(Int64)
  }

  private struct Wait {
    var backoff: Backoff
    var until: Double
    /// The trouble that was said last; the same is not said again before something succeeded.
    var said: String?
  }

  /// Seconds. Jitter may come to nothing, and a server in trouble is not to be asked in a loop.
  private static let shortest = 0.05

  private let random: @Sendable () -> Double
  private var connection: Wait
  private var places: [Place: Wait] = [:]

  init(random: @escaping @Sendable () -> Double) {
    self.random = random
    connection = Wait(backoff: Backoff(random: random), until: 0)
  }

  func isWaiting(_ place: Place, at uptime: Double) -> Bool {
    isConnectionWaiting(at: uptime) || (places[place]?.until ?? 0) > uptime
  }

  func isConnectionWaiting(at uptime: Double) -> Bool { connection.until > uptime }

  /// - Returns: whether this trouble is news and should be said.
  mutating func wait(
    for place: Place, retryAfter: Double?, saying words: String, at uptime: Double
  ) -> Bool {
    var wait = places[place] ?? Wait(backoff: Backoff(random: random), until: 0)
    wait.until = uptime + wait.backoff.next(retryAfter: retryAfter)
    defer { places[place] = wait }
    guard wait.said != words else { return false }
    wait.said = words
    return true
  }

  /// The server cannot be reached or wants nothing: everything waits.
  mutating func waitForConnection(
    retryAfter: Double?, saying words: String, at uptime: Double
  ) -> Bool {
    connection.until = uptime + connection.backoff.next(retryAfter: retryAfter)
    guard connection.said != words else { return false }
    connection.said = words
    return true
  }

  mutating func succeeded(_ place: Place) {
    places[place] = nil
    connection = Wait(backoff: Backoff(random: random), until: 0)
  }

  /// Somebody asked for another try: nothing waits any longer.
  mutating func end() {
    connection.until = 0
    for place in places.keys { places[place]?.until = 0 }
  }

  /// Forgets what is no longer there to wait.
  mutating func keep(_ alive: Set<Place>) { places = places.filter { alive.contains($0.key) } }

  /// In how many seconds the next of what waits may be tried; nil when nothing waits.
  func next(at uptime: Double) -> Double? {
    guard let first = places.values.map(\.until).min() ?? waitingConnection(at: uptime) else {
      return nil
    }
    return max(Self.shortest, max(first, connection.until) - uptime)
  }

  private func waitingConnection(at uptime: Double) -> Double? {
    connection.until > uptime ? connection.until : nil
  }
}
