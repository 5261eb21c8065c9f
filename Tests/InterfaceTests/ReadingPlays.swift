import Cells
import Domain
import Interface
import TestSupport
import Testing

@Suite struct ReadingPlays {
  @Test func openingAPreviewedPageAsksForNothingAndCountsAsDisplayed() {
    let play = Play()
    play.press(.open)
    #expect(play.observed.isEmpty)
    #expect(play.state.mode == .thread)
    play.expectEffects([.markDisplayed(.ana)])
  }

  @Test func openingBeforeThePreviewAsksOnce() {
    let play = Play()
    play.press(.next, .open)
    #expect(play.timers[.preview] == nil)
    #expect(play.shown == .jo)
    play.expectEffects([.markDisplayed(.jo)])
  }

  @Test func backGoesToTheListAndThenQQuits() {
    let play = Play()
    play.press(.open)
    play.expectEffects([.markDisplayed(.ana)])
    play.keys("q")
    #expect(play.state.mode == .list)
    play.keys("q")
    play.expectEffects([.quit])
    #expect(play.state.isFinished)
  }

  @Test func readingOnOpensTheNeighbours() {
    var world = World.market
    for index in world.rows.indices { world.change(world.rows[index].id) { $0.unread = 0 } }
    let play = Play(world)
    play.press(.open, .nextConversation)
    #expect(play.shown == .jo)
    play.expectSelected(.jo)
    play.press(.nextConversation, .previousConversation, .previousConversation)
    #expect(play.shown == .ana)
    play.press(.previousConversation)
    play.expect(.status, contains: "This is the first one.")
  }

  @Test func whatIsReadStaysWhenItsRowLeavesTheView() {
    let play = Play()
    play.press(.next, .open)
    play.expectEffects([.markDisplayed(.jo)])
    play.change {
      $0.change(.jo) {
        $0.waitingSince = nil
        $0.unread = 0
      }
    }
    #expect(play.shown == .jo)
    play.expectSelected(.milo)
    play.press(.nextConversation)
    #expect(play.shown == .milo)
    play.expectEffects([.markDisplayed(.milo)])
  }

  @Test func aMessageThatArrivesInViewWhileReadingCountsAsDisplayed() {
    var world = World.market
    world.change(.jo) { $0.unread = 0 }
    let play = Play(world)
    play.press(.next)
    play.rest()
    play.press(.open)
    play.expectEffects([])
    play.change { world in
      world.change(.jo) { $0.unread = 1 }
      world.pages[.jo]?.messages.append(
        Message(
          id: Message.ID(999), remoteID: "n", direction: .in, author: "Jo Park",
          text: "still there?",
          sentAt: World.now))
    }
    play.expect(.thread, contains: "still there?")
    play.expectEffects([.markDisplayed(.jo)])
  }

  @Test func aPreviewedConversationIsNotMarkedWhenSomethingArrives() {
    let play = Play()
    play.change { world in world.change(.ana) { $0.unread = 5 } }
    play.expectEffects([])
  }

  @Test func nextWaitingSkipsWhoDoesNotWait() {
    var world = World.market
    world.change(.jo) { $0.waitingSince = nil }
    let play = Play(world)
    play.press(.viewAll, .nextWaiting)
    play.expectSelected(.milo)
    play.press(.previousWaiting)
    play.expectSelected(.ana)
    play.press(.previousWaiting)
    #expect(play.state.list.view == .waiting)
  }

  @Test func atTheLastWaitingOneItSaysSo() {
    let play = Play()
    play.press(.last, .nextWaiting)
    play.expect(.status, contains: "Nobody else is waiting")
  }

  @Test func tabGoesRoundThePanes() {
    var world = World.market
    world.change(.ana) { $0.unread = 0 }
    let play = Play(world)
    play.keys("<tab>")
    #expect(play.state.mode == .thread)
    play.keys("<tab>")
    #expect(play.state.mode == .composer)
    play.keys("<tab>")
    #expect(play.state.mode == .list)
    play.keys("<backtab>")
    #expect(play.state.mode == .composer)
    play.keys("<backtab> <backtab>")
    #expect(play.state.mode == .list)
  }

  @Test func copyTakesTheirNewestWords() {
    let play = Play()
    play.press(.copy)
    play.expectEffects([.copy("hello? :)")])
    play.expect(.status, contains: "Copied: “hello? :)”")
  }

  @Test func oneLinkOpensAtOnceAndSeveralAreAskedFor() {
    let play = Play()
    play.press(.next)
    play.rest()
    play.press(.openLink)
    play.expectEffects([.openLink("https://example.shop/spring")])
    var world = World.market
    world.pages[.ana]?.messages[0].text = "see https://a.example/x and https://b.example/y"
    let many = Play(world)
    many.press(.openLink)
    many.expect(.whole, contains: "Open which?")
    many.keys("9")
    many.keys("2")
    many.expectEffects([.openLink("https://b.example/y")])
    #expect(many.state.overlay == nil)
  }

  @Test func anAttachmentOfAnImportIsOpenedFromWhereItLies() {
    let file = Domain.Attachment(
      kind: .image, name: "dress.jpg", size: 5_000,
      place: FilePlace(container: "/home/me/export.zip", entry: "media/dress.jpg"))
    var world = World.market
    world.pages[.ana]?.messages[0].attachments = [
      Domain.Attachment(kind: .video, name: "gone.mp4", missing: "not in this part of the export"),
      file,
    ]
    world.pages[.ana]?.messages[0].text = "look"
    let play = Play(world)
    play.press(.open)
    play.expectEffects([.markDisplayed(.ana)])
    play.expect(.thread, contains: "gone.mp4")
    play.expect(.thread, contains: "not here: not in")
    play.expect(.thread, contains: "dress.jpg")
    play.expect(.thread, contains: "5 KB")
    play.press(.openLink)
    play.expectEffects([.openFile(file)])
  }

  @Test func withoutLinksItSaysSo() {
    let play = Play()
    play.press(.openLink)
    play.expect(.status, contains: "There are no links or attachments here.")
  }

  @Test func aVanishedConversationIsSaid() {
    let play = Play()
    play.press(.open)
    play.expectEffects([.markDisplayed(.ana)])
    play.receive(.pageChanged(nil))
    #expect(play.state.mode == .list)
    play.expect(.status, contains: "no longer in the store")
  }

  @Test func aStalePageIsNotShown() {
    let play = Play()
    play.receive(.pageChanged(World.market.pages[.wes]))
    #expect(play.shown == .ana)
  }

  @Test func theThreadScrollsByItsKeys() {
    var world = World.market
    world.change(.ana) { $0.unread = 0 }
    world.pages[.ana]?.firstUnread = nil
    world.pages[.ana]?.messages = (0..<60).map {
      Message(
        id: Message.ID(Int64(5000 + $0)), remoteID: "x\($0)", direction: .in, author: "Ana Ribeiro",
        text: SafeText(line: "line number \($0)."), sentAt: World.ago(minutes: Double(100 - $0)))
    }
    let play = Play(world)
    play.press(.open)
    play.expect(.thread, contains: "line number 59.")
    play.press(.first)
    play.expect(.thread, contains: "line number 0.")
    play.press(.pageDown, .halfDown, .next, .previous, .halfUp, .pageUp)
    play.expect(.thread, lacks: "line number 59.")
    play.press(.last)
    play.expect(.thread, contains: "line number 59.")
  }
}
