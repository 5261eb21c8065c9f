/// Whether the terminal's background is light: asked and answered as ``MarginQuestion`` is.
///
/// OSC 11 with a question mark, answered with the colour as X11 writes it (xterm's ctlseqs).
enum BackgroundQuestion {
  static let bytes = "\u{1B}]11;?\u{7}"
  /// What the answer begins with.
  static let beginning = Array("\u{1B}]11;".utf8)

  /// - Parameter text: an operating system command with its beginning and its end.
  /// - Returns: nil when it is not a colour.
  static func isLight(_ text: ArraySlice<UInt8>) -> Bool? {
    guard text.starts(with: beginning) else { return nil }
    let words = String(decoding: text.dropFirst(beginning.count), as: UTF8.self)
    guard let start = words.firstRange(of: "rgb:")?.upperBound else { return nil }
    let end = words[start...].firstIndex { !$0.isHexDigit && $0 != "/" } ?? words.endIndex
    let parts = words[start..<end].split(separator: "/", omittingEmptySubsequences: false)
    let levels = parts.compactMap(level)
    guard parts.count == 3, levels.count == 3 else { return nil }
    // The weights of BT.709, as in WCAG's luminance, here without its curve: enough to tell the two.
    return 0.2126 * levels[0] + 0.7152 * levels[1] + 0.0722 * levels[2] > 0.5
  }

  /// One to four hexadecimal digits, of the most that so many can say.
  private static func level(_ digits: Substring) -> Double? {
    guard 1...4 ~= digits.count, let value = Int(digits, radix: 16) else { return nil }
    return Double(value) / Double(1 << (4 * digits.count) - 1)
  }
}
