import Domain
import FoundationEssentials
import GRDB
import Testing

@testable import Storage

struct UpstreamTests {
  @Test(arguments: [
    (TriageStep.flag(true), "flagged: on"), (.done, "status: done"),
    (.snooze(until: nil), "status: snoozed"),
    (.snooze(until: at(100)), "status: snoozed until 1700006000.0"),
    (.lane(.pitch), "lane: pitch"), (.addLabel("vip"), "label/vip: on"),
  ])
  func aStepIsToldAndItsUndoTakesThatBack(_ step: TriageStep, _ told: String) throws {
    let (store, id) = try Store.upstreamTest()
    try store.triage(step, id, run: "r", at: at(3))
    #expect(try store.told() == [told])
    let change = try #require(try store.upstreamChanges(of: "work").first)
    #expect(change.revision == 3)
    #expect(change.conversationServerID == "c1")
    #expect(change.fields.first?.changedAt == at(3))
    _ = try store.undo(run: "r", at: at(4))
    #expect(try store.told() == [])
    _ = try store.redo(run: "r", at: at(5))
    #expect(try store.told() == [told])
    #expect(try store.upstreamChanges(of: "work").first?.fields.first?.changedAt == at(5))
    try expectTruth(store)
  }

  @Test func changesOfOneFieldAreOneRowWithTheLastWord() throws {
    let (store, id) = try Store.upstreamTest()
    try store.triage(.snooze(until: at(50)), id, run: "r", at: at(3))
    try store.triage(.done, id, run: "r", at: at(4))
    try store.triage(.flag(true), id, run: "r", at: at(5))
    try store.triage(.lane(.pitch), id, run: "r", at: at(6))
    try store.triage(.lane(.spam), id, run: "r", at: at(7))
    #expect(try store.told() == ["flagged: on", "lane: spam", "status: done"])
    try store.triage(.flag(false), id, run: "r", at: at(8))
    try store.triage(.lane(nil), id, run: "r", at: at(9))
    try store.triage(.reopen, id, run: "r", at: at(10))
    #expect(try store.told() == [])
  }

  @Test func labelsAreTheirOwnRowsEach() throws {
    let (store, id) = try Store.upstreamTest()
    try store.triage(.addLabel("a"), id, run: "r", at: at(3))
    try store.triage(.addLabel("b"), id, run: "r", at: at(4))
    try store.triage(.removeLabel("a"), id, run: "r", at: at(5))
    try store.triage(.removeLabel("never there"), id, run: "r", at: at(6))
    #expect(try store.told() == ["label/b: on"])
  }

  /// What was sent may have arrived: taking it back silently would leave it there.
  @Test func whatMayHaveArrivedIsTakenBackByTellingTheOpposite() throws {
    let (store, id) = try Store.upstreamTest()
    try store.triage(.flag(true), id, run: "r", at: at(3))
    let sent = try #require(try store.upstreamChange(of: id)).fields
    try store.noteUpstreamAttempt(sent, of: id)
    _ = try store.undo(run: "r", at: at(4))
    #expect(try store.told() == ["flagged: off"])
    // The answer to the first says nothing about the second.
    try store.clearUpstream(sent, of: id)
    #expect(try store.told() == ["flagged: off"])
    try store.clearUpstream(try #require(try store.upstreamChange(of: id)).fields, of: id)
    #expect(try store.told() == [])
  }

  @Test func withoutAnyWordOfTheServersEverythingIsTold() throws {
    let (store, id) = try Store.upstreamTest(base: false)
    try store.triage(.flag(true), id, run: "r", at: at(3))
    try store.triage(.flag(false), id, run: "r", at: at(4))
    #expect(try store.told() == ["flagged: off"])
    #expect(try store.upstreamChange(of: id)?.revision == nil)
  }

  @Test func whatTheAccountCannotStaysHere() throws {
    let (store, id) = try Store.upstreamTest(capabilities: [.send, .flag])
    for step in [TriageStep.flag(true), .done, .lane(.pitch), .addLabel("vip"), .markUnread] {
      try store.triage(step, id, run: "r", at: at(3))
    }
    #expect(try store.told() == ["flagged: on"])
    #expect(try store.only().triage.status == .done)
  }

  @Test func aReaderTellsNothingAndSendsNothing() throws {
    let (store, id) = try Store.upstreamTest(role: "reader")
    try store.triage(.flag(true), id, run: "r", at: at(3))
    #expect(try store.told() == [])
    #expect(throws: StoreError.self) { try send(store, id) }
    #expect(try store.pendingOutbox().isEmpty)
  }

  @Test func anAccountThatCannotSendRefusesAReplyInWords() throws {
    let (store, id) = try Store.upstreamTest(capabilities: [.status])
    let reason = "The Shop takes no replies from here. Answer them on Instagram itself."
    #expect(throws: StoreError.failed(reason: reason)) { try send(store, id) }
    #expect(try store.messages().count == 2)
  }

  private func send(_ store: Store, _ id: Conversation.ID) throws {
    _ = try store.enqueue(
      Outgoing(conversation: id, text: "We do.", seen: nil), hold: 0, run: "r", at: at(3))
  }

  @Test(arguments: [Account.Delivery.dropFolder(path: "/somewhere"), .handover, .demo])
  func otherAccountsTellNobody(_ delivery: Account.Delivery) throws {
    let store = try Store.test(delivery)
    try store.live([Make.message("m1", at: 1)], at: 1)
    try store.triage(.flag(true), try store.resolve("c1"), run: "r", at: at(3))
    #expect(try store.reading { try Int.fetchOne($0, sql: "SELECT count(*) FROM upstream") } == 0)
  }

  // MARK: Waking

  @Test func theClockWakesWithoutTelling() throws {
    let (store, id) = try Store.upstreamTest()
    try store.triage(.snooze(until: at(50)), id, run: "r", at: at(3))
    #expect(try store.wakeDue(at: at(60)) == 1)
    #expect(try store.told() == [])
    try store.triage(.snooze(until: at(80)), id, run: "r", at: at(61))
    try store.noteUpstreamAttempt(
      try #require(try store.upstreamChange(of: id)).fields, of: id)
    #expect(try store.wakeDue(at: at(90)) == 1)
    #expect(try store.told() == ["status: open"])
  }

  @Test func whoWritesEndsADoneThatWasNotToldYet() throws {
    let (store, id) = try Store.upstreamTest()
    try store.triage(.done, id, run: "r", at: at(3))
    try store.triage(.flag(true), id, run: "r", at: at(3))
    try store.live([Make.message("m3", at: 4)], at: 4)
    #expect(try store.only().triage.status == .open)
    #expect(try store.told() == ["flagged: on"])
  }

  @Test func whatComesInIsNotTold() throws {
    let (store, _) = try Store.upstreamTest()
    try store.live(
      [
        Make.conversation {
          $0.initialTriage = TriageState(status: .done, flagged: true, lane: .pitch)
          $0.initialLabels = ["vip"]
        }, Make.message("m3", at: 4),
      ], at: 4)
    #expect(try store.told() == [])
  }

  // MARK: Read marks

  @Test func readingIsToldOnlyWhereThatIsWanted() throws {
    let (store, id) = try Store.upstreamTest()
    try store.triage(.markUnread, id, run: "r", at: at(3))
    #expect(try store.told() == [])
    try store.markDisplayed(id)
    #expect(try store.told() == [])
    try store.triage(.markUnread, id, run: "r", at: at(3))
    #expect(try store.told() == ["read: unread from m2"])
    try store.markDisplayed(id)
    #expect(try store.told() == [])
    store.tellReadMarks(of: "work", true)
    try store.triage(.markUnread, id, run: "r", at: at(3))
    try store.markDisplayed(id)
    #expect(try store.told() == ["read: read to m2"])
    try store.live([Make.message("late", at: 0)], at: 5)
    try store.markDisplayed(id)
    #expect(try store.told() == ["read: read to late"])
    _ = try store.triage(.markUnread, id, run: "r", at: at(6))
    #expect(try store.told().count == 1)
  }

  @Test func whoOfUsWroteTheNewestWordsIsKnownInTheList() throws {
    let (store, _) = try Store.upstreamTest()
    try store.writing { try $0.execute(sql: "UPDATE connection SET user_id = 'kim'") }
    func newest(_ id: String, by user: String, at minute: Double) throws -> SafeText? {
      try store.history([Make.reply(id, at: minute) { $0.writtenBy = user }])
      let row = try store.list(ListRequest(view: .all, anchor: .top, count: 5)).rows.first
      return row?.lastLine?.writtenBy
    }
    #expect(try newest("r1", by: "sam", at: 10) == "sam")
    #expect(try newest("r2", by: "kim", at: 11) == nil)
    try store.writing { try $0.execute(sql: "UPDATE connection SET user_id = NULL") }
    #expect(try newest("r3", by: "sam", at: 12) == nil)
  }

  @Test func whatAColleagueChangedTooIsSaidInWhatANarrowLineHolds() throws {
    for field in UpstreamField.someOfEach {
      for isOurs in [true, false] {
        let meeting = UpstreamMeeting(
          conversation: "Ana Maria Ribeiro de Souza", field: field, isOurs: isOurs)
        let words = meeting.notice.text.string
        #expect(words.count <= 78, "\(words)")
        // A line of 50 columns shows 48: whose word stays is in them.
        #expect(words.prefix(48).contains(" stays"), "\(words)")
      }
    }
  }
}

extension UpstreamField {
  fileprivate static let someOfEach: [Self] = [
    .status, .flagged, .lane, .assignee, .label("urgent"), .read,
  ]
}
