/// A typed time cut into words: lower case, without filler.
struct SnoozeWords {
  private(set) var words: [Substring]

  init(_ text: String) {
    let fillers: Set<Substring> = ["at", "on", "in", "the", "of", "this", "um", "o'clock"]
    let separators: Set<Character> = [" ", "\t", "\n", ","]
    words = text.split(whereSeparator: separators.contains).filter { !fillers.contains($0) }
    // "2026-12-01T09:00"
    words = words.flatMap { word -> [Substring] in
      guard word.utf8.count >= 15, word.dropFirst(10).first == "t" else { return [word] }
      return [word.prefix(10), word.dropFirst(11)]
    }
  }
}

/// What a typed time says: a span, or a day and a minute, each at most once.
struct SnoozePhrase: Equatable {
  enum Day: Equatable {
    case fixed(CivilDay)
    /// The next one; 0 is Monday.
    case weekday(Int)
    /// In the week after this one.
    case nextWeek(Int)
    /// The next time there is such a date.
    case yearless(month: Int, day: Int)
  }

  struct Span: Equatable {
    var months = 0
    var days = 0
    var minutes = 0
  }

  var span: Span?
  var day: Day?
  /// Of the day, 0–1439.
  var minute: Int?
  var isTonight = false
  /// Why a word was not taken, where more can be said than that.
  private(set) var refusal: SnoozeTime.Refusal?

  /// Takes all words in.
  /// - Returns: false when one of them is not understood or says something twice.
  mutating func read(_ words: SnoozeWords, today: CivilDay) -> Bool {
    var rest = words.words[...]
    guard !rest.isEmpty else { return false }
    while !rest.isEmpty {
      let used = takeSpan(rest) ?? takeDate(rest) ?? takeDay(rest, today: today) ?? takeTime(rest)
      guard let used else { return false }
      rest = rest.dropFirst(used)
    }
    return span == nil || day == nil
  }

  // MARK: Spans

  /// "2h", "90 min", "1h30m", "a week".
  private mutating func takeSpan(_ words: ArraySlice<Substring>) -> Int? {
    guard let first = words.first else { return nil }
    if let amount = Self.amount(first), let unit = words.dropFirst().first.flatMap(Unit.init) {
      return add(amount, unit) ? 2 : nil
    }
    let parts = Self.parts(first)
    guard !parts.isEmpty else { return nil }
    for part in parts where !add(part.amount, part.unit) { return nil }
    return 1
  }

  private enum Unit {
    case seconds, minutes, hours, days, weeks, months, years

    init?(_ word: Substring) {
      switch word {
      case "s", "sec", "secs", "second", "seconds": self = .seconds
      case "m", "min", "mins", "minute", "minutes": self = .minutes
      case "h", "hr", "hrs", "hour", "hours": self = .hours
      case "d", "day", "days": self = .days
      case "w", "wk", "wks", "week", "weeks": self = .weeks
      case "mo", "mos", "month", "months": self = .months
      case "y", "yr", "yrs", "year", "years": self = .years
      default: return nil
      }
    }
  }

  private static func amount(_ word: Substring) -> Int? {
    if word == "a" || word == "an" { return 1 }
    return word.utf8.count <= 6 ? number(word) : nil
  }

  /// Digits and nothing else.
  private static func number(_ word: Substring) -> Int? {
    guard !word.isEmpty, word.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int(word)
  }

  /// "1h30m" as its parts, empty when it is no such thing.
  private static func parts(_ word: Substring) -> [(amount: Int, unit: Unit)] {
    var parts: [(Int, Unit)] = []
    var rest = word
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      let letters = rest.dropFirst(digits.count).prefix { $0.isASCII && $0.isLetter }
      guard let amount = amount(digits), let unit = Unit(letters) else { return [] }
      parts.append((amount, unit))
      rest = rest.dropFirst(digits.count + letters.count)
    }
    return parts
  }

  private mutating func add(_ amount: Int, _ unit: Unit) -> Bool {
    guard amount > 0 else { return false }
    var sum = span ?? Span()
    switch unit {
    case .seconds:
      refusal = .seconds
      return false
    case .minutes: sum.minutes += amount
    case .hours: sum.minutes += amount * 60
    case .days: sum.days += amount
    case .weeks: sum.days += amount * 7
    case .months: sum.months += amount
    case .years: sum.months += amount * 12
    }
    span = sum
    return true
  }

  // MARK: Days

  /// "today", "tomorrow", "weekend", "tue", "next tuesday".
  private mutating func takeDay(_ words: ArraySlice<Substring>, today: CivilDay) -> Int? {
    guard day == nil, let first = words.first else { return nil }
    switch first {
    case "today": day = .fixed(today)
    case "tomorrow", "tmrw", "tmr": day = .fixed(today.adding(1))
    case "weekend": day = .weekday(5)
    case "next":
      guard let second = words.dropFirst().first else { return nil }
      if second == "week" {
        day = .nextWeek(0)
      } else if let weekday = Self.weekday(second) {
        day = .nextWeek(weekday)
      } else {
        return nil
      }
      return 2
    default:
      guard let weekday = Self.weekday(first) else { return nil }
      day = .weekday(weekday)
    }
    return 1
  }

  private static func weekday(_ word: Substring) -> Int? {
    let names = [
      "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    ]
    guard word.count >= 3 else { return nil }
    return names.firstIndex { $0.hasPrefix(word) }
  }

  /// "2026-12-01", "1 dec", "dec 1st 2027", "1.12.", "1.12.2026", "31/12".
  private mutating func takeDate(_ words: ArraySlice<Substring>) -> Int? {
    guard day == nil, let first = words.first else { return nil }
    if let numeric = Self.numericDate(first) ?? slashedDate(first) {
      day = numeric
      return 1
    }
    guard let second = words.dropFirst().first else { return nil }
    let ordered: (Int?, Int?) =
      Self.month(first) == nil
      ? (Self.dayOfMonth(first), Self.month(second)) : (Self.dayOfMonth(second), Self.month(first))
    guard let dayOfMonth = ordered.0, let month = ordered.1 else { return nil }
    if let third = words.dropFirst(2).first, third.utf8.count == 4, let year = Self.number(third) {
      day = CivilDay(year: year, month: month, day: dayOfMonth).map(Day.fixed)
      return day == nil ? nil : 3
    }
    day = Self.yearless(month: month, day: dayOfMonth)
    return day == nil ? nil : 2
  }

  private static func numericDate(_ word: Substring) -> Day? {
    let dashed = word.split(separator: "-", omittingEmptySubsequences: false)
    if dashed.count == 3, dashed[0].utf8.count == 4, let year = number(dashed[0]),
      let month = number(dashed[1]), let day = number(dashed[2])
    {
      return CivilDay(year: year, month: month, day: day).map(Day.fixed)
    }
    var dotted = word.split(separator: ".", omittingEmptySubsequences: false)
    // "31.12" is no time, whatever it may lack.
    if dotted.count == 2, let day = number(dotted[0]), day > 23 { dotted.append("") }
    guard dotted.count == 3, let day = number(dotted[0]), let month = number(dotted[1]) else {
      return nil
    }
    if dotted[2].isEmpty { return yearless(month: month, day: day) }
    if dotted[2].utf8.count == 2 { dotted[2] = "20" + dotted[2] }
    guard dotted[2].utf8.count == 4, let year = number(dotted[2]) else { return nil }
    return CivilDay(year: year, month: month, day: day).map(Day.fixed)
  }

  /// "31/12", "12/31", "31/12/2026": which is the day is seen where one number is no month.
  private mutating func slashedDate(_ word: Substring) -> Day? {
    let parts = word.split(separator: "/", omittingEmptySubsequences: false)
    guard (2...3).contains(parts.count), parts[0].utf8.count <= 2, parts[1].utf8.count <= 2,
      let first = Self.number(parts[0]), let second = Self.number(parts[1])
    else { return nil }
    let isOrdered = first > 12 || first == second
    guard isOrdered || second > 12 else {
      if (1...12).contains(first), (1...12).contains(second) { refusal = .dayOrMonth }
      return nil
    }
    let (day, month) = isOrdered ? (first, second) : (second, first)
    guard parts.count == 3 else { return Self.yearless(month: month, day: day) }
    guard parts[2].utf8.count == 4, let year = Self.number(parts[2]) else { return nil }
    return CivilDay(year: year, month: month, day: day).map(Day.fixed)
  }

  /// nil unless some year has such a date; 2028 is a leap year.
  private static func yearless(month: Int, day: Int) -> Day? {
    CivilDay(year: 2028, month: month, day: day) == nil ? nil : .yearless(month: month, day: day)
  }

  private static func month(_ word: Substring) -> Int? {
    let names = [
      "january", "february", "march", "april", "may", "june", "july", "august", "september",
      "october", "november", "december",
    ]
    guard word.count >= 3 else { return nil }
    if word == "sept" { return 9 }
    return names.firstIndex { $0.hasPrefix(word) }.map { $0 + 1 }
  }

  /// "1", "1st", "1.", "22nd".
  private static func dayOfMonth(_ word: Substring) -> Int? {
    let digits = word.prefix { $0.isASCII && $0.isNumber }
    let ending = word.dropFirst(digits.count)
    guard digits.count <= 2, ["", ".", "st", "nd", "rd", "th"].contains(ending) else { return nil }
    return number(digits).flatMap { (1...31).contains($0) ? $0 : nil }
  }

  // MARK: Times

  /// "18:30", "18.30", "9am", "3 pm", "noon", "tonight", and a bare "9" after a day.
  private mutating func takeTime(_ words: ArraySlice<Substring>) -> Int? {
    guard minute == nil, let first = words.first else { return nil }
    if let named = Self.namedTimes[first] {
      minute = named
      if first == "tonight" {
        guard day == nil else { return nil }
        isTonight = true
      }
      return 1
    }
    let second = words.dropFirst().first
    if let second, second == "am" || second == "pm" {
      minute = Self.time(first + second, allowingBareHour: false)
      return minute == nil ? nil : 2
    }
    if day == nil, span == nil, Self.mayBeDate(first) {
      refusal = .timeOrDate
      return nil
    }
    minute = Self.time(first, allowingBareHour: day != nil || span != nil)
    return minute == nil ? nil : 1
  }

  /// "tonight" is when the evening's work would be: eight.
  private static let namedTimes: [Substring: Int] = [
    "morning": 9 * 60, "noon": 12 * 60, "midday": 12 * 60, "afternoon": 14 * 60,
    "evening": 18 * 60, "tonight": 20 * 60, "midnight": 0,
  ]

  /// "10.11", but neither "15.30" nor "9.00": there is no such month.
  private static func mayBeDate(_ word: Substring) -> Bool {
    let parts = word.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, let day = number(parts[0]), let month = number(parts[1]) else {
      return false
    }
    return yearless(month: month, day: day) != nil
  }

  private static func time(_ word: Substring, allowingBareHour: Bool) -> Int? {
    let half = word.hasSuffix("am") ? 0 : word.hasSuffix("pm") ? 12 : nil
    let clock = half == nil ? word : word.dropLast(2)
    let separators: Set<Character> = [":", "."]
    let parts = clock.split(omittingEmptySubsequences: false, whereSeparator: separators.contains)
    guard (1...2).contains(parts.count), parts.allSatisfy({ $0.utf8.count <= 2 }),
      var hour = number(parts[0]), parts.count == 2 || half != nil || allowingBareHour
    else { return nil }
    let minutes = parts.count == 2 ? (parts[1].utf8.count == 2 ? number(parts[1]) : nil) : 0
    guard let minutes, minutes < 60 else { return nil }
    if let half {
      guard (1...12).contains(hour) else { return nil }
      hour = hour % 12 + half
    }
    return hour < 24 ? hour * 60 + minutes : nil
  }
}
