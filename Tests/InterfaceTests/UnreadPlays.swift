import Domain
import FoundationEssentials
import Interface
import TestSupport
import Testing

/// More unread messages than one window of a thread holds.
@Suite struct UnreadPlays {
  private func world(_ count: Int) -> World {
    var world = World()
    world.add(
      .ana, "Ana Ribeiro", nil, .instagram, waits: World.ago(days: 1), unread: count,
      says: (0..<count).map { "line number \($0)." })
    world.add(.jo, "Jo Park", nil, .x, waits: World.ago(minutes: 5), says: ["hello"])
    return world
  }

  private func arrives(_ number: Int, in world: inout World) {
    world.pages[.ana]?.messages.append(
      Message(
        id: Message.ID(Int64(9000 + number)), remoteID: "n\(number)", direction: .in,
        author: "Ana Ribeiro", text: SafeText(line: "news \(number)."), sentAt: World.now))
    if world.pages[.ana]?.firstUnread == nil {
      world.pages[.ana]?.firstUnread = Message.ID(Int64(9000 + number))
    }
    world.change(.ana) { $0.unread += 1 }
  }

  /// What a store does when a thread is displayed.
  private func markDisplayed(_ play: Play) {
    play.expectEffects([.markDisplayed(.ana)])
    play.change { world in
      world.change(.ana) { $0.unread = 0 }
      world.pages[.ana]?.firstUnread = nil
    }
  }

  @Test(arguments: [25, 36, 37, 60, 700])
  func openingStandsAtTheFirstUnreadMessageHoweverManyFollow(count: Int) {
    let play = Play(world(count))
    play.expect(.thread, contains: "line number 0.")
    play.expect(.thread, contains: "\(count) new ──")
    let before = play.text(of: .thread)
    play.press(.open)
    markDisplayed(play)
    #expect(play.text(of: .thread) == before)
  }

  @Test func openingBeforeThePreviewStandsThereToo() {
    let play = Play(world(60))
    play.press(.next)
    play.rest()
    play.answersAtOnce = false
    play.press(.previous, .open)
    // Marked by now, the page would not know where to begin.
    play.expectEffects([])
    play.answer()
    play.answersAtOnce = true
    play.expect(.thread, contains: "60 new ──")
    markDisplayed(play)
    play.expect(.thread, contains: "60 new ──")
    play.expect(.thread, contains: "line number 0.")
  }

  @Test func whatArrivesMeanwhileMovesNothingAndIsCounted() {
    let play = Play(world(60))
    play.press(.open)
    markDisplayed(play)
    let before = play.text(of: .thread)
    for number in 1...3 { play.change { arrives(number, in: &$0) } }
    play.expect(.thread, contains: "63 new ──")
    play.expect(.thread, contains: "3 new below")
    // All but the counts: above the messages, and the hint below them.
    let after = play.text(of: .thread)
    #expect(numbers(after) == numbers(before) && !numbers(after).isEmpty)
    play.press(.last)
    play.expect(.thread, contains: "news 3.")
    play.expect(.thread, lacks: "new below")
    play.expectEffects([.markDisplayed(.ana)])
  }

  @Test func aWindowThatIsPushedAlongDoesNotTakeThePlaceWithIt() {
    let play = Play(world(20))
    play.press(.open)
    markDisplayed(play)
    for number in 1...50 { play.change { arrives(number, in: &$0) } }
    play.expect(.thread, contains: "line number 0.")
    play.expect(.thread, contains: "70 new ──")
    play.expect(.thread, contains: "50 new below")
  }

  @Test(arguments: [(24, 80), (40, 140), (15, 50)])
  func readingOnShowsEveryMessageInOrder(rows: Int, columns: Int) {
    let play = Play(world(300), rows: rows, columns: columns)
    play.press(.open)
    markDisplayed(play)
    var seen: [Int] = []
    for _ in 0..<900 {
      for number in numbers(play.text(of: .thread)) where number > (seen.last ?? -1) {
        seen.append(number)
      }
      if seen.last == 299 { break }
      play.press(.next)
    }
    #expect(seen == Array(0..<300))
    play.press(.first)
    play.expect(.thread, contains: "300 new ──")
  }

  private func numbers(_ lines: [String]) -> [Int] {
    lines.compactMap { line in
      line.firstRange(of: "line number ").flatMap {
        Int(line[$0.upperBound...].prefix { $0.isNumber })
      }
    }
  }

  @Test func theNewestMessageIsCopiedOrNone() {
    let play = Play(world(60))
    play.press(.open)
    markDisplayed(play)
    play.press(.copy)
    play.expect(.status, contains: "The newest message is further down; G goes there.")
    play.press(.last, .copy)
    play.expectEffects([.copy("line number 59.")])
  }

  @Test func aReplyFromTheMiddleHasSeenAllThatWasThereAndIsShown() {
    let play = Play(world(60))
    play.press(.open)
    markDisplayed(play)
    play.press(.reply)
    play.type("we do!")
    play.press(.send)
    let newest = play.world.pages[.ana]?.messages.last?.id
    let reply = Outgoing(conversation: .ana, text: "we do!", seen: newest, endsDraft: true)
    play.expectEffects([.saveDraft(.ana, text: "we do!"), .send(reply)])
    play.world.pages[.ana]?.messages.append(
      Message(
        id: Message.ID(9999), remoteID: "own", direction: .out, author: "Shop", text: "we do!",
        sentAt: World.now, delivery: .pending(.held(release: World.now.addingTimeInterval(5)))))
    play.receive(
      .enqueued(.held(Message.ID(9999), release: World.now.addingTimeInterval(5)), reply))
    play.expect(.thread, contains: "line number 59.")
    play.expect(.thread, contains: "we do!")
  }
}
