import Cells

/// How the rectangle of the thread pane is used: a heading, a free row, the messages.
struct ThreadGeometry: Equatable {
  /// Free columns on the left; on the right there are as many for messages.
  var margin: Int
  /// Columns of text.
  var columns: Int
  /// Rows above the messages.
  var top: Int
  /// Rows of messages.
  var rows: Int

  init(_ size: Size) {
    margin = Self.margin(columns: size.columns)
    columns = max(1, size.columns - 2 * margin)
    top = size.rows >= 6 ? 2 : min(1, size.rows)
    rows = max(0, size.rows - top)
  }

  /// Two columns where the pane is wide, one where every column counts.
  static func margin(columns: Int) -> Int { columns >= 60 ? 2 : columns >= 12 ? 1 : 0 }
}
