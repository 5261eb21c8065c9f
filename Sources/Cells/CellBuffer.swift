/// A grid of cells that panes draw into.
///
/// A value: drawing a frame fills one, comparing two tells which rows changed. Text from outside has
/// been made safe before it comes here, and is checked a second time: what has no column, changes
/// the direction or controls a terminal is not taken in.
package struct CellBuffer: Hashable, Sendable {
  package private(set) var size: Size
  /// Row by row, `size.rows * size.columns` of them.
  var cells: [Cell]

  /// A grid of spaces in the terminal's own colours. A negative size counts as nothing.
  package init(size: Size) {
    self.size = Size(rows: max(0, size.rows), columns: max(0, size.columns))
    cells = Array(repeating: .blank, count: self.size.rows * self.size.columns)
  }

  /// The cell at a place. Its width is 0 when it is the right half of a wide character.
  /// - Precondition: the place is on the grid.
  package func cell(row: Int, column: Int) -> Cell {
    precondition(contains(row: row, column: column), "a cell outside the grid")
    return cells[row * size.columns + column]
  }

  /// The style of a cell; plain outside the grid.
  package func style(row: Int, column: Int) -> Style {
    guard contains(row: row, column: column) else { return .plain }
    return cells[row * size.columns + column].style
  }

  /// Makes every cell of `rect` a space of this style.
  package mutating func fill(_ rect: Rect, style: Style) {
    fill(rect, with: Cell(0x20, PackedStyle(style)))
  }

  /// Repeats one single-width character down or along. Any other character counts as a space.
  package mutating func fill(_ rect: Rect, with character: Character, style: Style) {
    let cluster = String(character).withClusters { $0.next() }
    var cell = Cell(0x20, PackedStyle(style))
    if let cluster, cluster.width == 1 {
      cell.low = cluster.low
      cell.high = cluster.high
    }
    fill(rect, with: cell)
  }

  /// Changes only the background of the cells of `rect`.
  package mutating func setBackground(_ rect: Rect, _ color: Color) {
    guard let area = clipped(rect) else { return }
    for row in area.rows {
      for index in row * size.columns + area.columns.lowerBound..<row * size.columns
        + area.columns.upperBound
      {
        var style = cells[index].packedStyle
        style.setBackground(color)
        cells[index].look = cells[index].look & ~PackedStyle.styleMask | style.bits
      }
    }
  }

  private mutating func fill(_ rect: Rect, with cell: Cell) {
    guard let area = clipped(rect) else { return }
    for row in area.rows {
      let start = row * size.columns
      cells.withUnsafeMutableBufferPointer { cells in
        let line = UnsafeMutableBufferPointer(rebasing: cells[start..<start + size.columns])
        Self.separate(line, at: area.columns.lowerBound)
        Self.separate(line, at: area.columns.upperBound)
        for column in area.columns { line[column] = cell }
      }
    }
  }

  func contains(row: Int, column: Int) -> Bool {
    row >= 0 && row < size.rows && column >= 0 && column < size.columns
  }

  private func clipped(_ rect: Rect) -> (rows: Range<Int>, columns: Range<Int>)? {
    let rows = rect.row.clamped(to: size.rows)..<rect.row.adding(rect.rows).clamped(to: size.rows)
    let columns =
      rect.column.clamped(
        to: size.columns)..<rect.column.adding(rect.columns).clamped(to: size.columns)
    return rows.isEmpty || columns.isEmpty ? nil : (rows, columns)
  }

  /// Makes sure that no wide character lies across the left edge of `column`: its halves become
  /// spaces of their own style.
  @inline(__always)
  static func separate(_ line: UnsafeMutableBufferPointer<Cell>, at column: Int) {
    guard column > 0, column < line.count, line[column].width == 0 else { return }
    line[column - 1] = Cell(0x20, line[column - 1].packedStyle)
    line[column] = Cell(0x20, line[column].packedStyle)
  }
}

extension Int {
  fileprivate func clamped(to limit: Int) -> Int { Swift.min(Swift.max(self, 0), limit) }

  /// The sum, at most the largest number there is.
  func adding(_ other: Int) -> Int {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? (other > 0 ? .max : .min) : sum
  }
}
