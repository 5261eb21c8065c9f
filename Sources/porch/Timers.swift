import FoundationEssentials
import Interface

/// The timers the interface asked for, and the minute of the clock: when the loop is to wake next.
///
/// There is no thread behind them: the loop sleeps until the next deadline.
struct Timers {
  private var deadlines: [Interface.Timer: ContinuousClock.Instant] = [:]
  private var nextMinute: ContinuousClock.Instant

  init() {
    nextMinute = .now
    scheduleMinute(after: Date())
  }

  mutating func start(_ timer: Interface.Timer, milliseconds: Int) {
    deadlines[timer] = .now + .milliseconds(milliseconds)
  }

  mutating func stop(_ timer: Interface.Timer) { deadlines[timer] = nil }

  /// Milliseconds until something is due, for `poll`; at least 0.
  var timeout: Int32 {
    let next = deadlines.values.min().map { min($0, nextMinute) } ?? nextMinute
    let left = next - .now
    // One more, so that the wait never ends just before the deadline.
    let milliseconds =
      left.components.seconds * 1000 + left.components.attoseconds / 1_000_000_000_000_000
    return Int32(max(0, min(60_000, milliseconds + 1)))
  }

  /// What is due, taken off the list.
  mutating func takeDue() -> [Action] {
    let now = ContinuousClock.Instant.now
    var due: [Action] = []
    for (timer, deadline) in deadlines where deadline <= now {
      deadlines[timer] = nil
      due.append(.elapsed(timer, at: Date()))
    }
    if nextMinute <= now {
      let date = Date()
      due.append(.clock(date))
      scheduleMinute(after: date)
    }
    return due
  }

  /// The clock in the view bar turns with the wall clock's minutes.
  private mutating func scheduleMinute(after date: Date) {
    let seconds = date.timeIntervalSince1970
    let left = 60 - seconds.truncatingRemainder(dividingBy: 60)
    nextMinute = .now + .milliseconds(Int(left * 1000))
  }
}
