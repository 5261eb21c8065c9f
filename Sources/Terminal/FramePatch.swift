import Cells

/// The bytes that make a terminal show another frame than it does.
///
/// ncurses knows what to send, but says a look in full each time it changes, and that is half of all
/// its bytes. Here a look is said by what differs; spaces take any look on their ground; and strokes of
/// one look are written one after the other wherever they are, if that is shorter than from row to
/// row: a place costs eight bytes, a colour eleven and more. And where the rows of a part have moved,
/// the terminal is told to move them, if it can, and only what is new in them is written.
struct FramePatch {
  let old: CellBuffer
  let new: CellBuffer
  /// What of both is on the screen.
  let size: Size
  /// Learns from what it is asked.
  private(set) var colors: ColorReduction
  let dialect: Dialect
  /// What may have scrolled by itself.
  let parts: [Rect]

  init(
    from old: CellBuffer, to new: CellBuffer, size: Size, colors: ColorReduction, dialect: Dialect,
    parts: [Rect] = []
  ) {
    (self.old, self.new, self.size) = (old, new, size)
    (self.colors, self.dialect, self.parts) = (colors, dialect, parts)
  }

  /// - Parameters:
  ///   - rows: those in which the two differ.
  ///   - cursor: where it is to be seen in the end; nil when it may be anywhere.
  mutating func bytes(rows: [Int], cursor: Position?) -> [UInt8] {
    guard let scroll = PartScroll(of: parts, from: old, to: new, size: size, dialect) else {
      return written(over: old, rows: rows, cursor: cursor)
    }
    var moved = old
    moved.scroll(scroll.rect, by: scroll.count)
    let rest = new.changedRows(since: moved)
    return scroll.bytes + written(over: moved, rows: rest, cursor: cursor)
  }

  private mutating func written(
    over old: CellBuffer, rows: [Int], cursor: Position?
  ) -> [UInt8] {
    var finder = StrokeFinder(
      from: old, to: new, columns: size.columns, colors: colors, dialect: dialect)
    let strokes = rows.filter { $0 < size.rows }.flatMap { finder.strokes(row: $0) }
    colors = finder.colors
    let ways = [strokes, Self.byLook(strokes)].map { strokes in
      var brush = Brush(dialect, on: new, columns: size.columns)
      for stroke in strokes { brush.paint(stroke) }
      brush.finish(cursor: cursor)
      return brush.bytes
    }
    return ways.min { $0.count < $1.count } ?? []
  }

  /// The same strokes, those of one look together, from the look that comes first on.
  private static func byLook(_ strokes: [Stroke]) -> [Stroke] {
    var groups: [ColorReduction.Look: Int] = [:]
    var firstOnGround: [Int32: Int] = [:]
    for stroke in strokes where !stroke.isBlank {
      let group = groups[stroke.look] ?? groups.count
      groups[stroke.look] = group
      guard stroke.look.hidesInSpaces else { continue }
      if firstOnGround[stroke.look.background] == nil {
        firstOnGround[stroke.look.background] = group
      }
    }
    var ordered = [[Stroke]](repeating: [], count: groups.count + 1)
    for stroke in strokes {
      let group = stroke.isBlank ? firstOnGround[stroke.look.background] : groups[stroke.look]
      ordered[group ?? groups.count].append(stroke)
    }
    return ordered.flatMap { $0 }
  }
}
