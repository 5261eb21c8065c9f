import Foundation
import InboxAPI

/// Reads dates of one file as moments. Messages come by the minute, and zones are slow to ask: what
/// was found for an hour holds for the hour.
struct WhatsAppClock {
  private struct Hour: Hashable {
    var numbers: [Int]
    var hour: Int
  }

  let order: DateOrder
  let time: LocalTime
  private var hour: Hour?
  private var day: CivilDay?
  /// The moment at which the hour begins; nil where the zone changes within it.
  private var start: Date?
  private var minute = -1
  private var text = ""

  init(order: DateOrder, time: LocalTime) {
    self.order = order
    self.time = time
  }

  /// The moment, and the minute as keys of messages have it; nil for a day that does not exist.
  mutating func read(_ header: WhatsAppHeader) -> (Date, String)? {
    let now = Hour(numbers: header.numbers, hour: header.hour)
    if hour != now {
      hour = now
      minute = -1
      day = WhatsAppDates.day(header.numbers, order: order)
      start = day.flatMap { steadyStart(of: $0, hour: header.hour) }
    }
    guard let day else { return nil }
    if minute != header.minute {
      minute = header.minute
      text = "\(day.year)-\(day.month)-\(day.day) \(header.hour):\(header.minute)"
    }
    let passed = header.minute * 60 + header.second
    let moment =
      start?.addingTimeInterval(Double(passed))
      ?? time.date(day, hour: header.hour, minute: header.minute, second: header.second)
    return (moment, text)
  }

  private func steadyStart(of day: CivilDay, hour: Int) -> Date? {
    let first = time.date(day, hour: hour, minute: 0, second: 0)
    let last = time.date(day, hour: hour, minute: 59, second: 59)
    return last.timeIntervalSince(first) == 3599 ? first : nil
  }
}
