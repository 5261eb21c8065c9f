import Cells
import Testing

@Suite struct TextLayoutTests {
  private func wrap(_ text: String, _ columns: Int) -> [String] {
    TextLayout.wrap(text, columns: columns).map(String.init)
  }

  @Test(arguments: [
    ("", 5, [""]), ("hello", 5, ["hello"]), ("hello world", 5, ["hello", "world"]),
    ("hello world", 6, ["hello", "world"]), ("hello world", 11, ["hello world"]),
    ("a  b", 2, ["a", "b"]), ("one two three", 7, ["one two", "three"]),
    ("a\nb\n", 5, ["a", "b", ""]), ("\n\n", 5, ["", "", ""]),
    ("  indented text", 10, ["  indented", "text"]),
    ("abcdefghij", 4, ["abcd", "efgh", "ij"]), ("ab cdefghij", 4, ["ab", "cdef", "ghij"]),
    ("hello   ", 5, ["hello"]), ("hi ", 5, ["hi "]),
  ])
  func wordsStayWhole(text: String, columns: Int, lines: [String]) {
    #expect(wrap(text, columns) == lines)
  }

  @Test(arguments: [
    ("你好世界", 4, ["你好", "世界"]), ("你好世界", 5, ["你好", "世界"]),
    ("ab你好", 3, ["ab", "你", "好"]), ("好ab cd", 4, ["好ab", "cd"]),
    ("你好。再见", 4, ["你", "好。", "再见"]), ("👍👍👍", 4, ["👍👍", "👍"]),
  ])
  func wideCharactersMayBeParted(text: String, columns: Int, lines: [String]) {
    #expect(wrap(text, columns) == lines)
  }

  @Test func noColumnsAreSafe() {
    #expect(wrap("hello", 0) == [""])
    #expect(wrap("hello", -3) == [""])
    #expect(wrap("你好", 1) == ["你", "好"])
    #expect(TextLayout.clip("hello", columns: 0) == "")
    #expect(TextLayout.clip("hello", columns: -1) == "")
  }

  /// Whatever the text: lines fit, nothing drawn is lost, and what is drawn is counted the same.
  @Test func linesFitAndLoseOnlySpaces() {
    for text in TrickyTexts.all + [
      "a b  c   d    e", "      lead", "x " + TrickyTexts.all.joined(),
    ] {
      for columns in [2, 3, 5, 11, 200] {
        let lines = TextLayout.wrap(text, columns: columns)
        for line in lines { #expect(TextLayout.width(of: String(line)) <= columns, "\(line)") }
        let kept = lines.joined().unicodeScalars.filter { $0 != " " }
        let wanted = text.unicodeScalars.filter { $0 != " " && $0 != "\n" }
        #expect(String(String.UnicodeScalarView(kept)) == String(String.UnicodeScalarView(wanted)))
      }
    }
  }

  @Test func aVeryLongWordIsOnlyManyLines() {
    #expect(wrap(String(repeating: "x", count: 100_000), 60).count == 1_667)
    #expect(wrap(String(repeating: "世", count: 100_000), 60).count == 3_334)
    #expect(wrap(String(repeating: " ", count: 100_000) + "x", 60).count == 1_667)
  }

  @Test(arguments: [
    ("hello", 5, "hello"), ("hello", 4, "hel…"), ("你好", 4, "你好"), ("你好", 3, "你…"), ("你好吗", 4, "你…"),
    ("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}…"), ("x", 1, "x"), ("xy", 1, "…"),
  ])
  func clippedTextSaysSo(text: String, columns: Int, clipped: String) {
    #expect(TextLayout.clip(text, columns: columns) == clipped)
  }

  @Test(arguments: [
    ("你", 2), ("e\u{301}", 1), ("\u{1F469}\u{200D}\u{1F469}\u{200D}\u{1F467}", 2), ("❤\u{FE0F}", 1),
    ("1\u{FE0F}\u{20E3}", 1), ("\u{1F1E9}\u{1F1EA}", 2), ("\u{1F44D}\u{1F3FD}", 2), ("a\nb", 2),
    ("\u{1B}", 0),
    ("\u{9B}", 0), ("\u{202E}", 0), ("\u{301}", 1), ("\u{E000}", 1), ("각", 2),
    ("\u{1100}\u{1161}\u{11A8}", 2),
  ])
  func widthIsThatOfTheDesign(text: String, width: Int) {
    #expect(TextLayout.width(of: text) == width)
  }
}
