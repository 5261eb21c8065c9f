import Cells
import Domain
import FoundationEssentials
import Interface
import Testing

/// The view stays where the reader is.
@Suite struct ThreadPaneScrollTests {
  @Test func withoutUnreadMessagesItOpensAtTheNewest() {
    let scene = ThreadScene(Message.many(300), rows: 12)
    #expect(scene.body.dropLast().last == "  line 300")
    #expect(scene.rows[1].hasSuffix("↑ older"))
  }

  @Test func itOpensAtTheFirstUnreadMessageWithALittleOfWhatWasSaidBefore() {
    let scene = ThreadScene(Message.many(300), rows: 16, unread: .init(100))
    #expect(
      scene.body.prefix(7) == [
        "  Ana yesterday 01:39", "  line 99", "", "                         ── 201 new ──", "",
        "  Ana 01:40", "  line 100",
      ])
  }

  @Test func aShortConversationBeginsAtTheTop() {
    let scene = ThreadScene(Message.many(2), rows: 20)
    #expect(scene.body.first == "                        ── yesterday ──")
    #expect(!scene.rows[1].contains("older"))
  }

  @Test func scrollingGoesByLinesHalvesAndPages() {
    var scene = ThreadScene(Message.many(300), rows: 14)
    scene.scroll(.lines(-1))
    #expect(scene.body.last == "  line 300")
    scene.scroll(.lines(-3))
    #expect(scene.body.last == "  line 299")
    scene.scroll(.half(-1))
    #expect(scene.body.last == "  line 297")
    let before = scene.body
    scene.scroll(.page(-1))
    #expect(scene.body.suffix(2) == ["", "  Ana 04:54"] && before[1] == "  Ana yesterday 04:54")
    scene.scroll(.page(1))
    #expect(scene.body == before)
    scene.scroll(.half(1))
    scene.scroll(.lines(3))
    #expect(scene.body.last == "  line 300")
  }

  @Test func theEndsAreTheEnds() {
    var scene = ThreadScene(Message.many(300), rows: 14)
    #expect(scene.scroll(.top) == [])
    #expect(scene.body[0].contains("── yesterday ──"))
    #expect(scene.body[3] == "  line 1")
    scene.scroll(.lines(-10))
    #expect(scene.body[3] == "  line 1")
    scene.scroll(.bottom)
    scene.scroll(.lines(10))
    #expect(scene.body.dropLast().last == "  line 300")
  }

  @Test func atTheEndWhatArrivesIsShown() {
    var scene = ThreadScene(Message.many(50), rows: 14)
    scene.receive(.made(900, "hello again"))
    #expect(scene.body.dropLast().last == "  hello again")
    #expect(!scene.rows.joined().contains("below"))
  }

  @Test(arguments: [1, 2, 3, 7, 40])
  func awayFromTheEndNothingMovesWhenMessagesArrive(lines: Int) {
    var scene = ThreadScene(Message.many(300), rows: 14)
    scene.scroll(.lines(-20 - lines))
    let before = scene.body
    scene.receive(.made(900, "one"), .made(901, "two"))
    scene.receive(.made(902, "three"))
    #expect(scene.body.dropLast() == before.dropLast())
    #expect(scene.body.last?.hasSuffix("3 new below") == true)
    #expect(scene.style(of: "3 new below") == Theme.standard.style(.threadNew))
  }

  @Test func theHintGoesWhenTheReaderReachesTheEnd() {
    var scene = ThreadScene(Message.many(300), rows: 14)
    scene.scroll(.page(-2))
    scene.receive(.made(900, "one"))
    scene.scroll(.bottom)
    scene.scroll(.page(-2))
    #expect(!scene.rows.joined().contains("below"))
    scene.receive(.made(901, "two"))
    #expect(scene.rows.last?.hasSuffix("1 new below") == true)
  }

  @Test func messagesOfOursAreNoNewsButAreShownAtOnce() {
    var scene = ThreadScene(Message.many(300), rows: 14)
    scene.scroll(.page(-2))
    let before = scene.body
    scene.receive(.made(900, "sent from the phone", .out, delivery: .sent))
    #expect(scene.body == before)
    scene.receive(.made(901, "sent here", .out, delivery: .pending(.queued)))
    #expect(scene.body.dropLast().last == "  sent here")
  }

  @Test func olderMessagesComeInAboveWithoutMovingTheView() {
    var scene = ThreadScene(Message.many(100, from: 201), rows: 14, hasOlder: true)
    scene.scroll(.top)
    scene.scroll(.lines(7))
    let before = scene.body
    scene.page.messages.insert(contentsOf: Message.many(200), at: 0)
    scene.page.hasOlder = false
    scene.pane.show(scene.page)
    #expect(scene.body.dropFirst() == before.dropFirst())
  }

  @Test func theLineAtTheTopStaysWhenTheWindowChanges() {
    let text = (0..<400).map { "word\($0)" }.joined(separator: " ")
    var scene = ThreadScene([.made(1, text), .made(2, text)], rows: 14)
    scene.scroll(.page(-3))
    let top = scene.body[0].split(separator: " ").first.map(String.init)
    for columns in [100, 40, 23, 80] {
      scene.size = Size(rows: 11, columns: columns)
      #expect(
        top.map { word in scene.body[0].split(separator: " ").contains { $0 == word } } == true)
    }
    scene.size = Size(rows: 14, columns: 64)
    #expect(scene.body[0].split(separator: " ").first.map(String.init) == top)
  }

  @Test func aDeletedMessageAtTheTopLeavesTheViewNearby() {
    var scene = ThreadScene(Message.many(100), rows: 14)
    scene.scroll(.page(-3))
    let first = scene.pane.firstVisible(size: scene.size, context: scene.context)
    scene.page.messages.removeAll { $0.id == first }
    scene.pane.show(scene.page)
    let next = scene.pane.firstVisible(size: scene.size, context: scene.context)
    #expect(next.map(\.value) == first.map { $0.value + 1 })
  }

  @Test func anotherConversationOpensAnew() {
    var scene = ThreadScene(Message.many(100), rows: 14)
    scene.scroll(.page(-3))
    scene.page.conversation.id = .init(8)
    scene.pane.show(scene.page)
    #expect(scene.body.dropLast().last == "  line 100")
    scene.pane.show(nil)
    #expect(scene.rows.joined() == "")
  }

  // MARK: Windows

  @Test func nearTheUpperEdgeTheNextWindowIsAskedForOnce() {
    var scene = ThreadScene(Message.many(60), rows: 14, hasOlder: true, hasNewer: true)
    var asked: [Effect] = []
    for _ in 0..<80 where asked.isEmpty { asked = scene.scroll(.lines(-3)) }
    guard case .observePage(let request?) = asked.first, asked.count == 1,
      case .around(let id) = request.anchor
    else { return #expect(Bool(false), "no window was asked for: \(asked)") }
    #expect((1...8).contains(id.value))
    #expect(request.count == 120 && request.conversation == scene.page.conversation.id)
    #expect(scene.scroll(.lines(0)) == [])
  }

  @Test func nearTheLowerEdgeTheNextWindowIsAskedFor() {
    var scene = ThreadScene(Message.many(60), rows: 14, hasNewer: true)
    scene.scroll(.top)
    var asked: [Effect] = []
    for _ in 0..<80 where asked.isEmpty { asked = scene.scroll(.lines(3)) }
    guard case .observePage(let request?) = asked.first, case .around(let id) = request.anchor
    else { return #expect(Bool(false), "no window was asked for: \(asked)") }
    #expect((52...60).contains(id.value))
    #expect(scene.rows.last?.hasSuffix("↓ newer") == true)
  }

  @Test func theEndsAskForTheWindowsThere() {
    var scene = ThreadScene(Message.many(60), rows: 14, hasOlder: true, hasNewer: true)
    var request = scene.page.request
    request.anchor = .oldest
    #expect(scene.scroll(.top) == [.observePage(request)])
    request.anchor = .newest
    #expect(scene.scroll(.bottom) == [.observePage(request)])
  }

  @Test func atTheEndOfAWindowInThePastTheNewestIsFollowedAgain() {
    var scene = ThreadScene(Message.many(60), rows: 14)
    scene.page.request.anchor = .around(.init(30))
    scene.pane.show(scene.page)
    scene.scroll(.lines(-5))
    var request = scene.page.request
    request.anchor = .newest
    #expect(scene.scroll(.page(1)) == [.observePage(request)])
  }

  // MARK: The "new" rule

  @Test func readingDoesNotTakeTheRuleAway() {
    var scene = ThreadScene(
      [.made(1, "old", at: 7), .made(2, "fresh"), .made(3, "fresher")], unread: .init(2))
    scene.page.firstUnread = nil
    scene.pane.show(scene.page)
    #expect(scene.rows.contains { $0.contains("── 2 new ──") })
    scene.receive(.made(4, "freshest", at: 9))
    #expect(scene.rows.contains { $0.contains("── 3 new ──") })
  }

  @Test func afterAnAnswerTheRuleMovesToWhatCameThen() {
    var scene = ThreadScene([.made(1, "old", at: 7), .made(2, "fresh")], unread: .init(2))
    scene.page.firstUnread = nil
    scene.receive(.made(3, "answer", .out, at: 9, delivery: .sent))
    scene.page.firstUnread = .init(4)
    scene.receive(.made(4, "thanks, one more", at: 9, 5))
    #expect(scene.rows.filter { $0.contains(" new ──") }.count == 1)
    let lines = scene.body
    let rule = lines.firstIndex { $0.contains("── 1 new ──") }
    #expect(rule.map { lines[$0 + 3] } == "  thanks, one more")
  }

  // MARK: In view

  @Test func itKnowsWhatIsInView() {
    var scene = ThreadScene(Message.many(300), rows: 14)
    #expect(scene.pane.isAtBottom(size: scene.size, context: scene.context))
    scene.scroll(.page(-1))
    #expect(!scene.pane.isAtBottom(size: scene.size, context: scene.context))
    let last = scene.pane.lastVisible(size: scene.size, context: scene.context)
    #expect(scene.body.last == "  line \(last?.value ?? 0)" || scene.body.last == "")
    #expect(scene.body.joined().contains("line \((last?.value ?? 1) - 1)"))
  }

  @Test func noSizeIsTooSmallOrTooLarge() {
    for unread in [nil, Message.ID(2)] {
      var scene = ThreadScene(Message.many(20), rows: 14, unread: unread)
      for size in [(0, 0), (1, 1), (1, 80), (2, 3), (3, 10), (6, 12), (200, 50), (50, 200)] {
        scene.size = Size(rows: size.0, columns: size.1)
        #expect(scene.rows.count == size.0)
        for step in [Scroll.lines(-1), .page(-1), .half(1), .top, .bottom] { scene.scroll(step) }
      }
    }
  }

  @Test func hundredsOfMessagesScrollFromEndToEnd() {
    var scene = ThreadScene(Message.many(600), rows: 40)
    scene.scroll(.top)
    var seen = Set<Int>()
    for _ in 0..<300 where !scene.pane.isAtBottom(size: scene.size, context: scene.context) {
      seen.formUnion(numbers(scene))
      scene.scroll(.page(1))
    }
    seen.formUnion(numbers(scene))
    #expect(seen == Set(1...600))
  }

  private func numbers(_ scene: ThreadScene) -> [Int] {
    scene.body.compactMap { $0.hasPrefix("  line ") ? Int($0.dropFirst(7)) : nil }
  }
}
