import Domain
import FoundationEssentials
import Testing

@testable import Storage

/// The rules of waiting, where it matters that messages come in one after the other.
struct StoreWaitingTests {
  @Test func laterMessagesDoNotResetAWaitAndAReplyClearsIt() throws {
    let store = try Store.test()
    try store.live([Make.message("m1", at: 1)], at: 1)
    try store.live([Make.message("m2", at: 5)], at: 5)
    #expect(try store.only().waitingSince == at(1))
    #expect(try store.only().isFirstContact)
    try store.live([Make.reply("m3", at: 6)], at: 6)
    #expect(try store.only().waitingSince == nil)
    #expect(try store.only().isFirstContact == false)
    #expect(try store.only().unread == 0)
    #expect(try store.counts()[.waiting] == 0)
  }

  @Test func anAutomatedReplyOrAuthorAnswersNobody() throws {
    let store = try Store.test()
    var bot = Make.us
    bot.isAutomated = true
    bot.id = "bot"
    try store.live(
      [
        Make.message("m1", at: 1), Make.reply("m2", at: 2) { $0.isAutomated = true },
        Make.message("m3", at: 3, from: bot, direction: .out),
      ], at: 4)
    #expect(try store.only().waitingSince == at(1))
    #expect(try store.messages().map(\.isAutomated) == [false, true, true])
  }

  @Test func aMessageThatCameLateStillWaits() throws {
    let store = try Store.test()
    try store.live([Make.message("m1", at: 1)], at: 1)
    try store.live([Make.reply("m2", at: 5)], at: 5)
    try store.live([Make.message("late", at: 3)], at: 6)
    #expect(try store.only().waitingSince == at(3))
    #expect(try store.only().unread == 1)
    // In imported history it was answered.
    let old = try Store.test()
    try old.history([Make.message("m1", at: 1)])
    try old.history([Make.reply("m2", at: 5)])
    try old.history([Make.message("late", at: 3)])
    #expect(try old.only().waitingSince == nil)
    #expect(try old.only().unread == 0)
  }

  @Test func doneIsOpenedByALiveMessageButNotByHistory() throws {
    let store = try Store.test()
    try store.live([Make.message("m1", at: 1)], at: 1)
    let id = try store.resolve("c1")
    try store.triage(.done, id, run: "r", at: at(2))
    #expect(try store.only().waitingSince == nil)
    try store.history([Make.message("m0", at: 0), Make.message("m9", at: 9)], at: 10)
    #expect(try store.only().triage.status == .done)
    #expect(try store.only().waitingSince == nil)
    try store.live([Make.message("m11", at: 11)], at: 11)
    #expect(try store.only().triage.status == .open)
    #expect(try store.only().waitingSince == at(9))
  }

  @Test func openingByHandRestoresTheWait() throws {
    let store = try Store.test()
    try store.live([Make.message("m1", at: 1)], at: 1)
    let id = try store.resolve("c1")
    try store.triage(.done, id, run: "r", at: at(2))
    try store.triage(.reopen, id, run: "r", at: at(3))
    #expect(try store.only().waitingSince == at(1))
  }

  @Test func aSnoozeEndsByTheClockOrByThem() throws {
    let store = try Store.test()
    try store.live([Make.message("m1", at: 1)], at: 1)
    let id = try store.resolve("c1")
    try store.triage(.snooze(until: at(60)), id, run: "r", at: at(2))
    #expect(try store.only().waitingSince == nil)
    #expect(try store.wakeDue(at: at(59)) == 0)
    #expect(try store.wakeDue(at: at(60)) == 1)
    #expect(try store.only().waitingSince == at(1))
    try store.triage(.snooze(until: at(90)), id, run: "r", at: at(61))
    try store.history([Make.message("m2", at: 62)], at: 63)
    #expect(try store.only().triage.status == .snoozed)
    try store.live([Make.message("m3", at: 64)], at: 64)
    #expect(try store.only().triage.status == .open)
    #expect(try store.only().triage.previousWake == at(90))
    #expect(try store.only().waitingSince == at(1))
  }

  @Test func anAutomatedMessageOrAReactionWakesNothing() throws {
    let store = try Store.test()
    try store.live([Make.message("m1", at: 1)], at: 1)
    let id = try store.resolve("c1")
    try store.triage(.snooze(until: nil), id, run: "r", at: at(2))
    try store.live(
      [
        Make.message("m2", at: 3) { $0.isAutomated = true },
        Make.message("m3", "", at: 4) { $0.reactions = [Reaction(emoji: "👍", author: "Ana")] },
      ], at: 5)
    #expect(try store.only().triage.status == .snoozed)
    #expect(try store.wakeDue(at: at(1_000_000)) == 0)
  }

  @Test func thanksAfterAnAnswerIsClosedByThem() throws {
    let store = try Store.test()
    try store.live([Make.message("m1", at: 1), Make.reply("m2", at: 2)], at: 2)
    try store.live([Make.message("m3", "thanks!", at: 3)], at: 3)
    #expect(try store.only().isClosedByThem)
    #expect(try store.only().waitingSince == nil)
    try store.live([Make.message("m4", "And to Faro, too?", at: 4)], at: 4)
    #expect(try store.only().isClosedByThem == false)
    #expect(try store.only().waitingSince == at(4))
  }

  @Test func aLaneTakesOutOfTheWaitAndPeopleBringsItBack() throws {
    let store = try Store.test()
    try store.live([Make.message("m1", at: 1)], at: 1)
    let id = try store.resolve("c1")
    try store.triage(.lane(.pitch), id, run: "r", at: at(2))
    #expect(try store.only().waitingSince == nil)
    #expect(try store.counts()[.pitches] == 1)
    try store.live([Make.message("m2", at: 3)], at: 3)
    try store.triage(.lane(.people), id, run: "r", at: at(4))
    #expect(try store.only().waitingSince == at(1))
    #expect(try store.counts()[.pitches] == 0)
  }

  @Test func editsAndDeletionsOfTheFirstUnansweredMoveTheWait() throws {
    let store = try Store.test()
    try store.live([Make.message("m1", at: 1), Make.message("m2", at: 2)], at: 3)
    try store.live([.gone(IncomingGone(kind: .message, account: "shop", id: "m1"))], at: 4)
    #expect(try store.only().waitingSince == at(2))
    try store.live([Make.message("m2", "thanks", at: 2) { $0.isEdited = true }], at: 5)
    // Nothing was answered, so there is nothing to close.
    #expect(try store.only().waitingSince == at(2))
    try store.live([.gone(IncomingGone(kind: .message, account: "shop", id: "m2"))], at: 6)
    #expect(try store.only().waitingSince == nil)
    #expect(try store.only().isFirstContact == false)
    #expect(try store.only().lastLine == nil)
  }

  @Test func liveArrivalsOfOneMomentKeepTheirOrder() throws {
    let store = try Store.test()
    try store.live([Make.message("m1", at: 1), Make.message("m2", at: 1)], at: 1)
    try store.live([Make.message("m3", at: 1)], at: 1)
    let arrivals = try store.messages().map(\.arrivedAt)
    #expect(arrivals == arrivals.sorted())
    #expect(Set(arrivals).count == 3)
    // "Done" in that same moment puts all three away.
    try store.triage(.done, store.resolve("c1"), run: "r", at: at(1))
    try store.live([Make.message("m4", at: 1)], at: 1)
    #expect(try store.only().waitingSince == at(1))
    #expect(try store.counts()[.waiting] == 1)
  }

  // MARK: Equal to reading everything

  /// Random messages, edits, deletions and triage in random batches: what was carried forward must
  /// be what the rules say of the whole thread, and every count what counting says.
  @Test(arguments: UInt64(1)...40)
  func whatIsCarriedForwardIsWhatTheWholeThreadSays(seed: UInt64) throws {
    var random = Random(state: seed &* 0x9E37_79B9_7F4A_7C15)
    let store = try Store.test()
    for round in 0..<40 {
      var items: [Incoming] = []
      for _ in 0..<random.below(6) { items.append(random.item(round: round)) }
      let batch = Batch(items: items, isHistory: random.below(3) == 0)
      _ = try store.receive(batch, at: at(Double(round)))
      let all = try ids(store)
      if !all.isEmpty, random.below(2) == 0 {
        let id = all[random.below(all.count)]
        try random.act(on: id, in: store, round: round)
      }
      try expectTruth(store)
    }
  }

  private func ids(_ store: Store) throws -> [Conversation.ID] {
    try store.list(ListRequest(view: .all, anchor: .top, count: 100)).rows.map(\.id)
  }
}

/// A generator with a seed, so that a failure can be had again.
struct Random {
  var state: UInt64

  mutating func below(_ limit: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(limit))
  }

  mutating func item(round: Int) -> Incoming {
    let conversation = "c\(below(4))"
    let id = "\(conversation)-\(below(60))"
    let minute = Double(below(50))
    if below(8) == 0 { return .gone(IncomingGone(kind: .message, account: "shop", id: id)) }
    if below(40) == 0 {
      return .gone(IncomingGone(kind: .conversation, account: "shop", id: conversation))
    }
    let texts: [SafeText] = ["thanks!", "Where is it?", "", "ok", "One more thing"]
    let text = texts[below(texts.count)]
    let direction: Message.Direction =
      switch below(10) {
      case 0...5: .in
      case 6...8: .out
      default: below(2) == 0 ? .note : .system
      }
    let isAutomated = below(6) == 0
    let isEdited = below(4) == 0
    return Make.message(id, in: conversation, text, at: minute, direction: direction) {
      $0.isAutomated = isAutomated
      $0.isEdited = isEdited
    }
  }

  mutating func act(on id: Conversation.ID, in store: Store, round: Int) throws {
    let now = at(Double(round) + 0.5)
    switch below(12) {
    case 0: try store.triage(.done, id, run: "r", at: now)
    case 1: try store.triage(.reopen, id, run: "r", at: now)
    case 2: try store.triage(.snooze(until: at(Double(below(60)))), id, run: "r", at: now)
    case 3: _ = try store.wakeDue(at: now)
    case 4:
      try store.triage(
        .lane([.people, .pitch, .automatic, .spam][below(4)]), id, run: "r", at: now)
    case 5: try store.triage(.flag(below(2) == 0), id, run: "r", at: now)
    case 6: try store.triage(.markUnread, id, run: "r", at: now)
    case 7: try store.markDisplayed(id)
    case 8: try store.saveDraft(below(2) == 0 ? "" : "Hm", for: id, at: now)
    case 9:
      _ = try store.enqueue(
        Outgoing(conversation: id, text: "We do.", seen: nil), hold: Double(below(2) * 5), run: "r",
        at: now)
    case 10:
      for entry in try store.pendingOutbox() {
        switch below(3) {
        case 0: try store.markFailed(entry.message, reason: "no")
        case 1: try store.markSent(entry.message, at: now)
        default: try store.releaseHeld(at: now)
        }
      }
    default:
      _ = below(2) == 0 ? try store.undo(run: "r", at: now) : try store.redo(run: "r", at: now)
    }
  }
}
