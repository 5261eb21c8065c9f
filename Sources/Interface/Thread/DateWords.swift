package import FoundationEssentials

/// The few words for dates and times that the screen uses: "3d", "yesterday", "Wed 18 Nov", "09:41".
///
/// English, 24 hours, no formatter.
package enum DateWords {
  package static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
  package static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// How long ago: "now" under a minute, then minutes to an hour, hours to two days, days to two
  /// weeks, weeks to a year, years. A time that has not come yet is "now".
  package static func age(since date: Date, now: Date) -> String {
    let seconds = now.timeIntervalSince(date)
    guard seconds >= 60 else { return "now" }
    let minutes = Int(min(seconds, 1e12)) / 60
    if minutes < 60 { return "\(minutes)m" }
    if minutes < 48 * 60 { return "\(minutes / 60)h" }
    let days = minutes / (24 * 60)
    if days < 14 { return "\(days)d" }
    if days < 52 * 7 { return "\(days / 7)w" }
    return "\(max(1, days / 365))y"
  }

  /// "09:41".
  package static func clock(_ date: Date, in timeZone: TimeZone) -> String {
    clock(minute: LocalTime(date, in: timeZone).minute)
  }

  static func clock(minute: Int) -> String {
    let hour = minute / 60
    let rest = minute % 60
    return (hour < 10 ? "0\(hour):" : "\(hour):") + (rest < 10 ? "0\(rest)" : "\(rest)")
  }

  /// "today", "yesterday", "Wed 18 Nov", and with its year when that is not this one.
  package static func day(_ day: CivilDay, today: CivilDay) -> String {
    switch today.number - day.number {
    case 0: return "today"
    case 1: return "yesterday"
    case -1: return "tomorrow"
    default: return dated(day, today: today)
    }
  }

  package static func day(_ date: Date, now: Date, in timeZone: TimeZone) -> String {
    day(CivilDay(of: date, in: timeZone), today: CivilDay(of: now, in: timeZone))
  }

  /// "Wed 18 Nov", "Wed 18 Nov 2020".
  static func dated(_ day: CivilDay, today: CivilDay) -> String {
    let date = day.date
    let words = "\(weekdays[day.weekday]) \(date.day) \(months[date.month - 1])"
    return date.year == today.date.year ? words : "\(words) \(date.year)"
  }

  /// The day in few letters, before a time: "yesterday", "Tue" within a week, "18 Nov", "18 Nov 2020".
  static func near(_ day: CivilDay, today: CivilDay) -> String {
    switch today.number - day.number {
    case 0: return "today"
    case 1: return "yesterday"
    case 2...6: return weekdays[day.weekday]
    default:
      let date = day.date
      let words = "\(date.day) \(months[date.month - 1])"
      return date.year == today.date.year ? words : "\(words) \(date.year)"
    }
  }

  /// A moment to come or gone by: "today 14:00", "tomorrow 09:00", "Mon 23 Nov 09:00".
  package static func moment(_ date: Date, now: Date, in timeZone: TimeZone) -> String {
    "\(day(date, now: now, in: timeZone)) \(clock(date, in: timeZone))"
  }
}
