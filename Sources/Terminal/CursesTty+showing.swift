import CNcurses
package import Cells

extension CursesTty {
  /// Writes what differs from what is shown. The whole screen goes through ncurses, which clears it
  /// first; so does every change on a terminal that is told in a way of its own.
  package func show(_ frame: Frame) {
    guard !isGone else { return }
    var isShown = true
    let known = shown.flatMap { $0.buffer.size == frame.buffer.size ? $0.buffer : nil }
    let rows = known.map { frame.buffer.changedRows(since: $0) }
    if rows != [] || frame.cursor != shown?.cursor {
      if known == nil {
        porch_forget()
        if dialect?.scrollsRows == true { write(PartScroll.withoutMargins) }
      }
      let cursor = frame.cursor.flatMap { isOnScreen($0) ? $0 : nil }
      if let rows, let known, let dialect {
        place(cursor)
        isShown = patch(known, into: frame, rows: rows, cursor: cursor, dialect)
      } else {
        for row in rows ?? Array(0..<frame.buffer.size.rows) where row < size.rows {
          put(row, of: frame.buffer)
        }
        place(cursor)
        porch_paint()
      }
    }
    if isXtermLike, mustAsk { ask(over: frame) }
    if isXtermLike, frame.title != shownTitle { showTitle(frame.title) }
    if frame.bell, shown?.bell != true { write("\u{7}") }
    // After half of a change nobody knows what is there: then the next frame is drawn whole.
    shown = isShown ? frame : nil
  }

  /// Shows or hides the cursor; rows that are put later would take it along.
  private func place(_ cursor: Position?) {
    porch_set_cursor(Int32(cursor?.row ?? -1), Int32(cursor?.column ?? -1))
  }

  private func patch(
    _ old: CellBuffer, into frame: Frame, rows: [Int], cursor: Position?, _ dialect: Dialect
  ) -> Bool {
    let new = frame.buffer
    let visible = Size(
      rows: min(size.rows, new.size.rows), columns: min(size.columns, new.size.columns))
    var patch = FramePatch(
      from: old, to: new, size: visible, colors: colors, dialect: dialect,
      parts: frame.scrollingParts)
    defer { colors = patch.colors }
    return write(patch.bytes(rows: rows, cursor: cursor))
  }

  /// Not while keys wait, one of which may be the end.
  private func ask(over frame: Frame) {
    guard !hasInput(within: 0) else { return }
    mustAsk = false
    askedAt = .now
    if colors.level != .none {
      write(BackgroundQuestion.bytes)
      answersDue.insert(.background)
    }
    guard let dialect, dialect.scrollsRows else { return }
    write(Array(MarginQuestion.bytes.utf8) + firstCell(of: frame, dialect))
    answersDue.insert(.margins)
  }

  /// What writes it again. Apple's Terminal prints the last letter of the question about margins,
  /// which is asked from there.
  private func firstCell(of frame: Frame, _ dialect: Dialect) -> [UInt8] {
    let buffer = frame.buffer
    guard min(buffer.size.rows, buffer.size.columns) > 0 else { return [] }
    let first = buffer.cell(row: 0, column: 0)
    var look = colors.look(of: first.style)
    look.attributes.formIntersection(dialect.attributes)
    var brush = Brush(dialect, on: buffer, columns: size.columns)
    brush.paint(Stroke(row: 0, columns: 0..<max(1, first.width), look: look, isBlank: false))
    brush.finish(cursor: frame.cursor.flatMap { isOnScreen($0) ? $0 : nil })
    return brush.bytes
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
        if cell.style != style {
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
