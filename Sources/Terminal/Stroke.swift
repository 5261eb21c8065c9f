import Cells

/// Cells of one row that are written in one go, in one look.
struct Stroke: Equatable {
  var row: Int
  var columns: Range<Int>
  var look: ColorReduction.Look
  /// Only spaces, of which nothing but the ground is seen.
  var isBlank: Bool
}

extension ColorReduction.Look {
  /// A space would show nothing of it but its ground.
  var hidesInSpaces: Bool { attributes.isDisjoint(with: [.underline, .reverse]) }
}

/// Finds what has to be written for one grid to become another.
struct StrokeFinder {
  let old: CellBuffer
  let new: CellBuffer
  let columns: Int
  private(set) var colors: ColorReduction
  let dialect: Dialect
  private var style = Style.plain
  private var look = ColorReduction.Look(attributes: [])

  /// - Parameter columns: how many are compared; at most what both grids have.
  init(
    from old: CellBuffer, to new: CellBuffer, columns: Int, colors: ColorReduction,
    dialect: Dialect
  ) {
    (self.old, self.new, self.columns) = (old, new, columns)
    (self.colors, self.dialect) = (colors, dialect)
  }

  /// From left to right.
  mutating func strokes(row: Int) -> [Stroke] {
    var strokes: [Stroke] = []
    var column = 0
    while column < columns {
      let cell = new.cell(row: row, column: column)
      let end = min(columns, column + max(1, cell.width))
      if !isSame(cell, old.cell(row: row, column: column)) {
        let stroke = Stroke(
          row: row, columns: column..<end, look: look(of: cell), isBlank: Self.isBlank(cell))
        if let last = strokes.last, let joined = join(last, stroke) {
          strokes[strokes.count - 1] = joined
        } else {
          strokes.append(stroke)
        }
      }
      column = end
    }
    return strokes
  }

  /// Whether nobody could tell one from the other.
  private func isSame(_ one: Cell, _ other: Cell) -> Bool {
    one == other
      || Self.isBlank(one) && Self.isBlank(other) && one.style.background == other.style.background
  }

  private static func isBlank(_ cell: Cell) -> Bool {
    cell[0] == 0x20 && cell[1] == 0
      && cell.style.attributes.isDisjoint(with: [.underline, .reverse])
  }

  private mutating func look(of cell: Cell) -> ColorReduction.Look {
    if cell.style != style {
      style = cell.style
      look = colors.look(of: style)
      look.attributes.formIntersection(dialect.attributes)
    }
    return look
  }

  /// One stroke of two in a row, when they look alike and what lies between is cheaper written again
  /// than passed over.
  private mutating func join(_ first: Stroke, _ second: Stroke) -> Stroke? {
    guard let look = Self.common(first, second), bridges(first, second, look) else { return nil }
    let gap = first.columns.upperBound..<second.columns.lowerBound
    let isEmpty = gap.allSatisfy { Self.isBlank(new.cell(row: first.row, column: $0)) }
    return Stroke(
      row: first.row, columns: first.columns.lowerBound..<second.columns.upperBound, look: look,
      isBlank: first.isBlank && second.isBlank && isEmpty)
  }

  private static func common(_ first: Stroke, _ second: Stroke) -> ColorReduction.Look? {
    if first.look == second.look { return first.look }
    guard first.look.background == second.look.background else { return nil }
    if second.isBlank, first.look.hidesInSpaces { return first.look }
    return first.isBlank && second.look.hidesInSpaces ? second.look : nil
  }

  /// Bytes of the shortest way to pass over cells: `CSI C`, `CSI 2 C`.
  private static func cost(ofPassing columns: Int) -> Int { columns == 1 ? 3 : 4 }

  private mutating func bridges(
    _ first: Stroke, _ second: Stroke, _ look: ColorReduction.Look
  ) -> Bool {
    let gap = first.columns.upperBound..<second.columns.lowerBound
    guard gap.count <= 4 else { return false }
    var bytes = 0
    for column in gap {
      let cell = new.cell(row: first.row, column: column)
      let isHidden = Self.isBlank(cell) && look.hidesInSpaces
      let own = self.look(of: cell)
      guard own == look || isHidden && own.background == look.background else { return false }
      bytes += cell.text.utf8.count
    }
    return bytes <= Self.cost(ofPassing: gap.count)
  }
}
