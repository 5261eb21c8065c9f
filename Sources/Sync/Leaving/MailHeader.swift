import FoundationEssentials

/// Text in the header of a mail: as it is where that is plain ASCII, else in encoded words of at most
/// 75 characters (RFC 2047), one a line.
enum MailHeader {
  /// An unstructured header: a subject.
  static func text(_ text: String) -> String {
    let isPlain =
      text.utf8.count <= 70 && text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
      && !text.contains("=?")
    return isPlain ? text : encoded(text)
  }

  /// A name and an address.
  static func mailbox(_ name: String, _ address: String) -> String {
    guard !name.isEmpty else { return address }
    let isWord = name.utf8.allSatisfy {
      $0 == 0x20 || ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A) || ($0 >= 0x30 && $0 <= 0x39)
    }
    if isWord, name.utf8.count <= 70 { return "\(name) <\(address)>" }
    return "\(encoded(name))\n <\(address)>"
  }

  /// Bytes of text in one word: 45 make 60 of base64, and 12 stand around them.
  private static let wordLength = 45

  private static func encoded(_ text: String) -> String {
    var words: [String] = []
    var piece = ""
    func finish() {
      guard !piece.isEmpty else { return }
      words.append("=?UTF-8?B?\(Data(piece.utf8).base64EncodedString())?=")
      piece = ""
    }
    // A scalar is never cut; a character may be, which RFC 2047 allows.
    for scalar in text.unicodeScalars {
      if piece.utf8.count + UTF8.width(scalar) > wordLength { finish() }
      piece.unicodeScalars.append(scalar)
    }
    finish()
    return words.joined(separator: "\n ")
  }
}

/// The body of a mail with the header that says how it is written.
enum MailBody {
  /// The longest line that a mail may have, in bytes (RFC 5322).
  private static let longestLine = 990

  static func encoded(_ text: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.allSatisfy({ $0.utf8.count <= longestLine }) {
      let body = lines.map { beginsAMail($0) ? ">\($0)" : String($0) }.joined(separator: "\n")
      return "Content-Transfer-Encoding: 8bit\n\n\(body)\n"
    }
    let body = lines.map(quotedPrintable).joined(separator: "\n")
    return "Content-Transfer-Encoding: quoted-printable\n\n\(body)\n"
  }

  private static func beginsAMail(_ line: Substring) -> Bool {
    line.drop { $0 == ">" }.hasPrefix("From ")
  }

  /// RFC 2045: lines of at most 76 characters, each cut with "=".
  private static func quotedPrintable(_ line: Substring) -> String {
    var out: [UInt8] = []
    var column = 0
    let bytes = Array(line.utf8)
    let digits = Array("0123456789ABCDEF".utf8)
    for (index, byte) in bytes.enumerated() {
      let isLast = index == bytes.count - 1
      let mustBeCoded =
        byte == 0x3D || byte < 0x20 || byte > 0x7E || byte == 0x20 && isLast
        || byte == 0x46 && column == 0
      let width = mustBeCoded ? 3 : 1
      if column + width > 75 {
        out += Array("=\n".utf8)
        column = 0
      }
      if mustBeCoded || byte == 0x46 && column == 0 {
        out += [0x3D, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        column += 3
      } else {
        out.append(byte)
        column += 1
      }
    }
    return String(decoding: out, as: UTF8.self)
  }
}
