package import Cells
import Domain

extension ThreadPane {
  /// Draws heading and messages into `rect`; cells it does not need are left as they are.
  package func draw(into buffer: inout CellBuffer, rect: Rect, context: ThreadContext) {
    guard rect.rows > 0, rect.columns > 0, let page else { return }
    let geometry = ThreadGeometry(Size(rows: rect.rows, columns: rect.columns))
    ThreadHeading(page: page, context: context)
      .draw(into: &buffer, row: rect.row, column: rect.column + geometry.margin, geometry.columns)
    guard var layout = layout(geometry, context) else {
      return drawEmpty(into: &buffer, rect, geometry, context)
    }
    guard let top = layout.top(place, rows: geometry.rows) else { return }
    let last = drawMessages(into: &buffer, rect, geometry, from: top, &layout)
    drawHints(into: &buffer, rect, geometry, top: top, last: last, &layout)
  }

  private func drawEmpty(
    into buffer: inout CellBuffer, _ rect: Rect, _ geometry: ThreadGeometry,
    _ context: ThreadContext
  ) {
    guard geometry.rows > 0 else { return }
    buffer.put(
      "nothing said yet", row: rect.row + geometry.top, column: rect.column + geometry.margin,
      limit: geometry.columns, style: context.theme.style(.textFaint))
  }

  /// - Returns: the last row drawn.
  private func drawMessages(
    into buffer: inout CellBuffer, _ rect: Rect, _ geometry: ThreadGeometry, from top: Spot,
    _ layout: inout ThreadLayout
  ) -> Spot {
    var spot = top
    // The first heading says the day when no separator above it does.
    var saysDay = false
    for row in 0..<geometry.rows {
      var line = layout.line(spot)
      if line.isSeparator { saysDay = true }
      if spot.part == 1 && !saysDay {
        line = layout.datedHead(spot.message)[spot.line]
        saysDay = true
      }
      draw(
        line, into: &buffer, row: rect.row + geometry.top + row,
        column: rect.column + geometry.margin, geometry.columns, layout.context)
      guard row + 1 < geometry.rows, let next = layout.next(spot) else { break }
      spot = next
    }
    return spot
  }

  private func draw(
    _ line: ThreadLine, into buffer: inout CellBuffer, row: Int, column: Int, _ columns: Int,
    _ context: ThreadContext
  ) {
    guard !line.runs.isEmpty else { return }
    var used = 0
    if line.isCentred {
      let width = line.runs.reduce(0) { $0 + TextLayout.width(of: String($1.text)) }
      used = max(0, (columns - width) / 2)
    }
    for run in line.runs where used < columns {
      used += buffer.put(
        String(run.text), row: row, column: column + used, limit: columns - used,
        style: context.theme.style(run.scope))
    }
  }

  // MARK: What is out of view

  private func drawHints(
    into buffer: inout CellBuffer, _ rect: Rect, _ geometry: ThreadGeometry, top: Spot, last: Spot,
    _ layout: inout ThreadLayout
  ) {
    guard let page else { return }
    let isCut = page.hasOlder || layout.previous(top) != nil
    if isCut && geometry.top == 2 {
      drawHint("↑ older", .textFaint, into: &buffer, rect, row: rect.row + 1, layout.context)
    }
    let bottom = rect.row + rect.rows - 1
    let count = newBelow(last.message)
    if count > 0 {
      drawHint("\(count) new below", .threadNew, into: &buffer, rect, row: bottom, layout.context)
    } else if page.hasNewer {
      drawHint("↓ newer", .textFaint, into: &buffer, rect, row: bottom, layout.context)
    }
  }

  /// Messages to us below the view that have arrived since the reader was at the end.
  private func newBelow(_ last: Int) -> Int {
    guard let page, let seen else { return 0 }
    if page.hasNewer { return arrived }
    let known = page.messages.firstIndex { $0.id == seen }
    let below = page.messages[(max(known ?? 0, last) + 1)...]
      .count { $0.direction == .in && !$0.isDeleted }
    return known == nil ? min(arrived, below) : below
  }

  private func drawHint(
    _ words: String, _ scope: Scope, into buffer: inout CellBuffer, _ rect: Rect, row: Int,
    _ context: ThreadContext
  ) {
    let width = TextLayout.width(of: words)
    let margin = ThreadGeometry.margin(columns: rect.columns)
    let column = rect.column + rect.columns - margin - width
    guard column - 2 > rect.column else { return }
    // What stands under it is interrupted cleanly, wide characters too.
    let whole = Rect(row: row, column: column - 2, rows: 1, columns: width + 2 + margin)
    buffer.fill(whole, style: context.theme.style(.text))
    buffer.put(words, row: row, column: column, limit: width, style: context.theme.style(scope))
  }
}
