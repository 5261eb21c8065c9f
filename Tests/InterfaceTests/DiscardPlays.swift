import Domain
import Interface
import TestSupport
import Testing

/// What is thrown away on purpose comes back as it was.
@Suite struct DiscardPlays {
  /// Somebody who begins to write to Ana; everything before is accounted for.
  private func writing() -> Play {
    let play = Play()
    play.press(.reply)
    play.expectEffects([.markDisplayed(.ana)])
    return play
  }

  @Test func aDiscardedDraftComesBackByUndo() {
    let play = writing()
    play.type("Hello")
    play.press(.discardDraft)
    play.expectEffects([.discardDraft(.ana, text: "Hello")])
    play.expect(.status, contains: "Draft discarded. z undoes.")
    play.press(.undo)
    play.expectEffects([.undo])
    play.receive(.undone(.draftBack(conversation: .ana, text: "Hello")))
    play.expect(.status, contains: "The draft is back.")
    play.press(.reply)
    #expect(play.state.composer.text == "Hello")
  }

  @Test(arguments: ["<c-u>", "<c-w> <c-w>", "<c-a> <c-k>", "<c-_> <c-_> <c-_>"])
  func whatWasEmptiedBeforeItIsThrownAwayComesBackToo(keys: String) {
    let play = writing()
    play.type("Hello you")
    play.keys(keys)
    #expect(play.state.composer.text.isEmpty)
    play.press(.discardDraft)
    play.expectEffects([.discardDraft(.ana, text: "Hello you")])
    play.expect(.status, contains: "Draft discarded. z undoes.")
  }

  @Test func whatWasErasedBitByBitComesBackToo() {
    let play = writing()
    play.type("old Hello")
    for _ in 0..<9 { play.press(.deleteBackward) }
    play.press(.discardDraft)
    play.expectEffects([.discardDraft(.ana, text: "old Hello")])
  }

  @Test func whereNothingWasWrittenNoUndoIsPromised() {
    let play = writing()
    play.press(.discardDraft)
    // Another window may have kept something since.
    play.expectEffects([.discardDraft(.ana, text: nil)])
    play.expect(.status, contains: "Nothing was written.")
    play.expect(.status, lacks: "undoes")
  }

  @Test func aDraftThatComesBackGoesBeforeWhatIsWrittenSince() {
    let play = writing()
    play.type("Hello")
    play.press(.discardDraft)
    play.expectEffects([.discardDraft(.ana, text: "Hello")])
    play.press(.undo)
    play.expectEffects([.undo])
    play.press(.reply)
    play.type("x")
    play.receive(.undone(.draftBack(conversation: .ana, text: "Hello")))
    #expect(play.state.composer.text == "Hello\n\nx")
    play.press(.leaveComposer)
    play.expectEffects([.saveDraft(.ana, text: "Hello\n\nx")])
  }
}
