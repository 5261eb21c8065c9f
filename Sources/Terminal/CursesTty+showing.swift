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
      for column in 0..<columns {
        let cell = buffer.cell(row: row, column: column)
        guard cell.width > 0 else { continue }
        if cell.style != style, !Self.looksAlike(cell, after: style) {
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

  /// Whether a cell can keep the look of the one before it: a blank on the same coloured ground
  /// shows nothing of its foreground. Each change of colour spared is a dozen bytes.
  private static func looksAlike(_ cell: Cell, after style: Style) -> Bool {
    let visible: Style.Attributes = [.underline, .reverse]
    return cell[0] == 0x20 && cell.style.background != .terminalDefault
      && cell.style.background == style.background
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
