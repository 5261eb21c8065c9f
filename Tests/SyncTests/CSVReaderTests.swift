import Foundation
import Testing

@testable import Sync

@Suite struct CSVReaderTests {
  private func items(_ text: String, width: Int = 200) throws -> [CSVReader.Item] {
    let reader = CSVReader(MemoryStream(Array(text.utf8)))
    reader.width = width
    var found: [CSVReader.Item] = []
    while let item = try reader.next() { found.append(item) }
    return found
  }

  private func rows(_ text: String, width: Int = 200) throws -> [[String]] {
    try items(text, width: width).compactMap {
      if case .row(let row) = $0 { row.fields } else { nil }
    }
  }

  private func broken(_ text: String, width: Int = 200) throws -> [Int] {
    try items(text, width: width).compactMap {
      if case .broken(let line, _) = $0 { line } else { nil }
    }
  }

  @Test func fieldsAreCutAtCommas() throws {
    #expect(try rows("a,b,,d\r\n1,2,3,\n") == [["a", "b", "", "d"], ["1", "2", "3", ""]])
  }

  @Test func quotedFieldsHoldCommasLineBreaksAndDoubledQuotes() throws {
    #expect(
      try rows("a,\"x, \"\"y\"\"\r\n\r\nz\",c\nnext,,\n") == [
        ["a", "x, \"y\"\n\nz", "c"], ["next", "", ""],
      ])
  }

  @Test func aByteOrderMarkIsNoPartOfTheFirstField() throws {
    #expect(try rows("\u{FEFF}a,b\n") == [["a", "b"]])
  }

  @Test func aQuoteInsideAPlainFieldIsAQuote() throws {
    #expect(try rows("5\" nails,\"\"\n") == [["5\" nails", ""]])
  }

  @Test func anUnclosedQuoteCostsItsRowOnly() throws {
    let text = "a,\"never closed,b\nc,d,e\nf,\"g\",h\n"
    #expect(try broken(text) == [1])
    #expect(try rows(text) == [["c", "d", "e"], ["f", "g", "h"]])
  }

  @Test func anUnclosedQuoteAtTheEndIsToldAndWhatFollowsIsRead() throws {
    let text = "x,y\na,\"never\nc,d\n"
    #expect(try broken(text) == [2])
    #expect(try rows(text) == [["x", "y"], ["c", "d"]])
  }

  @Test func aQuoteThatClosesInAnotherRowIsTold() throws {
    let text = "a,\"lost,c\nd,e,\",f,g\ng,h,i\n"
    #expect(try broken(text, width: 3).first == 1)
    #expect(try rows(text, width: 3).last == ["g", "h", "i"])
  }

  @Test func somethingBehindAClosingQuoteIsTold() throws {
    #expect(try broken("\"a\"b,c\nd,e\n") == [1])
    #expect(try rows("\"a\"b,c\nd,e\n") == [["d", "e"]])
  }

  @Test func linesAreCountedThroughRowsOfSeveral() throws {
    let lines = try items("a,\"1\n2\n3\"\nb,c\n").map { item in
      switch item {
      case .row(let row): row.line
      case .broken(let line, _): line
      }
    }
    #expect(lines == [1, 4])
  }

  @Test func aRowOverAMegabyteIsToldAndNotHeld() throws {
    let text = "a,\"" + String(repeating: "long line of text\n", count: 70_000) + "\nb,c\n"
    #expect(try broken(text) == [1])
    #expect(try rows(text).last == ["b", "c"])
  }

  @Test func aMillionCommasAreNoRow() throws {
    let text = String(repeating: ",", count: 1_000_000) + "\nb,c\n"
    #expect(try broken(text) == [1])
    #expect(try rows(text) == [["b", "c"]])
  }

  /// Every row opens a quote: none is read twice for each that follows.
  @Test func manyLostQuotesAreReadInOnePass() throws {
    let text = String(repeating: "a,\"b\nc,d\n", count: 20_000)
    #expect(try items(text).count == 40_000)
  }

  @Test func columnsAreFoundByNameWhateverTheirCaseAndSpaces() throws {
    let header = CSVHeader(["Conversation  ID", " from ", "FROM"])
    #expect(header.has("conversationid", "from"))
    guard case .row(let row) = try items("x,y,z\n")[0] else { return #expect(Bool(false)) }
    #expect(header.field("from", of: row) == "y")
    #expect(header.field("absent", of: row) == "")
  }
}

@Suite struct HTMLTextTests {
  @Test func blocksAreLinesAndLinksShowTheirAddress() {
    #expect(
      HTMLText.plain(
        "<p>Hi &amp; hello,</p><p>see <a href=\"https://x.example/a?b=1&amp;c\">this</a><br>bye</p>"
      )
        == "Hi & hello,\n\nsee this <https://x.example/a?b=1&c>\nbye")
  }

  @Test func anAddressThatIsShownIsNotShownTwice() {
    #expect(
      HTMLText.plain("<a href='https://x.example/'>https://x.example</a>") == "https://x.example")
  }

  @Test func scriptsStylesAndCommentsAreNotRead() {
    #expect(HTMLText.plain("a<style>p{}</style><!-- no --><script>x<y</script>b") == "ab")
    #expect(HTMLText.plain("a<style>b") == "ab")
  }

  @Test func whatPeopleTypeIsNoMarkup() {
    for text in [
      "I <3 you", "a <b and c> d", "if a<b or b>c", "<-- look", "x < y", "mail <ana@x.example>",
    ] {
      #expect(!HTMLText.isMarkup(text), "\(text)")
    }
    for text in ["<p>hi</p>", "a<br>b", "a<br/>b", "<a href=\"x\">y</a>", "x</b>"] {
      #expect(HTMLText.isMarkup(text), "\(text)")
    }
  }

  @Test func entitiesAreReadOnce() {
    #expect(
      HTMLEntities.unescaped("it&#39;s &lt;b&gt; &amp;lt; &#x1F600; &nothing; & &#0; &#xFFFFFFFF;")
        == "it's <b> &lt; 😀 &nothing; & &#0; &#xFFFFFFFF;")
  }

  /// Each of these took a time in proportion to the square of its length in a reader less careful.
  @Test(arguments: ["<a ", "<a '>", "<!--", "<script>", "</", "<a \"", "&", "&#", "<a href=\"'"])
  func manyOpeningsAreReadThrough(piece: String) {
    let text = String(repeating: piece, count: 200_000 / piece.utf8.count)
    _ = HTMLText.plain(text)
    _ = HTMLText.isMarkup(text + ">")
    #expect(HTMLText.plain(text + ">end of it").hasSuffix("end of it") || piece == "<!--")
  }
}
