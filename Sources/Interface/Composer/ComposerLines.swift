import Cells

/// The text of the composer as rows of a given width, laid out near the cursor only.
///
/// Rows are found piece by piece (``TextChunks``), so that a pasted book costs no more than a
/// sentence.
struct ComposerLines {
  let chunks: TextChunks
  let columns: Int

  /// A row: the bytes it covers in the whole text, without the line feed or spaces that end it.
  struct Row: Equatable {
    var range: Range<Int>
  }

  init(_ text: String, columns: Int) {
    chunks = TextChunks(text)
    self.columns = max(1, columns)
  }

  func text(_ row: Row) -> Substring { chunks.substring(row.range) }

  /// The rows of one piece.
  func rows(_ index: Int) -> [Row] {
    var range = chunks.range(index)
    let isLast = index == chunks.count - 1
    if !isLast, chunks.substring(range).utf8.last == 0x0A {
      range = range.lowerBound..<range.upperBound - 1
    }
    let piece = String(chunks.substring(range))
    if piece.isEmpty && isLast && index > 0 { return lastRow(range) }
    return TextLayout.wrap(piece, columns: columns).map { line in
      let start = piece.utf8.distance(from: piece.startIndex, to: line.startIndex)
      let lower = range.lowerBound + start
      return Row(range: lower..<lower + line.utf8.count)
    }
  }

  /// An empty last piece is a row only after a line feed.
  private func lastRow(_ range: Range<Int>) -> [Row] {
    let before = chunks.substring(max(0, range.lowerBound - 1)..<range.lowerBound)
    return before.utf8.last == 0x0A ? [Row(range: range)] : []
  }

  /// How many rows there are, counted no further than `limit`.
  func count(limit: Int) -> Int {
    var count = 0
    for index in 0..<chunks.count where count < limit { count += rows(index).count }
    return min(count, limit)
  }

  /// The row that shows the cursor, with its neighbours.
  struct Window {
    var rows: [Row]
    /// In ``rows``.
    var cursor: Int
    /// Columns from the left.
    var column: Int
  }

  /// Up to `above` rows before and `below` rows after the one with the cursor at a UTF-8 offset.
  func window(around offset: Int, above: Int, below: Int) -> Window {
    var first = chunks.index(holding: offset)
    var last = first
    var rows = self.rows(first)
    while rows.isEmpty, first > 0 {
      first -= 1
      rows = self.rows(first)
    }
    var cursor = rows.lastIndex { $0.range.lowerBound <= offset } ?? 0
    while cursor < above, first > 0 {
      first -= 1
      let earlier = self.rows(first)
      rows = earlier + rows
      cursor += earlier.count
    }
    while rows.count - cursor <= below, last < chunks.count - 1 {
      last += 1
      rows += self.rows(last)
    }
    let start = max(0, cursor - above)
    let kept = Array(rows[start..<min(rows.count, cursor + below + 1)])
    let column = rows.isEmpty ? 0 : self.column(of: offset, in: rows[cursor])
    return Window(rows: kept, cursor: cursor - start, column: column)
  }

  /// The column of an offset; spaces that a break swallowed are at the end of the line.
  func column(of offset: Int, in row: Row) -> Int {
    let end = max(row.range.lowerBound, min(offset, row.range.upperBound))
    let hanging = max(0, offset - row.range.upperBound)
    let width = TextLayout.width(of: Self.drawn(chunks.substring(row.range.lowerBound..<end)))
    return min(columns, width + hanging)
  }
}
