import Domain
import Interface
import TestSupport
import Testing

/// One draft in two windows: both go on, and neither loses a word.
@Suite struct DraftElsewherePlays {
  private func writing(_ text: String) -> Play {
    let play = Play()
    play.press(.reply)
    play.expectEffects([.markDisplayed(.ana)])
    play.type(text)
    return play
  }

  /// A page of Ana's arrives.
  private func shows(_ draft: String, _ play: Play) {
    play.change { world in
      world.change(.ana) { $0.unread = 0 }
      world.pages[.ana]?.draft = draft
    }
  }

  /// Typed, saved, and shown by a page.
  private func kept(_ text: String) -> Play {
    let play = writing(text)
    play.elapse(.draft)
    play.expectEffects([.saveDraft(.ana, text: text)])
    shows(text, play)
    return play
  }

  @Test func whatAnotherWindowWroteGoesBehindWhatIsHere() {
    let play = kept("We do")
    play.type(", two kinds")
    shows("We do not ship", play)
    #expect(play.state.composer.text == "We do, two kinds not ship")
    play.elapse(.draft)
    play.expectEffects([.saveDraft(.ana, text: "We do, two kinds not ship")])
    // The page of that save is ours.
    shows("We do, two kinds not ship", play)
    #expect(play.state.composer.text == "We do, two kinds not ship")
  }

  @Test func anotherTextIsSetOff() {
    let play = kept("We do")
    play.type("!")
    shows("Sold out", play)
    #expect(play.state.composer.text == "We do!\n\nSold out")
  }

  /// Both would answer each other otherwise, and the draft would grow without end.
  @Test func whoHasTypedNothingSinceFollowsAndSavesNothing() {
    let play = kept("We do")
    for words in ["Sold out", "XSold out", "Sold"] {
      shows(words, play)
      #expect(play.state.composer.text == words)
      #expect(play.timers[.draft] == nil)
    }
    play.expect(.status, contains: "also written elsewhere")
    play.press(.undoTyping)
    #expect(play.state.composer.text == "XSold out")
  }

  /// Two windows on one draft, both typing: each is told of every save of the other.
  @Test func twoWindowsComeToRest() {
    let windows = [kept("a"), kept("a")]
    windows[0].type("X")
    windows[1].type("Y")
    var saves = 0
    for round in 0..<20 {
      let (here, there) = (windows[round % 2], windows[(round + 1) % 2])
      guard here.timers[.draft] != nil else { continue }
      here.elapse(.draft)
      let text = here.state.composer.text
      here.expectEffects([.saveDraft(.ana, text: text)])
      saves += 1
      for window in [here, there] { shows(text, window) }
    }
    #expect(windows[0].state.composer.text == windows[1].state.composer.text)
    let text = windows[0].state.composer.text
    #expect(text.contains("X") && text.contains("Y") && text.utf8.count < 20, "\(text)")
    #expect(saves <= 3)
  }

  @Test func whoHasWrittenNothingSeesWhatTheOtherWrites() {
    let play = writing("")
    shows("We do", play)
    #expect(play.state.composer.text == "We do")
    play.type("!")
    #expect(play.state.composer.text == "We do!")
  }

  /// It was sent there, or thrown away: what is here may still be wanted.
  @Test func aDraftThatIsGoneElsewhereStaysHere() {
    let play = kept("We do")
    shows("", play)
    #expect(play.state.composer.text == "We do")
  }
}
