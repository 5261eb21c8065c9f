import Domain
import Foundation
import InboxAPI
import Storage
import Sync
import Synchronization
import Testing

struct UpstreamSendingTests {
  let world: UpstreamWorld
  var server: UpstreamServer { world.server }

  init() throws { world = try UpstreamWorld() }

  @Test func aReplyIsSentOnceAndTakesTheServersPlace() throws {
    try world.enqueue("Yes, I am.")
    #expect(try world.delivery().deliverOnce().isEmpty)
    #expect(server.texts == ["Yes, I am."])
    #expect(try world.ours() == ["Yes, I am. s1"])
    func mine() throws -> Message? {
      try world.store.allMessages().map(\.message).first { $0.direction == .out }
    }
    let sent = try #require(try mine())
    #expect(sent.delivery == .sent)
    #expect(sent.sentAt == noon.addingTimeInterval(1))
    // The change that tells of it later is no news.
    let resource = try #require(server.state.withLock { $0.messages.first })
    let told = try Normalise.served(resource, account: "shop", arrivedAt: noon, payload: [1])
    let receipt = try world.store.receive(
      Batch(items: [.message(told)], isHistory: false), at: noon)
    #expect((receipt.added, receipt.updated, receipt.known) == (0, 0, 1))
    #expect(try mine() == sent)
  }

  @Test func whatMayHaveLeftIsUnclearWhenItsAccountIsRemoved() throws {
    _ = try world.store.connection(named: "work", url: "https://inbox.example")
    try world.enqueue("tried")
    server.script(.after(.timedOut("an answer")))
    try world.delivery().deliverOnce()
    try world.enqueue("never tried", in: "c2")
    try world.store.removeConnection("work", keepingMessages: true)
    let states = try world.states()
    #expect(states.first == .unknown)
    #expect(states.count == 2)
    guard case .failed? = states.last else {
      Issue.record("\(states)")
      return
    }
  }

  @Test func aHeldReplyLeavesWhenItsTimeHasCome() throws {
    try world.enqueue("later", hold: 5)
    let delivery = world.delivery()
    #expect(try delivery.deliverOnce().replies.count == 1)
    #expect(server.calls.isEmpty)
    #expect(try delivery.deliverOnce(wait: 10).isEmpty)
    #expect(world.clock.uptime == 5)
  }

  @Test(arguments: [
    APIError.timedOut("an answer"), .cutShort, .server(status: 502, retryAfter: nil),
    .unexpected(status: 201, what: "something"), .inFlight(retryAfter: 2),
  ])
  func anAnswerThatIsLostIsAskedForAgainUnderTheSameKey(_ error: APIError) throws {
    try world.enqueue("Yes.")
    server.script(.after(error), .before(error))
    let delivery = world.delivery()
    let left = try delivery.deliverOnce()
    #expect(left.replies.map(\.attempts) == [1])
    #expect(try world.states() == [.queued])
    #expect(try delivery.deliverOnce(wait: 30).isEmpty)
    #expect(server.calls.count == 3)
    #expect(server.texts == ["Yes."])
    #expect(try world.ours() == ["Yes. s1"])
    #expect(world.said().count == 1)
  }

  @Test func troubleOfTheServerIsWaitedForWithoutALimit() throws {
    try world.enqueue("Yes.")
    server.always(.server(status: 503, retryAfter: nil))
    let delivery = world.delivery()
    try delivery.deliverOnce(wait: 3600)
    // Half of 60 s each time, once the pause has grown to that.
    #expect(server.calls.count > 3600 / 31)
    #expect(server.calls.count < 3600 / 25)
    #expect(try world.states() == [.queued])
    server.always(nil)
    #expect(try delivery.deliverOnce(wait: 61).isEmpty)
    #expect(server.texts == ["Yes."])
    #expect(world.said().count == 1)
  }

  @Test(arguments: [
    (APIError.invalid(.test(422, "too_long")), "longer than the 1000 characters"),
    (.invalid(.test(422, "window_closed")), "so long after their last message"),
    (.invalid(.test(422, "key_reused")), "Copy the text into a new reply"),
    (.invalid(.test(422, "invalid", "no such message")), "no such message"),
    (.forbidden(.test(403, "forbidden", "Read only.")), "Read only. Answer on Instagram"),
    (.notFound(.test(404, "not_found")), "no longer has this conversation"),
    (.unexpected(status: 405, what: "something"), "does not take it"),
  ])
  func whatIsRefusedFailsInWordsAndKeepsItsText(_ error: APIError, _ words: String) throws {
    try world.enqueue("Yes.")
    server.script(.before(error))
    #expect(try world.delivery().deliverOnce(wait: 60).replies.map(\.text) == ["Yes."])
    guard case .failed(let reason)? = try world.states().first else {
      Issue.record("not failed")
      return
    }
    #expect(reason.string.contains(words), "\(reason)")
    #expect(world.said().first?.contains(words) == true)
    #expect(server.calls.count == 1)
    try world.store.retry(try #require(try world.store.pendingOutbox().first).message)
    #expect(try world.delivery().deliverOnce().isEmpty)
  }

  @Test func aReplyThatTheNetworkGivesBackAtOnceHasFailed() throws {
    try world.enqueue("Yes.")
    server.state.withLock { $0.failure = "They have blocked you." }
    let left = try world.delivery().deliverOnce(wait: 60)
    #expect(left.replies.map(\.state) == [.failed(reason: "They have blocked you.")])
    #expect(server.calls.count == 1)
    #expect(world.said() == ["A reply was not sent. They have blocked you."])
    // The server keeps its answer to the key, and another try is told the same.
    try world.store.retry(try #require(left.replies.first).message)
    guard case .failed? = try world.delivery().deliverOnce().replies.first?.state else {
      Issue.record("not failed")
      return
    }
  }

  @Test func slowingDownHoldsTheWholeConnection() throws {
    try world.enqueue("one")
    try world.enqueue("two", in: "c2")
    try world.triage(.flag(true))
    server.script(.before(.slowDown(retryAfter: 30, remaining: 0)))
    let delivery = world.delivery()
    try delivery.deliverOnce()
    #expect(server.calls == ["send c1 one"])
    world.clock.pass(29)
    try delivery.deliverOnce()
    #expect(server.calls.count == 1)
    world.clock.pass(2)
    #expect(try delivery.deliverOnce().isEmpty)
    #expect(server.texts == ["one", "two"])
  }

  @Test func whatHoldsUpOneConversationHoldsUpNoOther() throws {
    try world.enqueue("one")
    try world.enqueue("two")
    try world.enqueue("three", in: "c2")
    server.script(.before(.inFlight(retryAfter: 5)))
    let delivery = world.delivery()
    try delivery.deliverOnce()
    #expect(server.calls == ["send c1 one", "send c2 three"])
    #expect(try delivery.deliverOnce(wait: 10).isEmpty)
    #expect(server.texts == ["three", "one", "two"])
  }

  @Test func whatFailedMeanwhileKeepsNobodyAwake() throws {
    let first = try world.enqueue("one")
    try world.enqueue("two", in: "c2")
    server.script(.before(.inFlight(retryAfter: 2)), .before(.inFlight(retryAfter: 50)))
    let delivery = world.delivery()
    try delivery.deliverOnce()
    // By the server's own word, which came in beside.
    try world.store.markFailed(first, reason: "Blocked.")
    world.clock.pass(3)
    try delivery.deliverOnce(wait: 40)
    #expect(world.clock.passes == 2)
    #expect(server.calls.count == 2)
  }

  @Test func aReplyThatFailedLetsTheNextOnePass() throws {
    try world.enqueue("one")
    try world.enqueue("two")
    server.script(.before(.invalid(.test(422, "too_long"))))
    try world.delivery().deliverOnce()
    #expect(server.texts == ["two"])
    #expect(try world.store.pendingOutbox().map(\.text) == ["one"])
  }

  /// The clock was set back between the two: the order is that of writing.
  @Test func aLaterReplyWaitsForOneThatIsHeld() throws {
    try world.enqueue("one", hold: 5)
    world.clock.pass(-60)
    try world.enqueue("two")
    let delivery = world.delivery()
    try delivery.deliverOnce()
    #expect(server.calls.isEmpty)
    world.clock.pass(66)
    #expect(try delivery.deliverOnce().isEmpty)
    #expect(server.texts == ["one", "two"])
  }

  @Test func aTokenThatIsNotTakenPausesUntilAskedAgain() throws {
    try world.enqueue("one")
    server.always(.unauthorized)
    let delivery = world.delivery()
    try delivery.deliverOnce(wait: 200)
    #expect(server.calls.count == 1)
    #expect(world.said().count == 1)
    #expect(try world.store.pendingOutbox().map(\.attempts) == [0])
    server.always(nil)
    delivery.look()
    #expect(try delivery.deliverOnce().isEmpty)
  }

  @Test func daysWithoutANetworkLoseNothing() throws {
    try world.enqueue("one")
    try world.triage(.flag(true), "c2")
    server.always(.unreachable(host: "inbox.example", reason: "nothing answers"))
    let delivery = world.delivery()
    try delivery.deliverOnce(wait: 600)
    world.clock.pass(10 * 86_400)
    try delivery.deliverOnce(wait: 600)
    #expect(world.said().count == 1)
    #expect(try world.states() == [.queued])
    server.always(nil)
    #expect(try delivery.deliverOnce(wait: 61).isEmpty)
    #expect(server.texts == ["one"])
    #expect(server.conversation("c2")?.flagged == true)
  }

  // MARK: Replies that are older than a server remembers keys

  @Test func anOldReplyThatArrivedIsFoundInTheThread() throws {
    try world.enqueue("one")
    server.script(.after(.timedOut("an answer")))
    try world.delivery().deliverOnce()
    world.clock.pass(8 * 86_400)
    #expect(try world.delivery().deliverOnce().isEmpty)
    #expect(server.calls == ["send c1 one", "messages c1"])
    #expect(try world.ours() == ["one s1"])
  }

  @Test func anOldReplyThatIsNotThereIsAskedAbout() throws {
    try world.enqueue("one")
    server.script(.before(.timedOut("an answer")))
    try world.delivery().deliverOnce()
    world.clock.pass(8 * 86_400)
    try world.delivery().deliverOnce()
    #expect(try world.states() == [.unknown])
    #expect(server.texts.isEmpty)
    try world.delivery().deliverOnce(wait: 600)
    #expect(server.calls == ["send c1 one", "messages c1"])
    // The person's word.
    try world.store.retry(try #require(try world.store.pendingOutbox().first).message)
    #expect(try world.delivery().deliverOnce().isEmpty)
    #expect(server.texts == ["one"])
  }

  // MARK: The thread

  @Test func theThreadSendsWhatComesAndStops() async throws {
    let delivery = world.delivery()
    delivery.start()
    defer { delivery.stop() }
    try world.enqueue("one")
    try world.triage(.flag(true))
    let deadline = ContinuousClock.now + .seconds(20)
    while try !world.states().isEmpty || server.conversation("c1")?.flagged != true {
      guard ContinuousClock.now < deadline else {
        Issue.record("nothing was sent in time")
        return
      }
      await Task.yield()
    }
    #expect(server.texts == ["one"])
  }
}
