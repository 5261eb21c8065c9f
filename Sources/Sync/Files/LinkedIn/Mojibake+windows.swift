extension Mojibake {
  /// Undoes UTF-8 that was read as Windows-1252 (`Ã©` for `é`, `â€™` for `’`), where the text can
  /// only have been meant so; otherwise unchanged.
  ///
  /// Some LinkedIn exports are written so and most are not: every scalar has to be one that stands for
  /// a byte, and all bytes together have to be UTF-8. A lone `é` or `’` is not, and stays.
  static func repairedWindows(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 >= 0x80 }) else { return text }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      guard let byte = windowsByte(scalar.value) else { return text }
      bytes.append(byte)
    }
    return String(validating: bytes, as: UTF8.self) ?? text
  }

  private static func windowsByte(_ scalar: UInt32) -> UInt8? {
    if scalar <= 0xFF { return UInt8(scalar) }
    return upper[scalar]
  }

  /// What Windows-1252 has in place of the controls 0x80–0x9F.
  private static let upper: [UInt32: UInt8] = [
    0x20AC: 0x80, 0x201A: 0x82, 0x0192: 0x83, 0x201E: 0x84, 0x2026: 0x85, 0x2020: 0x86,
    0x2021: 0x87, 0x02C6: 0x88, 0x2030: 0x89, 0x0160: 0x8A, 0x2039: 0x8B, 0x0152: 0x8C,
    0x017D: 0x8E, 0x2018: 0x91, 0x2019: 0x92, 0x201C: 0x93, 0x201D: 0x94, 0x2022: 0x95,
    0x2013: 0x96, 0x2014: 0x97, 0x02DC: 0x98, 0x2122: 0x99, 0x0161: 0x9A, 0x203A: 0x9B,
    0x0153: 0x9C, 0x017E: 0x9E, 0x0178: 0x9F,
  ]
}
