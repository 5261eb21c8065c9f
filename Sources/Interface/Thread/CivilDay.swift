package import FoundationEssentials

/// A day of the Gregorian calendar, counted from 1 January 1970, without a time zone.
///
/// Days and dates are turned into each other by arithmetic (the era of 400 years has 146,097 days),
/// so that drawing a screen asks no calendar and no formatter.
package struct CivilDay: Hashable, Comparable, Sendable {
  /// Days since 1 January 1970.
  package var number: Int

  package init(number: Int) { self.number = number }

  /// The day it is at `date` in `timeZone`.
  package init(of date: Date, in timeZone: TimeZone) {
    number = LocalTime(date, in: timeZone).day.number
  }

  /// nil when there is no such day, as 31 February.
  package init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month), (1...31).contains(day) else {
      return nil
    }
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    number = era * 146_097 + dayOfEra - 719_468
    let back = date
    guard back.month == month && back.day == day else { return nil }
  }

  /// Year, month 1–12, day 1–31.
  package var date: (year: Int, month: Int, day: Int) {
    let shifted = number + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }

  /// 0 is Monday, 6 is Sunday.
  package var weekday: Int {
    let days = (number + 3) % 7
    return days < 0 ? days + 7 : days
  }

  package func adding(_ days: Int) -> CivilDay { CivilDay(number: number + days) }

  package static func < (a: CivilDay, b: CivilDay) -> Bool { a.number < b.number }
}

/// What a clock on the wall shows: a day and the minute of that day.
package struct LocalTime: Hashable, Sendable {
  package var day: CivilDay
  /// 0–1439.
  package var minute: Int

  package init(day: CivilDay, minute: Int) {
    self.day = day
    self.minute = minute
  }

  package init(_ date: Date, in timeZone: TimeZone) {
    self.init(date, offset: timeZone.secondsFromGMT(for: date))
  }

  /// - Parameter offset: seconds east of UTC.
  package init(_ date: Date, offset: Int) {
    // A date from outside may be anything; outside of ±100,000 years it is not worth a trap.
    let seconds = date.timeIntervalSince1970.rounded(.down)
    let bounded = seconds.isFinite ? max(-3e12, min(3e12, seconds)) : 0
    let local = Int(bounded) + offset
    let number = local >= 0 ? local / 86_400 : -((86_399 - local) / 86_400)
    day = CivilDay(number: number)
    minute = (local - number * 86_400) / 60
  }
}
