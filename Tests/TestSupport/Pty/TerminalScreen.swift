package import Cells
import Foundation

/// What a person would see: a small terminal that understands what ncurses writes for
/// `xterm-256color`. What it does not know is kept in ``unknown``, so that a test can refuse it.
package final class TerminalScreen {
  package private(set) var rows: Int
  package private(set) var columns: Int
  /// Sequences that were not understood.
  package private(set) var unknown: [String] = []
  package private(set) var isAlternate = false
  package private(set) var isCursorVisible = true
  package private(set) var isPasteBracketed = false
  package private(set) var title = ""
  package private(set) var clipboard: [String] = []
  private var cells: [[Spot]]
  private var look = TerminalLook()
  private var row = 0
  private var column = 0
  private var last: Character = " "
  private var region: ClosedRange<Int>
  /// Whether it has left and right margins.
  private let hasMargins: Bool
  private let isLight: Bool
  /// Mode 69 is on: lines move between the margins only.
  private var hasMarginsOn = false
  private var margins: ClosedRange<Int>
  /// What it answers, until somebody takes it.
  private var answers: [UInt8] = []
  private var pending: [UInt8] = []

  private struct Spot {
    var character: Character = " "
    var look = TerminalLook()
  }

  package init(rows: Int, columns: Int, hasMargins: Bool = false, isLight: Bool = false) {
    self.rows = rows
    self.columns = columns
    self.hasMargins = hasMargins
    self.isLight = isLight
    cells = Self.blank(rows, columns)
    region = 0...(rows - 1)
    margins = 0...(columns - 1)
  }

  /// What it has to say to the program since the last time.
  package func takeAnswers() -> [UInt8] {
    defer { answers = [] }
    return answers
  }

  package var lines: [String] {
    cells.map { line in
      var text = String(line.map(\.character).filter { $0 != Self.covered })
      while text.last == " " { text.removeLast() }
      return text
    }
  }

  package var text: String { lines.joined(separator: "\n") }

  /// The columns in which a character stands, row by row.
  package func columns(of character: Character) -> [[Int]] {
    cells.map { line in line.indices.filter { line[$0].character == character } }
  }

  /// Empty where the right half of a wide character is.
  package func character(row: Int, column: Int) -> String {
    let character = cells[row][column].character
    return character == Self.covered ? "" : String(character)
  }

  package func look(row: Int, column: Int) -> TerminalLook { cells[row][column].look }

  package var cursor: Position {
    Position(row: row, column: min(column, columns - 1))
  }

  package func resize(rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
    cells = Self.blank(rows, columns)
    region = 0...(rows - 1)
    margins = 0...(columns - 1)
    (row, column) = (0, 0)
  }

  /// The right half of a wide character.
  private static let covered: Character = "\u{0}"

  private static func blank(_ rows: Int, _ columns: Int) -> [[Spot]] {
    Array(repeating: Array(repeating: Spot(), count: columns), count: rows)
  }

  package func feed(_ bytes: some Sequence<UInt8>) {
    pending += bytes
    var start = 0
    while start < pending.count, let used = take(from: start) { start += used }
    pending.removeFirst(start)
  }

  /// One character or sequence. - Returns: the bytes used, nil when more are needed.
  private func take(from start: Int) -> Int? {
    let byte = pending[start]
    switch byte {
    case 0x1B: return takeEscape(from: start)
    case 0x08: column = max(0, min(column, columns - 1) - 1)
    case 0x0D: column = 0
    case 0x0A: lineFeed()
    case 0x07, 0x0F: break
    case 0x00..<0x20: unknown.append("control \(byte)")
    case 0x20..<0x7F: put(Character(UnicodeScalar(byte)))
    default: return takeScalar(from: start)
    }
    return 1
  }

  private func takeScalar(from start: Int) -> Int? {
    let length = pending[start] >= 0xF0 ? 4 : pending[start] >= 0xE0 ? 3 : 2
    guard pending.count >= start + length else { return nil }
    put(Character(String(decoding: pending[start..<start + length], as: UTF8.self)))
    return length
  }

  private func takeEscape(from start: Int) -> Int? {
    guard pending.count > start + 1 else { return nil }
    switch pending[start + 1] {
    case UInt8(ascii: "["): return takeControl(from: start)
    case UInt8(ascii: "]"): return takeString(from: start)
    case UInt8(ascii: "("), UInt8(ascii: ")"): return pending.count > start + 2 ? 3 : nil
    case UInt8(ascii: "M"): reverseLineFeed()
    case UInt8(ascii: "7"), UInt8(ascii: "8"), UInt8(ascii: "="), UInt8(ascii: ">"): break
    default: unknown.append("ESC \(pending[start + 1])")
    }
    return 2
  }

  /// An operating system command up to BEL or ST.
  private func takeString(from start: Int) -> Int? {
    guard let end = pending[start...].firstIndex(where: { $0 == 0x07 || $0 == 0x5C }) else {
      return nil
    }
    let body = String(decoding: pending[(start + 2)..<end], as: UTF8.self)
      .trimmingCharacters(in: .controlCharacters)
    switch body.prefix(while: { $0 != ";" }) {
    case "52": clipboard.append(body)
    case "2": title = String(body.dropFirst(2))
    case "11":
      let level = isLight ? "ffff" : "0000"
      answers += "\u{1B}]11;rgb:\(level)/\(level)/\(level)\u{7}".utf8
    default: unknown.append("OSC \(body)")
    }
    return end + 1 - start
  }

  private func takeControl(from start: Int) -> Int? {
    guard let end = pending[(start + 2)...].firstIndex(where: { (0x40...0x7E).contains($0) }) else {
      return nil
    }
    let parameters = String(decoding: pending[(start + 2)..<end], as: UTF8.self)
    let final = Character(UnicodeScalar(pending[end]))
    control(final, parameters)
    return end + 1 - start
  }

  private func control(_ final: Character, _ parameters: String) {
    if parameters.hasPrefix("?") { return mode(final, parameters) }
    if final != "m" { column = min(column, columns - 1) }
    let numbers = parameters.split(separator: ";", omittingEmptySubsequences: false)
      .map { Int($0) ?? 0 }
    let first = numbers.first ?? 0
    let count = max(1, first)
    switch final {
    case "H": move(toRow: count - 1, column: max(1, numbers.count > 1 ? numbers[1] : 1) - 1)
    case "A": move(toRow: row - count, column: column)
    case "B": move(toRow: row + count, column: column)
    case "C": move(toRow: row, column: column + count)
    case "D": move(toRow: row, column: column - count)
    case "G": move(toRow: row, column: count - 1)
    case "d": move(toRow: count - 1, column: column)
    case "X": erase(row, column..<min(columns, column + count))
    case "K": eraseLine(first)
    case "J": eraseScreen(first)
    case "P": shift(deleting: count)
    case "@": shift(inserting: count)
    case "L": scrollLines(by: -count)
    case "M": scrollLines(by: count)
    case "S": scroll(by: count)
    case "T": scroll(by: -count)
    case "b": for _ in 0..<count { put(last) }
    case "r": setRegion(numbers)
    case "s" where hasMarginsOn: setMargins(numbers)
    case "m":
      if !look.apply(numbers.isEmpty ? [0] : numbers) { unknown.append("CSI \(parameters)m") }
    case "l", "h", "t", "c": break
    default: unknown.append("CSI \(parameters)\(final)")
    }
  }

  private func mode(_ final: Character, _ parameters: String) {
    if final == "p", parameters == "?69$" {
      answers += "\u{1B}[?69;\(hasMargins ? 2 : 0)$y".utf8
      return
    }
    guard final == "h" || final == "l" else { return unknown.append("CSI \(parameters)\(final)") }
    let isOn = final == "h"
    for number in parameters.dropFirst().split(separator: ";") {
      switch number {
      case "1049": isAlternate = isOn
      case "25": isCursorVisible = isOn
      case "2004": isPasteBracketed = isOn
      case "69":
        hasMarginsOn = isOn && hasMargins
        margins = 0...(columns - 1)
      default: break
      }
    }
  }

  private func move(toRow newRow: Int, column newColumn: Int) {
    row = min(max(0, newRow), rows - 1)
    column = min(max(0, newColumn), columns - 1)
  }

  private func put(_ character: Character) {
    last = character
    if Self.isMark(character) { return join(character) }
    let width = TextLayout.width(of: String(character))
    if column + width > columns {
      column = 0
      lineFeed()
    }
    separate(row, column)
    separate(row, column + width)
    cells[row][column] = Spot(character: character, look: look)
    if width == 2, column + 1 < columns {
      cells[row][column + 1] = Spot(character: Self.covered, look: look)
    }
    column += width
  }

  /// A wide character of which half is written over is gone.
  private func separate(_ row: Int, _ column: Int) {
    guard column > 0, column < columns, cells[row][column].character == Self.covered else { return }
    cells[row][column - 1].character = " "
    cells[row][column].character = " "
  }

  /// What a terminal draws over the cell before it.
  private static func isMark(_ character: Character) -> Bool {
    character.unicodeScalars.allSatisfy { scalar in
      // Vowels and finals of Korean syllables join the consonant before them.
      (0x1160...0x11FF).contains(scalar.value) || (0xD7B0...0xD7FF).contains(scalar.value)
        || [.nonspacingMark, .enclosingMark, .format].contains(scalar.properties.generalCategory)
    }
  }

  /// A combining mark goes onto the character before it.
  private func join(_ mark: Character) {
    var place = min(column, columns) - 1
    if place > 0, cells[row][place].character == Self.covered { place -= 1 }
    guard place >= 0 else { return }
    cells[row][place].character = Character(String(cells[row][place].character) + String(mark))
  }

  private func lineFeed() {
    if row == region.upperBound { scroll(by: 1) } else { row = min(row + 1, rows - 1) }
  }

  private func reverseLineFeed() {
    if row == region.lowerBound { scroll(by: -1) } else { row = max(0, row - 1) }
  }

  private func erase(_ row: Int, _ range: Range<Int>) {
    separate(row, range.lowerBound)
    separate(row, range.upperBound)
    for column in range { cells[row][column] = Spot(look: look.erased) }
  }

  private func eraseLine(_ kind: Int) {
    let place = min(column, columns - 1)
    erase(row, kind == 0 ? place..<columns : kind == 1 ? 0..<(place + 1) : 0..<columns)
  }

  private func eraseScreen(_ kind: Int) {
    if kind == 0 {
      eraseLine(0)
      for below in (row + 1)..<max(row + 1, rows) { erase(below, 0..<columns) }
    } else {
      cells = Self.blank(rows, columns)
    }
  }

  private func shift(deleting count: Int) {
    for _ in 0..<min(count, columns - column) {
      cells[row].remove(at: column)
      cells[row].append(Spot(look: look.erased))
    }
  }

  private func shift(inserting count: Int) {
    for _ in 0..<min(count, columns - column) {
      cells[row].insert(Spot(look: look.erased), at: column)
      cells[row].removeLast()
    }
  }

  private func setRegion(_ numbers: [Int]) {
    let top = max(1, numbers.first ?? 1) - 1
    let bottom = (numbers.count > 1 && numbers[1] > 0 ? numbers[1] : rows) - 1
    region = top...max(top, min(bottom, rows - 1))
    (row, column) = (0, 0)
  }

  private func setMargins(_ numbers: [Int]) {
    let left = max(1, numbers.first ?? 1) - 1
    let right = (numbers.count > 1 && numbers[1] > 0 ? numbers[1] : columns) - 1
    margins = left...max(left, min(right, columns - 1))
    (row, column) = (0, 0)
  }

  private func scroll(by count: Int) { scrollRows(region, by: count) }

  private func scrollLines(by count: Int) {
    guard region.contains(row), margins.contains(column) else { return }
    scrollRows(row...region.upperBound, by: count)
  }

  private func scrollRows(_ range: ClosedRange<Int>, by count: Int) {
    // A region set before a change of size may reach beyond the new one.
    let range = min(range.lowerBound, rows - 1)...min(range.upperBound, rows - 1)
    let lines = cells
    for side in [margins.lowerBound, margins.upperBound + 1] where side < columns {
      let isTorn = range.contains { lines[$0][side].character == Self.covered }
      if isTorn { unknown.append("half of a wide character scrolled at column \(side)") }
    }
    for row in range {
      let source = row + count
      for column in margins where column < columns {
        let isKept = range.contains(source)
        cells[row][column] = isKept ? lines[source][column] : Spot(look: look.erased)
      }
    }
  }
}
