package import FoundationEssentials

/// RFC 3339 times: any zone and any fraction in, UTC with milliseconds out.
///
/// Written by hand because a million of them are read in one import: about 0.2 µs each.
package enum Timestamp {
  /// Reads `2026-11-21T09:00:00.000Z`, `2026-11-21t10:00:00+01:00`, and what else RFC 3339 allows.
  ///
  /// Strict: a date that does not exist, a missing zone, or anything after the zone is nil. A leap
  /// second counts as the second after it. Years are 0001 to 9999.
  package static func date(_ text: String) -> Date? {
    var copy = text
    return copy.withUTF8 { bytes in
      var reader = DigitReader(bytes: bytes)
      return reader.timestamp()
    }
  }

  /// Writes `2026-11-21T09:00:00.000Z`. Times outside the years 1 to 9999 are drawn to that range.
  package static func text(_ date: Date) -> String {
    let earliest = -62_135_596_800_000.0
    let latest = 253_402_300_799_999.0
    let whole = (date.timeIntervalSince1970 * 1000).rounded()
    let milliseconds = Int64(min(max(whole.isNaN ? 0 : whole, earliest), latest))
    let day = Int(floorDivide(milliseconds, 86_400_000))
    let rest = Int(milliseconds - Int64(day) * 86_400_000)
    let civil = CivilDay(daysSince1970: day)
    return String(unsafeUninitializedCapacity: 24) { out in
      var writer = DigitWriter(out: out)
      writer.put(civil.year, digits: 4, then: "-")
      writer.put(civil.month, digits: 2, then: "-")
      writer.put(civil.day, digits: 2, then: "T")
      writer.put(rest / 3_600_000, digits: 2, then: ":")
      writer.put(rest / 60_000 % 60, digits: 2, then: ":")
      writer.put(rest / 1000 % 60, digits: 2, then: ".")
      writer.put(rest % 1000, digits: 3, then: "Z")
      return writer.count
    }
  }

  private static func floorDivide(_ value: Int64, _ by: Int64) -> Int64 {
    value >= 0 ? value / by : -((by - 1 - value) / by)
  }
}

/// A day of the proleptic Gregorian calendar.
package struct CivilDay: Hashable, Sendable {
  package var year: Int
  package var month: Int
  package var day: Int

  /// nil when there is no such day.
  package init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1 else { return nil }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let length =
      switch month {
      case 2: isLeap ? 29 : 28
      case 4, 6, 9, 11: 30
      default: 31
      }
    guard day <= length else { return nil }
    self.year = year
    self.month = month
    self.day = day
  }

  /// Counts from the first of March of a year divisible by 400, where leap days come last.
  package init(daysSince1970 days: Int) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  package var daysSince1970: Int {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }
}

/// Reads the fixed fields of a timestamp from its bytes.
private struct DigitReader {
  let bytes: UnsafeBufferPointer<UInt8>
  var index = 0

  init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  mutating func timestamp() -> Date? {
    guard let year = number(4), skip("-"), let month = number(2), skip("-"),
      let day = number(2), skip("T", or: "t", or: " "),
      let hour = number(2), skip(":"), let minute = number(2), skip(":"),
      let second = number(2), hour < 24, minute < 60, second <= 60,
      let civil = CivilDay(year: year, month: month, day: day),
      let fraction = fraction(), let offset = zone(), index == bytes.count
    else { return nil }
    let seconds = civil.daysSince1970 * 86_400 + hour * 3600 + minute * 60 + second - offset
    return Date(timeIntervalSince1970: Double(seconds) + fraction)
  }

  private mutating func number(_ digits: Int) -> Int? {
    guard index + digits <= bytes.count else { return nil }
    var value = 0
    for _ in 0..<digits {
      let digit = Int(bytes[index]) - 48
      guard (0...9).contains(digit) else { return nil }
      value = value * 10 + digit
      index += 1
    }
    return value
  }

  private mutating func skip(
    _ a: Unicode.Scalar, or b: Unicode.Scalar? = nil, or c: Unicode.Scalar? = nil
  ) -> Bool {
    guard index < bytes.count else { return false }
    let byte = Unicode.Scalar(bytes[index])
    guard byte == a || byte == b || byte == c else { return false }
    index += 1
    return true
  }

  /// Whole milliseconds, the rest cut off; 0 without a fraction.
  private mutating func fraction() -> Double? {
    guard skip(".") else { return 0 }
    var milliseconds = 0
    var weight = 100
    let start = index
    while index < bytes.count, (48...57).contains(bytes[index]) {
      milliseconds += (Int(bytes[index]) - 48) * weight
      weight /= 10
      index += 1
    }
    return index > start && index - start <= 18 ? Double(milliseconds) / 1000 : nil
  }

  /// Seconds east of Greenwich.
  private mutating func zone() -> Int? {
    if skip("Z", or: "z") { return 0 }
    let sign: Int
    if skip("+") { sign = 1 } else if skip("-") { sign = -1 } else { return nil }
    guard let hours = number(2), skip(":"), let minutes = number(2), hours < 24, minutes < 60
    else { return nil }
    return sign * (hours * 3600 + minutes * 60)
  }
}

/// Writes numbers with leading zeros.
private struct DigitWriter {
  let out: UnsafeMutableBufferPointer<UInt8>
  var count = 0

  init(out: UnsafeMutableBufferPointer<UInt8>) { self.out = out }

  mutating func put(_ value: Int, digits: Int, then mark: Unicode.Scalar) {
    var rest = value
    for place in stride(from: count + digits - 1, through: count, by: -1) {
      out[place] = UInt8(48 + rest % 10)
      rest /= 10
    }
    out[count + digits] = UInt8(mark.value)
    count += digits + 1
  }
}
