import InboxAPI

/// The start of a line of a Signal chat as text: `[2019-12-24, 12:23] Name: text`.
///
/// The comma and the seconds may be there or not, the same way in a whole file.
struct SignalHeader: Hashable {
  struct Dialect: Hashable {
    var hasComma: Bool
    var hasSeconds: Bool
  }

  let dialect: Dialect
  let day: CivilDay
  let hour: Int
  let minute: Int
  let second: Int
  /// What follows the bracket and the blank after it.
  let rest: Substring

  init?(_ line: String) {
    var scan = Substring(line)
    guard Self.skip("[", &scan), let year = Self.number(4, &scan), Self.skip("-", &scan),
      let month = Self.number(2, &scan), Self.skip("-", &scan), let date = Self.number(2, &scan)
    else { return nil }
    let hasComma = Self.skip(",", &scan)
    guard Self.skip(" ", &scan), let hour = Self.number(2, &scan), Self.skip(":", &scan),
      let minute = Self.number(2, &scan)
    else { return nil }
    let hasSeconds = Self.skip(":", &scan)
    var second = 0
    if hasSeconds {
      guard let number = Self.number(2, &scan) else { return nil }
      second = number
    }
    guard Self.skip("]", &scan), Self.skip(" ", &scan), hour < 24, minute < 60, second < 60,
      let day = CivilDay(year: year, month: month, day: date)
    else { return nil }
    dialect = Dialect(hasComma: hasComma, hasSeconds: hasSeconds)
    (self.day, self.hour, self.minute, self.second, rest) = (day, hour, minute, second, scan)
  }

  private static func skip(_ mark: Unicode.Scalar, _ scan: inout Substring) -> Bool {
    guard scan.unicodeScalars.first == mark else { return false }
    scan.unicodeScalars.removeFirst()
    return true
  }

  private static func number(_ digits: Int, _ scan: inout Substring) -> Int? {
    var value = 0
    for _ in 0..<digits {
      guard let byte = scan.utf8.first, byte &- 48 < 10 else { return nil }
      value = value * 10 + Int(byte - 48)
      scan.utf8.removeFirst()
    }
    return value
  }

  // MARK: Telling it from WhatsApp

  /// Whether the beginning of a file reads like Signal's form and not like WhatsApp's.
  ///
  /// Of all the forms that WhatsApp has for its dates, one comes as near as can be: an iPhone set to
  /// Swedish or to Canadian English writes `[2019-12-24, 12:23:45] Name: text`. Such a file is
  /// WhatsApp's where it is called `_chat.txt` or like a WhatsApp chat, or holds what only that app
  /// writes: direction marks, its sentence on encryption, words for omitted media.
  static func isSignal(_ sample: FileSample) -> Bool {
    guard mayBeSignal(sample.head) else { return false }
    let lines = sample.text.split(maxSplits: 50, whereSeparator: \.isNewline).prefix(50)
    guard lines.contains(where: { SignalHeader(String($0))?.sender([]) != nil }) else {
      return false
    }
    let isWhatsAppsName =
      sample.name == "_chat.txt" || WhatsAppWords.titles.contains { sample.name.hasPrefix($0) }
    return !isWhatsAppsName
      && !lines.contains { line in
        let lower = line.lowercased()
        return line.unicodeScalars.contains("\u{200E}") || lower.contains("<attached: ")
          || WhatsAppWords.system.prefix(7).contains(where: lower.contains)
          || WhatsAppWords.omitted.contains { lower.hasSuffix(": " + $0) }
      }
  }

  /// Whether a line begins with a bracket and a year: every text of every export is asked.
  private static func mayBeSignal(_ head: [UInt8]) -> Bool {
    head.indices.contains { place in
      head[place] == UInt8(ascii: "[") && (place == 0 || head[place - 1] == 10)
        && place + 5 < head.count && head[(place + 1)...(place + 4)].allSatisfy { $0 &- 48 < 10 }
        && head[place + 5] == UInt8(ascii: "-")
    }
  }

  /// The longest name, in characters.
  private static let longestName = 100

  /// Who wrote, and what; nil where no name and colon follow.
  /// - Parameter long: names that hold a colon themselves.
  func sender(_ long: [String]) -> (name: String, text: String)? {
    for name in long where rest.hasPrefix(name + ":") {
      return (name, Self.text(rest.dropFirst(name.count + 1)))
    }
    guard let colon = rest.firstIndex(of: ":") else { return nil }
    let name = rest[..<colon].drop(while: \.isWhitespace)
    guard !name.isEmpty, name.count <= Self.longestName else { return nil }
    return (String(name), Self.text(rest[rest.index(after: colon)...]))
  }

  private static func text(_ text: Substring) -> String {
    String(text.first == " " ? text.dropFirst() : text)
  }
}
