import Foundation
import Interface
import Testing

@testable import porch

/// When the loop wakes, without a loop.
@Suite struct TimersTests {
  /// Half a minute before the clock's next minute.
  private let now = Date(timeIntervalSince1970: 1_800_000_030)

  @Test func theLoopSleepsNoLongerThanToTheEndOfASnooze() {
    var timers = Timers(now: now)
    #expect((2002...30_001).contains(timers.timeout(at: now)))
    timers.snoozeEnd = now + 2
    #expect(timers.timeout(at: now) == 2001)
    timers.snoozeEnd = now - 100
    #expect(timers.timeout(at: now) <= 1)
    timers.snoozeEnd = .distantFuture
    #expect((2002...30_001).contains(timers.timeout(at: now)))
  }

  @Test func theEndOfASnoozeRingsTheClockOnce() {
    var timers = Timers(now: now)
    timers.snoozeEnd = now + 2
    #expect(timers.takeDue(at: now + 1.9).isEmpty)
    #expect(timers.takeDue(at: now + 2) == [.clock(now + 2)])
    // The store has not yet said that it took note.
    #expect(timers.takeDue(at: now + 2.1).isEmpty)
    #expect(timers.timeout(at: now + 2.1) > 1000)
    timers.snoozeEnd = now + 3
    #expect(timers.takeDue(at: now + 3) == [.clock(now + 3)])
  }
}
