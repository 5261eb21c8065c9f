import Domain
import FoundationEssentials
import Interface
import TestSupport
import Testing

/// What the status line says is true of the keys as they are.
@Suite struct NoticePlays {
  private func play(rows: Int = 24, columns: Int = 80) -> Play {
    var world = World.market
    world.change(.ana) { $0.unread = 0 }
    return Play(world, rows: rows, columns: columns)
  }

  private func flagged(_ play: Play) {
    play.press(.flag)
    play.expectEffects([.triage(.flag(true), .ana)])
    play.receive(.triaged(.flag(true), conversation: .ana, title: "Ana Ribeiro"))
    play.expect(.status, contains: "z undoes")
  }

  @Test func theComposerDoesNotTellOfKeysThatAreTextThere() {
    let play = play()
    flagged(play)
    play.press(.reply)
    play.expect(.status, lacks: "undoes")
    play.expect(.status, contains: "help")
  }

  @Test func whatIsHeldIsCountedDownInTheThreadWhileTheNextReplyIsWritten() {
    let play = play()
    let reply = Outgoing(conversation: .ana, text: "yes", seen: nil)
    play.receive(
      .enqueued(.held(Message.ID(900), release: World.now.addingTimeInterval(5)), reply))
    play.expect(.status, contains: "z takes it back")
    play.press(.reply)
    play.expect(.status, lacks: "takes it back")
    play.press(.leaveComposer)
    play.expect(.status, contains: "z takes it back")
  }

  @Test func thePromptForSnoozingShowsItsOwnKeys() {
    let play = play()
    flagged(play)
    play.press(.snooze)
    play.expect(.status, lacks: "undoes")
    play.expect(.status, contains: "a letter snoozes")
    play.keys(":")
    play.expect(.status, contains: "enter confirm")
  }

  @Test func aStepThatIsWrittenWhileAPromptIsUpLeavesThePromptItsKeys() {
    let play = play()
    play.press(.flag)
    play.expectEffects([.triage(.flag(true), .ana)])
    play.press(.snooze)
    play.receive(.triaged(.flag(true), conversation: .ana, title: "Ana Ribeiro"))
    play.expect(.status, contains: "a letter snoozes")
  }

  @Test func helpShowsItsOwnKeys() {
    let play = play()
    flagged(play)
    play.press(.help)
    play.expect(.status, contains: "enter run")
    play.keys("<esc>")
    play.expect(.status, lacks: "undoes")
  }

  @Test(arguments: [Notice.Weight.failure, .warning])
  func aFailureThatGaveWayIsToldAfterwards(weight: Notice.Weight) {
    let play = play()
    play.receive(.noticed(Notice(weight, "The disk is full.")))
    play.press(.snooze)
    play.expect(.status, lacks: "The disk is full.")
    play.keys("<esc>")
    play.expect(.status, contains: "The disk is full.")
    play.press(.reply)
    play.expect(.status, lacks: "The disk is full.")
    play.type("x")
    // The time it had on the screen has run out meanwhile.
    play.elapse(.notice)
    play.expect(.status, lacks: "The disk is full.")
    play.press(.leaveComposer)
    play.expectEffects([.saveDraft(.ana, text: "x")])
    play.expect(.status, contains: "The disk is full.")
    play.elapse(.notice)
    play.expect(.status, lacks: "The disk is full.")
    play.press(.help)
    play.keys("<esc>")
    play.expect(.status, lacks: "The disk is full.")
  }

  @Test func whatIsSaidByTheKeyThatOpensStays() {
    let play = play()
    play.press(.flag)
    play.expectEffects([.triage(.flag(true), .ana)])
    play.receive(.undone(.tookBack(conversation: .ana, text: "yes")))
    #expect(play.state.mode == .composer)
    play.expect(.status, contains: "Taken back.")
  }
}
