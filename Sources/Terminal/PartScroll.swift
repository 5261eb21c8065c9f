import Cells

/// Rows of one part of the screen that move together, without being written again.
struct PartScroll {
  let rect: Rect
  /// Rows up; down when negative.
  let count: Int
  /// Whether the rectangle takes the whole width, so that a left and a right margin are not needed.
  private let isWide: Bool

  /// The first of the parts that has moved, as far as it is seen and the terminal can move it; nil
  /// when none has.
  init?(
    of parts: [Rect], from old: CellBuffer, to new: CellBuffer, rows: [Int], size: Size,
    _ dialect: Dialect
  ) {
    guard dialect.scrollsRows, size == new.size else { return nil }
    for part in parts {
      let isWide = part.column == 0 && part.columns == size.columns
      // Where most rows are as they were nothing has moved, which is seen without a look at a cell.
      let changed = rows.count { part.row..<(part.row + part.rows) ~= $0 }
      guard isWide || dialect.scrollsParts, changed * 2 > part.rows,
        let count = new.scroll(of: part, since: old)
      else { continue }
      (rect, self.count, self.isWide) = (part, count, isWide)
      return
    }
    return nil
  }

  /// Takes margins away that were set by what went out in half.
  static let withoutMargins = "\u{1B}[r\u{1B}[?69l"

  /// Margins around the part, lines deleted or inserted at its top, and no margins again: nothing
  /// else that is written has to know of them. The look must be plain; the cursor may be anywhere.
  var bytes: [UInt8] {
    let (top, left) = (rect.row + 1, rect.column + 1)
    let sides = isWide ? "" : "\u{1B}[?69h\u{1B}[\(left);\(rect.column + rect.columns)s"
    let lines = "\u{1B}[\(abs(count))\(count > 0 ? "M" : "L")"
    return Array(
      (sides + "\u{1B}[\(top);\(rect.row + rect.rows)r\u{1B}[\(top);\(left)H" + lines
        + "\u{1B}[r" + (isWide ? "" : "\u{1B}[?69l")).utf8)
  }
}
