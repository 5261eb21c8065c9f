import Foundation
import InboxAPI

/// Dates of mail: `Tue, 02 Jan 2024 09:30:00 +0100 (CET)`, and what older programs write.
enum MailDate {
  /// nil for what is no date, or none that `Normalise` takes. Without a zone it is UTC.
  static func date(_ text: String) -> Date? {
    var day: Int?
    var month: Int?
    var year: Int?
    var time: (Int, Int, Int)?
    var offset = 0
    let plain = text.prefix { $0 != "(" }.prefix(200)
    for word in plain.split(whereSeparator: {
      $0 == "," || $0.isWhitespace || $0 == "-" && !text.contains(":")
    }) {
      if let found = clock(word) {
        time = found
      } else if let minutes = zone(word) {
        offset = minutes
      } else if let number = Int(word), word.utf8.allSatisfy({ $0 &- 48 < 10 }) {
        if day == nil && word.count <= 2 {
          day = number
        } else if year == nil {
          year = full(number, word.count)
        }
      } else if month == nil {
        month = months[word.prefix(3).lowercased()]
      }
    }
    guard let year, let month, let day, let (hour, minute, second) = time,
      let civil = CivilDay(year: year, month: month, day: day)
    else { return nil }
    let seconds =
      civil.daysSince1970 * 86_400 + hour * 3600 + minute * 60 + second - offset * 60
    return Normalise.bounded(Date(timeIntervalSince1970: Double(seconds)))
  }

  /// Two digits are of 1950 to 2049 (RFC 5322, section 4.3).
  private static func full(_ year: Int, _ digits: Int) -> Int {
    digits > 2 ? year : year < 50 ? 2000 + year : 1900 + year
  }

  private static func clock(_ word: Substring) -> (Int, Int, Int)? {
    let parts = word.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2 || parts.count == 3 else { return nil }
    let numbers = parts.compactMap { $0.count <= 2 ? Int($0) : nil }
    guard numbers.count == parts.count, (0..<24).contains(numbers[0]),
      (0..<60).contains(numbers[1]), numbers.count == 2 || (0...60).contains(numbers[2])
    else { return nil }
    return (numbers[0], numbers[1], numbers.count == 3 ? numbers[2] : 0)
  }

  /// Minutes east of Greenwich.
  private static func zone(_ word: Substring) -> Int? {
    if let hours = zones[word.uppercased()] { return hours * 60 }
    guard word.count == 5, let sign = word.first, sign == "+" || sign == "-",
      let number = Int(word.dropFirst()), number >= 0
    else { return nil }
    let minutes = number / 100 * 60 + number % 100
    return sign == "-" ? -minutes : minutes
  }

  private static let zones = [
    "UT": 0, "UTC": 0, "GMT": 0, "Z": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7,
    "MDT": -6, "PST": -8, "PDT": -7, "CET": 1, "CEST": 2,
  ]

  private static let months = [
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9,
    "oct": 10, "nov": 11, "dec": 12,
  ]
}
