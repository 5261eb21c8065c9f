import Domain
import FoundationEssentials
import Interface
import TestSupport
import Testing

/// A reply that looks wrong is asked about once, and goes when the person says so.
@Suite struct WarningPlays {
  private func writing(_ text: String, options: InterfaceOptions = .init()) -> Play {
    let play = Play(options: options)
    play.press(.reply)
    play.expectEffects([.markDisplayed(.ana)])
    play.type(text)
    return play
  }

  private func sent(_ text: String) -> [Effect] {
    [.saveDraft(.ana, text: text), .send(outgoing(text))]
  }

  private func outgoing(_ text: String) -> Outgoing {
    Outgoing(conversation: .ana, text: text, seen: Message.ID(101), endsDraft: true)
  }

  @Test func theSecondPressSends() {
    let play = writing("Hi Anna, {{menu}}")
    play.press(.send)
    play.expectEffects([])
    play.expect(.whole, contains: "{{menu}} is not filled in.")
    play.expect(.whole, contains: "It greets Anna, but this is Ana Ribeiro.")
    play.expect(.whole, contains: "enter send anyway")
    play.keys("x <enter>")
    play.expectEffects(sent("Hi Anna, {{menu}}"))
    #expect(play.state.overlay == nil)
  }

  @Test func whoeverHasNotSeenItDoesNotSend() {
    let play = writing("{{menu}}")
    play.keys("<enter> <enter>")
    play.expectEffects([])
    play.expect(.whole, contains: "{{menu}} is not filled in.")
    play.keys("<enter>")
    play.expectEffects(sent("{{menu}}"))
  }

  @Test func escClosesItSeenOrNot() {
    let play = writing("{{menu}}")
    play.keys("<enter> <esc>")
    #expect(play.state.overlay == nil)
    play.keys("<enter>")
    play.expect(.whole, contains: "{{menu}} is not filled in.")
    play.keys("<esc> <esc>")
    play.expectEffects([.saveDraft(.ana, text: "{{menu}}")])
  }

  @Test func noOtherKeySendsThanTheOneItNames() {
    let (keymap, notices) = Keymap.standard.merging(["composer": ["<c-s>": "send"]])
    #expect(notices == [])
    let play = writing("{{menu}}", options: InterfaceOptions(keymap: keymap))
    play.keys("<enter>")
    play.expect(.whole, contains: "enter send anyway")
    play.keys("y")
    play.keys("<c-s>")
    play.expectEffects([])
    play.expect(.whole, contains: "send anyway")
    play.keys("<enter>")
    play.expectEffects(sent("{{menu}}"))
  }

  @Test(arguments: [
    ["<c-x> <c-s>": "send", "<enter>": "newline"],
    ["<c-x> <c-s>": "send", "<enter>": "newline", "<c-o>": "send"],
  ])
  func oneKeyAnswersItThoughTwoSend(_ keys: [String: String]) {
    let (keymap, notices) = Keymap.standard.merging(["composer": keys])
    #expect(notices == [])
    let play = writing("{{menu}}", options: InterfaceOptions(keymap: keymap))
    play.keys("<c-x> <c-s>")
    play.expectEffects([])
    let key = keys.count == 2 ? ("y", "y") : ("ctrl-o", "<c-o>")
    play.expect(.whole, contains: "\(key.0) send anyway")
    play.keys(key.1)
    play.expectEffects(sent("{{menu}}"))
  }

  @Test func aPasteOverItIsText() {
    let play = writing("{{menu}}")
    play.press(.send)
    play.expect(.whole, contains: "{{menu}} is not filled in.")
    play.paste(" or pizza?")
    play.expectEffects([])
    #expect(play.state.overlay == nil)
    #expect(play.state.composer.text == "{{menu}} or pizza?")
    play.keys("<esc>")
    play.expectEffects([.saveDraft(.ana, text: "{{menu}} or pizza?")])
  }

  @Test func aPasteOverAnotherQuestionIsSaidNotToBeTaken() {
    let play = writing("We do!")
    play.press(.send)
    play.expectEffects(sent("We do!"))
    play.receive(
      .enqueued(.handover(Message.ID(900), text: "We do!", url: nil), outgoing("We do!")))
    play.expectEffects([.copy("We do!")])
    play.paste("something")
    play.expect(.whole, contains: "Was it sent?")
    play.expect(.whole, contains: "Pasted text is no answer to a question.")
    play.keys("<esc>")
  }

  @Test func aNameThatEndsWithAFullStopGetsNoSecondOne() {
    #expect(
      SendWarning.wrongName("Ana", recipient: "Leïla B.").sentence
        == "It greets Ana, but this is Leïla B.")
  }

  @Test func editingClearsIt() {
    let play = writing("Hi Anna")
    play.press(.send)
    play.expect(.whole, contains: "It greets Anna")
    play.keys("<esc>")
    #expect(play.state.mode == .composer)
    #expect(play.state.composer.text == "Hi Anna")
    play.keys("<backspace> <backspace>")
    play.type("a")
    play.press(.send)
    play.expectEffects(sent("Hi Ana"))
    #expect(play.state.overlay == nil)
  }

  @Test func whoeverSendsWithAnotherKeyConfirmsWithIt() {
    let keymap = Keymap.standard.sending(with: .controlS)
    let play = writing("{{menu}}", options: InterfaceOptions(keymap: keymap))
    play.keys("<c-s>")
    play.expect(.whole, contains: "send anyway")
    play.keys("<enter>")
    play.expectEffects([])
    play.keys("<c-s>")
    play.expectEffects(sent("{{menu}}"))
  }

  @Test func theComposerSaysItWhileOneTypes() {
    let play = writing("The menu is attached")
    play.expect(.composer, contains: "nothing is attached")
    play.type(" {{x}}")
    play.expect(.composer, contains: "{{x}} not filled in")
    play.press(.discardDraft)
    play.expectEffects([.discardDraft(.ana, text: "The menu is attached {{x}}")])
  }

  @Test func theSameTextToSomebodyElseIsSaid() {
    let text = "We open at nine every day of the week."
    let play = writing(text)
    play.press(.send)
    play.expectEffects(sent(text))
    play.receive(.enqueued(.queued(Message.ID(900)), outgoing(text)))
    play.press(.nextConversation)
    play.expectEffects([.markDisplayed(.jo)])
    play.press(.reply)
    play.type(text)
    play.press(.send)
    play.expectEffects([])
    play.expect(.whole, contains: "One of your last replies was the same text.")
    play.keys("<esc> <esc>")
    play.expectEffects([.saveDraft(.jo, text: text)])
  }

  @Test func aReplyThatWasTakenBackIsNoRepetition() {
    let text = "We open at nine every day of the week."
    let play = writing(text)
    play.press(.send)
    play.expectEffects(sent(text))
    let release = World.now.addingTimeInterval(5)
    play.receive(.enqueued(.held(Message.ID(900), release: release), outgoing(text)))
    play.press(.undo)
    play.expectEffects([.undo])
    play.receive(.undone(.tookBack(conversation: .ana, text: text)))
    play.press(.send)
    #expect(play.state.overlay == nil)
    play.expectEffects([.send(outgoing(text))])
  }

  @Test(arguments: [false, true])
  func noReplyThatCameBackIsARepetition(isHandover: Bool) {
    let text = "We open at nine every day of the week."
    let play = writing(text)
    play.press(.send)
    play.expectEffects(sent(text))
    if isHandover {
      play.receive(
        .enqueued(.handover(Message.ID(900), text: text, url: nil), outgoing(text)))
      play.expectEffects([.copy(text)])
      play.keys("<esc>")
    } else {
      let release = World.now.addingTimeInterval(5)
      play.receive(.enqueued(.held(Message.ID(900), release: release), outgoing(text)))
      play.elapse(.hold, seconds: 6)
    }
    play.press(.undo)
    play.expectEffects([.undo])
    play.receive(.undone(.tookBack(conversation: .ana, text: text)))
    play.press(.send)
    #expect(play.state.overlay == nil)
    play.expectEffects([.send(outgoing(text))])
  }

  @Test(arguments: [(Conversation.ID.ana, true), (.milo, false)])
  func aClosedReplyWindowIsSaidUnlessTheyWroteSince(_ id: Conversation.ID, _ isSaid: Bool) {
    var world = World.market
    world.change(id) { $0.unread = 0 }
    world.pages[id]?.replyWindowEnds = World.ago(minutes: 1)
    let play = Play(world)
    if id == .milo { play.press(.next, .next) }
    play.press(.reply)
    play.type("ok")
    play.press(.send)
    if isSaid {
      play.expectEffects([])
      play.expect(.whole, contains: "Instagram’s time to reply is over; it may not be delivered.")
      play.keys("<esc> <esc>")
      play.expectEffects([.saveDraft(id, text: "ok")])
    } else {
      #expect(play.state.overlay == nil)
      play.expectEffects([
        .saveDraft(id, text: "ok"),
        .send(Outgoing(conversation: id, text: "ok", seen: Message.ID(300), endsDraft: true)),
      ])
    }
  }
}
