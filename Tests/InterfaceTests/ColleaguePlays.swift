import Cells
import Domain
import FoundationEssentials
import Interface
import TestSupport
import Testing

/// Colleagues at the same inbox: who is seen, who is asked about, and what they are told of us.
@Suite struct ColleaguePlays {
  /// The market, with everybody coming from a server.
  private static let shared: World = {
    var world = World.market
    for id in world.pages.keys {
      world.pages[id]?.account.delivery = .server(connection: "team")
    }
    return world
  }()

  private func sam(_ state: Presence.State, at id: Conversation.ID = .ana) -> Action {
    .colleagueSeen(Presence(conversation: id, user: "Sam", state: state))
  }

  private static let answering = Effect.presence(.ana, .composing, connection: "team")
  private static let looking = Effect.presence(.ana, .viewing, connection: "team")
  private static let away = Effect.presence(.ana, .away, connection: "team")

  // MARK: Theirs

  @Test(arguments: [(24, 80), (36, 140), (15, 50)])
  func whoAnswersIsNamedAboveTheThread(rows: Int, columns: Int) {
    let play = Play(rows: rows, columns: columns)
    play.press(.open)
    play.expectEffects([.markDisplayed(.ana)])
    play.receive(sam(.viewing))
    play.expect(.thread, contains: "Sam is looking")
    play.receive(sam(.composing))
    play.expect(.thread, contains: "Sam is answering")
    play.receive(.colleagueSeen(Presence(conversation: .ana, user: "Kim", state: .composing)))
    play.expect(.thread, contains: "Sam and Kim are answering")
    play.receive(sam(.away))
    play.receive(.colleagueSeen(Presence(conversation: .ana, user: "Kim", state: .away)))
    play.expect(.thread, lacks: "answering")
  }

  @Test func whoIsElsewhereIsNotNamedHere() {
    let play = Play()
    play.receive(sam(.composing, at: .jo))
    play.expect(.thread, lacks: "Sam")
    play.press(.next)
    play.rest()
    play.expect(.thread, contains: "Sam is answering")
  }

  @Test func whoIsNotHeardOfFor30SecondsIsForgotten() {
    let play = Play()
    play.receive(sam(.composing))
    #expect(play.timers[.colleagues] == 30_000)
    play.elapse(.colleagues, seconds: 29)
    play.expect(.thread, contains: "Sam is answering")
    #expect(play.timers[.colleagues] == 1000)
    play.elapse(.colleagues, seconds: 1)
    play.expect(.thread, lacks: "Sam")
    #expect(play.timers[.colleagues] == nil)
  }

  @Test func aReplyAsksWhileAColleagueWritesOne() {
    let play = Play()
    play.press(.reply)
    play.expectEffects([.markDisplayed(.ana)])
    play.type("Hi")
    play.receive(sam(.composing))
    play.press(.send)
    play.expectEffects([])
    play.expect(.whole, contains: "Sam is answering here right now. Send yours too?")
    play.keys("<esc>")
    #expect(play.state.composer.text == "Hi" && play.state.mode == .composer)
    play.press(.send)
    play.keys("y")
    let reply = Outgoing(
      conversation: .ana, text: "Hi", seen: Message.ID(101), endsDraft: true)
    play.expectEffects([.saveDraft(.ana, text: "Hi"), .send(reply)])
  }

  @Test func aColleagueWhoOnlyLooksIsNotAskedAbout() {
    let play = Play()
    play.press(.reply)
    play.expectEffects([.markDisplayed(.ana)])
    play.type("Hi")
    play.receive(sam(.viewing))
    play.press(.send)
    let reply = Outgoing(
      conversation: .ana, text: "Hi", seen: Message.ID(101), endsDraft: true)
    play.expectEffects([.saveDraft(.ana, text: "Hi"), .send(reply)])
  }

  // MARK: Ours

  @Test func aPreviewTellsNobody() {
    let play = Play(Self.shared)
    play.press(.next)
    play.rest()
    play.expectEffects([])
  }

  @Test func openingWritingAndLeavingAreTold() {
    let play = Play(Self.shared)
    play.press(.open)
    play.expectEffects([.markDisplayed(.ana), Self.looking])
    play.press(.reply)
    #expect(play.timers[.ownPresence] == nil)
    play.type("H")
    play.expectEffects([Self.answering])
    play.type("i")
    play.press(.leaveComposer)
    play.expectEffects([.saveDraft(.ana, text: "Hi")])
    play.press(.back)
    play.elapse(.ownPresence, seconds: 3)
    play.expectEffects([Self.away])
  }

  @Test func movingOnLeavesOneAndEntersTheOther() {
    let play = Play(Self.shared)
    play.press(.open)
    play.expectEffects([.markDisplayed(.ana), Self.looking])
    play.press(.nextConversation)
    play.expectEffects([.markDisplayed(.jo)])
    play.elapse(.ownPresence, seconds: 3)
    play.expectEffects([Self.away, .presence(.jo, .viewing, connection: "team")])
  }

  @Test func passingThroughIsToldOnlyWhereItEnds() {
    let play = Play(Self.shared)
    play.press(.open)
    play.expectEffects([.markDisplayed(.ana), Self.looking])
    play.press(.back, .open)
    play.expectEffects([.markDisplayed(.ana)])
    play.elapse(.ownPresence, seconds: 3)
    play.expectEffects([])
  }

  @Test func quittingSaysAwayAtOnce() {
    let play = Play(Self.shared)
    play.press(.open)
    play.expectEffects([.markDisplayed(.ana), Self.looking])
    play.keys("<c-c>")
    play.expectEffects([.quit, Self.away])
  }

  @Test func aDraftThatIsOnlyLeftOpenIsNoAnswering() {
    let play = Play(Self.shared)
    play.press(.reply)
    play.expectEffects([.markDisplayed(.ana), Self.looking])
    play.type("Hi")
    play.expectEffects([Self.answering])
    play.elapse(.draft)
    play.expectEffects([.saveDraft(.ana, text: "Hi")])
    play.receive(.clock(World.now.addingTimeInterval(120)))
    play.expectEffects([Self.looking])
  }

  @Test func whoPressesNothingForMinutesIsAwayUntilTheNextKey() {
    let play = Play(Self.shared)
    play.press(.open)
    play.expectEffects([.markDisplayed(.ana), Self.looking])
    play.receive(.clock(World.now.addingTimeInterval(179)))
    play.expectEffects([])
    play.receive(.clock(World.now.addingTimeInterval(240)))
    play.expectEffects([Self.away])
    play.receive(.clock(World.now.addingTimeInterval(300)))
    play.expectEffects([])
    play.keys("j")
    play.expectEffects([.markDisplayed(.ana), Self.looking])
  }

  @Test func openingAKeptDraftIsAnsweringAtOnce() {
    var world = Self.shared
    world.pages[.ana]?.draft = "We"
    let play = Play(world)
    play.press(.open)
    play.expectEffects([.markDisplayed(.ana), Self.looking])
    play.press(.reply)
    play.expectEffects([Self.answering])
  }

  /// A reply to Ana that is held; colleagues know that we answer.
  private func replied() -> Play {
    let play = Play(Self.shared)
    play.press(.reply)
    play.expectEffects([.markDisplayed(.ana), Self.looking])
    play.type("Hi")
    play.expectEffects([Self.answering])
    play.press(.send)
    let reply = Outgoing(
      conversation: .ana, text: "Hi", seen: Message.ID(101), endsDraft: true)
    play.expectEffects([.saveDraft(.ana, text: "Hi"), .send(reply)])
    play.receive(.outboxChanged(pending: 1))
    play.receive(
      .enqueued(.held(Message.ID(900), release: World.now.addingTimeInterval(5)), reply))
    return play
  }

  private func shows(_ delivery: Delivery, in play: Play) {
    play.change { world in
      var echo = Message(
        id: Message.ID(900), remoteID: "local:1", direction: .out, author: "Shop", text: "Hi",
        sentAt: World.now)
      echo.delivery = delivery
      world.pages[.ana]?.messages.removeAll { $0.id == echo.id }
      world.pages[.ana]?.messages.append(echo)
    }
  }

  @Test func aReplyOnItsWayIsAnsweringUntilItHasLeft() {
    let play = replied()
    shows(.pending(.held(release: World.now.addingTimeInterval(5))), in: play)
    play.elapse(.hold, seconds: 5)
    shows(.pending(.queued), in: play)
    play.expectEffects([.markDisplayed(.ana), .markDisplayed(.ana)])
    shows(.sent, in: play)
    play.expectEffects([.markDisplayed(.ana), Self.looking])
    #expect(play.timers[.ownReply] == nil)
  }

  @Test func aReplyOnItsWayIsAnsweringAlsoFromElsewhere() {
    let play = replied()
    play.press(.nextConversation)
    play.expectEffects([.markDisplayed(.jo)])
    play.receive(.outboxChanged(pending: 0))
    play.elapse(.ownPresence, seconds: 3)
    play.expectEffects([Self.away, .presence(.jo, .viewing, connection: "team")])
  }

  @Test func aReplyThatCannotLeaveIsAnsweringForTenSeconds() {
    let play = replied()
    shows(.pending(.queued), in: play)
    play.expectEffects([.markDisplayed(.ana)])
    #expect(play.timers[.ownReply] == 10_000)
    play.elapse(.ownReply, seconds: 10)
    play.expectEffects([Self.looking])
  }

  @Test func accountsWithoutAServerTellNobody() {
    let play = Play()
    play.press(.open)
    play.expectEffects([.markDisplayed(.ana)])
    #expect(play.timers[.ownPresence] == nil)
  }
}
