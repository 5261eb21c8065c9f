/// A piece of a message's text with every link replaced by its number and what it really points at.
struct ShownText {
  private(set) var text: String
  /// Stretches of ``text`` in order, each with where it came from.
  private var stretches: [Stretch] = []

  private struct Stretch {
    /// UTF-8 offsets in the shown text and in the message's text.
    var shown: Range<Int>
    var source: Int
    var isLink: Bool
  }

  /// - Parameters:
  ///   - from: the UTF-8 offset of `piece` in the message's text.
  ///   - links: those that begin in the piece, with their numbers.
  init(_ piece: Substring, from: Int, links: [(number: Int, link: WebLink)]) {
    guard !links.isEmpty else {
      text = String(piece)
      stretches = [Stretch(shown: 0..<text.utf8.count, source: from, isLink: false)]
      return
    }
    text = ""
    var at = 0
    let bytes = piece.utf8
    func slice(_ range: Range<Int>) -> Substring {
      let lower = bytes.index(bytes.startIndex, offsetBy: range.lowerBound)
      return piece[lower..<bytes.index(lower, offsetBy: range.count)]
    }
    for (number, link) in links {
      let start = link.range.lowerBound - from
      append(slice(at..<start), source: from + at, isLink: false)
      // The number and its link stay on one line.
      append("[\(number)]\u{A0}\(link.shown)", source: from + start, isLink: true)
      at = min(link.range.upperBound - from, bytes.count)
    }
    append(slice(at..<bytes.count), source: from + at, isLink: false)
  }

  /// Words of ours behind the text.
  mutating func append(_ words: String) {
    append(words[...], source: stretches.last?.source ?? 0, isLink: false)
  }

  private mutating func append(_ part: Substring, source: Int, isLink: Bool) {
    guard !part.isEmpty else { return }
    let start = text.utf8.count
    text += part
    stretches.append(Stretch(shown: start..<text.utf8.count, source: source, isLink: isLink))
  }

  /// Where in the message's text a place of the shown text comes from; for all of a link, where
  /// the link begins.
  func source(of index: String.Index) -> Int {
    let offset = text.utf8.distance(from: text.startIndex, to: index)
    guard let stretch = stretches.last(where: { $0.shown.lowerBound <= offset }) else {
      return stretches.first?.source ?? 0
    }
    return stretch.isLink ? stretch.source : stretch.source + offset - stretch.shown.lowerBound
  }

  /// A line of the shown text in runs, links apart.
  func runs(of line: Substring, _ scope: Scope) -> [ThreadRun] {
    guard stretches.contains(where: \.isLink) else { return [ThreadRun(line, scope)] }
    let utf8 = text.utf8
    let lower = utf8.distance(from: text.startIndex, to: line.startIndex)
    let upper = lower + line.utf8.count
    return stretches.compactMap { stretch in
      let part = stretch.shown.clamped(to: lower..<upper)
      guard !part.isEmpty else { return nil }
      let start = utf8.index(text.startIndex, offsetBy: part.lowerBound)
      let end = utf8.index(start, offsetBy: part.count)
      guard stretch.isLink else { return ThreadRun(text[start..<end], scope) }
      let link = text[start..<end].map { $0 == "\u{A0}" ? " " : $0 }
      return ThreadRun(String(link), .messageLink)
    }
  }
}
