/// Rows of a CSV file of any size, one after the other, as RFC 4180 has them.
///
/// SwiftCSV, which the packages offer, takes a whole text at once, drops rows whose fields are too
/// many or too few without a word, tells nobody where a row stood, and lets one unclosed quote swallow
/// what follows. An export has to be read in bounded memory, and every row that is lost has to be told.
///
/// A field that opens with a quote goes on over line breaks up to its closing one. Where that leads
/// nowhere (no closing quote, something behind it, more fields than the header has) the first line of
/// the row is told as ``Item/broken(line:reason:)`` and reading goes on with the line after it: one
/// lost quote costs a row. A quote inside a field that did not open with one is a quote.
final class CSVReader {
  struct Row: Hashable {
    var fields: [String]
    /// Of its first line, counted from 1.
    var line: Int
    /// As it stands, without the last line break.
    var bytes: [UInt8]
    /// Something in it is not UTF-8 and reads as U+FFFD.
    var isDamaged: Bool
  }

  enum Item: Hashable {
    case row(Row)
    case broken(line: Int, reason: String)
  }

  /// The longest row, in bytes: a hundred times the longest message of any network with tables.
  static let longestRow = 1 << 20
  /// More columns than any table has.
  private static let mostFields = 200

  private struct Line {
    var number: Int
    /// nil for one that was too long to be held.
    var bytes: [UInt8]?
  }

  private let reader: LineReader
  /// Lines that were looked at for a row that came to nothing, and are read again.
  private var waiting: [Line] = []
  /// Where the next of them is.
  private var first = 0
  /// How many fields a row of several lines may have; more show a quote that was never closed.
  var width = mostFields

  init(_ stream: any ByteStream) { reader = LineReader(stream, ending: .take) }

  /// The next row; nil at the end. Blank lines are no rows.
  func next() throws(FileTrouble) -> Item? {
    while let line = try nextLine() {
      guard let bytes = line.bytes else { return broken(line, "the line is too long") }
      if bytes.isEmpty { continue }
      return try row(startingWith: line, bytes)
    }
    return nil
  }

  private func row(startingWith line: Line, _ start: [UInt8]) throws(FileTrouble) -> Item {
    var parse = CSVRow()
    parse.add(start, most: Self.mostFields)
    var bytes = start
    var taken: [Line] = []
    while parse.isOpen {
      guard bytes.count <= Self.longestRow, let more = try nextLine() else {
        return giveBack(taken, "a quote is opened and never closed", line)
      }
      taken.append(more)
      guard let text = more.bytes else {
        return giveBack(taken, "a quote is opened and never closed", line)
      }
      bytes.append(10)
      bytes += text
      parse.addLineBreak()
      parse.add(text, most: Self.mostFields)
    }
    if let reason = parse.trouble { return giveBack(taken, reason, line) }
    if !taken.isEmpty && parse.fields.count > width {
      return giveBack(taken, "a quote is opened and closed only in another row", line)
    }
    guard bytes.count <= Self.longestRow else { return broken(line, "the row is too long") }
    return .row(
      Row(
        fields: parse.fields.map { String(decoding: $0, as: UTF8.self) }, line: line.number,
        bytes: bytes, isDamaged: String(validating: bytes, as: UTF8.self) == nil))
  }

  private func broken(_ line: Line, _ reason: String) -> Item {
    .broken(line: line.number, reason: reason)
  }

  private func giveBack(_ lines: [Line], _ reason: String, _ line: Line) -> Item {
    waiting = lines + waiting[first...]
    first = 0
    return broken(line, reason)
  }

  private func nextLine() throws(FileTrouble) -> Line? {
    if first < waiting.count {
      defer { first += 1 }
      return waiting[first]
    }
    if first > 0 {
      waiting = []
      first = 0
    }
    switch try reader.next() {
    case nil: return nil
    case .tooLong: return Line(number: reader.number, bytes: nil)
    case .text(let bytes): return Line(number: reader.number, bytes: [UInt8](bytes))
    }
  }
}

/// One row under way: fields, and whether the last one is still inside quotes.
private struct CSVRow {
  private(set) var fields: [[UInt8]] = []
  private(set) var isOpen = false
  /// Why it is no row.
  private(set) var trouble: String?
  private var field: [UInt8] = []

  mutating func addLineBreak() { field.append(10) }

  /// Takes a line; afterwards the row is complete, open, or in trouble.
  mutating func add(_ line: [UInt8], most: Int) {
    var index = 0
    while true {
      if !isOpen { index = startField(line, index) }
      if isOpen {
        index = takeQuoted(line, index)
        if isOpen { return }
      }
      guard trouble == nil else { return }
      fields.append(field)
      field = []
      guard index < line.count else { return }
      guard line[index] == UInt8(ascii: ",") else {
        return fail("something stands behind a closing quote")
      }
      guard fields.count < most else { return fail("it has more than \(most) fields") }
      index += 1
    }
  }

  private mutating func fail(_ reason: String) {
    trouble = reason
    isOpen = false
  }

  /// - Returns: where a quoted field's text begins, or where a plain one ends.
  private mutating func startField(_ line: [UInt8], _ index: Int) -> Int {
    guard index < line.count else { return index }
    if line[index] == UInt8(ascii: "\"") {
      isOpen = true
      return index + 1
    }
    let end = line[index...].firstIndex(of: UInt8(ascii: ",")) ?? line.count
    field = Array(line[index..<end])
    return end
  }

  /// - Returns: the place behind the closing quote, or the line's end with the quote still open.
  private mutating func takeQuoted(_ line: [UInt8], _ start: Int) -> Int {
    var index = start
    while let quote = line[index...].firstIndex(of: UInt8(ascii: "\"")) {
      field += line[index..<quote]
      index = quote + 1
      guard index < line.count, line[index] == UInt8(ascii: "\"") else {
        isOpen = false
        return index
      }
      field.append(UInt8(ascii: "\""))
      index += 1
    }
    field += line[index...]
    return line.count
  }
}

/// Finds columns by their names, whatever their case, spaces and order.
struct CSVHeader: Hashable {
  private let places: [String: Int]
  let count: Int

  init(_ fields: [String]) {
    places = Dictionary(
      fields.enumerated().map { (Self.folded($1), $0) }, uniquingKeysWith: { first, _ in first })
    count = fields.count
  }

  /// Letters and digits only, small.
  static func folded(_ name: String) -> String {
    String(
      name.lowercased().unicodeScalars.filter { $0.properties.isAlphabetic || ("0"..."9") ~= $0 })
  }

  func has(_ names: String...) -> Bool { names.allSatisfy { places[$0] != nil } }

  /// A field of a row; empty where the row or the table has none.
  func field(_ name: String, of row: CSVReader.Row) -> String {
    guard let place = places[name], place < row.fields.count else { return "" }
    return row.fields[place]
  }

  /// Whether a row reaches at least up to these columns.
  func reaches(_ names: [String], _ row: CSVReader.Row) -> Bool {
    names.allSatisfy { places[$0].map { $0 < row.fields.count } ?? true }
  }
}
