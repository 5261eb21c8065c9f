import Cells

/// Writes strokes as bytes, as few as it can.
struct Brush {
  private(set) var bytes: [UInt8] = []
  private let dialect: Dialect
  private let buffer: CellBuffer
  private let columns: Int
  private var look = ColorReduction.Look(attributes: [])
  /// nil when it is not known for certain.
  private var place: Position?

  /// The terminal's cursor may be anywhere, and its look is plain.
  init(_ dialect: Dialect, on buffer: CellBuffer, columns: Int) {
    (self.dialect, self.buffer, self.columns) = (dialect, buffer, columns)
  }

  mutating func paint(_ stroke: Stroke) {
    move(to: Position(row: stroke.row, column: stroke.columns.lowerBound))
    if stroke.isBlank { take(ground: stroke.look) } else { take(stroke.look) }
    var blanks = 0
    for column in stroke.columns {
      let cell = buffer.cell(row: stroke.row, column: column)
      guard cell.width > 0 else { continue }
      // Half of a wide character has no room.
      let isCut = column + cell.width > columns
      if isCut || cell[0] == 0x20 && cell[1] == 0 && look.hidesInSpaces {
        blanks += 1
      } else {
        leave(blanks, isLast: false)
        blanks = 0
        write(cell)
      }
    }
    leave(blanks, isLast: true)
  }

  /// Leaves a plain look, and the cursor where it is to be seen.
  mutating func finish(cursor: Position?) {
    take(ColorReduction.Look(attributes: []))
    if let cursor { move(to: cursor) }
  }

  // MARK: Cells

  private mutating func write(_ cell: Cell) {
    if cell[0] < 0x80, cell[1] == 0 {
      bytes.append(UInt8(cell[0]))
    } else {
      bytes += Character.shown(cell).utf8
    }
    advance(by: cell.width)
  }

  private mutating func advance(by count: Int) {
    guard let from = place else { return }
    // Terminals differ in where the cursor is after the last column.
    let isAtEnd = from.column + count >= columns
    place = isAtEnd ? nil : Position(row: from.row, column: from.column + count)
  }

  private mutating func leave(_ count: Int, isLast: Bool) {
    guard count > 0 else { return }
    let erases = look.background == ColorReduction.standard || dialect.erasesInColor
    if erases, isLast, count > 3, isBlankToTheEnd {
      bytes += Self.sequence("K")
      return
    }
    let erase = Self.sequence("X", count)
    if erases, dialect.erasesCells, count > (isLast ? erase.count : 2 * erase.count) {
      bytes += erase
      if isLast { return }
      bytes += Self.sequence("C", count)
    } else {
      bytes += [UInt8](repeating: 0x20, count: count)
    }
    advance(by: count)
  }

  /// Whether the row has only spaces on this ground from the cursor on.
  private var isBlankToTheEnd: Bool {
    guard let place, look.hidesInSpaces else { return false }
    let ground = buffer.cell(row: place.row, column: place.column).style.background
    return (place.column..<columns).allSatisfy { column in
      let cell = buffer.cell(row: place.row, column: column)
      return cell[0] == 0x20 && cell[1] == 0 && cell.style.background == ground
        && cell.style.attributes.isDisjoint(with: [.underline, .reverse])
    }
  }

  // MARK: Looks

  private mutating func take(ground wanted: ColorReduction.Look) {
    if look.hidesInSpaces, look.background == wanted.background { return }
    var next = look.hidesInSpaces ? look : ColorReduction.Look(attributes: [])
    next.background = wanted.background
    take(next)
  }

  private mutating func take(_ next: ColorReduction.Look) {
    guard next != look else { return }
    let anew = code(from: ColorReduction.Look(attributes: []), to: next)
    var best = anew.isEmpty ? [] : Array("0;".utf8) + anew
    if look.attributes.isSubset(of: next.attributes) {
      let change = code(from: look, to: next)
      if !change.isEmpty, !anew.isEmpty, change.count < best.count { best = change }
    }
    bytes += [0x1B, 0x5B] + best + [0x6D]
    look = next
  }

  /// Parameters that add what `last` lacks; it has no attribute that `next` has not.
  private func code(from last: ColorReduction.Look, to next: ColorReduction.Look) -> [UInt8] {
    let added = next.attributes.subtracting(last.attributes)
    let attributes: [(Style.Attributes, UInt8)] = [
      (.bold, 0x31), (.dim, 0x32), (.italic, 0x33), (.underline, 0x34), (.reverse, 0x37),
    ]
    var parts: [[UInt8]] = attributes.filter { added.contains($0.0) }.map { [$0.1] }
    if next.foreground != last.foreground {
      parts.append(code(of: next.foreground, isGround: false))
    }
    if next.background != last.background {
      parts.append(code(of: next.background, isGround: true))
    }
    return Array(parts.filter { !$0.isEmpty }.joined(separator: [0x3B]))
  }

  private func code(of color: Int32, isGround: Bool) -> [UInt8] {
    if color == ColorReduction.standard { return Array((isGround ? "49" : "39").utf8) }
    return dialect.colorCode(color, isGround)
  }

  // MARK: Places

  private mutating func move(to next: Position) {
    guard next != place else { return }
    var ways = [Self.absolute(next)]
    if let place {
      let down = Self.vertical(next.row - place.row)
      ways.append(down + Self.horizontal(next.column - place.column))
      let feeds = next.row - place.row
      // After a return a line feed stays in the first column, whatever the kernel makes of it.
      let below = 1...3 ~= feeds ? [UInt8](repeating: 0x0A, count: feeds) : down
      ways.append([0x0D] + below + Self.horizontal(next.column))
    }
    bytes += ways.min { $0.count < $1.count } ?? ways[0]
    place = next
  }

  private static func absolute(_ place: Position) -> [UInt8] {
    let row = place.row > 0 ? "\(place.row + 1)" : ""
    return Array("\u{1B}[\(row)\(place.column > 0 ? ";\(place.column + 1)" : "")H".utf8)
  }

  private static func vertical(_ rows: Int) -> [UInt8] {
    rows == 0 ? [] : sequence(rows > 0 ? "B" : "A", abs(rows))
  }

  private static func horizontal(_ columns: Int) -> [UInt8] {
    if columns == 0 { return [] }
    if columns < 0, columns >= -3 { return [UInt8](repeating: 0x08, count: -columns) }
    return sequence(columns > 0 ? "C" : "D", abs(columns))
  }

  private static func sequence(_ final: String, _ count: Int = 1) -> [UInt8] {
    Array("\u{1B}[\(count == 1 ? "" : "\(count)")\(final)".utf8)
  }
}

extension Character {
  /// What is written for a cell. What the C library gives another width than we do is not: columns
  /// matter more than the character. Joined pictures are drawn as their first.
  fileprivate static func shown(_ cell: Cell) -> String {
    guard CLibrary.width(of: cell[0]) == cell.width else {
      return cell.width == 2 ? "\u{FFFD} " : "\u{FFFD}"
    }
    var scalars = String.UnicodeScalarView()
    for (index, scalar) in cell.scalars.enumerated() {
      let joins = scalar.value == 0x200D || 0xFE00...0xFE0F ~= scalar.value
      if index == 0 || !joins && CLibrary.width(of: scalar.value) == 0 { scalars.append(scalar) }
    }
    return String(scalars)
  }
}
