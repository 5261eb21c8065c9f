import Synchronization

/// How the thread that follows a connection is told what to do by others.
final class SyncControl: Sendable {
  private struct State {
    var isStopped = false
    var isFollowing = false
    var wantsNow = false
    var lent: InboxAPIClient?
  }

  private let state = Mutex(State())
  private let bell = WakePipe()
  private let pacing: SyncPacing

  init(pacing: SyncPacing) { self.pacing = pacing }

  var isStopped: Bool { state.withLock { $0.isStopped } }

  func stop() {
    let lent = state.withLock { state in
      state.isStopped = true
      return state.lent
    }
    lent?.close()
    bell.wake()
  }

  /// A client that others use for it until the next is lent; closed when it is stopped.
  func lend(_ client: InboxAPIClient) {
    let isStopped = state.withLock { state in
      state.lent = client
      return state.isStopped
    }
    if isStopped { client.close() }
  }

  /// - Returns: whether it waits for a server right now and has to be disturbed.
  func wantNow() -> Bool {
    defer { bell.wake() }
    return state.withLock { state in
      state.wantsNow = true
      return state.isFollowing
    }
  }

  /// Whether somebody asked to sync now since this was asked last.
  func takeWish() -> Bool {
    state.withLock { state in
      defer { state.wantsNow = false }
      return state.wantsNow
    }
  }

  func setFollowing(_ isFollowing: Bool) { state.withLock { $0.isFollowing = isFollowing } }

  /// Waits, unless somebody stops it or wants it to go on now.
  func wait(seconds: Double) {
    guard !state.withLock({ $0.isStopped || $0.wantsNow }) else { return }
    if let wait = pacing.wait { wait(seconds) } else { bell.wait(seconds: seconds) }
  }
}

/// How waiting is done: for real, or in tests without any.
package struct SyncPacing: Sendable {
  /// 0 up to, but not including, 1: for jitter.
  package var random: @Sendable () -> Double = { Double.random(in: 0..<1) }
  /// Waits so many seconds; nil: for real.
  package var wait: (@Sendable (Double) -> Void)?
  /// Seconds between two polls, where the server offers nothing better: the first, and the longest
  /// that a quiet inbox leads to.
  package var pollEvery: ClosedRange<Double> = 15...60
  /// Seconds that a long poll is held by the server; the API allows 30 at the most.
  package var longPoll = 30
  /// Threads that fetch messages at once.
  package var readers = 4

  package init() {}
}
