/// Reads what was written to a terminal and finds what neither is text nor a sequence that ncurses uses to
/// place the cursor, erase, repeat and colour.
enum OutputReader {
  /// The finals of the control sequences that ncurses uses on xterm's kin, all without prefix.
  private static let finals = Set("HfABCDGdJKXP@LMbmrSTZ".utf8)
  private static let modes: Set<String> = [
    "\u{1B}[?25h", "\u{1B}[?25l", "\u{1B}[?12l", "\u{1B}[?12;25h", "\u{1B}(B", "\u{1B}M",
    // around the character in the last column of the last row
    "\u{1B}[?7l", "\u{1B}[?7h",
  ]

  /// - Returns: each control that should not be there.
  static func foreign(in bytes: [UInt8]) -> [String] {
    var foreign: [String] = []
    guard let text = String(validating: bytes, as: UTF8.self) else { return ["not UTF-8"] }
    var rest = Array(text.unicodeScalars)[...]
    while let first = rest.first {
      let length = first == "\u{1B}" ? sequenceLength(rest) : isPlain(first) ? 1 : nil
      if length == nil { foreign.append(String(String.UnicodeScalarView(rest.prefix(12)))) }
      rest = rest.dropFirst(length ?? 1)
    }
    return foreign
  }

  private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    if ["\r", "\n", "\u{8}"].contains(scalar) { return true }
    switch scalar.properties.generalCategory {
    case .control, .privateUse, .surrogate, .unassigned, .lineSeparator, .paragraphSeparator:
      return false
    // Number and verse signs are seen; nothing else of its kind may come.
    case .format:
      return [0x6DD, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD].contains(scalar.value)
        || 0x600...0x605 ~= scalar.value
    default: return !scalar.properties.isVariationSelector
    }
  }

  private static func sequenceLength(_ rest: ArraySlice<Unicode.Scalar>) -> Int? {
    let text = String(String.UnicodeScalarView(rest.prefix(12)))
    if let mode = modes.first(where: { text.hasPrefix($0) }) { return mode.unicodeScalars.count }
    guard text.hasPrefix("\u{1B}[") else { return nil }
    let numbers = rest.dropFirst(2).prefix { "0"..."9" ~= $0 || $0 == ";" }
    guard let final = rest.dropFirst(2 + numbers.count).first, final.isASCII,
      finals.contains(UInt8(final.value))
    else { return nil }
    return numbers.count + 3
  }
}
