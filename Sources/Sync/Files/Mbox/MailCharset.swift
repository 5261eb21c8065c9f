import Foundation

/// Bytes of mail as text, by the name that the mail gives their encoding.
enum MailCharset {
  /// - Returns: the text, and whether the name was one that is known and fitted the bytes. Where it was
  ///   not, they are taken for UTF-8 if they are that, and otherwise for Latin letters.
  static func text(_ bytes: [UInt8], charset: String) -> (text: String, isSure: Bool) {
    let name = charset.lowercased().trimmingCharacters(in: CharacterSet(charactersIn: " \"'"))
    if name == "utf-8" || name == "utf8" || name == "us-ascii" || name == "ascii" || name.isEmpty {
      if let text = String(validating: bytes, as: UTF8.self) { return (text, true) }
      return (guessed(bytes), false)
    }
    guard let encoding = encodings[name],
      let text = String(data: Data(bytes), encoding: String.Encoding(rawValue: encoding))
    else { return (guessed(bytes), false) }
    return (text, true)
  }

  private static func guessed(_ bytes: [UInt8]) -> String {
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    // Most letters right and a few lost is more than the other way round.
    let isMostlyUTF8 = String(decoding: bytes, as: UTF8.self).unicodeScalars
      .reduce(into: (good: 0, bad: 0)) { count, scalar in
        if scalar == "\u{FFFD}" { count.bad += 1 } else if scalar.value > 127 { count.good += 1 }
      }
    if isMostlyUTF8.good > isMostlyUTF8.bad { return String(decoding: bytes, as: UTF8.self) }
    return String(data: Data(bytes), encoding: .windowsCP1252)
      ?? String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
  }

  /// Foundation's numbers. Those over `outer` are CoreFoundation's own, which Foundation takes too.
  /// What mail calls Latin-1 holds Windows' quotes: browsers read it so, and so do we.
  private static let encodings: [String: UInt] = {
    let outer: UInt = 0x8000_0000
    var table: [String: UInt] = [
      "iso-8859-1": String.Encoding.windowsCP1252.rawValue,
      "latin1": String.Encoding.windowsCP1252.rawValue,
      "windows-1252": String.Encoding.windowsCP1252.rawValue,
      "cp1252": String.Encoding.windowsCP1252.rawValue,
      "windows-1250": String.Encoding.windowsCP1250.rawValue,
      "windows-1251": String.Encoding.windowsCP1251.rawValue,
      "cp1251": String.Encoding.windowsCP1251.rawValue,
      "windows-1253": String.Encoding.windowsCP1253.rawValue,
      "windows-1254": String.Encoding.windowsCP1254.rawValue,
      "iso-8859-2": String.Encoding.isoLatin2.rawValue,
      "iso-2022-jp": String.Encoding.iso2022JP.rawValue,
      "euc-jp": String.Encoding.japaneseEUC.rawValue,
      "shift_jis": String.Encoding.shiftJIS.rawValue, "sjis": String.Encoding.shiftJIS.rawValue,
      "utf-16": String.Encoding.utf16.rawValue, "utf-16be": String.Encoding.utf16BigEndian.rawValue,
      "utf-16le": String.Encoding.utf16LittleEndian.rawValue,
      "macintosh": String.Encoding.macOSRoman.rawValue,
      "gb18030": outer | 0x0632, "gbk": outer | 0x0632, "gb2312": outer | 0x0632,
      "big5": outer | 0x0A03, "euc-kr": outer | 0x0940, "ks_c_5601-1987": outer | 0x0940,
      "koi8-r": outer | 0x0A02, "koi8-u": outer | 0x0A08, "tis-620": outer | 0x041D,
      "windows-874": outer | 0x041D,
    ]
    for number: UInt in [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16] {
      table["iso-8859-\(number)"] = outer | (0x0200 + number)
    }
    for number: UInt in 5...8 { table["windows-125\(number)"] = outer | (0x0500 + number) }
    return table
  }()
}
