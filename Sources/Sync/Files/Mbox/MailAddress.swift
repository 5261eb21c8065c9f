/// Somebody in a header of addresses.
struct MailAddress: Hashable {
  /// Empty where only the address stands there.
  var name: String
  /// In small letters.
  var address: String

  /// More than any person writes to.
  private static let most = 2000

  /// `Ana <a@x.example>, "Berg, Bo" <b@x.example>, team: c@x.example;`
  static func list(_ text: String) -> [MailAddress] {
    var found: [MailAddress] = []
    var scan = Scan()
    for scalar in text.unicodeScalars {
      guard scan.take(scalar) else { continue }
      if let one = scan.finish() { found.append(one) }
      if found.count == most { return found }
    }
    if let one = scan.finish() { found.append(one) }
    return found
  }

  private struct Scan {
    private var words = ""
    private var address = ""
    private var comment = ""
    private var isQuoted = false
    private var isEscaped = false
    private var isInside = false
    private var depth = 0

    /// - Returns: whether an address ends here.
    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
      if isEscaped {
        isEscaped = false
        words.unicodeScalars.append(scalar)
      } else if isQuoted {
        takeQuoted(scalar)
      } else if depth > 0 {
        if scalar == "(" { depth += 1 } else if scalar == ")" { depth -= 1 }
        if depth > 0 { comment.unicodeScalars.append(scalar) }
      } else if isInside {
        if scalar == ">" { isInside = false } else { address.unicodeScalars.append(scalar) }
      } else {
        return takePlain(scalar)
      }
      return false
    }

    private mutating func takeQuoted(_ scalar: Unicode.Scalar) {
      switch scalar {
      case "\\": isEscaped = true
      case "\"": isQuoted = false
      default: words.unicodeScalars.append(scalar)
      }
    }

    private mutating func takePlain(_ scalar: Unicode.Scalar) -> Bool {
      switch scalar {
      case "\"": isQuoted = true
      case "(": depth = 1
      case "<": isInside = true
      case ",", ";": return true
      // The name of a group.
      case ":": words = ""
      default: words.unicodeScalars.append(scalar)
      }
      return false
    }

    mutating func finish() -> MailAddress? {
      defer { self = Scan() }
      let name = trimmed(words)
      let inside = trimmed(address).lowercased()
      if inside.isEmpty {
        guard name.contains("@"), !name.contains(where: \.isWhitespace) else {
          return name.isEmpty
            ? nil : MailAddress(name: MailWords.decoded(name), address: name.lowercased())
        }
        return MailAddress(name: MailWords.decoded(trimmed(comment)), address: name.lowercased())
      }
      return MailAddress(name: MailWords.decoded(name), address: inside)
    }

    private func trimmed(_ text: String) -> String {
      var text = text.drop(while: \.isWhitespace)
      while text.last?.isWhitespace == true { text.removeLast() }
      return String(text)
    }
  }
}
