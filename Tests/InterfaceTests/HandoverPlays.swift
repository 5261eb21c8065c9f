import Domain
import Interface
import TestSupport
import Testing

/// A reply that left through the clipboard, and the question that was put off.
@Suite struct HandoverPlays {
  @Test func aHandoverThatWasPutOffCanBeAnsweredLater() {
    let play = Play(World.market(leaving: .unconfirmed))
    play.press(.open)
    play.keys("<esc>")
    play.expect(.status, contains: "Kept in the outbox: R asks again.")
    play.elapse(.notice, seconds: 8)
    play.expect(.status, contains: "R was it sent?")
    play.keys("R")
    play.expect(.whole, contains: "Was it sent?")
    play.change { _ in }
    play.keys("n")
    play.expectEffects([.confirmHandover(Message.ID(77), wasSent: false)])
  }
}

extension World {
  /// The market with our answer to Ana, message 77, on its way or stuck there.
  static func market(leaving step: OutboxState) -> World {
    var world = World.market
    world.change(.ana) { $0.unread = 0 }
    world.pages[.ana]?.messages.append(
      Message(
        id: Message.ID(77), remoteID: "x", direction: .out, author: "You", text: "We do!",
        sentAt: World.now, delivery: .pending(step)))
    return world
  }
}
