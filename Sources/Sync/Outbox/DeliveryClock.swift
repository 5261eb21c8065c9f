package import Foundation

/// The time as the outbox sees it; tests move it by hand.
package struct DeliveryClock: Sendable {
  package var now: @Sendable () -> Date
  /// Returns at or after the moment, or throws when the task is cancelled.
  package var sleep: @Sendable (_ until: Date) async throws -> Void

  package init(
    now: @escaping @Sendable () -> Date,
    sleep: @escaping @Sendable (_ until: Date) async throws -> Void
  ) {
    self.now = now
    self.sleep = sleep
  }

  package static let live = DeliveryClock(
    now: { Date() },
    sleep: { moment in
      // Sleeping is by the steady clock: after a change of the wall clock the rest is slept too.
      while moment.timeIntervalSinceNow > 0 {
        try await Task.sleep(for: .seconds(moment.timeIntervalSinceNow + 0.001))
      }
    })
}
