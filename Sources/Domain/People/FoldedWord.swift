/// A word as people compare names: without case, marks on letters, and ways to write an umlaut.
///
/// "José", "JOSE" and "jose" are one; so are "Jörg" and "Joerg".
package enum FoldedWord {
  /// Letters that are not Latin stay as they are, in lower case.
  package static func fold(_ text: some StringProtocol) -> String {
    var folded = ""
    for scalar in text.lowercased().unicodeScalars {
      if scalar.properties.generalCategory == .nonspacingMark { continue }
      if let plain = plain[scalar] {
        folded += plain
      } else {
        folded.unicodeScalars.append(scalar)
      }
    }
    guard folded.utf8.contains(UInt8(ascii: "e")) else { return folded }
    for (written, letter) in [("ae", "a"), ("oe", "o"), ("ue", "u")] {
      folded.replace(written, with: letter)
    }
    return folded
  }

  /// The words of a text, cut at everything but letters and digits, each folded.
  package static func words(_ text: some StringProtocol) -> [String] {
    text.split { !$0.isLetter && !$0.isNumber }.map { fold($0) }
  }

  /// Whether it is written in letters that a Latin greeting can be compared with.
  package static func isLatin(_ folded: some StringProtocol) -> Bool {
    folded.unicodeScalars.allSatisfy { ("a"..."z").contains($0) }
  }

  private static let plain: [Unicode.Scalar: String] = {
    var table: [Unicode.Scalar: String] = [:]
    let marked = [
      "a": "àáâãäåāăąǎ", "ae": "æ", "c": "çćĉċč", "d": "ďđð", "e": "èéêëēĕėęě", "g": "ĝğġģ",
      "h": "ĥħ", "i": "ìíîïĩīĭįı", "j": "ĵ", "k": "ķ", "l": "ĺļľŀł", "n": "ñńņň",
      "o": "òóôõöøōŏő", "oe": "œ", "r": "ŕŗř", "s": "śŝşšș", "ss": "ß", "t": "ţťŧț", "th": "þ",
      "u": "ùúûüũūŭůűų", "w": "ŵ", "y": "ýÿŷ", "z": "źżž",
    ]
    for (plain, letters) in marked {
      for letter in letters.unicodeScalars { table[letter] = plain }
    }
    return table
  }()
}
