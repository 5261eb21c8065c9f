import Cells
import Domain
import FoundationEssentials
import Interface
import TestSupport
import Testing

/// Writing and sending: nothing typed is ever a command, and nothing typed is ever lost.
@Suite struct WritingPlays {
  /// Somebody who begins to write to Ana; everything before is accounted for.
  private func writing(_ world: World = .market, columns: Int = 80) -> Play {
    let play = Play(world, columns: columns)
    play.press(.reply)
    play.expectEffects([.markDisplayed(.ana)])
    return play
  }

  private func outgoing(_ text: String) -> Outgoing {
    Outgoing(conversation: .ana, text: text, seen: Message.ID(101), endsDraft: true)
  }

  @Test func keysNeverActWhileTextIsTyped() {
    let play = writing()
    let text = "rbsfeE!uzZ.cowWvw123456789?qjkgGJKRy n:"
    play.type(text)
    play.expectEffects([])
    #expect(play.state.composer.text == text)
    #expect(play.state.mode == .composer)
    #expect(play.state.overlay == nil)
  }

  @Test func typingSavesWithinASecondAlsoWithoutAPause() {
    let play = writing()
    play.type("H")
    #expect(play.timers[.draft] == 400)
    play.type("ello")
    play.elapse(.draft)
    play.expectEffects([.saveDraft(.ana, text: "Hello")])
    #expect(play.timers[.draft] == nil)
    play.type("!")
    #expect(play.timers[.draft] == 400)
    play.press(.leaveComposer)
    play.expectEffects([.saveDraft(.ana, text: "Hello!")])
    #expect(play.timers[.draft] == nil)
  }

  @Test func leavingKeepsTheDraftAndReplyFindsItAgain() {
    let play = writing()
    play.type("Hello")
    play.press(.leaveComposer)
    play.expectEffects([.saveDraft(.ana, text: "Hello")])
    #expect(play.state.mode == .thread)
    play.change { world in
      world.change(.ana) { $0.unread = 0 }
      world.pages[.ana]?.draft = "Hello"
    }
    play.press(.reply)
    play.expect(.composer, contains: "Hello")
    #expect(play.state.composer.text == "Hello")
  }

  @Test func typingAheadOfThePageGoesBehindTheKeptDraft() {
    var world = World.market
    world.pages[.jo]?.draft = "Dear Jo, "
    world.change(.jo) { $0.hasDraft = true }
    let play = Play(world)
    play.answersAtOnce = false
    play.press(.next, .reply)
    play.type("we mended it")
    play.elapse(.draft)
    play.expectEffects([])
    play.answer()
    play.expectEffects([.markDisplayed(.jo)])
    #expect(play.state.composer.text == "Dear Jo, we mended it")
    play.press(.leaveComposer)
    play.expectEffects([.saveDraft(.jo, text: "Dear Jo, we mended it")])
  }

  @Test func enterBeforeThePageSendsWhenItIsHere() {
    let play = Play()
    play.answersAtOnce = false
    play.press(.next, .reply)
    play.type("ok")
    play.press(.send)
    play.expectEffects([])
    play.answer()
    play.expectEffects([
      .markDisplayed(.jo), .saveDraft(.jo, text: "ok"),
      .send(Outgoing(conversation: .jo, text: "ok", seen: Message.ID(200), endsDraft: true)),
    ])
  }

  @Test func pasteNeverSends() {
    let play = writing()
    play.paste("one\ntwo\n")
    play.expectEffects([])
    #expect(play.state.composer.text == "one\ntwo\n")
  }

  @Test func aPasteThatWasCutIsSaidUntilOneTypesOn() {
    let play = writing()
    play.paste("one")
    play.receive(.input(.pasteCut))
    play.expect(.status, contains: "The paste was longer than 1 MB; the rest was left out.")
    play.type("!")
    play.expect(.status, lacks: "The paste")
    play.receive(.noticed(Notice(.info, "Something else.")))
    play.press(.deleteBackward)
    play.expect(.status, lacks: "Something else.")
    play.press(.discardDraft)
    play.expectEffects([.discardDraft(.ana, text: "one")])
  }

  @Test func pasteInTheListIsNoCommand() {
    let play = Play()
    play.paste("eeee")
    play.expectEffects([])
    play.expect(.status, contains: "r reply first")
  }

  @Test func nothingIsSentOfNothing() {
    let play = writing()
    play.type("  ")
    play.press(.send)
    play.expectEffects([])
    play.expect(.status, contains: "There is nothing to send yet.")
  }

  @Test func aHeldReplyCountsDownAndCanBeTakenBack() {
    let play = writing()
    play.type("We do!")
    play.press(.send)
    play.expectEffects([.saveDraft(.ana, text: "We do!"), .send(outgoing("We do!"))])
    #expect(play.timers[.draft] == nil)
    play.press(.send)
    play.expectEffects([])
    let release = World.now.addingTimeInterval(5)
    play.receive(.enqueued(.held(Message.ID(900), release: release), outgoing("We do!")))
    #expect(play.state.mode == .thread)
    play.expect(.status, contains: "held 5 s · z takes it back")
    play.elapse(.hold, seconds: 1)
    play.expect(.status, contains: "held 4 s")
    play.press(.undo)
    play.expectEffects([.undo])
    play.receive(.undone(.tookBack(conversation: .ana, text: "We do!")))
    play.expect(.composer, contains: "We do!")
    play.expect(.status, contains: "Taken back.")
    #expect(play.state.mode == .composer)
  }

  @Test func aClockThatIsSetBackCountsDownNoMore() {
    let play = writing()
    play.type("We do!")
    play.press(.send)
    play.expectEffects([.saveDraft(.ana, text: "We do!"), .send(outgoing("We do!"))])
    let release = World.now.addingTimeInterval(5)
    play.receive(.enqueued(.held(Message.ID(900), release: release), outgoing("We do!")))
    play.elapse(.hold, seconds: -86_400)
    play.expect(.status, contains: "held 5 s")
    play.elapse(.hold, seconds: 1)
    play.expect(.status, contains: "held 4 s")
    play.elapse(.hold, seconds: 4)
    #expect(play.timers[.hold] == nil)
  }

  @Test func theCountdownEnds() {
    let play = writing()
    play.type("We do!")
    play.press(.send)
    play.expectEffects([.saveDraft(.ana, text: "We do!"), .send(outgoing("We do!"))])
    let release = World.now.addingTimeInterval(1)
    play.receive(.enqueued(.held(Message.ID(900), release: release), outgoing("We do!")))
    play.elapse(.hold, seconds: 1)
    #expect(play.timers[.hold] == nil)
    play.expect(.status, lacks: "held")
  }

  @Test func aReplyThatDidNotReachTheOutboxCanBeSentAgain() {
    let play = writing()
    play.type("We do!")
    play.press(.send)
    play.expectEffects([.saveDraft(.ana, text: "We do!"), .send(outgoing("We do!"))])
    play.receive(.noticed(Notice(.failure, "The page cannot be read.")))
    play.press(.send)
    play.expectEffects([])
    play.receive(.sendFailed(outgoing("We do"), Notice(.failure, "Another one.")))
    play.press(.send)
    play.expectEffects([])
    let notice = Notice(.failure, "The disk is full. Make room, then press enter again.")
    play.receive(.sendFailed(outgoing("We do!"), notice))
    play.expect(.status, contains: "The disk is full.")
    #expect(play.state.composer.text == "We do!")
    play.press(.send)
    play.expectEffects([.send(outgoing("We do!"))])
  }

  @Test func somethingNewerIsAskedAbout() {
    let play = writing()
    play.type("We do!")
    play.press(.send)
    play.expectEffects([.saveDraft(.ana, text: "We do!"), .send(outgoing("We do!"))])
    play.receive(
      .enqueued(
        .newerArrived(author: "Ana Ribeiro", text: "never mind", newest: Message.ID(150)),
        outgoing("We do!")))
    play.expectEffects([])
    play.expect(.whole, contains: "Ana Ribeiro wrote meanwhile: “never mind”")
    play.keys("n x <enter> <esc>")
    #expect(play.state.composer.text == "We do!")
    #expect(play.state.mode == .composer)
    play.press(.send)
    let seen = Outgoing(conversation: .ana, text: "We do!", seen: Message.ID(150), endsDraft: true)
    play.expectEffects([.send(seen)])
    play.receive(
      .enqueued(.newerArrived(author: "Ana", text: "hm", newest: Message.ID(151)), seen))
    play.keys("y")
    play.expectEffects([
      .send(Outgoing(conversation: .ana, text: "We do!", seen: Message.ID(151), endsDraft: true))
    ])
  }

  @Test func anAccountThatCannotSendHandsOverAndAsks() {
    let play = writing()
    play.type("We do!")
    play.press(.send)
    play.expectEffects([.saveDraft(.ana, text: "We do!"), .send(outgoing("We do!"))])
    play.receive(
      .enqueued(
        .handover(Message.ID(77), text: "We do!", url: "https://example.com/t/1"),
        outgoing("We do!")))
    play.expectEffects([.copy("We do!")])
    play.expect(.whole, contains: "Copied.")
    play.expect(.whole, contains: "Was it sent?")
    play.keys("o")
    play.expectEffects([.openLink("https://example.com/t/1")])
    play.keys("n")
    play.expectEffects([.confirmHandover(Message.ID(77), wasSent: false)])
    #expect(play.state.overlay == nil)
  }

  @Test func anUnconfirmedReplyIsAskedAboutWhenItsConversationIsOpened() {
    let play = Play(World.market(leaving: .unconfirmed))
    #expect(play.state.overlay == nil)
    play.press(.open)
    play.expect(.whole, contains: "Was it sent?")
    play.keys("<esc>")
    play.change { _ in }
    #expect(play.state.overlay == nil)
    play.press(.back, .open)
    play.keys("y")
    play.expectEffects([.confirmHandover(Message.ID(77), wasSent: true)])
    play.press(.back)
    play.press(.reply)
    play.type("yes")
    play.expectEffects([])
    #expect(play.state.composer.text == "yes")
  }

  @Test func aFailedReplyIsSaidAndCanBeSentAgain() {
    let play = Play(World.market(leaving: .failed(reason: "the folder is gone")))
    play.press(.next)
    play.rest()
    play.press(.previous)
    play.answersAtOnce = true
    play.press(.open)
    play.expect(.status, contains: "Not sent: the folder is gone. R sends it again.")
    play.press(.retryFailed)
    play.expect(.whole, contains: "Send it again?")
    play.keys("y")
    play.expectEffects([.retry(Message.ID(77))])
  }

  @Test func aReasonThatIsASentenceGetsNoSecondFullStop() {
    let play = Play(
      World.market(leaving: .failed(reason: "Mend that and retry.")), columns: 120)
    play.press(.next)
    play.rest()
    play.press(.previous, .open)
    play.expect(.status, contains: "Not sent: Mend that and retry. R sends it again.")
    play.press(.retryFailed)
    play.expect(.whole, contains: "Not sent: Mend that and retry. Send it again?")
    play.keys("<esc>")
  }

  @Test func everyWritingCommandEdits() {
    let play = writing()
    play.type("one two")
    play.press(.newline)
    play.type("three")
    play.press(.cursorUp, .lineEnd, .wordLeft, .killWord, .cursorDown, .lineEnd, .deleteBackward)
    #expect(play.state.composer.text == "two\nthre")
    play.press(.undoTyping)
    #expect(play.state.composer.text == "two\nthree")
    play.press(.lineStart, .deleteForward, .cursorRight, .killToEnd, .yank, .cursorLeft)
    #expect(play.state.composer.text == "two\nhree")
    play.press(.wordRight, .killToStart)
    #expect(play.state.composer.text == "two\n")
  }

  @Test func anotherSendingKeyMakesEnterANewLine() {
    let keymap = Keymap.standard.sending(with: .controlS)
    let play = Play(options: InterfaceOptions(keymap: keymap))
    play.press(.reply)
    play.expectEffects([.markDisplayed(.ana)])
    play.type("a")
    play.keys("<enter> <c-s>")
    play.expectEffects([.saveDraft(.ana, text: "a\n"), .send(outgoing("a\n"))])
  }

  @Test func whereTheNetworkTakesNoReplyItSaysSo() {
    var world = World.market
    world.change(.ana) { $0.canReply = false }
    let play = Play(world)
    play.press(.reply)
    play.expect(.status, contains: "Instagram takes no reply here.")
    #expect(play.state.mode == .list)
  }

  @Test func quittingSavesAndAsksOnlyForWhatIsHeld() {
    let play = writing()
    play.type("half a")
    play.keys("<c-c>")
    play.expectEffects([.saveDraft(.ana, text: "half a"), .quit])
    #expect(play.state.isFinished)

    let held = writing()
    held.type("We do!")
    held.press(.send)
    held.expectEffects([.saveDraft(.ana, text: "We do!"), .send(outgoing("We do!"))])
    let release = World.now.addingTimeInterval(5)
    held.receive(.enqueued(.held(Message.ID(900), release: release), outgoing("We do!")))
    held.press(.quit)
    held.expect(.whole, contains: "1 reply is still held: it is sent when Porch runs again.")
    held.keys("<esc>")
    #expect(!held.state.isFinished)
    held.keys("<c-c> <c-c>")
    held.expectEffects([.quit])
  }

  @Test func anEndFromOutsideSavesWithoutAsking() {
    let play = writing()
    play.type("half a")
    play.receive(.endRequested)
    play.expectEffects([.saveDraft(.ana, text: "half a"), .quit])
    #expect(play.state.isFinished)
  }

  @Test func narrowTheComposerIsUnderTheThread() {
    let play = writing(columns: 50)
    play.type("Hello")
    play.expect(.composer, contains: "Hello")
    play.expect(.thread, contains: "hello? :)")
    #expect(play.state.rect(of: .list) == nil)
  }
}
