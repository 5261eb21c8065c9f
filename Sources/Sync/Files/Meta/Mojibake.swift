/// Meta writes the bytes of UTF-8 as if each were a character: `Ã©` for `é`.
enum Mojibake {
  /// The text as it was meant, where it can only have been meant so; otherwise unchanged.
  ///
  /// A string is repaired when every scalar fits a byte, one is beyond ASCII, and the bytes are
  /// UTF-8. Clean text of other scripts, and Latin-1 text that is no UTF-8, stay as they are.
  static func repaired(_ text: String) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    var isPlain = true
    for scalar in text.unicodeScalars {
      guard scalar.value <= 0xFF else { return text }
      if scalar.value >= 0x80 { isPlain = false }
      bytes.append(UInt8(scalar.value))
    }
    guard !isPlain, let meant = String(validating: bytes, as: UTF8.self) else { return text }
    return meant
  }
}
