import Domain
import FoundationEssentials
import GRDB
import Testing

@testable import Storage

struct OutboxTests {
  private func waiting(
    _ delivery: Account.Delivery = .dropFolder(path: "/somewhere")
  ) throws -> (Store, Conversation.ID) {
    let store = try Store.test(delivery)
    try store.live([Make.message("m1", at: 1)], at: 1)
    return (store, try store.resolve("c1"))
  }

  private func send(
    _ store: Store, _ id: Conversation.ID, _ text: String = "We do.", hold: Double = 5,
    seen: Message.ID? = nil, at minute: Double = 2
  ) throws -> EnqueueOutcome {
    try store.enqueue(
      Outgoing(conversation: id, text: text, seen: seen), hold: hold, run: "r", at: at(minute))
  }

  @Test func aReplyIsHeldThenQueuedThenSent() throws {
    let (store, id) = try waiting()
    try store.saveDraft("We do.", for: id, at: at(1.5))
    let release = at(2).addingTimeInterval(5)
    guard case .held(let message, release) = try send(store, id) else {
      Issue.record("not held")
      return
    }
    #expect(try store.page().draft == nil)
    #expect(try store.only().waitingSince == nil)
    #expect(try store.only().outbox == .held(release: release))
    #expect(try store.only().lastLine == .init(text: "We do.", direction: .out))
    #expect(try store.messages().last?.delivery == .pending(.held(release: release)))
    #expect(try store.counts()[.outbox] == 1)
    try store.releaseHeld(at: at(2))
    #expect(try store.pendingOutbox().map(\.state) == [.held(release: release)])
    try store.releaseHeld(at: release)
    #expect(try store.pendingOutbox().map(\.state) == [.queued])
    let client = try #require(try store.pendingOutbox().first?.clientID)
    try store.markSending(message)
    #expect(try store.pendingOutbox().map(\.attempts) == [1])
    #expect(throws: StoreError.self) { try store.markSending(message) }
    try store.markSent(message, at: at(3))
    try store.markSent(message, at: at(3))
    #expect(try store.pendingOutbox().isEmpty)
    #expect(try store.messages().last?.delivery == .sent)
    #expect(try store.counts()[.outbox] == 0)
    var kept: String?
    try store.eachMessage(of: id) { if $0.message.id == message { kept = $0.clientID } }
    #expect(kept == client)
    try expectTruth(store)
  }

  @Test func aClockThatIsSetBackHoldsNothingForLonger() throws {
    let (store, id) = try waiting()
    _ = try send(store, id)
    let yesterday = at(2).addingTimeInterval(-86_400)
    try store.releaseHeld(at: yesterday)
    let release = yesterday.addingTimeInterval(5)
    #expect(try store.pendingOutbox().map(\.state) == [.held(release: release)])
    #expect(try store.only().outbox == .held(release: release))
    // It is held as long as ever, and not let go at once.
    try store.releaseHeld(at: yesterday.addingTimeInterval(4))
    #expect(try store.pendingOutbox().map(\.state) == [.held(release: release)])
    try store.releaseHeld(at: release)
    #expect(try store.pendingOutbox().map(\.state) == [.queued])
    try expectTruth(store)
  }

  @Test func whatWasHeldAnewWaitsForNoClockEither() throws {
    let (store, id) = try waiting()
    _ = try send(store, id)
    try store.renewHolds(at: at(5000), seconds: 5, run: "next")
    let yesterday = at(5000).addingTimeInterval(-86_400)
    try store.releaseHeld(at: yesterday)
    try store.releaseHeld(at: yesterday.addingTimeInterval(Outgoing.longestHold))
    #expect(try store.pendingOutbox().map(\.state) == [.queued])
  }

  @Test func theTextIsSentAsTypedAndShownSafe() throws {
    let (store, id) = try waiting()
    _ = try send(store, id, "one\u{1B}[31m\ntwo")
    #expect(try store.pendingOutbox().first?.text == "one\u{1B}[31m\ntwo")
    #expect(try store.messages().last?.text.string.contains("\u{1B}") == false)
  }

  @Test func aNulEndsNoTextOnItsWayThroughTheStore() throws {
    let (store, id) = try waiting()
    try store.saveDraft("\0to be\0continued", for: id, at: at(1.5))
    #expect(try store.page().draft == "\0to be\0continued")
    _ = try send(store, id, "\0one\0two")
    #expect(try store.pendingOutbox().map(\.text) == ["\0one\0two"])
    #expect(
      try store.undo(run: "r", at: at(2))
        == .tookBack(conversation: id, text: "\0one\0two\n\n\0to be\0continued"))
    try store.discardDraft(id, run: "r", at: at(3))
    _ = try store.undo(run: "r", at: at(4))
    #expect(try store.page().draft == "\0one\0two\n\n\0to be\0continued")
  }

  @Test func aHeldReplyIsTakenBackIntoTheDraft() throws {
    let (store, id) = try waiting()
    _ = try send(store, id)
    #expect(
      try store.undo(run: "r", at: at(2)) == .tookBack(conversation: id, text: "We do."))
    #expect(try store.messages().map(\.remoteID) == ["m1"])
    #expect(try store.page().draft == "We do.")
    #expect(try store.only().waitingSince == at(1))
    #expect(try store.pendingOutbox().isEmpty)
    #expect(try store.redo(run: "r", at: at(3)) == .nothing)
    try expectTruth(store)
  }

  @Test func whatWasWrittenSinceIsNotLostWhenAReplyComesBack() throws {
    let (store, id) = try waiting()
    _ = try send(store, id)
    try store.saveDraft("Also", for: id, at: at(2))
    _ = try store.undo(run: "r", at: at(2))
    #expect(try store.page().draft == "We do.\n\nAlso")
  }

  @Test func aQueuedReplyIsTooLateAndTheNextUndoGoesOn() throws {
    let (store, id) = try waiting()
    try store.triage(.flag(true), id, run: "r", at: at(1))
    _ = try send(store, id, hold: 0)
    #expect(try store.undo(run: "r", at: at(3)) == .tooLate)
    _ = try store.undo(run: "r", at: at(3))
    #expect(try store.only().triage.flagged == false)
    #expect(try store.messages().count == 2)
  }

  @Test func newerWordsAreAskedAboutFirst() throws {
    let (store, id) = try waiting()
    let seen = try store.messages()[0].id
    try store.live(
      [
        Make.message("auto", at: 2) { $0.isAutomated = true },
        Make.message("m2", "Never mind", at: 3),
      ], at: 3)
    guard case .newerArrived(let author, let text, let newest) = try send(store, id, seen: seen)
    else {
      Issue.record("enqueued")
      return
    }
    #expect(author == "Ana Ribeiro")
    #expect(text == "Never mind")
    #expect(try store.pendingOutbox().isEmpty)
    guard case .held = try send(store, id, seen: newest, at: 4) else {
      Issue.record("asked twice")
      return
    }
    // Our own reply is no news, a colleague's is.
    guard case .held = try send(store, id, "And one more", seen: newest, at: 5) else {
      Issue.record("asked about our own")
      return
    }
    try store.live([Make.reply("colleague", at: 6)], at: 6)
    guard case .newerArrived = try send(store, id, seen: newest, at: 7) else {
      Issue.record("a colleague's reply went unnoticed")
      return
    }
  }

  @Test func whoOfUsWroteIsNamedUnlessItIsUs() throws {
    let store = try Store.test(.server(connection: "team"))
    let team = try store.connection(named: "team", url: "https://inbox.example.com").id
    let take = { (user: String) in
      _ = try store.take([], userID: user, role: "agent", of: team, at: at(0))
    }
    try take("u-me")
    try store.live(
      [
        Make.message("m1", at: 1),
        Make.reply("m2", at: 2) { $0.writtenBy = "u-me" },
        Make.reply("m3", at: 3) { $0.writtenBy = "u-sam" }, Make.reply("m4", at: 4),
      ], at: 4)
    #expect(try store.messages().map(\.writtenBy) == [nil, nil, "u-sam", nil])
    let id = try store.resolve("c1")
    var said: [String?] = []
    try store.eachMessage(of: id) { said.append($0.writtenBy) }
    #expect(said == [nil, "u-me", "u-sam", nil])
    let seen = try store.messages()[0].id
    try store.live([Make.reply("m5", at: 5) { $0.writtenBy = "u-sam" }], at: 5)
    guard case .newerArrived(let author, _, _) = try send(store, id, seen: seen, at: 6) else {
      Issue.record("a colleague's reply went unnoticed")
      return
    }
    #expect(author == "u-sam")
  }

  @Test func anAccountThatCannotSendHandsOver() throws {
    let (store, id) = try waiting(.handover)
    guard case .handover(let message, "We do.", nil) = try send(store, id) else {
      Issue.record("not handed over")
      return
    }
    #expect(try store.only().outbox == .unconfirmed)
    #expect(try store.only().waitingSince == at(1))
    try store.confirmHandover(message, wasSent: true, at: at(3))
    #expect(try store.only().waitingSince == nil)
    #expect(try store.only().outbox == nil)
    guard case .handover(let other, _, _) = try send(store, id, "More", at: 4) else { return }
    try store.confirmHandover(other, wasSent: false, at: at(5))
    #expect(try store.page().draft == "More")
    #expect(try store.messages().count == 2)
    try expectTruth(store)
  }

  @Test func aFailedReplyWaitsAgainUntilItIsRetried() throws {
    let (store, id) = try waiting()
    guard case .queued(let message) = try send(store, id, hold: 0) else { return }
    try store.markSending(message)
    let client = try store.pendingOutbox().first?.clientID
    try store.markFailed(message, reason: "The disk is full.")
    #expect(try store.only().waitingSince == at(1))
    #expect(try store.only().outbox == .failed(reason: "The disk is full."))
    try store.retry(message)
    #expect(try store.only().waitingSince == nil)
    #expect(try store.pendingOutbox().map(\.state) == [.queued])
    #expect(try store.pendingOutbox().first?.clientID == client)
    #expect(try store.pendingOutbox().first?.attempts == 1)
  }

  @Test func whatWasHeldAtTheEndIsHeldAnew() throws {
    let (store, id) = try waiting()
    _ = try send(store, id)
    let held = try store.renewHolds(at: at(60), seconds: 5, run: "next")
    let renewed = at(60).addingTimeInterval(5)
    #expect(held.map(\.state) == [.held(release: renewed)])
    #expect(held.map(\.conversation) == [id])
    #expect(try store.pendingOutbox().map(\.state) == [.held(release: renewed)])
    #expect(try store.renewHolds(at: at(61), seconds: 0, run: "next").isEmpty)
    #expect(try store.pendingOutbox().map(\.state) == [.queued])
  }

  @Test func whatIsHeldAnewIsTakenBackByTheNextRun() throws {
    let (store, id) = try waiting()
    #expect(try store.renewHolds(at: at(1), seconds: 5, run: "first").isEmpty)
    _ = try send(store, id)
    try store.renewHolds(at: at(60), seconds: 5, run: "next")
    #expect(try store.undo(run: "r", at: at(60)) == .nothing)
    #expect(
      try store.undo(run: "next", at: at(60)) == .tookBack(conversation: id, text: "We do."))
    #expect(try store.pendingOutbox().isEmpty)
    #expect(try store.page().draft == "We do.")
    try expectTruth(store)
  }

  @Test func whereNobodyCanReplyNothingIsQueued() throws {
    let (store, id) = try waiting()
    try store.saveDraft("We do.", for: id, at: at(1))
    try store.live([Make.conversation { $0.canReply = false }], at: 2)
    let refusal = StoreError.failed(
      reason: "This conversation cannot be replied to on Instagram.")
    #expect(throws: refusal) { try send(store, id) }
    #expect(refusal.notice.text == "This conversation cannot be replied to on Instagram.")
    #expect(try store.pendingOutbox().isEmpty)
    #expect(try store.page().draft == "We do.")
    try store.live([Make.conversation { $0.canReply = true }], at: 3)
    _ = try send(store, id)
    #expect(try store.pendingOutbox().count == 1)
  }

  @Test(arguments: [
    (Store.heldQuery(where: "release_at <= 0"), "USING INDEX outbox_open"),
    (Store.pendingQuery, "SCAN o USING INDEX outbox_open"),
    (Journal.spending, "USING INDEX journal_message"),
  ])
  func whatWasSentLongAgoCostsNothing(_ sql: String, index: String) throws {
    let store = try Store.test()
    let plan = try store.reading { db in
      let values: StatementArguments = sql.contains("?") ? [1] : []
      return try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN \(sql)", arguments: values)
        .map { $0["detail"] as String }
    }
    #expect(plan.first?.contains(index) == true, "\(plan)")
  }

  @Test func ourReplyComingBackIsNotDoubled() throws {
    let (store, id) = try waiting()
    guard case .queued(let message) = try send(store, id, hold: 0) else { return }
    let client = try #require(try store.pendingOutbox().first?.clientID)
    let back = Make.reply("net-7", at: 2.5) {
      $0.clientID = client
      $0.delivery = .delivered
    }
    #expect(try store.live([back], at: 3).added == 0)
    #expect(try store.live([back], at: 4).known == 1)
    let messages = try store.messages()
    #expect(messages.map(\.remoteID) == ["m1", "net-7"])
    #expect(messages[1].id == message)
    #expect(messages[1].delivery == .delivered)
    #expect(try store.pendingOutbox().isEmpty)
    #expect(try store.only().waitingSince == nil)
    // The part that delivers may say so later; it changes nothing.
    try store.markSent(message, at: at(5))
    #expect(try store.messages()[1].delivery == .delivered)
    try expectTruth(store)
  }

  @Test func aReplyOfOursIsLaterThanWhatItAnswers() throws {
    let store = try Store.test()
    // Their clock is an hour ahead, or the file's times are.
    try store.history([Make.message("m1", at: 60)])
    let id = try store.resolve("c1")
    _ = try send(store, id, at: 1)
    #expect(try store.only().waitingSince == nil)
    #expect(try store.messages().last?.text == "We do.")
  }
}
