/// A text cut into pieces of a few thousand bytes, each of which can be wrapped by itself.
///
/// However long a message is, only the pieces near the view are ever laid out. Cuts are made after
/// a line feed or a space where there is one nearby and never inside a link; no text of ordinary
/// length is cut at all. A cut depends only on the text around it, so piece 20 is found without
/// looking at the first 19.
struct TextChunks {
  /// Bytes of UTF-8 in a piece, about.
  static let size = 4096
  /// How far a cut looks for a good place.
  private static let reach = 1024

  let text: String
  let count: Int
  private let protected: [Range<Int>]
  private let length: Int

  /// - Parameter protected: UTF-8 ranges that stay whole, in order.
  init(_ text: String, protected: [Range<Int>] = []) {
    var text = text
    text.makeContiguousUTF8()
    self.text = text
    self.protected = protected
    length = text.utf8.count
    // The last cut looks ahead, so a short rest belongs to the piece before it.
    count = max(1, (length - Self.reach + Self.size - 1) / Self.size)
  }

  /// The UTF-8 range of a piece, 0 ≤ `index` < ``count``. The line feed that ends it is part of it.
  func range(_ index: Int) -> Range<Int> {
    let lower = index == 0 ? 0 : cut(near: index * Self.size)
    let upper = index + 1 == count ? length : cut(near: (index + 1) * Self.size)
    return lower..<max(lower, upper)
  }

  /// The piece that holds a UTF-8 offset.
  func index(holding offset: Int) -> Int {
    var index = min(count - 1, max(0, offset / Self.size))
    while index > 0 && range(index).lowerBound > offset { index -= 1 }
    return index
  }

  func substring(_ range: Range<Int>) -> Substring {
    let utf8 = text.utf8
    let lower = utf8.index(utf8.startIndex, offsetBy: range.lowerBound)
    return text[lower..<utf8.index(lower, offsetBy: range.count)]
  }

  private func cut(near offset: Int) -> Int {
    let place = good(from: offset)
    return protected.first { $0.contains(place) && $0.lowerBound < place }?.upperBound ?? place
  }

  private func good(from offset: Int) -> Int {
    let utf8 = text.utf8
    var index = utf8.index(utf8.startIndex, offsetBy: offset)
    let end = min(length, offset + Self.reach)
    var afterSpace: Int?
    for place in offset..<end {
      let byte = utf8[index]
      if byte == 0x0A { return place + 1 }
      if byte == 0x20 { afterSpace = afterSpace ?? place + 1 }
      index = utf8.index(after: index)
    }
    return afterSpace ?? boundary(from: offset)
  }

  /// Without a space, between two characters that do not visibly combine; in a run of nothing but
  /// combining marks, between any two scalars.
  private func boundary(from offset: Int) -> Int {
    var index = text.utf8.index(text.utf8.startIndex, offsetBy: offset)
    while index < text.endIndex && text.utf8[index] & 0xC0 == 0x80 {
      index = text.utf8.index(after: index)
    }
    let first = index
    var joins = true
    for _ in 0..<64 where index < text.endIndex {
      let scalar = text.unicodeScalars[index]
      if !Self.combines(scalar) {
        if !joins { break }
        joins = false
      } else if scalar == "\u{200D}" {
        joins = true
      }
      text.unicodeScalars.formIndex(after: &index)
    }
    let place = index < text.endIndex ? index : first
    return text.utf8.distance(from: text.utf8.startIndex, to: place)
  }

  private static func combines(_ scalar: Unicode.Scalar) -> Bool {
    let properties = scalar.properties
    switch properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark, .format: return true
    default:
      return properties.isEmojiModifier || (0x1F1E6...0x1F1FF).contains(scalar.value)
    }
  }
}
