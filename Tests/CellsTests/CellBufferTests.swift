import Cells
import Testing

@Suite struct CellBufferTests {
  private func line(
    _ text: String, columns: Int, limit: Int? = nil, ellipsis: Bool = true
  ) -> (text: String, used: Int) {
    var buffer = CellBuffer(size: Size(rows: 1, columns: columns))
    let used = buffer.put(text, row: 0, column: 0, limit: limit, style: .plain, ellipsis: ellipsis)
    return (buffer.text(row: 0), used)
  }

  @Test(arguments: [
    ("hello", 8, "hello   ", 5), ("hello", 5, "hello", 5), ("hello", 4, "hel…", 4),
    ("hello", 1, "…", 1), ("你好", 4, "你好", 4), ("你好", 3, "你…", 3), ("你好吗", 4, "你… ", 3),
    ("a你", 2, "a…", 2), ("cafe\u{301}s", 4, "caf…", 4),
    ("cafe\u{301}", 4, "cafe\u{301}", 4),
  ])
  func textThatDoesNotFitEndsInAnEllipsis(text: String, columns: Int, drawn: String, used: Int) {
    let result = line(text, columns: columns)
    #expect(result.text == drawn)
    #expect(result.used == used)
  }

  @Test func aWideCharacterThatDoesNotFitLeavesASpace() {
    #expect(line("a你", columns: 2, ellipsis: false) == ("a ", 2))
    #expect(line("你好", columns: 6, limit: 3, ellipsis: false) == ("你    ", 3))
  }

  @Test func nothingIsDrawnOutside() {
    var buffer = CellBuffer(size: Size(rows: 2, columns: 3))
    let empty = buffer
    #expect(buffer.put("x", row: 2, column: 0, style: .plain) == 0)
    #expect(buffer.put("x", row: -1, column: 0, style: .plain) == 0)
    #expect(buffer.put("x", row: 0, column: 3, style: .plain) == 0)
    #expect(buffer.put("x", row: 0, column: -1, style: .plain) == 0)
    #expect(buffer.put("x", row: 0, column: 0, limit: 0, style: .plain) == 0)
    #expect(buffer.put("x", row: 0, column: 0, limit: -4, style: .plain) == 0)
    buffer.fill(Rect(row: 5, column: 5, rows: 9, columns: 9), style: Style(attributes: .bold))
    buffer.setBackground(Rect(row: -9, column: 0, rows: 3, columns: .max), .rgb(1, 2, 3))
    #expect(buffer == empty)
    #expect(CellBuffer(size: Size(rows: -1, columns: 4)).changedRows(since: empty).isEmpty)
  }

  @Test func overwritingHalfAWideCharacterBlanksTheOtherHalf() {
    var buffer = CellBuffer(size: Size(rows: 1, columns: 6))
    buffer.put("你好吗", row: 0, column: 0, style: .plain)
    buffer.put("x", row: 0, column: 1, style: .plain)
    #expect(buffer.text(row: 0) == " x好吗")
    buffer.put("界", row: 0, column: 3, style: .plain)
    #expect(buffer.text(row: 0) == " x 界 ")
    buffer.put("y", row: 0, column: 3, style: .plain)
    #expect(buffer.text(row: 0) == " x y  ")
    buffer.put("你好吗", row: 0, column: 0, style: .plain)
    buffer.fill(Rect(row: 0, column: 1, rows: 1, columns: 4), with: "─", style: .plain)
    #expect(buffer.text(row: 0) == " ──── ")
    #expect((0..<6).allSatisfy { buffer.cell(row: 0, column: $0).width == 1 })
  }

  @Test func clustersAreReducedToWhatACellHolds() {
    var buffer = CellBuffer(size: Size(rows: 1, columns: 20))
    let family = "\u{1F469}\u{200D}\u{1F469}\u{200D}\u{1F467}\u{200D}\u{1F466}"
    #expect(buffer.put(family, row: 0, column: 0, style: .plain) == 2)
    let cell = buffer.cell(row: 0, column: 0)
    #expect(cell.scalars.map(\.value) == [0x1F469, 0x200D, 0x1F469, 0x200D, 0x1F467])
    #expect((cell.width, buffer.cell(row: 0, column: 1).width) == (2, 0))
    #expect(buffer.put("❤\u{FE0F}", row: 0, column: 2, style: .plain) == 1)
    #expect(buffer.cell(row: 0, column: 2).text == "❤")
    #expect(buffer.put("\u{1F1E9}\u{1F1EA}", row: 0, column: 3, style: .plain) == 2)
    #expect(buffer.put("1\u{FE0F}\u{20E3}", row: 0, column: 5, style: .plain) == 1)
    #expect(buffer.text(row: 0).contains("❤DE1\u{20E3}"))
    #expect(buffer.put("\u{301}", row: 0, column: 6, style: .plain) == 1)
    #expect(buffer.cell(row: 0, column: 6).text == "\u{25CC}\u{301}")
    #expect(buffer.put("की", row: 0, column: 8, style: .plain) == 2)
    #expect(buffer.put("\u{E000}\u{378}", row: 0, column: 10, style: .plain) == 2)
    #expect(buffer.cell(row: 0, column: 11).text == "\u{FFFD}")
  }

  @Test func whatControlsATerminalIsRefused() {
    let hostile =
      "a\u{1B}[2Jb\n\r\t\u{7F}\u{9B}\u{202E}\u{2066}\u{200B}\u{AD}\u{FEFF}\u{E0041}\u{3164}c"
    #expect(line(hostile, columns: 8) == ("a[2Jbc  ", 6))
  }

  @Test func runsKeepStylesAndColumns() {
    var buffer = CellBuffer(size: Size(rows: 1, columns: 6))
    let loud = Style(
      foreground: .rgb(255, 175, 95), background: .rgb(0, 0, 1), attributes: [.bold, .reverse])
    buffer.put("你x", row: 0, column: 1, style: loud)
    #expect(
      buffer.runs(row: 0) == [
        CellBuffer.Run(text: " ", style: .plain, columns: 1),
        CellBuffer.Run(text: "你x", style: loud, columns: 3),
        CellBuffer.Run(text: "  ", style: .plain, columns: 2),
      ])
    buffer.setBackground(Rect(row: 0, column: 0, rows: 1, columns: 6), .terminalDefault)
    #expect(buffer.style(row: 0, column: 1).background == .terminalDefault)
    #expect(buffer.style(row: 0, column: 1).foreground == loud.foreground)
    #expect(buffer.style(row: 0, column: 1).attributes == loud.attributes)
    #expect(buffer.cell(row: 0, column: 1).width == 2)
    #expect(buffer.style(row: 9, column: 9) == .plain)
  }

  @Test func onlyRowsThatDifferHaveChanged() {
    let before = CellBuffer(size: Size(rows: 4, columns: 10))
    var after = before
    #expect(after.changedRows(since: before).isEmpty)
    after.put("x", row: 1, column: 9, style: .plain)
    after.setBackground(Rect(row: 3, column: 0, rows: 1, columns: 1), .rgb(1, 1, 1))
    #expect(after.changedRows(since: before) == [1, 3])
    after.put(" ", row: 1, column: 9, style: .plain)
    #expect(after.changedRows(since: before) == [3])
    let other = CellBuffer(size: Size(rows: 2, columns: 10))
    #expect(other.changedRows(since: before) == [0, 1])
  }

  /// The grid's own arithmetic: what is drawn takes the columns that were promised, whatever it is.
  @Test func columnsAddUpForAnyText() {
    for text in TrickyTexts.all {
      for columns in [1, 2, 3, 7, 40] {
        var buffer = CellBuffer(size: Size(rows: 1, columns: columns))
        let used = buffer.put(text, row: 0, column: 0, style: .plain)
        let width = TextLayout.width(of: text)
        #expect(
          width <= columns ? used == width : (columns - 1...columns).contains(used), "\(text)")
        let cells = (0..<columns).map { buffer.cell(row: 0, column: $0) }
        #expect(cells.reduce(0) { $0 + $1.width } == columns, "\(text)")
        for (index, cell) in cells.enumerated() where cell.width != 1 {
          #expect(cells[cell.width == 2 ? index + 1 : index - 1].width == 2 - cell.width)
        }
        #expect(buffer.runs(row: 0).reduce(0) { $0 + $1.columns } == columns)
      }
    }
  }
}

/// Texts whose columns are easy to get wrong.
enum TrickyTexts {
  static let all = [
    "", " ", "plain text that is long enough to be cut somewhere", "你好，世界", "a你b好c",
    "한글 각 \u{1100}\u{1161}\u{11A8}",
    "e\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}x", "\u{301}\u{301}", "\u{200D}\u{FE0F}",
    "\n\u{301}",
    "\u{1F469}\u{1F3FD}\u{200D}\u{1F469}\u{1F3FF}\u{200D}\u{1F467}\u{1F3FB}",
    "\u{1F1E9}\u{1F1EA}\u{1F1EB}",
    "❤\u{FE0F}\u{200D}\u{1F525}☝\u{1F3FD}", "#\u{FE0F}\u{20E3}", "a\u{1F3FD}", "क्षत्रिय की ॐ", "กำ น้ำ",
    "שָׁלוֹם", "مرحبا hello ١٢٣",
    "ＡＢＣ ｱｲｳ", "─│┐①Ω…“”", "\u{FDFD}\u{FDFD}", "\u{302E}x\u{302F}", "\u{E000}\u{10FFFF}\u{378}",
    "a\u{3000}b\u{A0}c",
    "\u{1B}[31mred\u{9B}0m", "\u{202E}abc\u{2069}",
    String(repeating: "\u{1F469}\u{200D}", count: 50),
    String(repeating: "x", count: 100), String(repeating: "世", count: 100),
  ]
}
