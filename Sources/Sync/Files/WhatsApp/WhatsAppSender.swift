import Foundation

/// Tells the sender from the text in what follows a header.
struct WhatsAppSender {
  /// The longest name, in characters.
  private static let longest = 100
  private static let mostVerdicts = 5000
  private static let (colon, space, newline) = (
    UInt8(ascii: ":"), UInt8(ascii: " "), UInt8(ascii: "\n")
  )

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
    let bytes = rest.utf8
    var place = bytes.startIndex
    while place < bytes.endIndex, bytes[place] != Self.newline {
      let next = bytes.index(after: place)
      // A name that ends the line has an empty text.
      if bytes[place] == Self.colon,
        next == bytes.endIndex || bytes[next] == Self.space || bytes[next] == Self.newline
      {
        return checked(rest[..<place], in: rest, from: next)
      }
      place = next
    }
    return nil
  }

  /// Splits at the first colon, whatever follows it.
  mutating func looseSplit(_ rest: String) -> (String, String)? {
    let end = rest.utf8.firstIndex { $0 == Self.colon || $0 == Self.newline }
    guard let colon = end, rest.utf8[colon] == Self.colon else { return nil }
    let next = rest.utf8.index(after: colon)
    // 10:30 is a time.
    if let before = rest[..<colon].last, before.isNumber, next < rest.endIndex, rest[next].isNumber
    {
      return nil
    }
    return checked(rest[..<colon], in: rest, from: next)
  }

  private mutating func checked(
    _ name: Substring, in rest: String, from start: String.Index
  ) -> (String, String)? {
    guard let plain = verdict(on: name) else { return nil }
    let body = rest[start...].utf8
    return (plain, String(Substring(body.first == Self.space ? body.dropFirst() : body)))
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
