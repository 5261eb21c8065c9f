extension CellBuffer {
  private static let ellipsis: UInt32 = 0x2026

  /// Draws one line of text from `row`, `column` on, at most `limit` columns, cutting with "…" when
  /// it does not fit and `ellipsis` is set. Control characters are refused (drawn as nothing).
  ///
  /// A character is drawn whole or not at all; without `ellipsis` a wide one that does not fit into
  /// the last column leaves a space there. Nothing is drawn outside the grid or left of it.
  /// - Returns: the columns used.
  @discardableResult
  package mutating func put(
    _ text: String, row: Int, column: Int, limit: Int? = nil, style: Style, ellipsis: Bool = true
  ) -> Int {
    guard contains(row: row, column: column) else { return 0 }
    let end = min(size.columns, column.adding(max(0, limit ?? .max)))
    guard column < end else { return 0 }
    let start = row * size.columns
    let width = size.columns
    return cells.withUnsafeMutableBufferPointer { cells in
      let line = UnsafeMutableBufferPointer(rebasing: cells[start..<start + width])
      return text.withClusters { scanner in
        var pen = Pen(line: line, column: column, end: end, style: PackedStyle(style))
        pen.draw(&scanner, ellipsis: ellipsis)
        return pen.column - column
      }
    }
  }

  /// Writes clusters into one line of the grid.
  private struct Pen {
    let line: UnsafeMutableBufferPointer<Cell>
    var column: Int
    let end: Int
    let style: PackedStyle

    mutating func draw(_ scanner: inout ClusterScanner, ellipsis: Bool) {
      while let cluster = scanner.next() {
        let after = column + cluster.width
        if after < end || cluster.width == 0 {
          write(cluster)
        } else if after == end, !ellipsis || !Self.hasMore(scanner) {
          return write(cluster)
        } else {
          return cut(ellipsis: ellipsis)
        }
      }
    }

    private mutating func cut(ellipsis: Bool) {
      guard column < end else { return }
      write(narrow: ellipsis ? CellBuffer.ellipsis : 0x20)
    }

    @inline(__always)
    private mutating func write(_ cluster: Cluster) {
      if cluster.count == 1, cluster.width == 1 {
        write(narrow: UInt32(truncatingIfNeeded: cluster.low))
      } else if cluster.width > 0 {
        writeCells(of: cluster)
      }
    }

    @inline(__always)
    private mutating func write(narrow scalar: UInt32) {
      if line[column].width != 1 { makeRoom(columns: 1) }
      line[column] = Cell(scalar, style)
      column += 1
    }

    private mutating func writeCells(of cluster: Cluster) {
      let all = Cell(low: cluster.low, high: cluster.high, look: 0)
      var first = 0
      while first < cluster.count {
        var next = first + 1
        while next < cluster.count, cluster.cellStarts >> UInt8(next) & 1 == 0 { next += 1 }
        var part = Cluster(start: 0, end: 0)
        for index in first..<next { part.append(all[index], columns: 0) }
        let isWide = ScalarKind.of(all[first]) == .wide
        write(low: part.low, high: part.high, columns: isWide ? 2 : 1)
        first = next
      }
    }

    private mutating func write(low: UInt64, high: UInt64, columns: Int) {
      makeRoom(columns: columns)
      line[column] = Cell(
        low: low, high: high, look: style.bits | UInt64(columns) << PackedStyle.widthShift)
      if columns == 2 { line[column + 1] = Cell(low: 0, high: 0, look: style.bits) }
      column += columns
    }

    /// What is left of a wide character that is overwritten by half becomes a space.
    private func makeRoom(columns: Int) {
      CellBuffer.separate(line, at: column)
      CellBuffer.separate(line, at: column + columns)
    }

    private static func hasMore(_ scanner: ClusterScanner) -> Bool {
      var rest = scanner
      while let cluster = rest.next() { if cluster.width > 0 { return true } }
      return false
    }
  }
}
