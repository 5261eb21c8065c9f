package import Cells
import Domain

extension ComposerLines {
  /// What is drawn of a row: typed text is sent as it is, and made safe only here.
  static func drawn(_ text: Substring) -> String {
    SafeText(sanitising: String(text), limit: max(1, text.unicodeScalars.count * 2)).string
  }
}

extension Composer {
  /// How many columns of a rectangle are text: the margin, and one for the cursor at the end.
  static func columns(of rect: Int) -> Int {
    max(1, rect - ThreadGeometry.margin(columns: rect) - 1)
  }

  // MARK: Height

  /// The rows the composer wants of the thread's rows: one while nobody writes, then a block that
  /// does not move while one types a few lines, and at most a third.
  package func height(available rows: Int, columns: Int = 64) -> Int {
    guard isOpen else { return min(1, rows) }
    let third = max(min(rows, 3), rows / 3)
    let usual = min(third, 9)
    guard third > usual else { return usual }
    let lines = ComposerLines(content, columns: Self.columns(of: columns)).count(limit: third)
    return max(usual, min(third, lines + Self.foot(third) + 1))
  }

  /// Rows below the text: a free one, the keys, a free one; the keys alone; nothing.
  private static func foot(_ rows: Int) -> Int { rows >= 8 ? 3 : rows >= 4 ? 1 : 0 }

  // MARK: Drawing

  /// Draws rule, text and keys.
  /// - Returns: where the cursor is; nil while nobody writes.
  package func draw(into buffer: inout CellBuffer, rect: Rect, context: ComposerContext)
    -> Position?
  {
    guard rect.rows > 0, rect.columns > 0 else { return nil }
    let title = ComposerTitle(composer: self, context: context)
    title.draw(into: &buffer, rect)
    guard isOpen, rect.rows > 1 else { return nil }
    let foot = Self.foot(rect.rows)
    if foot > 0 {
      let row = rect.row + rect.rows - (foot == 3 ? 2 : 1)
      drawHints(into: &buffer, row: row, rect, context)
    }
    return drawText(into: &buffer, rect, rows: max(1, rect.rows - 1 - foot), context)
  }

  private func drawText(
    into buffer: inout CellBuffer, _ rect: Rect, rows: Int, _ context: ComposerContext
  ) -> Position {
    let columns = Self.columns(of: rect.columns)
    let left = rect.column + ThreadGeometry.margin(columns: rect.columns)
    let lines = ComposerLines(content, columns: columns)
    let window = lines.window(around: cursor, above: rows - 1, below: rows - 1)
    // As long as there is text below, one row of it is seen under the cursor.
    let below = min(window.rows.count - 1 - window.cursor, rows > 2 ? 1 : 0)
    let first = max(0, window.cursor - max(0, rows - 1 - below))
    let style = context.theme.style(.composerText)
    for (offset, row) in window.rows[first...].prefix(rows).enumerated() {
      buffer.put(
        ComposerLines.drawn(lines.text(row)), row: rect.row + 1 + offset, column: left,
        limit: columns, style: style, ellipsis: false)
    }
    return Position(
      row: rect.row + 1 + window.cursor - first,
      column: min(left + window.column, rect.column + rect.columns - 1))
  }

  private func drawHints(
    into buffer: inout CellBuffer, row: Int, _ rect: Rect, _ context: ComposerContext
  ) {
    let margin = ThreadGeometry.margin(columns: rect.columns)
    var column = rect.column + margin
    let end = rect.column + rect.columns - margin
    for hint in context.hints {
      let width = TextLayout.width(of: hint.key) + 1 + TextLayout.width(of: hint.word)
      guard column + width <= end else { return }
      column += buffer.put(
        hint.key, row: row, column: column, limit: end - column,
        style: context.theme.style(.composerHintKey))
      column += buffer.put(
        " " + hint.word, row: row, column: column, limit: end - column,
        style: context.theme.style(.composerHint))
      column += 3
    }
  }

  // MARK: Up and down

  /// Up and down by the rows on the screen, keeping the column where rows are shorter.
  mutating func moveVertically(by step: Int, _ columns: Int?) {
    let columns = columns.map(Self.columns) ?? Int.max / 4
    let lines = ComposerLines(content, columns: columns)
    let window = lines.window(
      around: cursor, above: step < 0 ? 1 : 0, below: step > 0 ? 2 : 0)
    let target = window.cursor + step
    let column = goal ?? window.column
    guard window.rows.indices.contains(target) else {
      // Beyond the first and the last row are the very start and end.
      return move(to: step < 0 ? 0 : content.utf8.count)
    }
    let row = window.rows[target]
    // Where the next row begins is on that row already.
    let next = window.rows.indices.contains(target + 1) ? window.rows[target + 1] : nil
    let isShared = next?.range.lowerBound == row.range.upperBound
    let limit = row.range.upperBound - (isShared ? 1 : 0)
    cursor = edge(atOrAfter: place(in: row, near: column, limit: limit, lines))
    goal = column
  }

  private func place(
    in row: ComposerLines.Row, near column: Int, limit: Int, _ lines: ComposerLines
  ) -> Int {
    var place = row.range.lowerBound
    while place < limit {
      let next = self.place(after: place)
      guard next <= limit, lines.column(of: next, in: row) <= column else { break }
      place = next
    }
    return place
  }
}
