import Cells
import Domain
import FoundationEssentials
import Interface
import Testing

/// The composer on the screen.
@Suite struct ComposerDrawTests {
  private var context: ComposerContext {
    ComposerContext(theme: .standard, recipient: "Ana", network: .instagram, maxText: 1000)
  }

  private func open(_ draft: String) -> Composer {
    var composer = Composer()
    composer.open(.init(7), draft: draft, seen: nil)
    return composer
  }

  private func draw(
    _ composer: Composer, rows: Int, columns: Int, _ context: ComposerContext
  ) -> (lines: [String], cursor: Position?) {
    var buffer = CellBuffer(size: Size(rows: rows, columns: columns))
    let cursor = composer.draw(into: &buffer, rect: Rect(buffer.size), context: context)
    return (ThreadScene.trimmed(buffer), cursor)
  }

  @Test func aReplyLooksLikeItsPicture() {
    var composer = open("Hi Ana! We do, two kinds, and Sam already put a bag aside for your ")
    composer.insert("block party. Shall I send the link, or will you drop")
    let drawn = draw(composer, rows: 9, columns: 64, context)
    #expect(
      drawn.lines == [
        "─ Reply to Ana on Instagram ──────────────────────── 119/1000 ──",
        "  Hi Ana! We do, two kinds, and Sam already put a bag aside for",
        "  your block party. Shall I send the link, or will you drop",
        "", "", "", "",
        "  enter send   alt-enter new line   esc leave", "",
      ])
    #expect(drawn.cursor == Position(row: 2, column: 59))
  }

  @Test func unusedItIsOneLine() {
    let composer = Composer()
    #expect(composer.height(available: 30) == 1)
    let drawn = draw(composer, rows: 1, columns: 64, context)
    #expect(drawn.lines == ["─ r to reply " + String(repeating: "─", count: 51)])
    #expect(drawn.cursor == nil)
    let narrow = draw(composer, rows: 1, columns: 20, context)
    #expect(narrow.lines == [" r to reply ────────"])
  }

  @Test func aKeptDraftIsSeenWhileItIsClosed() {
    var context = context
    context.draft = "Hi Ana!\nWe do"
    context.replyKey = "<c-r>"
    let drawn = draw(Composer(), rows: 1, columns: 64, context)
    #expect(drawn.lines[0].hasPrefix("─ <c-r> to go on: Hi Ana! We do ───"))
  }

  @Test func itGrowsToAThirdAndNoFurther() {
    var composer = open("hi")
    #expect(composer.height(available: 34) == 9)
    #expect(composer.height(available: 12) == 4)
    #expect(composer.height(available: 8) == 3)
    #expect(composer.height(available: 2) == 2)
    #expect(composer.height(available: 0) == 0)
    composer.insert(String(repeating: "\n", count: 6))
    #expect(composer.height(available: 34) == 11)
    composer.insert(String(repeating: "word ", count: 5000))
    #expect(composer.height(available: 34) == 11)
    #expect(composer.height(available: 60) == 20)
  }

  @Test func overTheLimitItSaysByHowMuch() {
    var context = context
    context.maxText = 10
    let composer = open("12345678901👍")
    var buffer = CellBuffer(size: Size(rows: 5, columns: 64))
    _ = composer.draw(into: &buffer, rect: Rect(buffer.size), context: context)
    #expect(buffer.text(row: 0).contains(" 12/10 over by 2 ──"))
    let column = 64 - 3 - "12/10 over by 2".count
    #expect(buffer.style(row: 0, column: column) == Theme.standard.style(.composerCountOver))
    context.maxText = nil
    #expect(!draw(composer, rows: 5, columns: 64, context).lines[0].contains("/"))
  }

  @Test func anAccountThatCannotSendSaysSoInTheTitle() {
    var context = context
    context.isHandover = true
    #expect(
      draw(open("hi"), rows: 5, columns: 64, context).lines[0]
        .hasPrefix("─ Reply to Ana (copied, you send it) ──"))
    context.canReply = false
    #expect(
      draw(Composer(), rows: 1, columns: 64, context).lines[0]
        .hasPrefix("─ no replies can be sent here ──"))
  }

  @Test func aPageSaysWhoItIs() {
    var scene = ThreadScene([.made(1, "hi")])
    var context = ComposerContext(theme: .standard, page: scene.page)
    #expect(context.recipient == "Ana" && context.maxText == 1000 && !context.isHandover)
    scene.page.conversation.kind = .group
    scene.page.account.delivery = .handover
    context = ComposerContext(theme: .standard, page: scene.page)
    #expect(context.recipient == "Ana Ribeiro" && context.isHandover)
  }

  @Test func keysAreTheOnesThatAreBound() {
    var context = context
    context.hints = [.init("<c-s>", "send"), .init("<esc>", "leave")]
    #expect(
      draw(open("hi"), rows: 4, columns: 64, context).lines[3] == "  <c-s> send   <esc> leave")
    #expect(draw(open("hi"), rows: 4, columns: 14, context).lines[3] == " <c-s> send")
  }

  @Test(
    arguments: [
      ("日本", 0, 6), ("e\u{301}a", 0, 4), ("a\u{200B}b", 0, 4), ("", 0, 2), ("a\n", 1, 2),
      ("\n\n", 2, 2), ("ab ", 0, 5),
    ])
  func theCursorStandsBehindTheText(text: String, row: Int, column: Int) {
    let drawn = draw(open(text), rows: 9, columns: 64, context)
    #expect(drawn.cursor == Position(row: 1 + row, column: column))
  }

  @Test func theCursorStaysInsideAtTheEdge() {
    for count in 0..<80 {
      let drawn = draw(
        open(String(repeating: count % 2 == 0 ? "日" : "x", count: count) + "  "), rows: 6,
        columns: 20, context)
      #expect(drawn.cursor.map { $0.column < 20 && $0.row < 6 && $0.row > 0 } == true)
    }
  }

  @Test func longTextScrollsWithItsCursor() {
    var composer = open((0..<50).map { "line \($0)" }.joined(separator: "\n"))
    var drawn = draw(composer, rows: 9, columns: 64, context)
    #expect(
      drawn.lines[1...5] == ["  line 45", "  line 46", "  line 47", "  line 48", "  line 49"])
    #expect(drawn.cursor == Position(row: 5, column: 9))
    for _ in 0..<10 { composer.edit(.up, columns: 64) }
    drawn = draw(composer, rows: 9, columns: 64, context)
    let cursor = drawn.cursor
    #expect(cursor.map { drawn.lines[$0.row] } == "  line 39")
    for _ in 0..<60 { composer.edit(.up, columns: 64) }
    drawn = draw(composer, rows: 9, columns: 64, context)
    #expect(drawn.cursor == Position(row: 1, column: 2) && drawn.lines[1] == "  line 0")
  }

  @Test func aPastedBookIsReachedFromEndToEnd() {
    let words = (0..<4000).map { "w\($0)" }
    var composer = open(words.joined(separator: " "))
    var missing = Set(words)
    for _ in 0..<40 where !missing.isEmpty {
      let drawn = draw(composer, rows: 30, columns: 80, context)
      #expect(drawn.cursor != nil)
      for line in drawn.lines[1...] {
        for word in line.split(separator: " ") { missing.remove(String(word)) }
      }
      for _ in 0..<20 { composer.edit(.up, columns: 80) }
    }
    #expect(missing == [])
  }

  @Test func whatIsTypedIsSentAsItIsAndDrawnSafely() {
    var composer = open("")
    composer.insert("a\u{202E}b\u{1B}]0;x\u{7}")
    #expect(composer.text == "a\u{202E}b]0;x")
    let line = draw(composer, rows: 4, columns: 64, context).lines[1]
    #expect(line.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0 != "\u{1B}" })
    #expect(line.hasPrefix("  a") && line.hasSuffix("b]0;x"))
  }

  @Test func noSizeIsTooSmall() {
    let composer = open("some words\nof 日本 text")
    for rows in 0..<8 {
      for columns in 0..<30 {
        let cursor = draw(composer, rows: rows, columns: columns, context).cursor
        guard let cursor else { continue }
        #expect(cursor.row < rows && cursor.column < columns)
      }
    }
  }
}
