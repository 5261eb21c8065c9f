import Cells
import Domain
import FoundationEssentials
import Interface
import Testing

/// Links are numbered, shown for what they are, and opened exactly as they came.
@Suite struct MessageLayoutLinkTests {
  private func links(_ text: String) -> [String] {
    ThreadScene([.made(1, text)]).pane.items().map { "\($0.text) \($0.shown)" }
  }

  @Test func aLinkStandsInItsLineUnderItsNumber() {
    let scene = ThreadScene(
      [.made(1, "the link in your bio is dead, just so you know. https://example.shop/spring")],
      columns: 47)
    #expect(
      scene.body.dropFirst(3).prefix(2) == [
        " the link in your bio is dead, just so you", " know. [1] example.shop/spring",
      ])
    #expect(scene.style(of: "[1] example") == Theme.standard.style(.messageLink))
    #expect(scene.style(of: "know") == Theme.standard.style(.messageText))
  }

  @Test func numbersRunThroughThePage() {
    var photo = Message.made(2, "and this http://b.example")
    photo.attachments = [Attachment(kind: .image, url: "c.jpg")]
    let scene = ThreadScene([
      .made(1, "see https://a.example and www.a2.example"), photo, .made(3, "http://d.example"),
    ])
    #expect(scene.pane.items().map(\.number) == [1, 2, 3, 4, 5])
    #expect(scene.rows.contains("  see [1] a.example and [2] www.a2.example"))
    #expect(scene.rows.contains("  [4] photo  c.jpg"))
    #expect(scene.rows.contains("  [5] d.example"))
  }

  @Test(
    arguments: [
      ("https://example.com/a?b=c#d", ["https://example.com/a?b=c#d example.com/a?b=c#d"]),
      ("(see https://example.com/a_(b).)", ["https://example.com/a_(b) example.com/a_(b)"]),
      ("HTTPS://Example.COM/Path!", ["HTTPS://Example.COM/Path example.com/Path"]),
      ("www.example.com, yes", ["https://www.example.com www.example.com"]),
      ("http://example.com:8080/", ["http://example.com:8080/ example.com:8080"]),
      ("<https://example.com>", ["https://example.com example.com"]),
      ("https://example.com。次へ", ["https://example.com example.com"]),
      ("https://example.jpを見て", ["https://example.jp example.jp"]),
      ("e.g.this example.com foo@www.example.com ftp://x.example", []),
      ("https:// http://localhost https://.com https://a..b javascript:alert(1)", []),
      ("xhttps://example.com awww.example.com", []),
    ])
  func onlyWhatIsSurelyALinkIsOne(text: String, expected: [String]) {
    #expect(links(text) == expected)
  }

  @Test(
    arguments: [
      ("https://bank.example@evil.example/login", "evil.example/login"),
      ("https://bank.example:443@evil.example", "evil.example"),
      ("https://b\u{430}nk.example/", "xn--bnk-6cd.example"),
      ("https://bücher.example/ä", "xn--bcher-kva.example/ä"),
      ("https://例え.テスト", "xn--r8jz45g.xn--zckzah"),
      ("https://bank.example\\@evil.example", "bank.example"),
      ("https://bank.example\u{2044}evil.example", "bank.example"),
    ])
  func theHostThatIsShownIsTheHostThatIsOpened(text: String, shown: String) {
    let items = ThreadScene([.made(1, text)]).pane.items()
    #expect(items.map(\.shown) == [shown])
    #expect(items.allSatisfy { text.hasPrefix($0.text) })
  }

  @Test func aNumberStaysWithItsLink() {
    let scene = ThreadScene([.made(1, "so you know https://example.shop/spring")], columns: 34)
    #expect(scene.body.dropFirst(3).prefix(2) == [" so you know", " [1] example.shop/spring"])
  }

  @Test func aLinkLongerThanALineIsBrokenAndKeptWhole() {
    let url = "https://example.com/" + String(repeating: "path/", count: 40)
    let scene = ThreadScene([.made(1, url)], columns: 40)
    #expect(scene.pane.items().map(\.text) == [url])
    let text = scene.body.dropFirst(3).joined().split(separator: " ").joined()
    #expect(text == "[1]example.com/" + String(repeating: "path/", count: 40))
  }

  @Test func aFloodOfLinksIsBounded() {
    let scene = ThreadScene([.made(1, String(repeating: "http://a.bc ", count: 8000))])
    #expect(scene.pane.items().count == 100)
    #expect(links(String(repeating: "http://", count: 14_000)).isEmpty)
    #expect(links("https://example.com/" + String(repeating: "x", count: 3000)).isEmpty)
  }

  @Test func whatIsCopiedIsTheirNewestText() {
    let scene = ThreadScene([
      .made(1, "first"), .made(2, "https://example.com/raw"), .made(3, "ours", .out),
      .made(4, "", .in),
    ])
    #expect(scene.pane.copyText == "https://example.com/raw")
  }
}
