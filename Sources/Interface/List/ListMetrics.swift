import Cells

/// How a conversation takes its place in the list.
package enum Density: String, Hashable, Sendable {
  /// Two lines, and a blank one between where there is room.
  case two
  /// The name only.
  case one
}

/// Where the rows of the list go.
struct ListMetrics: Equatable {
  /// Below the heading.
  var rows: Rect
  /// Lines from one conversation to the next.
  var pitch: Int
  /// Lines that one takes.
  var height: Int

  /// - Parameter rect: the pane with its heading.
  init(rect: Rect, terminal: Size, density: Density) {
    let heading = rect.rows < 14 ? 1 : 2
    rows = Rect(
      row: rect.row + heading, column: rect.column, rows: rect.rows - heading,
      columns: rect.columns)
    height = density == .one ? 1 : 2
    // As drawn for 36 and for 24 lines: a blank line between rows from 30 on.
    pitch = density == .two && terminal.rows >= 30 ? 3 : height
  }

  /// How many conversations fit, at least one.
  var visible: Int { max(1, (rows.rows + pitch - height) / pitch) }
}
