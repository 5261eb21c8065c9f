/// Markup as the plain text that it stands for.
///
/// By hand, because on Linux nothing at hand does it: Foundation's attributed strings read no HTML
/// there, and `XMLDocument` wants well-formed XML, which mails and messages are not. No tree is built
/// and nothing is nested: time and memory are in proportion to the length, whatever stands in it.
struct HTMLText {
  /// What a reader sees: lines for blocks, the address behind a link that does not show it.
  static func plain(_ html: String) -> String {
    var reading = HTMLText(bytes: Array(html.utf8))
    reading.walk()
    return reading.written.finish()
  }

  /// Whether a text is markup and not a person's `<3` or `a <b`: it has a tag that messages use, closed,
  /// and with attributes that are some.
  static func isMarkup(_ text: String) -> Bool {
    guard text.utf8.contains(UInt8(ascii: ">")) else { return false }
    let bytes = Array(text.utf8.prefix(256 << 10))
    var index = 0
    var tries = 0
    while tries < 100, let open = bytes[index...].firstIndex(of: UInt8(ascii: "<")) {
      index = open + 1
      tries += 1
      guard let tag = HTMLTag(bytes, at: open), telling.contains(tag.name) else { continue }
      if tag.isBare || tag.hasAttributes { return true }
    }
    return false
  }

  private static let telling: Set<String> = [
    "p", "br", "a", "div", "span", "b", "i", "u", "em", "strong", "ul", "ol", "li", "html", "body",
    "table", "img", "blockquote", "h1", "h2", "h3",
  ]

  /// Elements that begin a line of their own.
  private static let lines: Set<String> = [
    "div", "br", "tr", "ul", "ol", "li", "hr", "pre", "section", "article", "header", "footer",
    "center",
  ]
  /// Elements with an empty line around them.
  private static let paragraphs: Set<String> = [
    "p", "table", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6",
  ]
  /// Elements with nothing to read in them.
  private static let silent: Set<String> = ["script", "style", "head", "title", "template"]

  private let bytes: [UInt8]
  private var index = 0
  private var written = HTMLWriter()
  /// Silent elements that nothing closes any more.
  private var unclosed: Set<String> = []
  /// Of the link under way.
  private var address: String?
  private var addressStart = 0

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private mutating func walk() {
    // Behind the last one nothing is looked for: a text of many openings is gone through once.
    let lastBracket = bytes.lastIndex(of: UInt8(ascii: ">")) ?? 0
    while let open = bytes[index...].firstIndex(of: UInt8(ascii: "<")) {
      written.text(bytes[index..<open])
      index = open
      if starts(with: "<!--", at: open) {
        index = find("-->", from: open + 4).map { $0 + 3 } ?? bytes.count
      } else if starts(with: "<!", at: open) || starts(with: "<?", at: open) {
        index = find(">", from: open).map { $0 + 1 } ?? bytes.count
      } else if let tag = HTMLTag(bytes, at: open) {
        index = tag.end
        take(tag)
      } else {
        guard open < lastBracket else { break }
        written.text(bytes[open...open])
        index = open + 1
      }
    }
    written.text(bytes[index...])
  }

  private mutating func take(_ tag: HTMLTag) {
    if Self.silent.contains(tag.name) && !tag.isClosing && !unclosed.contains(tag.name) {
      if let end = closing(of: tag.name) { index = end } else { unclosed.insert(tag.name) }
    } else if Self.paragraphs.contains(tag.name) {
      written.lineBreaks(2)
    } else if Self.lines.contains(tag.name) {
      if tag.name == "br" { written.lineBreak() } else { written.lineBreaks(1) }
      if tag.name == "li" && !tag.isClosing { written.text(Array("- ".utf8)[...]) }
    } else if tag.name == "td" || tag.name == "th" {
      written.space()
    } else if tag.name == "a" {
      takeLink(tag)
    }
  }

  private mutating func takeLink(_ tag: HTMLTag) {
    guard tag.isClosing else {
      address = tag.attribute("href", in: bytes)
      addressStart = written.count
      return
    }
    defer { address = nil }
    guard let address, address.hasPrefix("http://") || address.hasPrefix("https://"),
      address.utf8.count <= 2000
    else { return }
    let shown = written.shown(from: addressStart)
    if !shown.isEmpty && address != shown && address != shown + "/" {
      written.plain(" <\(address)>")
    }
  }

  private func starts(with mark: String, at place: Int) -> Bool {
    bytes[place...].starts(with: mark.utf8)
  }

  private func find(_ mark: String, from place: Int) -> Int? {
    guard place < bytes.count else { return nil }
    let first = mark.utf8.first ?? 0
    var place = place
    while let found = bytes[place...].firstIndex(of: first) {
      if starts(with: mark, at: found) { return found }
      place = found + 1
    }
    return nil
  }

  private func closing(of name: String) -> Int? {
    var place = index
    while let open = find("</", from: place) {
      if let tag = HTMLTag(bytes, at: open, nameOnly: true), tag.name == name {
        return find(">", from: open).map { $0 + 1 }
      }
      place = open + 2
    }
    return nil
  }
}

/// `<name …>` or `</name …>` in bytes of markup.
struct HTMLTag {
  private static let longestName = 32

  let name: String
  let isClosing: Bool
  /// Behind the closing bracket.
  let end: Int
  /// Nothing stands between the name and the bracket.
  let isBare: Bool
  private let attributes: Range<Int>
  let hasAttributes: Bool

  /// nil where no tag begins, or where none ends.
  init?(_ bytes: [UInt8], at open: Int, nameOnly: Bool = false) {
    var place = open + 1
    isClosing = place < bytes.count && bytes[place] == UInt8(ascii: "/")
    if isClosing { place += 1 }
    let start = place
    while place < bytes.count, place - start <= Self.longestName, Self.isName(bytes[place]) {
      place += 1
    }
    guard place > start, Self.isLetter(bytes[start]), place < bytes.count,
      [9, 10, 13, 32, UInt8(ascii: "/"), UInt8(ascii: ">")].contains(bytes[place])
    else { return nil }
    name = String(decoding: bytes[start..<place], as: UTF8.self).lowercased()
    guard !nameOnly else {
      (end, isBare, attributes, hasAttributes) = (place, false, place..<place, false)
      return
    }
    guard let close = Self.end(bytes, from: place) else { return nil }
    end = close + 1
    attributes = place..<close
    isBare = bytes[attributes].allSatisfy { $0 <= 32 || $0 == UInt8(ascii: "/") }
    hasAttributes = bytes[attributes].contains(UInt8(ascii: "="))
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (byte | 32) &- 97 < 26 }

  private static func isName(_ byte: UInt8) -> Bool {
    isLetter(byte) || byte &- 48 < 10 || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ":")
  }

  /// A bracket in quotes does not count, unless there is no other.
  private static func end(_ bytes: [UInt8], from start: Int) -> Int? {
    var place = start
    while place < bytes.count {
      switch bytes[place] {
      case UInt8(ascii: ">"): return place
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        guard bytes[place - 1] == UInt8(ascii: "=") || bytes[place - 1] == 32,
          let closing = bytes[(place + 1)...].firstIndex(of: bytes[place])
        else { break }
        place = closing
      default: break
      }
      place += 1
    }
    return bytes[start...].firstIndex(of: UInt8(ascii: ">"))
  }

  func attribute(_ wanted: String, in bytes: [UInt8]) -> String? {
    let text = bytes[attributes]
    guard let found = text.firstRange(of: Array((wanted + "=").utf8)) else { return nil }
    var value = text[found.upperBound...]
    if let quote = value.first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
      value = value.dropFirst()
      value = value.prefix { $0 != quote }
    } else {
      value = value.prefix { $0 > 32 }
    }
    return HTMLEntities.unescaped(String(decoding: value, as: UTF8.self))
  }
}
