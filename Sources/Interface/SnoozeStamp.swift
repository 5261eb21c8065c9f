/// A moment written out in full, as RFC 3339 has it and as `--json` prints it:
/// "2026-12-01T09:00:00.000Z", "2026-12-01T09:00:00+01:00". Without a zone it is a local time.
struct SnoozeStamp: Equatable {
  var day: CivilDay
  /// Of the day, 0–1439.
  var minute: Int
  /// Of the minute, 0–59; parts of a second are let go.
  var second: Int
  /// Minutes east of UTC; nil where no zone is said.
  var offset: Int?

  /// - Parameter text: in lower case.
  /// - Returns: nil when it is no such stamp, and when it has neither seconds nor a zone: a phrase
  ///   may have such a part.
  init?(_ text: String) {
    let parts = text.split(separator: " ").joined(separator: " ").split(separator: "t")
    guard parts.count == 2, let day = Self.day(parts[0]) else { return nil }
    var clock = parts[1]
    if clock.hasSuffix("z") {
      clock = clock.dropLast()
      offset = 0
    } else if let sign = clock.lastIndex(where: { $0 == "+" || $0 == "-" }) {
      guard let zone = Self.minute(clock[clock.index(after: sign)...]) else { return nil }
      offset = clock[sign] == "-" ? -zone : zone
      clock = clock[..<sign]
    }
    guard clock.utf8.count >= 5, let minute = Self.minute(clock.prefix(5)),
      let second = Self.second(clock.dropFirst(5)), offset != nil || clock.utf8.count > 5
    else { return nil }
    (self.day, self.minute, self.second) = (day, minute, second)
  }

  private static func day(_ text: Substring) -> CivilDay? {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, let year = digits(parts[0], 4), let month = digits(parts[1], 2),
      let day = digits(parts[2], 2)
    else { return nil }
    return CivilDay(year: year, month: month, day: day)
  }

  /// "09:00".
  private static func minute(_ text: Substring) -> Int? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let hour = digits(parts[0], 2), let minute = digits(parts[1], 2),
      hour < 24, minute < 60
    else { return nil }
    return hour * 60 + minute
  }

  /// ":30", ":30.123", or nothing.
  private static func second(_ text: Substring) -> Int? {
    if text.isEmpty { return 0 }
    let parts = text.dropFirst().split(separator: ".", omittingEmptySubsequences: false)
    guard text.first == ":", (1...2).contains(parts.count), let second = digits(parts[0], 2),
      second < 60, parts.count == 1 || digits(parts[1], parts[1].utf8.count) != nil
    else { return nil }
    return second
  }

  /// So many digits and nothing else.
  private static func digits(_ text: Substring, _ count: Int) -> Int? {
    let isNumber = text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    return isNumber && text.utf8.count == count ? Int(text) : nil
  }
}
