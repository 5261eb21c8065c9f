/// A web address found in a text.
///
/// Only `http://`, `https://` and `www.` at the start of a word count; anything cleverer would turn
/// "e.g.this" into a link. What is shown is the host that would really be opened: names before an
/// `@` are left out and letters of other alphabets are written in their ASCII form, so that
/// `https://bank.example@evil.example` cannot pass for the bank.
struct WebLink: Equatable, Sendable {
  /// UTF-8 offsets in the text, as it is written there.
  var range: Range<Int>
  /// What is opened: exactly as written, with `https://` before a bare `www.`.
  var url: String
  /// Host, port, path; without the scheme.
  var shown: String

  /// Longer addresses are left as text.
  static let longest = 2048
  /// After so many links the rest of a text is left as text.
  static let most = 100

  /// Every link of a text, in order. Bounded work: one pass over the bytes.
  static func all(in text: String) -> [WebLink] {
    var text = text
    return text.withUTF8 { bytes in
      var links: [WebLink] = []
      var at = 0
      while at + 7 < bytes.count, links.count < most {
        // 'h' and 'w' are the only letters a link can begin with.
        let letter = bytes[at] | 0x20
        guard letter == 0x68 || letter == 0x77, isWordStart(bytes, at),
          let scheme = schemeLength(bytes, at)
        else {
          at += 1
          continue
        }
        let end = runEnd(bytes, from: at + scheme)
        let link = link(in: bytes, at: at, scheme: scheme, end: end)
        if let link { links.append(link) }
        at = link?.range.upperBound ?? max(end, at + 1)
      }
      return links
    }
  }

  private static func isWordStart(_ bytes: UnsafeBufferPointer<UInt8>, _ at: Int) -> Bool {
    guard at > 0 else { return true }
    let before = bytes[at - 1]
    let isLetterOrDigit =
      (0x30...0x39).contains(before) || (0x61...0x7A).contains(before | 0x20)
    return
      !(isLetterOrDigit || before == 0x2D || before == 0x2E || before == 0x40
      || before == 0x5F)
  }

  private static func link(
    in bytes: UnsafeBufferPointer<UInt8>, at start: Int, scheme: Int, end: Int
  ) -> WebLink? {
    guard end - start <= longest else { return nil }
    let written = String(decoding: bytes[start..<end], as: UTF8.self)
    let body = cut(written.dropFirst(scheme))
    guard let shown = WebAddress(body)?.shown else { return nil }
    let range = start..<start + scheme + body.utf8.count
    let exact = String(decoding: bytes[range], as: UTF8.self)
    return WebLink(range: range, url: scheme == 0 ? "https://" + exact : exact, shown: shown)
  }

  private static func runEnd(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    var end = start
    while end < bytes.count, isAllowed(bytes[end]) { end += 1 }
    return end
  }

  /// The bytes of "http://" or "https://" at `at`, 0 for "www.", nil for neither.
  private static func schemeLength(_ bytes: UnsafeBufferPointer<UInt8>, _ at: Int) -> Int? {
    for (word, length) in [("https://", 8), ("http://", 7), ("www.", 0)] {
      let wanted = word.utf8
      guard at + wanted.count < bytes.count else { continue }
      var offset = at
      let matches = wanted.allSatisfy { byte in
        defer { offset += 1 }
        let found = bytes[offset]
        return found == byte || ((0x41...0x5A).contains(found) && found | 0x20 == byte)
      }
      if matches { return length }
    }
    return nil
  }

  /// Everything but spaces, quotes, brackets of markup, and the backslash, which browsers and
  /// standards read differently. Bytes of other scripts are judged by ``cut(_:)``.
  private static func isAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case 0...0x20, 0x22, 0x3C, 0x3E, 0x5C, 0x5E, 0x60, 0x7B, 0x7C, 0x7D, 0x7F: false
    default: true
    }
  }

  /// Leaves out what belongs to the sentence: other scripts' punctuation and the full stop, comma
  /// or bracket at the end.
  private static func cut(_ body: Substring) -> Substring {
    var kept = body
    if let stop = body.unicodeScalars.firstIndex(where: { !$0.isASCII && !isLetter($0) }) {
      kept = body[..<stop]
    }
    kept = kept[..<endOfMixedLabel(kept)]
    // A bracket that was opened within the address belongs to it.
    let opened = kept.utf8.count { $0 == 0x28 }
    var closed = kept.utf8.count { $0 == 0x29 }
    while let last = kept.utf8.last, ".,;:!?'*_~)]".utf8.contains(last) {
      if last == 0x29 {
        guard closed > opened else { break }
        closed -= 1
      }
      kept = kept.dropLast()
    }
    return kept
  }

  /// "shop.jpを見て" ends after "jp": no domain ends in letters of two alphabets.
  private static func endOfMixedLabel(_ body: Substring) -> Substring.Index {
    let host = body.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    let start = host.lastIndex(of: ".").map { host.index(after: $0) } ?? host.startIndex
    let label = host[start...].unicodeScalars
    guard label.first?.isASCII == true, let foreign = label.firstIndex(where: { !$0.isASCII })
    else { return body.endIndex }
    return foreign
  }

  static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .nonspacingMark, .spacingMark, .decimalNumber:
      true
    default: false
    }
  }
}
