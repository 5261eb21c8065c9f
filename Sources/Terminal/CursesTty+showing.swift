import CNcurses
package import Cells

extension CursesTty {
  /// Hands the rows that changed to ncurses, which sends the cells that did.
  package func show(_ frame: Frame) {
    guard !isGone else { return }
    let rows = shown.map { frame.buffer.changedRows(since: $0.buffer) }
    for row in rows ?? Array(0..<frame.buffer.size.rows) where row < size.rows {
      put(row, of: frame.buffer)
    }
    if rows != [] || frame.cursor != shown?.cursor {
      let cursor = frame.cursor.flatMap { isOnScreen($0) ? $0 : nil }
      porch_set_cursor(Int32(cursor?.row ?? -1), Int32(cursor?.column ?? -1))
      porch_paint()
    }
    if isXtermLike, frame.title != shownTitle { showTitle(frame.title) }
    if frame.bell, shown?.bell != true { write("\u{7}") }
    shown = frame
  }

  private func isOnScreen(_ position: Position) -> Bool {
    0..<size.rows ~= position.row && 0..<size.columns ~= position.column
  }

  private func put(_ row: Int, of buffer: CellBuffer) {
    let columns = min(size.columns, buffer.size.columns)
    var style = Style.plain
    var look = colors.look(of: style)
    withUnsafeTemporaryAllocation(of: porch_cell.self, capacity: columns) { cells in
      var count = 0
      var gapEnd = 0
      for column in 0..<columns {
        let cell = buffer.cell(row: row, column: column)
        guard cell.width > 0 else { continue }
        if cell.style != style, column >= gapEnd {
          gapEnd = Self.gapEnd(from: column, to: columns, row: row, of: buffer, after: style)
        }
        if cell.style != style, column >= gapEnd {
          style = cell.style
          look = colors.look(of: style)
        }
        let isCut = cell.width == 2 && column + 1 == columns
        cells[count] = isCut ? Self.space(look) : self.cell(cell, look)
        count += 1
        // Without Unicode a wide character is two marks.
        if !isUTF8, cell.width == 2, !isCut {
          cells[count] = cells[count - 1]
          count += 1
        }
      }
      porch_put_row(Int32(row), cells.baseAddress, Int32(count))
    }
  }

  /// The longest gap of blanks on the terminal's own ground that keeps the look of the word before
  /// it, in cells. Longer ones are erased in one go, which needs the plain look.
  private static let longestGap = 8

  /// Where the blanks end that can keep the look of what is before them: on the same ground a blank
  /// shows nothing of its foreground. Each change of colour spared is a dozen bytes.
  private static func gapEnd(
    from start: Int, to columns: Int, row: Int, of buffer: CellBuffer, after style: Style
  ) -> Int {
    let isPlainGround = style.background == .terminalDefault
    // What follows a rule comes and goes, and its gap would be sent again each time.
    if isPlainGround, start > 0, isRule(buffer.cell(row: row, column: start - 1)) { return start }
    let limit = isPlainGround ? min(columns, start + longestGap + 1) : columns
    var end = start
    while end < limit, looksAlike(buffer.cell(row: row, column: end), after: style) { end += 1 }
    // At the end of the row, and where it is long, a gap is cheaper erased.
    return isPlainGround && end == limit ? start : end
  }

  /// The box-drawing characters of Unicode.
  private static func isRule(_ cell: Cell) -> Bool { 0x2500...0x257F ~= cell[0] }

  private static func looksAlike(_ cell: Cell, after style: Style) -> Bool {
    let visible: Style.Attributes = [.underline, .reverse]
    return cell[0] == 0x20 && cell.style.background == style.background
      && cell.style.attributes.isDisjoint(with: visible)
      && style.attributes.isDisjoint(with: visible)
  }

  private func cell(_ cell: Cell, _ look: ColorReduction.Look) -> porch_cell {
    var result = Self.space(look)
    if isUTF8 {
      result.scalars = (cell[0], cell[1], cell[2], cell[3], cell[4])
      result.width = UInt8(cell.width)
    } else {
      result.scalars.0 = AsciiFallback.scalar(for: cell[0])
    }
    return result
  }

  private static func space(_ look: ColorReduction.Look) -> porch_cell {
    porch_cell(
      scalars: (0x20, 0, 0, 0, 0), width: 1, attributes: look.attributes.rawValue,
      foreground: look.foreground, background: look.background)
  }

  /// Only what would also be drawn may be in a title.
  private func showTitle(_ title: String) {
    shownTitle = title
    var line = CellBuffer(size: Size(rows: 1, columns: 120))
    let columns = line.put(title, row: 0, column: 0, style: .plain)
    let text = (0..<columns).map { column in
      let cell = line.cell(row: 0, column: column)
      return isUTF8 ? cell.text : String(cell.scalars.map { Self.ascii($0) })
    }
    write("\u{1B}]2;" + text.joined() + "\u{7}")
  }

  private static func ascii(_ scalar: Unicode.Scalar) -> Character {
    Character(Unicode.Scalar(UInt8(AsciiFallback.scalar(for: scalar.value))))
  }
}
