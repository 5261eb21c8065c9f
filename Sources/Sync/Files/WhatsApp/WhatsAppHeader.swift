/// The start of a line of a WhatsApp export: a date, a time, and the marks around them.
///
/// `30/12/2023, 14:30 - ` of Android, `[30/12/2023, 14:30:12] ` of iOS, in all their local forms.
/// Which number is the day is not decided here: that is a matter of the whole file.
struct WhatsAppHeader: Hashable {
  /// What all headers of one file have in common. A line that only looks like a header, because
  /// somebody wrote a date, differs in one of these.
  struct Dialect: Hashable {
    var isBracketed: Bool
    var dateSeparator: Unicode.Scalar
    var isYearFirst: Bool
    var hasShortYear: Bool
    var hasSeconds: Bool
    var timeSeparator: Unicode.Scalar
    var isTwelveHour: Bool
  }

  var dialect: Dialect
  /// The three numbers of the date, as they stand.
  var numbers: [Int]
  /// 0–23.
  var hour: Int
  var minute: Int
  var second: Int
  /// Where the rest of the line begins, in bytes of UTF-8.
  var length: Int
  /// The date as it stands, to be shown.
  var dateText: String

  init?(_ line: [Unicode.Scalar]) {
    var scan = WhatsAppScan(line)
    guard let header = scan.header() else { return nil }
    self = header
  }

  init(
    dialect: Dialect, numbers: [Int], hour: Int, minute: Int, second: Int, length: Int,
    dateText: String
  ) {
    self.dialect = dialect
    self.numbers = numbers
    self.hour = hour
    self.minute = minute
    self.second = second
    self.length = length
    self.dateText = dateText
  }
}

/// Marks that apps put around text to steer its direction: passed over when matching.
func isDirectionMark(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x200E, 0x200F, 0x061C, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF: true
  default: false
  }
}

/// Walks over the scalars of a line's start.
struct WhatsAppScan {
  private let line: [Unicode.Scalar]
  private(set) var index = 0

  init(_ line: [Unicode.Scalar]) { self.line = line }

  mutating func header() -> WhatsAppHeader? {
    skipMarks()
    let isBracketed = skip("[")
    let dateStart = index
    guard let (numbers, digits, separator) = date() else { return nil }
    let dateText = text(from: dateStart)
    skipBetween()
    var half = meridiem()
    guard let time = time() else { return nil }
    skipSpaces()
    if half == nil { half = meridiem() }
    guard let hour = Self.hour(time.hour, half: half), close(isBracketed) else { return nil }
    let dialect = WhatsAppHeader.Dialect(
      isBracketed: isBracketed, dateSeparator: separator, isYearFirst: digits[0] == 4,
      hasShortYear: digits[0] != 4 && digits[2] == 2, hasSeconds: time.second != nil,
      timeSeparator: time.separator, isTwelveHour: half != nil)
    return WhatsAppHeader(
      dialect: dialect, numbers: numbers, hour: hour, minute: time.minute,
      second: time.second ?? 0, length: line[..<index].reduce(0) { $0 + UTF8.width($1) },
      dateText: dateText)
  }

  private static func hour(_ hour: Int, half: WhatsAppWords.Half?) -> Int? {
    switch half {
    case nil: hour < 24 ? hour : nil
    case .morning: hour <= 12 ? hour % 12 : nil
    case .afternoon: hour <= 12 ? hour % 12 + 12 : nil
    }
  }

  /// Three numbers with the same separator; the last may be followed by one (`2023. 12. 30.`).
  private mutating func date() -> ([Int], [Int], Unicode.Scalar)? {
    var numbers: [Int] = []
    var digits: [Int] = []
    var separator: Unicode.Scalar?
    for place in 0..<3 {
      guard let (number, count) = number(most: 4) else { return nil }
      numbers.append(number)
      digits.append(count)
      guard place < 2 else { break }
      guard let mark = current, mark == "/" || mark == "." || mark == "-" || mark == "‑",
        separator == nil || separator == mark
      else { return nil }
      separator = mark
      index += 1
      skipSpaces()
    }
    guard let separator else { return nil }
    if separator == ".", current == "." { index += 1 }
    let isYearFirst = digits[0] == 4 && digits[1] <= 2 && digits[2] <= 2
    let isYearLast = digits[0] <= 2 && digits[1] <= 2 && (digits[2] == 4 || digits[2] == 2)
    return isYearFirst || isYearLast ? (numbers, digits, separator) : nil
  }

  private mutating func time() -> (
    hour: Int, minute: Int, second: Int?, separator: Unicode.Scalar
  )? {
    guard let (hour, _) = number(most: 2), let separator = current,
      separator == ":" || separator == "."
    else { return nil }
    index += 1
    guard let (minute, count) = number(most: 2), count == 2, minute < 60 else { return nil }
    guard current == separator else { return (hour, minute, nil, separator) }
    index += 1
    guard let (second, width) = number(most: 2), width == 2, second < 60 else { return nil }
    return (hour, minute, second, separator)
  }

  private mutating func close(_ isBracketed: Bool) -> Bool {
    skipSpaces()
    if isBracketed {
      guard skip("]") else { return false }
    } else {
      guard skip("-") || skip("–") else { return false }
      guard let scalar = current, Self.isSpace(scalar) || isDirectionMark(scalar) else {
        return false
      }
    }
    if let scalar = current, Self.isSpace(scalar) { index += 1 }
    return true
  }

  /// A comma, spaces, and the word that some languages put between date and time.
  private mutating func skipBetween() {
    skipSpaces()
    if !skip(",") { _ = skip("،") }
    skipSpaces()
    guard mayBeWord else { return }
    for word in WhatsAppWords.betweenDateAndTime where skip(word: word) {
      skipSpaces()
      break
    }
  }

  private mutating func meridiem() -> WhatsAppWords.Half? {
    guard mayBeWord else { return nil }
    for (word, half) in WhatsAppWords.halves where skip(word: word) {
      skipSpaces()
      return half
    }
    return nil
  }

  /// Most headers have no words: a digit, a dash or a bracket settles it.
  private var mayBeWord: Bool {
    guard let value = current?.value else { return false }
    return value >= 0x80 || (0x41...0x5A).contains(value & ~0x20)
  }

  private mutating func skip(word: [Unicode.Scalar]) -> Bool {
    var place = index
    for scalar in word {
      guard place < line.count else { return false }
      let mine = Self.isSpace(line[place]) ? " " : line[place]
      guard mine == scalar || Self.lower(mine) == scalar else { return false }
      place += 1
    }
    index = place
    return true
  }

  private static func lower(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
    if scalar.isASCII { return Unicode.Scalar(scalar.value | 0x20) }
    return scalar.properties.lowercaseMapping.unicodeScalars.first
  }

  /// Digits of any script.
  private mutating func number(most: Int) -> (Int, Int)? {
    skipMarks()
    var value = 0
    var count = 0
    while let scalar = current, let digit = Self.digit(scalar) {
      count += 1
      guard count <= most else { return nil }
      value = value * 10 + digit
      index += 1
    }
    skipMarks()
    return count > 0 ? (value, count) : nil
  }

  private static func digit(_ scalar: Unicode.Scalar) -> Int? {
    if (48...57).contains(scalar.value) { return Int(scalar.value) - 48 }
    guard scalar.value > 0x7F, scalar.properties.generalCategory == .decimalNumber,
      let value = scalar.properties.numericValue
    else { return nil }
    return Int(value)
  }

  private var current: Unicode.Scalar? { index < line.count ? line[index] : nil }

  private mutating func skip(_ scalar: Unicode.Scalar) -> Bool {
    guard current == scalar else { return false }
    index += 1
    return true
  }

  private mutating func skipMarks() {
    while let scalar = current, isDirectionMark(scalar) { index += 1 }
  }

  private mutating func skipSpaces() {
    while let scalar = current, Self.isSpace(scalar) || isDirectionMark(scalar) { index += 1 }
  }

  private func text(from start: Int) -> String {
    let scalars = line[start..<index]
    if scalars.allSatisfy(\.isASCII) {
      return String(unsafeUninitializedCapacity: scalars.count) { buffer in
        for (place, scalar) in scalars.enumerated() { buffer[place] = UInt8(scalar.value) }
        return scalars.count
      }
    }
    var view = String.UnicodeScalarView()
    view.append(contentsOf: line[start..<index])
    return String(view)
  }

  /// Plain, no-break, narrow no-break, thin.
  private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    scalar == " " || scalar == "\u{A0}" || scalar == "\u{202F}" || scalar == "\u{2009}"
  }
}
