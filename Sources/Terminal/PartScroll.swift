import Cells

/// Rows of one part of the screen that move together, without being written again.
struct PartScroll {
  let rect: Rect
  /// Rows up; down when negative.
  let count: Int
  /// Of the screen.
  private let size: Size

  /// The first of the parts that has moved, as far as it is seen and the terminal can move it; nil
  /// when none has.
  init?(
    of parts: [Rect], from old: CellBuffer, to new: CellBuffer, size: Size, _ dialect: Dialect
  ) {
    guard dialect.scrollsRows, size == new.size else { return nil }
    for part in parts where dialect.scrollsParts || part.columns == size.columns {
      guard let count = new.scroll(of: part, since: old) else { continue }
      (rect, self.count, self.size) = (part, count, size)
      return
    }
    return nil
  }

  /// Takes margins away that were set by what went out in half.
  static let withoutMargins = "\u{1B}[r\u{1B}[?69l"

  /// Margins around the part, lines deleted or inserted at its top, and no margins again: nothing
  /// else that is written has to know of them. The look must be plain; the cursor may be anywhere.
  ///
  /// The last rows are named: Contour takes `CSI r` alone for nothing (contour#1164).
  var bytes: [UInt8] {
    let (top, left) = (rect.row + 1, rect.column + 1)
    // Across the whole width a left and a right margin are not needed.
    let isWide = rect.columns == size.columns
    let sides = isWide ? "" : "\u{1B}[?69h\u{1B}[\(left);\(rect.column + rect.columns)s"
    let lines = "\u{1B}[\(abs(count))\(count > 0 ? "M" : "L")"
    return Array(
      (sides + "\u{1B}[\(top);\(rect.row + rect.rows)r\u{1B}[\(top);\(left)H" + lines
        + "\u{1B}[1;\(size.rows)r" + (isWide ? "" : "\u{1B}[?69l")).utf8)
  }
}
