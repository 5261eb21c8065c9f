import Cells
import Domain
import FoundationEssentials
import Interface
import TestSupport
import Testing

/// What is typed survives: a disk that takes nothing, an early end, a page that is late.
@Suite struct DraftKeepingPlays {
  private func writing(_ text: String, answersAtOnce: Bool = true) -> Play {
    let play = Play()
    play.press(.reply)
    play.expectEffects([.markDisplayed(.ana)])
    play.type(text)
    play.answersAtOnce = answersAtOnce
    return play
  }

  /// Somebody who writes to Jo while the page is still on its way.
  private func ahead(hasDraft: Bool, _ text: String) -> Play {
    var world = World.market
    world.change(.jo) { $0.hasDraft = hasDraft }
    world.pages[.jo]?.draft = hasDraft ? "Dear Jo, " : nil
    let play = Play(world)
    play.answersAtOnce = false
    play.press(.next, .reply)
    play.type(text)
    return play
  }

  private func outgoing(_ text: String) -> Outgoing {
    Outgoing(conversation: .ana, text: text, seen: Message.ID(101), endsDraft: true)
  }

  private func send(_ play: Play, _ text: String) {
    play.press(.send)
    play.expectEffects([.saveDraft(.ana, text: text), .send(outgoing(text))])
  }

  private func held(_ text: String) -> Action {
    .enqueued(.held(Message.ID(900), release: World.now.addingTimeInterval(5)), outgoing(text))
  }

  /// A page of Ana's arrives.
  private func shows(_ draft: String, _ play: Play) {
    play.change { world in
      world.change(.ana) { $0.unread = 0 }
      world.pages[.ana]?.draft = draft
    }
  }

  // MARK: A disk that takes nothing

  @Test func aDraftThatDidNotReachTheDiskIsSavedAgain() {
    let play = writing("Hello")
    play.elapse(.draft)
    play.expectEffects([.saveDraft(.ana, text: "Hello")])
    play.receive(.draftSaveFailed(.ana, text: "Hello"))
    #expect(play.timers[.draft] == 2000)
    play.elapse(.draft)
    play.expectEffects([.saveDraft(.ana, text: "Hello")])
    play.receive(.draftSaveFailed(.ana, text: "Hello"))
    play.type("!")
    #expect(play.timers[.draft] == 400)
    play.press(.leaveComposer)
    play.expectEffects([.saveDraft(.ana, text: "Hello!")])
    play.receive(.draftSaveFailed(.ana, text: "Hello!"))
    play.elapse(.draft)
    play.expectEffects([.saveDraft(.ana, text: "Hello!")])
  }

  @Test func anOlderSaveThatFailedDoesNotWriteOverANewerOne() {
    let play = writing("Hello")
    play.elapse(.draft)
    play.expectEffects([.saveDraft(.ana, text: "Hello")])
    play.type("!")
    play.press(.leaveComposer)
    play.expectEffects([.saveDraft(.ana, text: "Hello!")])
    play.receive(.draftSaveFailed(.ana, text: "Hello"))
    #expect(play.timers[.draft] == nil)
    play.receive(.endRequested)
    play.expectEffects([.quit])
  }

  @Test func throwingOneDraftAwayDoesNotForgetAnotherThatIsUnsaved() {
    let play = writing("Hello")
    play.press(.leaveComposer)
    play.expectEffects([.saveDraft(.ana, text: "Hello")])
    play.receive(.draftSaveFailed(.ana, text: "Hello"))
    play.press(.nextConversation)
    play.expectEffects([.markDisplayed(.jo)])
    play.press(.reply)
    play.type("x")
    play.press(.discardDraft)
    play.expectEffects([.discardDraft(.jo, text: "x")])
    play.elapse(.draft)
    play.expectEffects([.saveDraft(.ana, text: "Hello")])
  }

  /// The store knows whether the reply is in the outbox or its text is still the draft.
  @Test func throwingAwayWhatIsBehindAReplyOnItsWayLeavesTheReplyToTheStore() {
    let play = writing("Hello")
    send(play, "Hello")
    play.type(" there")
    play.press(.discardDraft)
    play.expectEffects([.appendToDraft(.ana, text: " there"), .discardDraft(.ana, text: nil)])
    play.receive(held("Hello"))
    #expect(play.state.composer.conversation == nil)

    let second = writing("Hello")
    send(second, "Hello")
    second.press(.discardDraft)
    second.expectEffects([.discardDraft(.ana, text: nil)])

    let third = writing("Hello")
    send(third, "Hello")
    third.type("!")
    third.press(.leaveComposer)
    third.expectEffects([.appendToDraft(.ana, text: "!")])
    third.press(.discardDraft)
    third.expectEffects([.discardDraft(.ana, text: nil)])
  }

  @Test(arguments: ["", "x"])
  func aDraftThatComesBackBeforeItsPageIsThere(typed: String) {
    let play = writing("Hello")
    play.press(.discardDraft)
    play.expectEffects([.discardDraft(.ana, text: "Hello")])
    shows("", play)
    play.press(.back, .next)
    play.rest()
    play.answersAtOnce = false
    play.press(.previous, .undo)
    play.expectEffects([.undo])
    play.press(.reply)
    play.type(typed)
    play.receive(.undone(.draftBack(conversation: .ana, text: "Hello")))
    // It was read before the draft was there again.
    play.answer()
    #expect(play.state.composer.text == (typed.isEmpty ? "Hello" : "Hello\n\nx"))
    play.type("!")
    play.press(.leaveComposer)
    play.expectEffects([
      .saveDraft(.ana, text: typed.isEmpty ? "Hello!" : "Hello\n\nx!")
    ])
  }

  @Test func aFailureStaysWhileOneTypesAndOtherWordsGo() {
    let play = writing("Hello")
    play.receive(.noticed(Notice(.failure, "The disk is full.")))
    play.type("!")
    play.press(.deleteBackward)
    play.expect(.whole, contains: "The disk is full.")
    play.receive(.noticed(Notice(.info, "Something else.")))
    play.type("!")
    play.expect(.whole, lacks: "Something else.")
    play.press(.leaveComposer)
    play.expectEffects([.saveDraft(.ana, text: "Hello!")])
  }

  @Test func aDraftThatWasThrownAwayIsNotSavedAgain() {
    let play = writing("Hello")
    play.elapse(.draft)
    play.expectEffects([.saveDraft(.ana, text: "Hello")])
    play.press(.discardDraft)
    play.expectEffects([.discardDraft(.ana, text: "Hello")])
    play.receive(.draftSaveFailed(.ana, text: "Hello"))
    play.receive(.endRequested)
    play.expectEffects([.quit])
  }

  // MARK: Leaving while a reply goes out

  @Test func leavingWhileAReplyGoesOutSavesNothingAgain() {
    let play = writing("We do!")
    send(play, "We do!")
    play.press(.leaveComposer)
    play.expectEffects([])
    play.receive(held("We do!"))
    #expect(play.state.mode == .thread)
    play.press(.reply)
    #expect(play.state.composer.text.isEmpty)
    play.receive(.endRequested)
    play.expectEffects([.quit])
  }

  @Test func quittingWhileAReplyGoesOutLeavesItToTheStore() {
    let play = writing("We do!")
    send(play, "We do!")
    play.receive(.endRequested)
    play.expectEffects([.quit])
  }

  @Test func whatIsTypedBehindAReplyThatGoesOutIsKept() {
    let play = writing("We do!")
    send(play, "We do!")
    play.type(" Come")
    play.elapse(.draft)
    play.expectEffects([])
    play.press(.leaveComposer)
    play.expectEffects([.appendToDraft(.ana, text: " Come")])
    play.press(.reply)
    #expect(play.state.composer.text == "We do! Come")
    play.receive(held("We do!"))
    #expect(play.state.composer.text == " Come")
    play.receive(.endRequested)
    play.expectEffects([.saveDraft(.ana, text: " Come"), .quit])
  }

  @Test func aSaveThatFailedBeforeItsReplyWentOutIsNotRepeated() {
    let play = writing("We do!")
    send(play, "We do!")
    play.press(.leaveComposer)
    play.receive(.draftSaveFailed(.ana, text: "We do!"))
    play.elapse(.draft)
    play.expectEffects([])
    play.receive(held("We do!"))
    play.elapse(.draft)
    play.expectEffects([])
  }

  @Test func aReplyThatFailedAfterItsDraftDidIsSavedAgain() {
    let play = writing("We do!")
    send(play, "We do!")
    play.press(.leaveComposer)
    play.receive(.draftSaveFailed(.ana, text: "We do!"))
    play.receive(.sendFailed(outgoing("We do!"), Notice(.failure, "The disk is full.")))
    play.elapse(.draft)
    play.expectEffects([.saveDraft(.ana, text: "We do!")])
    play.press(.reply)
    #expect(play.state.composer.text == "We do!")
  }

  @Test func aReplyThatWasNotHandedOverIsFoundInTheDraft() {
    let play = writing("We do!")
    send(play, "We do!")
    play.press(.leaveComposer)
    play.receive(
      .enqueued(.handover(Message.ID(77), text: "We do!", url: nil), outgoing("We do!")))
    play.expectEffects([.copy("We do!")])
    play.keys("n")
    play.expectEffects([.confirmHandover(Message.ID(77), wasSent: false)])
    shows("We do!", play)
    play.expectEffects([])
    play.press(.reply)
    #expect(play.state.composer.text == "We do!")
  }

  // MARK: A page that is late

  @Test func replyAtOnceFindsWhatWasJustLeft() {
    let play = writing("Hello")
    play.press(.leaveComposer)
    play.expectEffects([.saveDraft(.ana, text: "Hello")])
    play.press(.reply)
    #expect(play.state.composer.text == "Hello")
    play.press(.leaveComposer)
    // A page from before the save changes nothing; one that shows it is believed again.
    shows("Hel", play)
    play.press(.reply)
    #expect(play.state.composer.text == "Hello")
    play.press(.leaveComposer)
    shows("Hello", play)
    shows("From elsewhere", play)
    play.press(.reply)
    #expect(play.state.composer.text == "From elsewhere")
  }

  @Test func whatWasJustLeftIsThereBeforeItsPage() {
    let play = writing("Hello", answersAtOnce: false)
    play.press(.leaveComposer)
    play.expectEffects([.saveDraft(.ana, text: "Hello")])
    play.press(.nextConversation)
    play.press(.previousConversation)
    play.press(.reply)
    play.type("!")
    #expect(play.state.composer.text == "Hello!")
    play.answer()
    play.expectEffects([.markDisplayed(.ana)])
    #expect(play.state.composer.text == "Hello!")
    play.press(.send)
    play.expectEffects([
      .saveDraft(.ana, text: "Hello!"), .send(outgoing("Hello!")),
    ])
  }

  @Test func whatWasThrownAwayStaysAwayUntilUndo() {
    let play = writing("Hello")
    play.press(.leaveComposer)
    play.expectEffects([.saveDraft(.ana, text: "Hello")])
    shows("Hello", play)
    play.press(.discardDraft)
    play.expectEffects([.discardDraft(.ana, text: nil)])
    play.press(.reply)
    #expect(play.state.composer.text.isEmpty)
    play.press(.leaveComposer)
    play.expectEffects([])
  }

  @Test func throwingAwayBeforeThePageKeepsBothPartsForUndo() {
    let play = ahead(hasDraft: true, "we mended it")
    play.press(.discardDraft)
    play.expectEffects([
      .appendToDraft(.jo, text: "we mended it"), .discardDraft(.jo, text: nil),
    ])
  }

  @Test func quittingBeforeThePagePutsWhatWasTypedBehindTheKeptDraft() {
    let play = ahead(hasDraft: true, "we mended it")
    play.receive(.endRequested)
    play.expectEffects([.appendToDraft(.jo, text: "we mended it"), .quit])
  }

  @Test func quittingBeforeThePageSavesWhatWasTypedWhereNothingIsKept() {
    let play = ahead(hasDraft: false, "we mended it")
    play.receive(.endRequested)
    play.expectEffects([.saveDraft(.jo, text: "we mended it"), .quit])
  }

  /// A part that went behind a reply on its way, and the reply itself: neither got to the disk.
  @Test func whatWasAddedBehindAReplyThatFailedIsNotLost() {
    let play = writing("We do!")
    play.press(.send)
    play.expectEffects([.saveDraft(.ana, text: "We do!"), .send(outgoing("We do!"))])
    play.type(" Come")
    play.press(.leaveComposer)
    play.expectEffects([.appendToDraft(.ana, text: " Come")])
    let full = Notice(.failure, "The disk is full.")
    play.receive(.draftSaveFailed(.ana, text: "We do!"))
    play.receive(.sendFailed(outgoing("We do!"), full))
    play.receive(.draftSaveFailed(.ana, text: " Come"))
    play.effects.isEmpty ? () : play.expectEffects(play.effects)
    play.receive(.endRequested)
    #expect(play.effects.contains(.saveDraft(.ana, text: "We do! Come")), "\(play.effects)")
    play.expectEffects(play.effects)
  }
}
