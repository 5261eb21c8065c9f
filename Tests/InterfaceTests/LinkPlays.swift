import Domain
import FoundationEssentials
import Interface
import TestSupport
import Testing

/// Links and attachments by their numbers.
@Suite struct LinkPlays {
  private func world(_ count: Int) -> World {
    var world = World()
    world.add(
      .ana, "Ana Ribeiro", nil, .instagram, waits: World.ago(days: 1), unread: 0,
      says: (0..<count).map { "see https://example.com/page-\($0)" })
    return world
  }

  private func arrives(_ text: SafeText, _ number: Int, in play: Play) {
    play.change { world in
      world.pages[.ana]?.messages.append(
        Message(
          id: Message.ID(Int64(9000 + number)), remoteID: "n\(number)", direction: .in,
          author: "Ana Ribeiro", text: text, sentAt: World.now))
    }
  }

  /// The number that stands before the link on the screen.
  private func number(of page: Int, in play: Play) -> Int? {
    let link = "] example.com/page-\(page)"
    let line = play.text(of: .thread).first { $0.hasSuffix(link) || $0.contains(link + " ") }
    return line.flatMap { line in
      line.firstRange(of: "[").flatMap { Int(line[$0.upperBound...].prefix { $0.isNumber }) }
    }
  }

  @Test func aNumberThatWasReadOpensWhatItStoodFor() throws {
    let play = Play(world(80))
    play.press(.open)
    play.press(.pageUp)
    let shown = try #require((0..<80).first { self.number(of: $0, in: play) != nil })
    let number = try #require(self.number(of: shown, in: play))
    for count in 1...7 {
      arrives(SafeText(line: "and https://example.com/new-\(count)"), count, in: play)
    }
    #expect(self.number(of: shown, in: play) == number)
    play.press(.openLink)
    for digit in String(number) { play.keys(String(digit)) }
    if play.state.overlay != nil { play.keys("<enter>") }
    play.expectEffects([.openLink("https://example.com/page-\(shown)")])
  }

  @Test func olderOnesThatAreLoadedTakeNoNumberAway() throws {
    let play = Play(world(80))
    play.press(.open)
    let number = try #require(self.number(of: 79, in: play))
    play.press(.first)
    let first = try #require(self.number(of: 0, in: play))
    #expect(first > number)
    play.press(.last)
    #expect(self.number(of: 79, in: play) == number)
    play.press(.first)
    #expect(self.number(of: 0, in: play) == first)
  }

  @Test func theSameLinkTwiceInAMessageHasTwoNumbers() {
    let play = Play(world(1))
    play.press(.open)
    arrives("https://a.example or https://a.example", 1, in: play)
    play.expect(.thread, contains: "[2] a.example or [3] a.example")
    arrives("https://b.example", 2, in: play)
    play.expect(.thread, contains: "[2] a.example or [3] a.example")
    play.expect(.thread, contains: "[4] b.example")
  }

  @Test(arguments: [(24, 80), (15, 50), (40, 140)])
  func theListBeginsWhereOneReadsAndSaysHowManyMoreThereAre(rows: Int, columns: Int) throws {
    let play = Play(world(60), rows: rows, columns: columns)
    play.press(.open, .first, .pageDown)
    let inView = try #require((0..<60).first { self.number(of: $0, in: play) != nil })
    let top = try #require(self.number(of: inView, in: play))
    play.press(.openLink)
    let lines = play.text(of: .whole)
    let question = try #require(lines.firstIndex { $0.contains("Open which?") })
    #expect(lines[question + 1].split(separator: " ").first.map(String.init) == "\(top)")
    #expect(lines[question].hasSuffix("more ↓"))
    #expect(lines[question].contains("more ↑"))
    play.expect(.status, contains: "j k more")
    play.keys("G")
    let end = play.text(of: .whole)
    #expect(!end[question].contains("more ↓"))
    play.keys("g")
    #expect(!play.text(of: .whole)[question].contains("more ↑"))
    play.keys("<esc>")
    #expect(play.state.overlay == nil)
  }

  @Test func whereAllFitNothingMoreIsPromised() {
    let play = Play(world(3))
    play.press(.openLink)
    play.expect(.whole, contains: "Open which?")
    play.expect(.whole, lacks: "more ")
  }
}
