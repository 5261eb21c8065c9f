extension SafeText {
  /// The longest text of one message, in scalars. No network allows a tenth of it.
  package static let longestText = 100_000
  /// The longest name or title, in scalars.
  package static let longestLine = 300

  /// Text of several lines: a message, a note.
  package init(sanitising raw: String, limit: Int = SafeText.longestText) {
    self.init(alreadySafe: Self.sanitised(raw, keepingLines: true, limit: limit))
  }

  /// Text of one line: a name, a title, a label. Line breaks become single spaces.
  package init(line raw: String, limit: Int = SafeText.longestLine) {
    self.init(alreadySafe: Self.sanitised(raw, keepingLines: false, limit: limit))
  }

  private static func sanitised(_ raw: String, keepingLines: Bool, limit: Int) -> String {
    var out = String.UnicodeScalarView()
    for scalar in raw.unicodeScalars.prefix(limit) {
      if scalar == "\n" {
        out.append(keepingLines ? "\n" : " ")
      } else if scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value) {
        out.append(scalar)
      }
    }
    return String(out)
  }
}
