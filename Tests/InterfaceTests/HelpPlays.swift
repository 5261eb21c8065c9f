import Cells
import Domain
import Interface
import TestSupport
import Testing

@Suite struct HelpPlays {
  @Test func itListsCommandsWithTheirKeysAndSaysThatThereIsMore() {
    let play = Play()
    play.press(.help)
    play.expect(.whole, contains: "j ↓")
    play.expect(.whole, contains: "One row down in the list")
    play.expect(.whole, contains: "more ↓")
    play.keys("<end>")
    play.expect(.whole, contains: "Leaves Porch; drafts are kept.")
    play.expect(.whole, lacks: "more ↓")
    play.keys("<esc>")
    #expect(play.state.overlay == nil)
  }

  @Test func everyCommandIsInIt() {
    let play = Play(rows: 80, columns: 140)
    play.press(.help)
    for command in Command.allCases {
      play.expect(.whole, contains: command.title)
    }
  }

  @Test func itFiltersAsOneTypesAndRunsWhatIsChosen() {
    let play = Play()
    play.press(.help)
    play.type("flag")
    #expect(play.state.list.selected == .ana)
    play.keys("<enter>")
    play.expectEffects([.triage(.flag(true), .ana)])
    #expect(play.state.overlay == nil)
  }

  @Test func typingInItIsNoCommand() {
    let play = Play()
    play.press(.help)
    play.type("ezq!b")
    play.expectEffects([])
    play.expect(.whole, contains: "No command is called that; backspace.")
    play.keys("<backspace> <c-u>")
    play.expect(.whole, contains: "type to filter")
  }

  @Test func itSaysWhyACommandIsOff() {
    let play = Play()
    play.press(.help)
    play.type("send again")
    play.expect(.whole, contains: "off: No reply failed here")
    play.keys("<enter>")
    play.expect(.status, contains: "No reply failed here.")
    play.expectEffects([])
  }

  @Test func itScrollsWithTheChoice() {
    let play = Play(rows: 10, columns: 40)
    play.press(.help)
    for _ in 0..<12 { play.keys("<down>") }
    play.expect(.whole, contains: "▌ J")
    play.keys("<pgup> <pgup> <pgup> <up>")
    play.expect(.whole, contains: "▌ j")
  }

  @Test func fromTheComposerItRunsWritingCommands() {
    let play = Play()
    play.press(.reply)
    play.expectEffects([.markDisplayed(.ana)])
    play.type("Hello")
    play.press(.help)
    play.type("delete word")
    play.keys("<enter>")
    #expect(play.state.composer.text == "")
    #expect(play.state.mode == .composer)
  }

  @Test func pasteGoesIntoTheFilter() {
    let play = Play()
    play.press(.help)
    play.paste("undo\n")
    play.expect(.whole, contains: "Help  undo")
  }
}

@Suite struct ChordPlays {
  @Test func aBegunChordSaysWhatMayFollow() {
    let play = Play()
    play.keys("v")
    play.expect(.whole, contains: "w Waiting")
    play.expect(.whole, contains: "x Spam")
    play.expect(.status, contains: "v and then?")
    play.keys("s")
    #expect(play.state.list.view == .snoozed)
    play.expect(.whole, lacks: "x Spam")
  }

  @Test func anUnknownRestIsSaidAndForgotten() {
    let play = Play()
    play.keys("v v")
    play.expect(.status, contains: "v v means nothing. ? help")
    play.keys("v <esc>")
    #expect(play.state.pendingKeys.isEmpty)
    play.keys("j")
    play.expectSelected(.jo)
  }

  @Test func anUnknownKeyIsSaid() {
    let play = Play()
    play.keys("<c-x>")
    play.expect(.status, contains: "ctrl-x means nothing here. ? help")
  }

  @Test func groupsStandBesideTheirCommands() {
    let play = Play(rows: 40, columns: 140)
    play.press(.help)
    play.expect(.whole, contains: "  Moving     ▌ j ↓")
    play.expect(.whole, contains: "  Answering    r enter       Reply")
    play.type("undo")
    play.expect(.whole, lacks: "Answering")
  }
}
