/// A grid of cells that panes draw into. (Signatures fixed; the representation is not.)
package struct CellBuffer: Hashable, Sendable {
  package private(set) var size: Size

  package init(size: Size) { self.size = size }

  /// Draws one line of text from `row`, `column` on, at most `limit` columns, cutting with "…" when
  /// it does not fit and `ellipsis` is set. Control characters are refused (drawn as nothing).
  /// - Returns: the columns used.
  @discardableResult
  package mutating func put(
    _ text: String, row: Int, column: Int, limit: Int? = nil, style: Style, ellipsis: Bool = true
  ) -> Int { 0 }

  /// Makes every cell of `rect` a space of this style.
  package mutating func fill(_ rect: Rect, style: Style) {}

  /// Repeats one single-width character down or along.
  package mutating func fill(_ rect: Rect, with character: Character, style: Style) {}

  /// Changes only the background of the cells of `rect`.
  package mutating func setBackground(_ rect: Rect, _ color: Color) {}

  /// The text of a row, for tests and pictures; wide characters once, cells never written as spaces.
  package func text(row: Int) -> String { "" }

  /// The style of a cell.
  package func style(row: Int, column: Int) -> Style { .plain }

  /// The rows that differ from `other`; all of them when the size differs.
  package func changedRows(since other: CellBuffer) -> [Int] { [] }
}

/// All that the terminal is to show after a paint.
package struct Frame: Hashable, Sendable {
  package var buffer: CellBuffer
  /// Where the cursor blinks; nil hides it.
  package var cursor: Position?
  package var title: String
  package var bell: Bool

  package init(
    buffer: CellBuffer, cursor: Position? = nil, title: String = "porch", bell: Bool = false
  ) {
    self.buffer = buffer
    self.cursor = cursor
    self.title = title
    self.bell = bell
  }
}
