extension CellBuffer {
  /// The text of a row, for tests and pictures; wide characters once, cells never written as spaces.
  /// Empty outside the grid.
  package func text(row: Int) -> String {
    guard row >= 0, row < size.rows else { return "" }
    var text = String.UnicodeScalarView()
    for cell in cells[row * size.columns..<(row + 1) * size.columns] {
      text.append(contentsOf: cell.scalars)
    }
    return String(text)
  }

  /// Cells of one style next to each other.
  package struct Run: Hashable, Sendable {
    package var text: String
    package var style: Style
    /// The columns it takes.
    package var columns: Int

    package init(text: String, style: Style, columns: Int) {
      self.text = text
      self.style = style
      self.columns = columns
    }
  }

  /// A row as stretches of one style, for pictures. Their columns add up to the grid's.
  package func runs(row: Int) -> [Run] {
    guard row >= 0, row < size.rows else { return [] }
    var runs: [Run] = []
    for cell in cells[row * size.columns..<(row + 1) * size.columns] {
      let style = cell.style
      if cell.width == 0, !runs.isEmpty {
        runs[runs.count - 1].columns += 1
      } else if let last = runs.last, last.style == style {
        runs[runs.count - 1].text += cell.text
        runs[runs.count - 1].columns += 1
      } else {
        runs.append(Run(text: cell.text, style: style, columns: 1))
      }
    }
    return runs
  }

  /// The rows that differ from `other`; all of them when the size differs.
  package func changedRows(since other: CellBuffer) -> [Int] {
    guard size == other.size else { return Array(0..<size.rows) }
    let columns = size.columns
    return cells.withUnsafeBufferPointer { mine in
      other.cells.withUnsafeBufferPointer { theirs in
        if mine.baseAddress == theirs.baseAddress { return [] }
        return (0..<size.rows).filter { row in
          let range = row * columns..<(row + 1) * columns
          return range.contains { mine[$0] != theirs[$0] }
        }
      }
    }
  }
}
