import FoundationEssentials
import Interface
import Testing

/// What people type when they put something off.
@Suite struct SnoozeTimeTests {
  static let berlin = TimeZone(identifier: "Europe/Berlin")!
  static let newYork = TimeZone(identifier: "America/New_York")!

  /// Seconds since 1970 of "2026-11-21 09:41" as a clock in UTC would show it.
  static func utc(_ text: String) -> Date {
    let numbers = text.split { !$0.isNumber }.compactMap { Int($0) }
    let day = CivilDay(year: numbers[0], month: numbers[1], day: numbers[2])!
    let minutes = numbers.count > 3 ? numbers[3] * 60 + numbers[4] : 0
    return Date(timeIntervalSince1970: Double(day.number * 86_400 + minutes * 60))
  }

  /// Local time as a clock in `zone` shows it.
  static func local(_ date: Date?, _ zone: TimeZone) -> String {
    guard let date else { return "nothing" }
    let time = LocalTime(date, in: zone)
    let day = time.day.date
    let digits = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
    return "\(day.year)-\(digits(day.month))-\(digits(day.day)) "
      + "\(digits(time.minute / 60)):\(digits(time.minute % 60))"
  }

  /// Saturday 21 November 2026, 09:41 in Berlin.
  static let now = utc("2026-11-21 08:41")

  @Test(
    arguments: [
      ("in 2h", "2026-11-21 11:41"), ("2h", "2026-11-21 11:41"), ("45m", "2026-11-21 10:26"),
      ("3d", "2026-11-24 09:41"), ("1w", "2026-11-28 09:41"), ("1h30m", "2026-11-21 11:11"),
      ("in 90 minutes", "2026-11-21 11:11"), ("an hour", "2026-11-21 10:41"),
      ("in a week", "2026-11-28 09:41"), ("2 days 9am", "2026-11-23 09:00"),
      ("tomorrow", "2026-11-22 09:00"), ("Tomorrow 14:00", "2026-11-22 14:00"),
      ("tomorrow at 7 pm", "2026-11-22 19:00"), ("today 18:00", "2026-11-21 18:00"),
      ("tue", "2026-11-24 09:00"), ("tue 3pm", "2026-11-24 15:00"),
      ("TUES 3PM", "2026-11-24 15:00"),
      ("next tuesday 15:00", "2026-11-24 15:00"), ("next sat", "2026-11-28 09:00"),
      ("next week", "2026-11-23 09:00"), ("fri 9", "2026-11-27 09:00"),
      ("sat", "2026-11-28 09:00"), ("sat 15:00", "2026-11-21 15:00"),
      ("sat 9:00", "2026-11-28 09:00"),
      ("weekend", "2026-11-28 09:00"), ("9am", "2026-11-22 09:00"), ("18:30", "2026-11-21 18:30"),
      ("noon", "2026-11-21 12:00"), ("midnight", "2026-11-22 00:00"), ("12am", "2026-11-22 00:00"),
      ("12pm", "2026-11-21 12:00"), ("tonight", "2026-11-21 20:00"),
      ("tomorrow morning", "2026-11-22 09:00"), ("fri afternoon", "2026-11-27 14:00"),
      ("2026-12-01", "2026-12-01 09:00"), ("2026-12-01 09:30", "2026-12-01 09:30"),
      ("2026-12-01T09:30", "2026-12-01 09:30"), ("1 dec", "2026-12-01 09:00"),
      ("dec 1 9am", "2026-12-01 09:00"), ("Dec 1st, 2027", "2027-12-01 09:00"),
      ("3 march", "2027-03-03 09:00"), ("1.12.", "2026-12-01 09:00"),
      ("1.12.2027", "2027-12-01 09:00"),
      ("1.12. 14:15", "2026-12-01 14:15"), ("29 feb", "2028-02-29 09:00"),
      ("21 nov", "2027-11-21 09:00"),
      ("15:00 tue", "2026-11-24 15:00"), ("  tue   3pm ", "2026-11-24 15:00"),
    ])
  func whatPeopleTypeIsRead(text: String, expected: String) {
    let date = SnoozeTime.parse(text, now: Self.now, timeZone: Self.berlin)
    #expect(Self.local(date, Self.berlin) == expected)
  }

  @Test(
    arguments: [
      ("2026-12-01T09:00:00Z", "2026-12-01 10:00"),
      ("2026-12-01t09:00:00.000z", "2026-12-01 10:00"),
      (" 2026-12-01T09:00Z ", "2026-12-01 10:00"),
      ("2026-12-01T09:00:59+05:30", "2026-12-01 04:30"),
      ("2026-12-01T23:30:00-02:00", "2026-12-02 02:30"),
      ("2026-12-01T09:00:00", "2026-12-01 09:00"),
      ("15.30", "2026-11-21 15:30"), ("9.00", "2026-11-22 09:00"), ("3.30pm", "2026-11-21 15:30"),
      ("tomorrow 10.11", "2026-11-22 10:11"), ("31.12", "2026-12-31 09:00"),
      ("31/12", "2026-12-31 09:00"), ("12/31", "2026-12-31 09:00"), ("5/5", "2027-05-05 09:00"),
      ("31/12/2027 8am", "2027-12-31 08:00"), ("in 3 months", "2027-02-21 09:41"),
      ("3mo", "2027-02-21 09:41"), ("a year 9am", "2027-11-21 09:00"),
      ("1 month 2 days", "2026-12-23 09:41"),
    ])
  func whatProgramsPrintAndOtherCountriesWriteIsRead(text: String, expected: String) {
    let date = SnoozeTime.parse(text, now: Self.now, timeZone: Self.berlin)
    #expect(Self.local(date, Self.berlin) == expected)
  }

  @Test func aMonthWithoutSuchADayEndsWithItsLast() {
    let now = Self.utc("2027-01-31 08:00")
    let date = SnoozeTime.parse("in 1 month", now: now, timeZone: Self.berlin)
    #expect(Self.local(date, Self.berlin) == "2027-02-28 09:00")
  }

  @Test(
    arguments: [
      "", " ", "soon", "9", "25:00", "9:60", "13pm", "0am", "31 feb", "2026-02-30", "2026-13-01",
      "32.1.", "tue wed", "9am 10am", "tomorrow tomorrow", "0h", "2x", "-2h", "next", "next 2h",
      "tue 2h", "9:5", "1 dec 20:0", "dec", "in", "at", "99999999999999999999h", "٣h", "2h\u{0}",
      "tomorrow 9:00:00", "12:00 tonight", "2026-12-01 tue",
      "2026-12-01T25:00:00Z", "2026-12-01T09:00:61Z", "2026-02-30T09:00:00Z", "2026-12-01T9:00:00Z",
      "2026-12-01T09:00:00.Z", "2026-12-01T09:00:00+1", "tomorrow 09:00Z", "13/13", "0/13", "31/2",
      "31/12/26", "24.00", "in 3 centuries",
    ])
  func whatIsNoTimeIsRefused(text: String) {
    let result = SnoozeTime.read(text, now: Self.now, timeZone: Self.berlin)
    #expect(result == .failure(.unreadable))
    #expect(SnoozeTime.parse(text, now: Self.now, timeZone: Self.berlin) == nil)
  }

  @Test(
    arguments: [
      ("2026-11-21", SnoozeTime.Refusal.past), ("today", .past), ("today 9:41", .past),
      ("2020-01-01 09:00", .past), ("1 dec 2025", .past), ("2037-01-01", .tooFar),
      ("4000d", .tooFar), ("999999w", .tooFar), ("9999-12-31", .tooFar), ("999999mo", .tooFar),
      ("in 90s", .seconds), ("30 seconds", .seconds), ("1m30s", .seconds), ("10.11", .timeOrDate),
      ("1.12", .timeOrDate), ("9.5", .timeOrDate), ("10/11", .dayOrMonth),
      ("1/12/2027", .dayOrMonth),
      ("2020-01-01T09:00:00Z", .past), ("2999-01-01T09:00:00Z", .tooFar),
    ])
  func whatCannotBeMeantIsRefusedWithItsReason(text: String, reason: SnoozeTime.Refusal) {
    #expect(SnoozeTime.read(text, now: Self.now, timeZone: Self.berlin) == .failure(reason))
    #expect(!reason.sentence.isEmpty)
  }

  @Test func anEveningThatHasBegunIsPast() {
    let late = Self.utc("2026-11-21 20:30")
    #expect(SnoozeTime.read("tonight", now: late, timeZone: Self.berlin) == .failure(.past))
  }

  @Test func longInputIsNotEvenRead() {
    let text = String(repeating: "1h", count: 40)
    #expect(SnoozeTime.read(text, now: Self.now, timeZone: Self.berlin) == .failure(.unreadable))
  }

  // MARK: Letters

  @Test func everyLetterComesToATime() {
    let presets = SnoozeTime.presets(now: Self.now, timeZone: Self.berlin)
    #expect(presets.map(\.letter) == ["l", "t", "w", "m", "r"])
    #expect(
      presets.map { Self.local($0.until, Self.berlin) } == [
        "2026-11-21 12:41", "2026-11-22 09:00", "2026-11-28 09:00", "2026-11-23 09:00", "nothing",
      ])
    #expect(SnoozeTime.preset(letter: "z", now: Self.now, timeZone: Self.berlin) == nil)
  }

  @Test(
    arguments: [
      ("2026-11-20 07:00", "2026-11-21 09:00", "2026-11-23 09:00"),
      ("2026-11-21 07:00", "2026-11-28 09:00", "2026-11-23 09:00"),
      ("2026-11-22 07:00", "2026-11-28 09:00", "2026-11-23 09:00"),
      ("2026-11-23 07:00", "2026-11-28 09:00", "2026-11-30 09:00"),
      ("2026-11-23 23:30", "2026-11-28 09:00", "2026-11-30 09:00"),
    ])
  func weekendAndMondayAreTheNextOnes(now: String, weekend: String, monday: String) {
    let date = Self.utc(now)
    let until = { (letter: Character) in
      Self.local(
        SnoozeTime.preset(letter: letter, now: date, timeZone: Self.berlin)?.until, Self.berlin)
    }
    #expect(until("w") == weekend)
    #expect(until("m") == monday)
  }

  // MARK: Clock changes

  @Test(
    arguments: [
      // Berlin goes to summer time on 29 March 2026 at 02:00, back on 25 October at 03:00.
      ("tomorrow", "2026-03-28 11:00", "2026-03-29 07:00"),
      ("1d", "2026-03-28 11:00", "2026-03-29 10:00"),
      ("24h", "2026-03-28 11:00", "2026-03-29 11:00"),
      ("tomorrow 2:30", "2026-03-28 11:00", "2026-03-29 01:30"),
      ("tomorrow", "2026-10-24 11:00", "2026-10-25 08:00"),
      ("1d", "2026-10-24 11:00", "2026-10-25 12:00"),
      ("tomorrow 2:30", "2026-10-24 11:00", "2026-10-25 00:30"),
    ])
  func daysKeepTheClockInBerlin(text: String, now: String, expected: String) {
    let date = SnoozeTime.parse(text, now: Self.utc(now), timeZone: Self.berlin)
    #expect(Self.local(date, .gmt) == expected)
  }

  @Test(
    arguments: [
      // New York goes to summer time on 8 March 2026 at 02:00, back on 1 November at 02:00.
      ("tomorrow", "2026-03-07 15:00", "2026-03-08 13:00"),
      ("1w", "2026-03-07 15:00", "2026-03-14 14:00"),
      ("tomorrow 2:30", "2026-03-07 15:00", "2026-03-08 07:30"),
      ("tomorrow", "2026-10-31 15:00", "2026-11-01 14:00"),
      ("tomorrow 1:30", "2026-10-31 15:00", "2026-11-01 05:30"),
      ("in 3h", "2026-11-01 04:00", "2026-11-01 07:00"),
    ])
  func daysKeepTheClockInNewYork(text: String, now: String, expected: String) {
    let date = SnoozeTime.parse(text, now: Self.utc(now), timeZone: Self.newYork)
    #expect(Self.local(date, .gmt) == expected)
  }

  // MARK: Words

  @Test(
    arguments: [
      ("2026-11-21 13:00", "today 14:00"), ("2026-11-22 08:00", "tomorrow 09:00"),
      ("2026-11-23 08:00", "Mon 23 Nov 09:00"), ("2026-12-31 22:59", "Thu 31 Dec 23:59"),
      ("2026-12-31 23:00", "Fri 1 Jan 2027 00:00"),
    ])
  func aWakeTimeIsShownInWords(date: String, words: String) {
    #expect(
      SnoozeTime.words(for: Self.utc(date), now: Self.now, timeZone: Self.berlin) == words)
  }

  @Test(
    arguments: [
      (-5, "now"), (0, "now"), (59, "now"), (60, "1m"), (3599, "59m"), (3600, "1h"),
      (26 * 3600, "26h"), (48 * 3600 - 1, "47h"), (48 * 3600, "2d"), (14 * 86_400 - 1, "13d"),
      (14 * 86_400, "2w"), (52 * 7 * 86_400 - 1, "51w"), (52 * 7 * 86_400, "1y"),
      (800 * 86_400, "2y"),
    ])
  func agesAreShort(seconds: Int, words: String) {
    let date = Self.now.addingTimeInterval(-Double(seconds))
    #expect(DateWords.age(since: date, now: Self.now) == words)
  }

  @Test func daysAndDatesAreTheSameThing() {
    for number in stride(from: -720_000, through: 1_000_000, by: 997) {
      let day = CivilDay(number: number)
      let date = day.date
      guard date.year >= 1 else { continue }
      #expect(CivilDay(year: date.year, month: date.month, day: date.day) == day)
    }
    #expect(CivilDay(year: 2026, month: 11, day: 21)?.weekday == 5)
    #expect(CivilDay(year: 1970, month: 1, day: 1)?.number == 0)
    #expect(CivilDay(year: 2100, month: 2, day: 29) == nil)
    let edge = DateWords.clock(Date(timeIntervalSince1970: -1), in: .gmt)
    #expect(edge == "23:59")
    for strange in [Double.infinity, -.infinity, .nan, 1e300] {
      #expect(!DateWords.clock(Date(timeIntervalSince1970: strange), in: .gmt).isEmpty)
      #expect(!DateWords.age(since: Date(timeIntervalSince1970: strange), now: Self.now).isEmpty)
    }
  }
}
