import Cells
import Domain
import FoundationEssentials
import Interface
import TestSupport
import Testing

@Suite struct TriagePlays {
  @Test func oneKeyEach() {
    let play = Play()
    play.press(.flag)
    play.expectEffects([.triage(.flag(true), .ana)])
    play.press(.done)
    play.expectEffects([.triage(.done, .ana)])
    play.press(.pitch)
    play.expectEffects([.triage(.lane(.pitch), .ana)])
    play.press(.markUnread)
    play.expectEffects([.triage(.markUnread, .ana)])
    play.press(.redo)
    play.expectEffects([.redo])
  }

  @Test func togglesGoBack() {
    var world = World.market
    world.change(.ana) { $0.triage = TriageState(status: .done, flagged: true, lane: .spam) }
    let play = Play(world)
    play.press(.flag)
    play.expectEffects([.triage(.flag(false), .ana)])
    play.press(.done)
    play.expectEffects([.triage(.reopen, .ana)])
    play.press(.pitch)
    play.expectEffects([.triage(.lane(.people), .ana)])
  }

  @Test func aStepThatChangedNothingPromisesNoUndo() {
    let play = Play()
    play.press(.markUnread)
    play.expectEffects([.triage(.markUnread, .ana)])
    play.receive(.triagedAlready(.markUnread, conversation: .ana, title: "Ana Ribeiro"))
    play.expect(.status, contains: "Ana Ribeiro is unread already.")
    play.expect(.status, lacks: "undoes")
    play.press(.flag)
    play.expectEffects([.triage(.flag(true), .ana)])
    play.receive(.triagedAlready(.flag(true), conversation: .ana, title: "Ana Ribeiro"))
    play.expect(.status, contains: "Ana Ribeiro is flagged already.")
  }

  @Test func theStepIsSaidInWordsAndUndone() {
    let play = Play()
    let tomorrow = World.now.addingTimeInterval(23 * 3600)
    play.receive(.triaged(.snooze(until: tomorrow), conversation: .ana, title: "Ana Ribeiro"))
    play.expect(.status, contains: "Snoozed Ana Ribeiro until tomorrow 08:41. z undoes.")
    #expect(play.timers[.notice] == 4000)
    play.elapse(.notice)
    play.expect(.status, contains: "r reply")
    play.press(.undo)
    play.expectEffects([.undo])
    play.receive(.undone(.triage(step: .done, conversation: .ana, title: "Ana Ribeiro")))
    play.expect(.status, contains: "Undone: put Ana Ribeiro away as done.")
    play.receive(.redone(.triage(step: .done, conversation: .ana, title: "Ana Ribeiro")))
    play.expect(.status, contains: "Done again: put Ana Ribeiro away as done.")
    play.receive(.undone(.nothing))
    play.expect(.status, contains: "Nothing to undo.")
    play.receive(.undone(.tooLate))
    play.expect(.status, contains: "already left")
  }

  @Test func whatWasUndoneIsChosenWhenItIsBack() {
    let play = Play()
    play.press(.done)
    play.expectEffects([.triage(.done, .ana)])
    play.change { $0.change(.ana) { $0.waitingSince = nil } }
    play.expectSelected(.jo)
    play.press(.undo)
    play.expectEffects([.undo])
    play.receive(.undone(.triage(step: .done, conversation: .ana, title: "Ana Ribeiro")))
    play.change { $0.change(.ana) { $0.waitingSince = World.ago(days: 3) } }
    play.expectSelected(.ana)
  }

  /// The counts are here before the list, and somebody presses a key in between.
  @Test func aKeyBeforeTheListActsOnWhomThePersonSees() {
    var world = World.market
    for row in world.rows where row.id != .ana { world.change(row.id) { $0.waitingSince = nil } }
    let play = Play(world)
    play.press(.done)
    play.expectEffects([.triage(.done, .ana)])
    play.change { $0.change(.ana) { $0.waitingSince = nil } }
    play.expectSelected(nil)
    play.press(.undo)
    play.expectEffects([.undo])
    play.receive(.undone(.triage(step: .done, conversation: .ana, title: "Ana Ribeiro")))
    play.receive(.countsChanged(Counts([.waiting: 1])))
    play.press(.flag)
    play.expectEffects([.triage(.flag(true), .ana)])
    play.change { $0.change(.ana) { $0.waitingSince = World.ago(days: 3) } }
    play.expectSelected(.ana)
  }

  @Test func aKeyBeforeListAndPageWaitsForThem() {
    let play = Play(World())
    play.receive(.undone(.triage(step: .done, conversation: .ana, title: "Ana Ribeiro")))
    play.receive(.countsChanged(Counts([.waiting: 1])))
    play.press(.flag)
    play.expectEffects([])
    play.expect(.status, contains: "It is still being read.")
    play.press(.open)
    play.expectEffects([])
    #expect(play.state.subject == .ana)
  }

  @Test func whoMovesOnAfterAnUndoStaysThere() {
    let play = Play()
    play.press(.done)
    play.expectEffects([.triage(.done, .ana)])
    play.change { $0.change(.ana) { $0.waitingSince = nil } }
    play.press(.undo)
    play.expectEffects([.undo])
    play.receive(.undone(.triage(step: .done, conversation: .ana, title: "Ana Ribeiro")))
    play.receive(.countsChanged(World.market.counts))
    play.press(.next)
    play.expectSelected(.milo)
    play.change { $0.change(.ana) { $0.waitingSince = World.ago(days: 3) } }
    play.expectSelected(.milo)
    play.press(.flag)
    play.expectEffects([.triage(.flag(false), .milo)])
  }

  /// Whom nobody waits for any more is not gone to when they turn up by themselves.
  @Test(arguments: [TriageStep.flag(true), .addLabel("vip"), .done])
  func whatComesBackLateMovesNoChoice(_ step: TriageStep) {
    var world = World.market
    world.change(.ana) { $0.waitingSince = nil }
    let play = Play(world)
    play.expectSelected(.jo)
    play.receive(.undone(.triage(step: step, conversation: .ana, title: "Ana Ribeiro")))
    if step == .done { play.receive(.clock(World.now.addingTimeInterval(20))) }
    play.change { $0.change(.ana) { $0.waitingSince = World.ago(days: 3) } }
    play.expectSelected(.jo)
  }

  @Test func aFlagThatIsBackAmongTheFlaggedIsChosen() {
    let play = Play()
    play.press(.viewFlagged)
    play.change { $0.change(.milo) { $0.triage.flagged = false } }
    play.expectSelected(nil)
    play.receive(.undone(.triage(step: .flag(false), conversation: .milo, title: "Milo Okonkwo")))
    play.change { world in
      world.change(.ana) { $0.triage.flagged = true }
      world.change(.milo) { $0.triage.flagged = true }
    }
    play.expectSelected(.milo)
  }

  @Test func theThreadFollowsWhatWasUndone() {
    let play = Play()
    play.press(.undo)
    play.expectEffects([.undo])
    play.receive(.undone(.triage(step: .flag(true), conversation: .milo, title: "Milo Okonkwo")))
    play.expectSelected(.milo)
    play.rest()
    #expect(play.state.thread.page?.conversation.id == .milo)
  }

  @Test func repeatDoesTheLastStepOnTheNextOne() {
    let play = Play()
    play.press(.repeatLast)
    play.expect(.status, contains: "There is no step to repeat yet.")
    play.press(.flag)
    play.expectEffects([.triage(.flag(true), .ana)])
    play.press(.next, .repeatLast)
    play.expectEffects([.triage(.flag(true), .jo)])
  }

  @Test func doneAndNextOpensTheNext() {
    let play = Play()
    play.press(.doneAndNext)
    play.expectEffects([.triage(.done, .ana), .markDisplayed(.jo)])
    play.expectSelected(.jo)
    #expect(play.shown == .jo)
    #expect(play.state.mode == .thread)
    play.change { world in
      world.change(.ana) { $0.waitingSince = nil }
      world.change(.jo) { $0.unread = 0 }
    }
    play.expectSelected(.jo)
  }

  @Test func doneAtTheEndOpensTheOneAbove() {
    let play = Play()
    play.press(.last, .doneAndNext)
    play.expectEffects([.triage(.done, .wes), .markDisplayed(.priya)])
    play.expectSelected(.priya)
  }

  @Test func puttingAwayWhatIsReadGoesBackToTheList() {
    let play = Play()
    play.press(.open)
    play.expectEffects([.markDisplayed(.ana)])
    play.press(.done)
    play.expectEffects([.triage(.done, .ana)])
    #expect(play.state.mode == .list)
  }

  @Test func markingUnreadWhileReadingDoesNotMarkItReadAgain() {
    let play = Play()
    play.press(.open)
    play.expectEffects([.markDisplayed(.ana)])
    play.press(.markUnread)
    play.expectEffects([.triage(.markUnread, .ana)])
    play.change { $0.change(.ana) { $0.unread = 1 } }
    play.expectEffects([])
  }

  @Test(arguments: [("l", 3 * 3600.0), ("t", 83_940), ("m", 83_940), ("w", 515_940)])
  func theSnoozeLettersSayTheirTimes(letter: String, seconds: Double) {
    let play = Play()
    play.press(.snooze)
    play.expect(.whole, contains: "Snooze Ana Ribeiro until")
    play.expect(.whole, contains: "tomorrow 09:00")
    play.expect(.whole, contains: "today 12:41")
    play.keys(letter)
    let until = World.now.addingTimeInterval(seconds)
    play.expectEffects([.triage(.snooze(until: until), .ana)])
    #expect(play.state.overlay == nil)
  }

  @Test func snoozeUntilTheyReply() {
    let play = Play()
    play.press(.snooze)
    play.keys("r")
    play.expectEffects([.triage(.snooze(until: nil), .ana)])
  }

  @Test func aTypedTimeIsShownBeforeItIsConfirmed() {
    let play = Play()
    play.press(.snooze)
    play.keys(":")
    play.type("tue 3pm")
    play.expect(.whole, contains: "Tue 24 Nov 15:00, enter to confirm")
    play.keys("<enter>")
    let until = World.now.addingTimeInterval(2 * 86_400 + 5 * 3600 + 19 * 60)
    play.expectEffects([.triage(.snooze(until: until), .ana)])
  }

  @Test func aTimeThatIsNoneStaysInThePrompt() {
    let play = Play()
    play.press(.snooze)
    play.keys(":")
    play.type("whenever")
    play.keys("<enter>")
    play.expect(.whole, contains: "whenever")
    play.keys("<esc> <esc>")
    #expect(play.state.overlay == nil)
    play.expectEffects([])
  }

  @Test func thePreviousWakeTimeIsOfferedFirst() {
    var world = World.market
    let wake = World.now.addingTimeInterval(86_400)
    world.change(.ana) { $0.triage.previousWake = wake }
    let play = Play(world)
    play.press(.snooze)
    play.expect(.whole, contains: "p  as before")
    play.keys("<enter>")
    play.expectEffects([.triage(.snooze(until: wake), .ana)])
  }

  @Test func aPreviousWakeTimeThatIsPastIsNotOffered() {
    var world = World.market
    world.change(.ana) { $0.triage.previousWake = World.ago(hours: 1) }
    let play = Play(world)
    play.press(.snooze)
    play.expect(.whole, lacks: "as before")
    play.keys("<enter>")
    play.expectEffects([])
  }

  @Test func theBellRingsForSomebodyNewAndNotForUndo() {
    let play = Play(options: InterfaceOptions(bell: true))
    #expect(!play.state.draw().bell)
    play.receive(.countsChanged(Counts([.waiting: 9])))
    #expect(play.state.draw().bell)
    play.press(.undo)
    play.expectEffects([.undo])
    #expect(!play.state.draw().bell)
    play.receive(.countsChanged(Counts([.waiting: 10])))
    #expect(!play.state.draw().bell)
    let silent = Play()
    silent.receive(.countsChanged(Counts([.waiting: 9])))
    #expect(!silent.state.draw().bell)
  }

  @Test func theTitleCountsWhoWaits() {
    let play = Play()
    #expect(play.state.draw().title == "porch (8)")
    play.receive(.countsChanged(Counts()))
    #expect(play.state.draw().title == "porch")
  }
}
