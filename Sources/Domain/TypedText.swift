/// Text of ours as it may leave: what the composer takes of typing and of a paste, and what
/// `porch reply` takes of its input. One cleaning for both, so that what is sent is what is shown.
package enum TypedText {
  /// Line ends of all kinds as "\n", tabs as four spaces, and no other control character. All
  /// else is kept as it is typed; it is made safe where it is drawn. Cleaning twice is cleaning once.
  package static func cleaned(_ text: String) -> String {
    let isClean = text.utf8.allSatisfy { (0x20..<0x7F).contains($0) || $0 == 0x0A }
    if isClean { return text }
    var clean = String.UnicodeScalarView()
    var before: Unicode.Scalar?
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x0A: if before != "\r" { clean.append("\n") }
      case 0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029: clean.append("\n")
      case 0x09: clean.append(contentsOf: "    ".unicodeScalars)
      case 0..<0x20, 0x7F..<0xA0: break
      default: clean.append(scalar)
      }
      before = scalar
    }
    return String(clean)
  }
}
