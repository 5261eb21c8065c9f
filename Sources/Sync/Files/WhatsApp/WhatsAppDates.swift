import Domain
import Foundation
import InboxAPI

/// Decides once per file which number of a date is the day.
struct WhatsAppDates {
  enum Answer: Hashable {
    case order(DateOrder)
    /// Both fit: somebody has to say.
    case either(example: String)
  }

  private var example: String?
  private var isYearFirst = false
  /// Headers that only one order explains.
  private var dayFirst = 0
  private var monthFirst = 0
  private var yearFirst = 0
  /// Steps back in time, were it read in that order.
  private var backward: [DateOrder: Int] = [.dmy: 0, .mdy: 0]
  private var last: [DateOrder: Int] = [:]

  mutating func add(_ header: WhatsAppHeader) {
    let numbers = header.numbers
    if header.dialect.isYearFirst {
      isYearFirst = true
      return
    }
    switch (numbers[0] > 12, numbers[1] > 12) {
    case (true, false): if numbers[0] > 31 { yearFirst += 1 } else { dayFirst += 1 }
    case (false, true): monthFirst += 1
    case (true, true): break
    case (false, false):
      if numbers[0] != numbers[1] { example = example ?? header.dateText }
    }
    for order in [DateOrder.dmy, .mdy] {
      guard let day = Self.day(numbers, order: order)?.daysSince1970 else { continue }
      let moment = (day * 24 + header.hour) * 60 + header.minute
      if let before = last[order], moment < before { backward[order, default: 0] += 1 }
      last[order] = moment
    }
  }

  func answer() -> Answer {
    if isYearFirst { return .order(.ymd) }
    let most = max(dayFirst, monthFirst, yearFirst)
    if most > 0 {
      return .order(most == dayFirst ? .dmy : most == monthFirst ? .mdy : .ymd)
    }
    let (asDay, asMonth) = (backward[.dmy] ?? 0, backward[.mdy] ?? 0)
    if asDay == 0 && asMonth > 0 { return .order(.dmy) }
    if asMonth == 0 && asDay > 0 { return .order(.mdy) }
    guard let example else { return .order(.dmy) }
    return .either(example: example)
  }

  /// nil for a day that does not exist.
  static func day(_ numbers: [Int], order: DateOrder) -> CivilDay? {
    let (year, month, day) =
      switch order {
      case .dmy: (numbers[2], numbers[1], numbers[0])
      case .mdy: (numbers[2], numbers[0], numbers[1])
      case .ymd: (numbers[0], numbers[1], numbers[2])
      }
    return CivilDay(year: year < 100 ? 2000 + year : year, month: month, day: day)
  }
}

/// Local times of one zone as moments.
struct LocalTime {
  let zone: TimeZone

  /// An hour that a clock change skips is taken as the one after it, one that comes twice as the first.
  func date(_ day: CivilDay, hour: Int, minute: Int, second: Int) -> Date {
    let local = Double(day.daysSince1970 * 86_400 + hour * 3600 + minute * 60 + second)
    var moment = local - offset(at: local)
    moment = local - offset(at: moment)
    let earlier = local - offset(at: moment - 7200)
    return Date(
      timeIntervalSince1970: earlier < moment && earlier + offset(at: earlier) == local
        ? earlier : moment)
  }

  private func offset(at moment: Double) -> Double {
    Double(zone.secondsFromGMT(for: Date(timeIntervalSince1970: moment)))
  }
}
