/// Encoded words in headers (RFC 2047): `=?utf-8?Q?Caf=C3=A9?=`.
enum MailWords {
  /// Words that follow one another with blanks only between them are one text: a letter may be cut in
  /// two by them. What is no encoded word stays as it stands.
  static func decoded(_ text: String) -> String {
    guard text.contains("=?") else { return text }
    var out = ""
    var rest = Substring(text)
    var run: (charset: String, bytes: [UInt8]) = ("", [])
    func settle() {
      if !run.bytes.isEmpty { out += MailCharset.text(run.bytes, charset: run.charset).text }
      run = ("", [])
    }
    while let open = rest.firstRange(of: "=?") {
      let before = rest[..<open.lowerBound]
      guard let word = Word(rest[open.upperBound...]) else {
        settle()
        out += before + "=?"
        rest = rest[open.upperBound...]
        continue
      }
      if !(before.allSatisfy(\.isWhitespace) && !run.bytes.isEmpty) {
        settle()
        out += before
      }
      if run.charset != word.charset { settle() }
      run.charset = word.charset
      run.bytes += word.bytes
      rest = word.rest
    }
    settle()
    return out + rest
  }

  private struct Word {
    let charset: String
    let bytes: [UInt8]
    let rest: Substring

    /// Of the charset's name and of the text, in bytes. RFC 2047 allows 75 for both; some senders put
    /// a whole subject into one.
    private static let longest = (name: 60, text: 4000)

    /// - Parameter text: behind `=?`. What is no word is told within a few bytes.
    init?(_ text: Substring) {
      var place = text.startIndex
      func piece(_ most: Int) -> Substring? {
        let found = text[place...].utf8.prefix(most).prefix { $0 != UInt8(ascii: "?") }
        guard found.endIndex < text.endIndex, text.utf8[found.endIndex] == UInt8(ascii: "?") else {
          return nil
        }
        place = text.utf8.index(after: found.endIndex)
        return Substring(found)
      }
      guard let name = piece(Self.longest.name), let coding = piece(1),
        let word = piece(Self.longest.text), place < text.endIndex,
        text.utf8[place] == UInt8(ascii: "=")
      else { return nil }
      // A language may follow the charset (RFC 2231).
      charset = name.prefix { $0 != "*" }.lowercased()
      switch coding.lowercased() {
      case "b": bytes = MailCoding.base64(Array(word.utf8)[...])
      case "q": bytes = MailCoding.quotedWord(Array(word.utf8))
      default: return nil
      }
      rest = text[text.utf8.index(after: place)...]
    }
  }
}

/// How mail writes bytes as ASCII.
enum MailCoding {
  /// Whatever is no digit of base64 is passed over, as RFC 2045 wants it.
  static func base64(_ text: ArraySlice<UInt8>) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(text.count * 3 / 4)
    var value: UInt32 = 0
    var digits = 0
    for byte in text {
      guard byte != UInt8(ascii: "=") else { break }
      guard let digit = digit(byte) else { continue }
      value = value << 6 | digit
      digits += 1
      guard digits == 4 else { continue }
      out.append(UInt8(truncatingIfNeeded: value >> 16))
      out.append(UInt8(truncatingIfNeeded: value >> 8))
      out.append(UInt8(truncatingIfNeeded: value))
      digits = 0
    }
    if digits == 3 {
      out.append(UInt8(truncatingIfNeeded: value >> 10))
      out.append(UInt8(truncatingIfNeeded: value >> 2))
    } else if digits == 2 {
      out.append(UInt8(truncatingIfNeeded: value >> 4))
    }
    return out
  }

  private static func digit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case 65...90: UInt32(byte) - 65
    case 97...122: UInt32(byte) - 71
    case 48...57: UInt32(byte) + 4
    case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
    case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
    default: nil
    }
  }

  /// A broken escape stays as it stands; `=` at the end of a line joins it with the next.
  static func quotedPrintable(_ text: ArraySlice<UInt8>) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(text.count)
    var index = text.startIndex
    while index < text.endIndex {
      let byte = text[index]
      index += 1
      guard byte == UInt8(ascii: "=") else {
        out.append(byte)
        continue
      }
      var end = index
      while end < text.endIndex, text[end] == 32 || text[end] == 9 || text[end] == 13 { end += 1 }
      if end < text.endIndex, text[end] == 10 {
        index = end + 1
      } else if index + 1 < text.endIndex, let high = hex(text[index]),
        let low = hex(text[index + 1])
      {
        out.append(high << 4 | low)
        index += 2
      } else {
        out.append(byte)
      }
    }
    return out
  }

  /// As in headers: `_` is a blank.
  static func quotedWord(_ text: [UInt8]) -> [UInt8] {
    quotedPrintable(text.map { $0 == UInt8(ascii: "_") ? 32 : $0 }[...])
  }

  static func percent(_ text: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    var index = 0
    while index < text.count {
      if text[index] == UInt8(ascii: "%"), index + 2 < text.count, let high = hex(text[index + 1]),
        let low = hex(text[index + 2])
      {
        out.append(high << 4 | low)
        index += 3
      } else {
        out.append(text[index])
        index += 1
      }
    }
    return out
  }

  private static func hex(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 48...57: byte - 48
    case 65...70: byte - 55
    case 97...102: byte - 87
    default: nil
    }
  }
}
