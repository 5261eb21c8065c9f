import Foundation

/// Tells the sender from the text in what follows a header.
struct WhatsAppSender {
  /// The longest name, in characters.
  private static let longest = 100
  private static let mostVerdicts = 5000

  private var verdicts: [Substring: String?] = [:]

  /// nil when the line is the app's own.
  /// - Parameters:
  ///   - names: those known to write in this chat.
  ///   - long: names that hold a colon and a space themselves, the longest first.
  mutating func split(
    _ rest: String, names: Set<String>, long: [String] = []
  ) -> (String, String)? {
    for name in long {
      guard let end = rest.range(of: name + ":", options: .anchored)?.upperBound else { continue }
      if end == rest.endIndex || rest[end] == " " || rest[end] == "\n" {
        return checked(Substring(name), in: rest, from: end)
      }
    }
    if !names.isEmpty, let (name, body) = looseSplit(rest), names.contains(name) {
      return (name, body)
    }
    let line = rest.prefix { $0 != "\n" }
    var from = line.startIndex
    while let colon = line[from...].firstIndex(of: ":") {
      let next = line.index(after: colon)
      // A name that ends the line has an empty text.
      if next == line.endIndex || line[next] == " " {
        return checked(line[..<colon], in: rest, from: next)
      }
      from = next
    }
    return nil
  }

  /// Splits at the first colon, whatever follows it.
  mutating func looseSplit(_ rest: String) -> (String, String)? {
    let line = rest.prefix { $0 != "\n" }
    guard let colon = line.firstIndex(of: ":") else { return nil }
    let next = line.index(after: colon)
    // 10:30 is a time.
    if let before = line[..<colon].last, before.isNumber, next < line.endIndex, line[next].isNumber
    {
      return nil
    }
    return checked(line[..<colon], in: rest, from: next)
  }

  private mutating func checked(
    _ name: Substring, in rest: String, from start: String.Index
  ) -> (String, String)? {
    guard let plain = verdict(on: name) else { return nil }
    let body = rest[start...]
    return (plain, String(body.first == " " ? body.dropFirst() : body))
  }

  /// The same few names stand before all messages.
  private mutating func verdict(on name: Substring) -> String? {
    if let known = verdicts[name] { return known }
    let verdict = Self.name(name)
    if verdicts.count < Self.mostVerdicts { verdicts[Substring(String(name))] = verdict }
    return verdict
  }

  private static func name(_ name: Substring) -> String? {
    let plain = WhatsAppBody.plain(String(name))
    guard !plain.isEmpty, plain.count <= longest, !plain.contains(where: "\"“”„«»".contains)
    else { return nil }
    let lower = plain.lowercased()
    return WhatsAppWords.system.contains(where: lower.contains) ? nil : plain
  }
}
