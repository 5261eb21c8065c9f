import FoundationEssentials
import Interface

/// The timers the interface asked for, the minute of the clock, and the moment at which the next
/// snooze ends: when the loop is to wake next.
///
/// There is no thread behind them: the loop sleeps until the next deadline.
struct Timers {
  private var deadlines: [Interface.Timer: ContinuousClock.Instant] = [:]
  private var nextMinute: ContinuousClock.Instant
  /// When the next snooze ends, by the wall clock; nil while none does.
  var snoozeEnd: Date?
  /// The end that was rung: once is enough, also while the store has not caught up.
  private var rungSnoozeEnd: Date?

  init(now: Date = Date()) {
    nextMinute = .now
    scheduleMinute(after: now)
  }

  mutating func start(_ timer: Interface.Timer, milliseconds: Int) {
    deadlines[timer] = .now + .milliseconds(milliseconds)
  }

  mutating func stop(_ timer: Interface.Timer) { deadlines[timer] = nil }

  /// Milliseconds until something is due, for `poll`; from 0 to a minute.
  func timeout(at date: Date = Date()) -> Int32 {
    let next = deadlines.values.min().map { min($0, nextMinute) } ?? nextMinute
    let left = next - .now
    var milliseconds =
      left.components.seconds * 1000 + left.components.attoseconds / 1_000_000_000_000_000
    // The wall clock may be set meanwhile, so this one is asked anew every time.
    if let end = pendingSnoozeEnd {
      milliseconds = min(milliseconds, Int64(min(60, end.timeIntervalSince(date)) * 1000))
    }
    // One more, so that the wait never ends just before the deadline.
    return Int32(max(0, min(60_000, milliseconds + 1)))
  }

  /// What is due, taken off the list.
  mutating func takeDue(at date: Date = Date()) -> [Action] {
    let now = ContinuousClock.Instant.now
    var due: [Action] = []
    for (timer, deadline) in deadlines where deadline <= now {
      deadlines[timer] = nil
      due.append(.elapsed(timer, at: date))
    }
    let isMinute = nextMinute <= now
    if isMinute { scheduleMinute(after: date) }
    let isSnoozeEnd = pendingSnoozeEnd.map { $0 <= date } ?? false
    if isSnoozeEnd { rungSnoozeEnd = snoozeEnd }
    if isMinute || isSnoozeEnd { due.append(.clock(date)) }
    return due
  }

  private var pendingSnoozeEnd: Date? { snoozeEnd == rungSnoozeEnd ? nil : snoozeEnd }

  /// The clock in the view bar turns with the wall clock's minutes.
  private mutating func scheduleMinute(after date: Date) {
    let seconds = date.timeIntervalSince1970
    let left = 60 - seconds.truncatingRemainder(dividingBy: 60)
    nextMinute = .now + .milliseconds(Int(left * 1000))
  }
}
