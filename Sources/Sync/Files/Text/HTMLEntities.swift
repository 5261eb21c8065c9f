/// `&amp;`, `&#39;` and their like, in markup and in plain text that a network has escaped.
///
/// Foundation on Linux unescapes HTML nowhere but in its XML parser, which would refuse the plain `&`
/// and `<` that such texts hold too. A library's table (libxml2 has the 253 names of HTML 4) would be a
/// system package more for names that no export writes: X escapes `&`, `<` and `>`, Snapchat quotes and
/// apostrophes too, LinkedIn what its editor makes (blanks, dashes, quotes), all others by number. What
/// only mails could hold beyond that, such as Greek letters by name, stays readable as it stands.
enum HTMLEntities {
  /// Each is read once: `&amp;lt;` is `&lt;`. What is none stays as it stands.
  static func unescaped(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "&")) else { return text }
    var out = ""
    var rest = Substring(text)
    while let mark = rest.utf8.firstIndex(of: UInt8(ascii: "&")) {
      out += rest[..<mark]
      let inside = rest[rest.utf8.index(after: mark)...]
      // The longest name in the table has eight letters.
      let name = inside.utf8.prefix(10).prefix { $0 != UInt8(ascii: ";") && $0 > 32 && $0 < 127 }
      if name.endIndex < inside.endIndex, inside.utf8[name.endIndex] == UInt8(ascii: ";"),
        let meant = meaning(of: String(Substring(name)))
      {
        out += meant
        rest = inside[inside.utf8.index(after: name.endIndex)...]
      } else {
        out += "&"
        rest = inside
      }
    }
    return out + rest
  }

  private static func meaning(of name: String) -> String? {
    guard name.hasPrefix("#") else { return named[name] }
    let digits = name.dropFirst()
    let isHex = digits.hasPrefix("x") || digits.hasPrefix("X")
    guard let value = isHex ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits),
      let scalar = Unicode.Scalar(value), value > 0
    else { return nil }
    return String(Character(scalar))
  }

  /// The ones that people's texts are escaped with, and the common ones of letters and marks.
  private static let named: [String: String] = [
    "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": "\u{A0}",
    "hellip": "…", "mdash": "—", "ndash": "–", "lsquo": "‘", "rsquo": "’", "ldquo": "“",
    "rdquo": "”", "laquo": "«", "raquo": "»", "bull": "•", "middot": "·", "copy": "©",
    "reg": "®", "trade": "™", "euro": "€", "pound": "£", "yen": "¥", "cent": "¢", "sect": "§",
    "deg": "°", "times": "×", "iexcl": "¡", "iquest": "¿", "szlig": "ß", "auml": "ä",
    "ouml": "ö", "uuml": "ü", "Auml": "Ä", "Ouml": "Ö", "Uuml": "Ü", "eacute": "é",
    "egrave": "è", "ecirc": "ê", "euml": "ë", "aacute": "á", "agrave": "à", "acirc": "â",
    "aring": "å", "atilde": "ã", "iacute": "í", "icirc": "î", "iuml": "ï", "oacute": "ó",
    "ocirc": "ô", "otilde": "õ", "oslash": "ø", "uacute": "ú", "ugrave": "ù", "ucirc": "û",
    "ntilde": "ñ", "ccedil": "ç", "aelig": "æ", "Eacute": "É", "Ccedil": "Ç", "Ntilde": "Ñ",
    "shy": "", "zwnj": "\u{200C}", "zwj": "\u{200D}", "ensp": " ", "emsp": " ", "thinsp": " ",
    "rarr": "→", "larr": "←", "hearts": "♥", "check": "✓",
  ]
}
