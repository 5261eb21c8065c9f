import Foundation
import TOMLKit

/// One section `[accounts.NAME]` as text, put into a config or taken out of it.
///
/// Every other byte of the config stays, comments too. What comes out is read again before it is
/// believed: when anything but that section differs, nothing is changed.
struct AccountSection {
  enum Value {
    case text(String)
    case list([String])
    case yes

    /// As it is read again.
    fileprivate var fact: Any {
      switch self {
      case .text(let text): text
      case .list(let texts): texts
      case .yes: true
      }
    }
  }

  let name: String
  /// Keys and values in the order in which they are written.
  let entries: [(key: String, value: Value)]

  /// The config with this section at its end.
  func added(to text: String) throws -> String {
    let before = try Self.facts(of: text)
    guard (before["accounts"] as? [String: Any])?[name] == nil else {
      throw CommandError(
        "There is an account “\(name)” already. `porch account remove \(name)` takes it out.")
    }
    let end = text.utf8.contains(13) ? "\r\n" : "\n"
    var after = text
    if let last = text.utf8.last, last != 10 { after += end }
    if !text.isEmpty { after += end }
    after += (["[accounts.\(name)]"] + entries.map { "\($0.key) = \(Self.written($0.value))" })
      .map { $0 + end }.joined()
    // Whatever does not parse any more is the config's own way of naming accounts.
    guard let facts = try? Self.facts(of: after),
      Self.without(name, facts) == Self.without(name, before),
      (facts["accounts"] as? [String: Any])?[name] != nil
    else {
      throw CommandError(
        "A section cannot be added to this config. Write [accounts.\(name)] by hand.")
    }
    return after
  }

  /// The config with these entries in the section of this name, in the place of those they stand
  /// for: there is one address, and one way to the token. The section's other entries stay.
  func changed(in text: String) throws -> String {
    let before = try Self.facts(of: text)
    var lines = Self.lines(of: text)
    let other = CommandError(
      "The section of “\(name)” is written in another way. Change it by hand.")
    guard let start = lines.firstIndex(where: { Self.header($0) == ["accounts", name] }) else {
      throw other
    }
    var section = (before["accounts"] as? [String: Any])?[name] as? [String: Any] ?? [:]
    for (key, value) in entries {
      let replaced = Self.tokenKeys.contains(key) ? Self.tokenKeys : [key]
      let next = lines[(start + 1)...].firstIndex { Self.header($0) != nil } ?? lines.count
      let places = ((start + 1)..<next).filter {
        Self.key(lines[$0]).map(replaced.contains) == true
      }
      guard let first = places.first else { throw other }
      let end = lines[first].reversed().prefix { $0 == 10 || $0 == 13 }.reversed()
      for place in places.dropFirst().reversed() { lines.remove(at: place) }
      lines[first] = Array("\(key) = \(Self.written(value))".utf8) + end
      for key in replaced { section[key] = nil }
      section[key] = value.fact
    }
    let after = String(decoding: lines.joined(), as: UTF8.self)
    // Whatever else it says, or a value in several lines.
    guard let facts = try? Self.facts(of: after),
      Self.without(name, facts) == Self.without(name, before),
      (facts["accounts"] as? [String: Any])?[name] as? NSDictionary == section as NSDictionary
    else { throw other }
    return after
  }

  private static let tokenKeys: Set<String> = ["token_file", "token_env", "token_command"]

  /// A path as it is written. One beginning with ~ stays so: the config may travel.
  static func path(_ path: String) -> String {
    path == "~" || path.hasPrefix("~/") ? path : Paths.expanding(path)
  }

  /// The config without the section of this name.
  static func removed(_ name: String, from text: String) throws -> String {
    let before = try facts(of: text)
    var lines = self.lines(of: text)
    let other = CommandError(
      "The section of “\(name)” is written in another way. Take it out by hand.")
    guard let start = lines.firstIndex(where: { header($0) == ["accounts", name] }) else {
      throw other
    }
    let next = lines[(start + 1)...].firstIndex { header($0) != nil } ?? lines.count
    // Comments behind the last entry belong to what follows.
    let last = lines[start..<next].lastIndex { !isBlank($0) && !isComment($0) } ?? start
    let follows = lines[(last + 1)...].first
    lines.removeSubrange(start...last)
    if start > 0, isBlank(lines[start - 1]), follows.map(isBlank) ?? true {
      lines.remove(at: start - 1)
    }
    let after = String(decoding: lines.joined(), as: UTF8.self)
    guard let facts = try? facts(of: after), facts as NSDictionary == without(name, before) else {
      // A text that happens to look like the section's head.
      throw other
    }
    return after
  }

  /// The names of the accounts a config has, understood or not.
  static func names(in text: String) -> [String] {
    let table = TolerantTOML(text: text, path: "").table["accounts"]?.table
    return table?.keys.sorted() ?? []
  }

  // MARK: Reading

  /// What a config says, for comparing.
  private static func facts(of text: String) throws -> [String: Any] {
    do {
      let json = try TOMLTable(string: text).convert(to: .json)
      let object = try JSONSerialization.jsonObject(with: Data(json.utf8))
      return tidy(object as? [String: Any] ?? [:])
    } catch let error as TOMLParseError {
      let line = error.source.begin.line
      throw CommandError(
        "The config has a mistake in line \(line). Mend it first; nothing was changed.")
    }
  }

  private static func tidy(_ facts: [String: Any]) -> [String: Any] {
    var facts = facts
    if (facts["accounts"] as? [String: Any])?.isEmpty == true { facts["accounts"] = nil }
    return facts
  }

  private static func without(_ name: String, _ facts: [String: Any]) -> NSDictionary {
    var facts = facts
    var accounts = facts["accounts"] as? [String: Any] ?? [:]
    accounts[name] = nil
    facts["accounts"] = accounts
    return tidy(facts) as NSDictionary
  }

  // MARK: Lines

  /// The lines with what ends them.
  private static func lines(of text: String) -> [[UInt8]] {
    var lines: [[UInt8]] = []
    var line: [UInt8] = []
    for byte in text.utf8 {
      line.append(byte)
      guard byte == 10 else { continue }
      lines.append(line)
      line = []
    }
    return line.isEmpty ? lines : lines + [line]
  }

  private static func trimmed(_ line: [UInt8]) -> String {
    String(decoding: line, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }

  private static func isBlank(_ line: [UInt8]) -> Bool { trimmed(line).isEmpty }
  private static func isComment(_ line: [UInt8]) -> Bool { trimmed(line).hasPrefix("#") }

  /// What a line gives a value to; nil for one that gives none.
  private static func key(_ line: [UInt8]) -> String? {
    guard !isComment(line), let equals = line.firstIndex(of: UInt8(ascii: "=")) else { return nil }
    return trimmed(Array(line[..<equals])).trimmingCharacters(in: CharacterSet(charactersIn: "\"'"))
  }

  /// The parts of a section's name; nil for a line that begins no section.
  private static func header(_ line: [UInt8]) -> [String]? {
    let text = trimmed(line)
    guard text.hasPrefix("["), let end = text.firstIndex(of: "]") else { return nil }
    let name = text[text.index(after: text.startIndex)..<end]
    return name.split(separator: ".", omittingEmptySubsequences: false).map {
      $0.trimmingCharacters(in: CharacterSet(charactersIn: " \t\"'"))
    }
  }

  // MARK: Writing

  private static func written(_ value: Value) -> String {
    switch value {
    case .text(let text): quoted(text)
    case .list(let texts): "[" + texts.map(quoted).joined(separator: ", ") + "]"
    case .yes: "true"
    }
  }

  private static func quoted(_ text: String) -> String {
    var quoted = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\\(scalar)"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return "\"\(quoted)\""
  }
}
