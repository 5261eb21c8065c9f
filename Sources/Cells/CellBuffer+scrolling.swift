extension CellBuffer {
  /// Moves what stands in `rect` up by so many rows, down when negative; what becomes free is blank,
  /// in the terminal's own colours.
  ///
  /// - Precondition: no wide character lies across a side of the rectangle; see ``scroll(of:since:)``.
  package mutating func scroll(_ rect: Rect, by count: Int) {
    guard let area = inside(rect), count != 0 else { return }
    let rows = count > 0 ? Array(area.rows) : area.rows.reversed()
    for row in rows {
      let source = row + count
      for column in area.columns {
        cells[row * size.columns + column] =
          area.rows.contains(source) ? cells[source * size.columns + column] : .blank
      }
    }
  }

  /// By how many rows, up when positive, most of what stands in `rect` has moved since `other` showed
  /// it; nil when most has not, when few rows would be spared, or when a terminal could not move it
  /// alone. Blank rows do not count.
  package func scroll(of rect: Rect, since other: CellBuffer) -> Int? {
    guard size == other.size, let area = inside(rect) else { return nil }
    guard isWhole(area.columns, in: area.rows), other.isWhole(area.columns, in: area.rows) else {
      return nil
    }
    let now = fingerprints(of: area.rows, area.columns)
    let before = other.fingerprints(of: area.rows, area.columns)
    let filled = now.indices.filter { now[$0] != nil }
    func same(_ count: Int) -> Int {
      filled.count { before.indices.contains($0 + count) && now[$0] == before[$0 + count] }
    }
    let resting = same(0)
    var best = (count: 0, same: max(resting + Self.leastSpared - 1, filled.count / 2))
    for distance in 1..<max(1, now.count) {
      for count in [distance, -distance] {
        let moved = same(count)
        if moved > best.same { best = (count, moved) }
      }
    }
    return best.count == 0 ? nil : best.count
  }

  /// To tell a terminal to scroll costs as much as two or three rows.
  private static let leastSpared = 4

  /// Its rows and columns, when all of it is on the grid.
  private func inside(_ rect: Rect) -> (rows: Range<Int>, columns: Range<Int>)? {
    guard rect.row >= 0, rect.column >= 0, rect.rows > 0, rect.columns > 0,
      rect.row.adding(rect.rows) <= size.rows, rect.column.adding(rect.columns) <= size.columns
    else { return nil }
    return (rect.row..<rect.row + rect.rows, rect.column..<rect.column + rect.columns)
  }

  /// Whether no wide character lies across the first or behind the last of these columns.
  private func isWhole(_ columns: Range<Int>, in rows: Range<Int>) -> Bool {
    rows.allSatisfy { row in
      let line = row * size.columns
      return cells[line + columns.lowerBound].width > 0
        && (columns.upperBound == size.columns || cells[line + columns.upperBound].width > 0)
    }
  }

  /// A number for what each row says and how it looks; nil where it is blank.
  private func fingerprints(of rows: Range<Int>, _ columns: Range<Int>) -> [UInt64?] {
    rows.map { row in
      var isBlank = true
      var sum: UInt64 = 0
      for cell in cells[
        row * size.columns + columns.lowerBound..<row * size.columns + columns.upperBound]
      {
        isBlank = isBlank && cell == .blank
        // The constants of splitmix64, which spread what differs in a few bits over all of them.
        sum = (sum ^ cell.low) &* 0xBF58_476D_1CE4_E5B9
        sum = (sum ^ sum >> 31 ^ cell.high ^ cell.look) &* 0x94D0_49BB_1331_11EB
      }
      return isBlank ? nil : sum
    }
  }
}
