/// Ids for things that a format gives none: the same in every later export of the same thing.
enum StableKey {
  /// 128 bits in hexadecimal, from two differently seeded fingerprints.
  static func of(_ parts: String...) -> String { of(parts) }

  static func of(_ parts: [String]) -> String {
    var first = Fingerprint()
    var second = Fingerprint()
    second.add(part: "second")
    for part in parts {
      first.add(part: part)
      second.add(part: part)
    }
    return hex(first.value) + hex(second.value)
  }

  /// A name as an id: itself where it is one, otherwise its beginning and a key of the whole.
  static func name(_ name: String) -> String {
    var safe = String.UnicodeScalarView()
    for scalar in name.unicodeScalars
    where scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value) { safe.append(scalar) }
    let text = String(safe)
    if text == name && !text.isEmpty && text.utf8.count <= 120 { return text }
    var start = ""
    for character in text where start.utf8.count + character.utf8.count <= 80 {
      start.append(character)
    }
    return start + "~" + of(name)
  }

  private static func hex(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
