/// Columns and lines of text, counted exactly as ``CellBuffer/put(_:row:column:limit:style:ellipsis:)``
/// draws them.
package enum TextLayout {
  /// How many columns `text` takes on the grid (line feeds count nothing).
  package static func width(of text: String) -> Int {
    text.withClusters { scanner in
      var width = 0
      while let cluster = scanner.next() { width += cluster.width }
      return width
    }
  }

  /// `text` cut to `columns` columns, with "…" when something was cut.
  package static func clip(_ text: String, columns: Int) -> String {
    guard columns > 0 else { return "" }
    let cut: Int? = text.withClusters { scanner in
      var width = 0
      var roomForEllipsis = 0
      while let cluster = scanner.next() {
        width += cluster.width
        if width > columns { return roomForEllipsis }
        if width < columns { roomForEllipsis = cluster.end }
      }
      return nil
    }
    guard let cut else { return text }
    return String(text[..<text.utf8.index(text.startIndex, offsetBy: cut)]) + "…"
  }

  /// Breaks text into lines of at most `columns` columns, at spaces where there are any, at
  /// line feeds always, inside a word only when it is longer than a line.
  ///
  /// Wide characters (Chinese, Japanese, Korean, pictures) may be parted from their neighbours, except
  /// from a closing mark that follows. The spaces at a break belong to neither line; those
  /// after a line feed stay. The time taken grows with the length of the text alone.
  /// - Returns: parts of `text`, at least one. With no columns: one empty part.
  package static func wrap(_ text: String, columns: Int) -> [Substring] {
    guard columns > 0 else { return [text.prefix(0)] }
    let lines = text.withClusters { scanner in
      var breaker = LineBreaker(columns: columns)
      while let cluster = scanner.next() {
        breaker.take(cluster, firstByte: scanner.bytes[cluster.start])
      }
      breaker.endLine(at: scanner.bytes.count)
      return breaker.lines
    }
    let utf8 = text.utf8
    return lines.map { line in
      text[
        utf8.index(
          utf8.startIndex, offsetBy: line.lowerBound)..<utf8.index(
            utf8.startIndex, offsetBy: line.upperBound)]
    }
  }
}

/// Finds where lines end, in one pass: nothing is measured twice.
private struct LineBreaker {
  let columns: Int
  /// The lines found, in UTF-8 code units.
  var lines: [Range<Int>] = []

  private var start = 0
  private var width = 0
  /// Where the line may end, where the next would then begin, and the columns before that.
  private var opportunity: (end: Int, next: Int, width: Int)?
  private var previous = Previous.nothing

  private enum Previous { case nothing, space, narrow, wide }

  init(columns: Int) { self.columns = columns }

  mutating func take(_ cluster: Cluster, firstByte: UInt8) {
    if firstByte == 0x0A {
      endLine(at: cluster.start)
      begin(at: cluster.end)
    } else if firstByte == 0x20 {
      takeSpace(cluster)
    } else if cluster.width > 0 {
      takeDrawn(cluster)
    }
  }

  /// Spaces that hang over the edge are left off.
  mutating func endLine(at end: Int) {
    let hangs = width > columns && previous == .space
    lines.append(start..<(hangs ? opportunity?.end ?? end : end))
  }

  private mutating func begin(at offset: Int) {
    start = offset
    width = 0
    opportunity = nil
    previous = .nothing
  }

  /// Spaces beyond the edge hang there: they end the line only when something follows.
  private mutating func takeSpace(_ cluster: Cluster) {
    width += 1
    if previous == .nothing, width > columns {
      lines.append(start..<cluster.start)
      start = cluster.start
      width = 1
    } else if previous == .space, opportunity != nil {
      opportunity?.next = cluster.end
      opportunity?.width = width
    } else if previous != .nothing {
      opportunity = (cluster.start, cluster.end, width)
    }
    if previous != .nothing { previous = .space }
  }

  private mutating func takeDrawn(_ cluster: Cluster) {
    let isWide = cluster.width == 2 && cluster.cellStarts == 1
    if isWide && previous != .nothing && previous != .space || previous == .wide,
      !Self.closes(cluster)
    {
      opportunity = (cluster.start, cluster.start, width)
    }
    width += cluster.width
    if width > columns { breakLine(before: cluster) }
    previous = isWide ? .wide : .narrow
  }

  private mutating func breakLine(before cluster: Cluster) {
    if let opportunity {
      lines.append(start..<opportunity.end)
      start = opportunity.next
      width -= opportunity.width
      self.opportunity = nil
    }
    if width > columns, start < cluster.start {
      lines.append(start..<cluster.start)
      start = cluster.start
      width = cluster.width
      opportunity = nil
    }
  }

  /// Marks that do not begin a line in Chinese and Japanese, and what narrow ones may follow a
  /// wide character (JIS X 4051's closing brackets, stops and prolonged sounds).
  private static func closes(_ cluster: Cluster) -> Bool {
    switch cluster.low {
    case 0x21, 0x29, 0x2C, 0x2E, 0x3A, 0x3B, 0x3F, 0x5D, 0x7D, 0x2026: true
    case 0x3001, 0x3002, 0x3005, 0x3009, 0x300B, 0x300D, 0x300F, 0x3011, 0x3015, 0x30FB, 0x30FC:
      true
    case 0xFF01, 0xFF09, 0xFF0C, 0xFF0E, 0xFF1A, 0xFF1B, 0xFF1F, 0xFF3D, 0xFF5D, 0xFF61, 0xFF64:
      true
    default: false
    }
  }
}
