/// The fields at the head of a mail or of one of its parts.
struct MailHeaders {
  private static let mostFields = 1000
  /// Of one field, in bytes.
  private static let longest = 64 << 10

  private var fields: [(name: String, value: String)] = []
  /// Where the body begins.
  let bodyStart: Int

  /// - Parameter bytes: begins with the first field.
  init(_ bytes: ArraySlice<UInt8>) {
    var index = bytes.startIndex
    let end = min(bytes.endIndex, bytes.startIndex + MboxReader.longestHeader)
    var name = ""
    var value: [UInt8] = []
    var found: [(String, String)] = []
    func settle() {
      if !name.isEmpty && found.count < Self.mostFields { found.append((name, Self.text(value))) }
      name = ""
      value = []
    }
    while index < end {
      let lineEnd = bytes[index...].firstIndex(of: 10) ?? bytes.endIndex
      var line = bytes[index..<lineEnd]
      index = min(lineEnd + 1, bytes.endIndex)
      if line.last == 13 { line = line.dropLast() }
      if line.isEmpty { break }
      if line[line.startIndex] == 32 || line[line.startIndex] == 9 {
        if value.count + line.count < Self.longest { value += line }
      } else if let colon = line.firstIndex(of: UInt8(ascii: ":")) {
        settle()
        name = String(decoding: line[..<colon].prefix(100), as: UTF8.self).lowercased()
          .filter { !$0.isWhitespace }
        value = Array(line[(colon + 1)...].prefix(Self.longest))
      }
    }
    settle()
    fields = found
    bodyStart = index
  }

  /// Bytes beyond ASCII have no business in a header; those that come are UTF-8, or Latin letters.
  private static func text(_ bytes: [UInt8]) -> String {
    let text =
      String(validating: bytes, as: UTF8.self)
      ?? MailCharset.text(bytes, charset: "windows-1252").text
    return String(text.drop(while: \.isWhitespace))
  }

  /// The first field of a name (in small letters), as it stands but for its folds.
  func raw(_ name: String) -> String? { fields.first { $0.name == name }?.value }

  /// Every field of a name, as it stands.
  func all(_ name: String) -> some Sequence<String> {
    fields.lazy.filter { $0.name == name }.map(\.value)
  }

  /// The first field of a name in words.
  func words(_ name: String) -> String? { raw(name).map(MailWords.decoded) }

  func has(_ name: String) -> Bool { fields.contains { $0.name == name } }

  /// What stands in angle brackets, such as ids of mails, up to a hundred of them.
  func ids(_ name: String) -> [String] {
    guard let text = raw(name) else { return [] }
    let pieces: [Substring] = text.split(whereSeparator: Self.separatesIDs)
    let ids = pieces.filter { $0.contains("@") || $0.count > 5 }.map { String($0) }
    return ids.count <= 100 ? ids : Array(ids.prefix(50) + ids.suffix(50))
  }

  private static func separatesIDs(_ mark: Character) -> Bool {
    mark == "<" || mark == ">" || mark == "," || mark.isWhitespace
  }

  /// `value; name=text; …`: the value in small letters, and the parameters by their small names.
  func structured(_ name: String) -> (value: String, parameters: [String: String]) {
    MailParameters.split(raw(name) ?? "")
  }
}

/// Parameters of a structured field (RFC 2045, with the continued and encoded ones of RFC 2231).
enum MailParameters {
  static func split(_ text: String) -> (value: String, parameters: [String: String]) {
    var pieces: [String] = [""]
    var isQuoted = false
    var isEscaped = false
    for character in text.unicodeScalars.prefix(20_000) {
      if isEscaped {
        pieces[pieces.count - 1].unicodeScalars.append(character)
        isEscaped = false
      } else if isQuoted && character == "\\" {
        isEscaped = true
      } else if character == "\"" {
        isQuoted.toggle()
      } else if character == ";" && !isQuoted && pieces.count < 100 {
        pieces.append("")
      } else {
        pieces[pieces.count - 1].unicodeScalars.append(character)
      }
    }
    var plain: [String: String] = [:]
    for piece in pieces.dropFirst() {
      guard let equals = piece.firstIndex(of: "=") else { continue }
      let name = piece[..<equals].filter { !$0.isWhitespace }.lowercased()
      let value = piece[piece.index(after: equals)...]
      if plain[name] == nil { plain[name] = trimmed(value) }
    }
    return (trimmed(pieces[0][...]).lowercased(), joined(plain))
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text.drop(while: \.isWhitespace)
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }

  /// `name*0*=utf-8''%C3%A9; name*1=b` becomes `name=éb`.
  private static func joined(_ plain: [String: String]) -> [String: String] {
    var found = plain.filter { !$0.key.contains("*") }.mapValues(MailWords.decoded)
    for base in Set(plain.keys.filter { $0.contains("*") }.map { String($0.prefix { $0 != "*" }) })
    {
      var charset = "utf-8"
      var bytes: [UInt8] = []
      let names = [[base + "*"], (0..<50).flatMap { ["\(base)*\($0)*", "\(base)*\($0)"] }].joined()
      for name in names {
        guard var value = plain[name].map({ Substring($0) }) else { continue }
        guard name.hasSuffix("*") else {
          bytes += Array(value.utf8)
          continue
        }
        let parts = value.split(separator: "'", maxSplits: 2, omittingEmptySubsequences: false)
        if bytes.isEmpty && parts.count == 3 { (charset, value) = (String(parts[0]), parts[2]) }
        bytes += MailCoding.percent(Array(value.utf8))
      }
      if !bytes.isEmpty { found[base] = MailCharset.text(bytes, charset: charset).text }
    }
    return found
  }
}
