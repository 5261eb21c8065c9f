package import Domain
package import Foundation
import InboxAPI
package import Storage
import Synchronization

/// Tells the server of one connection what was done here: replies first, then triage and read marks,
/// then who is looking at what.
///
/// Lives on a thread of its own that sleeps until the store has something to tell, a retry is due,
/// or ``look()``; nothing is asked periodically. Killed at any instant it goes on where it was: every
/// step is in the store before the request that follows from it, and a request that is made twice
/// changes nothing the second time.
package final class ConnectionDelivery: Sendable {
  let store: Store
  let name: String
  let client: any UpstreamCalls
  let now: @Sendable () -> Date
  let notice: @Sendable (Notice) -> Void
  let timing: DeliveryTiming
  let control = Mutex(Control())
  private let bell = WakePipe()
  private let ended = WakePipe()
  /// What waits; held by whoever delivers, so that two threads never do.
  private let patience: Mutex<Patience>

  /// What other threads ask of the one that delivers.
  struct Control {
    var isStopping = false
    var wantsEverything = false
    var presence = PresenceSaid()
  }

  /// - Parameters:
  ///   - connection: its name in the config.
  ///   - sendsReadMarks: whether opening a conversation is told.
  ///   - notice: told in a sentence, once for each trouble, what could not be told and why.
  package init(
    store: Store, connection name: String, client: any UpstreamCalls, sendsReadMarks: Bool = false,
    now: @escaping @Sendable () -> Date = { Date() }, timing: DeliveryTiming = DeliveryTiming(),
    notice: @escaping @Sendable (Notice) -> Void = { _ in }
  ) {
    self.store = store
    self.name = name
    self.client = client
    self.now = now
    self.timing = timing
    self.notice = notice
    patience = Mutex(Patience(random: timing.random))
    store.tellReadMarks(of: name, sendsReadMarks)
  }

  /// How long a store that failed is left alone, in seconds.
  private static let storePatience = 30.0

  package func start() {
    let thread = Thread { [self] in
      let outbox = store.watchOutbox { [bell] _ in bell.wake() }
      let upstream = store.watchUpstream { [bell] _ in bell.wake() }
      while !isStopping { bell.wait(seconds: deliverAndWait()) }
      outbox.cancel()
      upstream.cancel()
      sayAway()
      ended.wake()
    }
    thread.name = "send \(name)"
    thread.start()
  }

  /// Tries everything again now, whatever was waited for.
  package func look() {
    control.withLock { $0.wantsEverything = true }
    bell.wake()
  }

  /// Returns when nothing is under way any more, but after a second at the latest; whoever closes
  /// the client ends what is left, and the next start goes on with it. Only after ``start()``.
  package func stop() {
    control.withLock { $0.isStopping = true }
    bell.wake()
    ended.wait(seconds: 1)
  }

  var isStopping: Bool { control.withLock { $0.isStopping } }

  func wake() { bell.wake() }

  private func deliverAndWait() -> Double? {
    do {
      return try deliver()
    } catch let error as StoreError {
      notice(error.notice)
    } catch {
      notice(Notice(.failure, SafeText(line: "Sending stopped: \(error). It is tried again.")))
    }
    return Self.storePatience
  }

  // MARK: In the caller's thread

  /// What is not told yet.
  package struct Leftover: Sendable {
    /// Replies that are not safely away, oldest first; also those that were refused.
    package var replies: [OutboxEntry]
    /// Changes of triage that are still to be told.
    package var changes: Int

    package var isEmpty: Bool { replies.isEmpty && changes == 0 }
  }

  /// Tells what can be told, in the caller's thread: for the command line.
  /// - Parameters:
  ///   - seconds: how long to go on while something waits for another try.
  ///   - message: return as soon as it is decided what becomes of this one.
  @discardableResult
  package func deliverOnce(
    wait seconds: Double = 0, for message: Message.ID? = nil
  ) throws -> Leftover {
    let deadline = timing.uptime() + seconds
    while true {
      let next = try deliver()
      let left = try leftover()
      let remaining = deadline - timing.uptime()
      guard let next, remaining > 0, !isStopping, left.isOpen(message) else { return left }
      if let pause = timing.pause {
        pause(min(next, remaining))
      } else {
        bell.wait(seconds: min(next, remaining))
      }
    }
  }

  private func leftover() throws -> Leftover {
    Leftover(
      replies: try store.pendingOutbox().filter { isOurs($0) },
      changes: try store.upstreamCount(of: name).waiting)
  }

  func isOurs(_ entry: OutboxEntry) -> Bool { entry.account.delivery == .server(connection: name) }

  // MARK: One round

  /// Tells everything that need not wait.
  /// - Returns: in how many seconds there is more to do; nil: when woken.
  private func deliver() throws -> Double? {
    try patience.withLock { patience in
      let wantsEverything = control.withLock { control in
        defer { control.wantsEverything = false }
        return control.wantsEverything
      }
      if wantsEverything { patience.end() }
      try store.releaseHeld(at: now())
      try sendReplies(&patience)
      for conversation in try store.upstreamConversations(of: name) {
        guard !isStopping else { return nil }
        try tellChanges(of: conversation, &patience)
        // A reply does not wait for a hundred changes of triage.
        try sendReplies(&patience)
      }
      let presence = patience.isConnectionWaiting(at: timing.uptime()) ? nil : sayPresence()
      return try [nextRound(&patience), presence].compactMap(\.self).min()
    }
  }

  private func nextRound(_ patience: inout Patience) throws -> Double? {
    let replies = try store.pendingOutbox().filter { isOurs($0) }
    let leaving = replies.filter { Self.isLeaving($0) }
    let changes = try store.upstreamConversations(of: name)
    patience.keep(
      Set(leaving.map { .replies($0.conversation.value) })
        .union(changes.map { .changes($0.value) }))
    let releases = replies.compactMap { entry -> Double? in
      if case .held(let release) = entry.state {
        max(0, release.timeIntervalSince(now()))
      } else {
        nil
      }
    }
    let retry = !changes.isEmpty || !leaving.isEmpty ? patience.next(at: timing.uptime()) : nil
    return [releases.min(), retry].compactMap(\.self).min()
  }
}

extension ConnectionDelivery.Leftover {
  /// Whether another try could change anything, about this message or about any.
  fileprivate func isOpen(_ message: Message.ID?) -> Bool {
    guard let message else {
      return changes > 0 || replies.contains { ConnectionDelivery.isOnItsWay($0) }
    }
    return replies.contains { $0.message == message && ConnectionDelivery.isOnItsWay($0) }
  }
}

/// The clocks of a delivery, and places where a test can stop it.
package struct DeliveryTiming: Sendable {
  /// Seconds of a clock that never jumps, also counting sleep.
  package var uptime: @Sendable () -> Double
  /// 0 up to, but not including, 1.
  package var random: @Sendable () -> Double
  /// Waits so many seconds in ``ConnectionDelivery/deliverOnce(wait:for:)``; nil: really.
  package var pause: (@Sendable (Double) -> Void)?
  /// Called after every step that the store or the server will remember.
  package var step: @Sendable () throws -> Void

  package init(
    uptime: @escaping @Sendable () -> Double = DeliveryTiming.machineUptime,
    random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) },
    pause: (@Sendable (Double) -> Void)? = nil,
    step: @escaping @Sendable () throws -> Void = {}
  ) {
    self.uptime = uptime
    self.random = random
    self.pause = pause
    self.step = step
  }

  private static let start = ContinuousClock.now

  package static let machineUptime: @Sendable () -> Double = {
    let (seconds, attoseconds) = (ContinuousClock.now - start).components
    return Double(seconds) + Double(attoseconds) * 1e-18
  }
}
