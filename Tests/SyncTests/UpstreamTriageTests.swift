import Domain
import Foundation
import InboxAPI
import Storage
import Sync
import Synchronization
import Testing

struct UpstreamTriageTests {
  let world: UpstreamWorld
  var server: UpstreamServer { world.server }

  init() throws { world = try UpstreamWorld() }

  private var waiting: Int { get throws { try world.store.upstreamCount(of: "work").waiting } }

  @Test func aConversationIsToldInOneRequestOnItsRevision() throws {
    try world.triage(.flag(true))
    try world.triage(.lane(.pitch))
    try world.triage(.addLabel("vip"))
    try world.triage(.snooze(until: noon.addingTimeInterval(3600)))
    #expect(try world.delivery().deliverOnce().isEmpty)
    let patch =
      #"{"add_labels":["vip"],"flagged":true,"lane":"pitch","#
      + #""snoozed_until":"2027-01-15T09:00:00.000Z","status":"snoozed"}"#
    #expect(server.calls == ["patch c1 [3] \(patch)"])
    #expect(try world.triaged().flagged)
    // What is told later is on the revision that came back.
    try world.triage(.removeLabel("vip"))
    try world.triage(.reopen)
    try world.triage(.lane(nil))
    try world.delivery().deliverOnce()
    #expect(
      server.calls.last == #"patch c1 [4] {"lane":null,"remove_labels":["vip"],"status":"open"}"#)
    #expect(server.conversation("c1")?.labels == [])
  }

  @Test func aSnoozeWithoutATimeIsToldAsNull() throws {
    try world.triage(.snooze(until: nil))
    try world.delivery().deliverOnce()
    #expect(server.calls == [#"patch c1 [3] {"snoozed_until":null,"status":"snoozed"}"#])
  }

  @Test func aSnoozeThatIsOverBeforeItIsToldIsNotTold() throws {
    try world.triage(.snooze(until: noon.addingTimeInterval(60)))
    world.clock.pass(120)
    try world.delivery().deliverOnce()
    #expect(server.calls == [#"patch c1 [3] {"status":"open"}"#])
  }

  @Test func whatChangesWhileARequestIsUnderWayIsToldAfterIt() throws {
    try world.triage(.lane(.pitch))
    server.state.withLock { state in
      state.meanwhile = { [world] in
        world.clock.pass(1)
        try world.triage(.lane(.spam))
      }
    }
    let delivery = world.delivery()
    try delivery.deliverOnce()
    #expect(try waiting == 1)
    #expect(try world.triaged().lane == .spam)
    #expect(try delivery.deliverOnce().isEmpty)
    #expect(server.conversation("c1")?.lane == "spam")
    #expect(try world.triaged().lane == .spam)
    #expect(world.said() == [])
  }

  // MARK: Somebody else was faster

  @Test func fieldsThatOnlyWeTouchedAreToldAgainOnTheNewRevision() throws {
    try world.triage(.flag(true))
    server.change("c1") { $0.lane = "pitch" }
    #expect(try world.delivery().deliverOnce().isEmpty)
    #expect(
      server.calls == [#"patch c1 [3] {"flagged":true}"#, #"patch c1 [4] {"flagged":true}"#])
    #expect(server.conversation("c1")?.lane == "pitch")
    #expect(try world.triaged().lane == .pitch)
    #expect(try world.triaged().flagged)
    #expect(world.said() == [])
  }

  @Test(arguments: [true, false])
  func theLaterWriterKeepsAFieldThatBothTouched(oursIsLater: Bool) throws {
    try world.triage(.lane(.spam))
    try world.triage(.flag(true))
    server.change("c1", at: noon.addingTimeInterval(oursIsLater ? -60 : 60)) { $0.lane = "pitch" }
    #expect(try world.delivery().deliverOnce().isEmpty)
    #expect(server.conversation("c1")?.lane == (oursIsLater ? "spam" : "pitch"))
    #expect(try world.triaged().lane == (oursIsLater ? .spam : .pitch))
    #expect(server.conversation("c1")?.flagged == true)
    #expect(world.said().count == 1)
    let whose = oursIsLater ? "your later" : "a colleague's"
    #expect(world.said().first?.hasPrefix("Ana: \(whose) lane stays") == true, "\(world.said())")
  }

  /// The same when the change comes in before ours goes out.
  @Test(arguments: [true, false])
  func theLaterWriterKeepsItAlsoWhenTheirsComesInFirst(oursIsLater: Bool) throws {
    try world.triage(.lane(.spam))
    server.change("c1", at: noon.addingTimeInterval(oursIsLater ? -60 : 60)) { $0.lane = "pitch" }
    let resource = try #require(server.conversation("c1"))
    let told = Normalise.served(resource, account: "shop", payload: nil)
    let receipt = try world.store.receive(
      Batch(items: [.conversation(told)], isHistory: false), at: noon)
    #expect(receipt.notices.count == 1)
    #expect(try world.triaged().lane == (oursIsLater ? .spam : .pitch))
    #expect(try waiting == (oursIsLater ? 1 : 0))
    try world.delivery().deliverOnce()
    #expect(server.conversation("c1")?.lane == (oursIsLater ? "spam" : "pitch"))
  }

  @Test func theSameChangeOfBothIsNoMeeting() throws {
    try world.triage(.lane(.pitch))
    server.change("c1", at: noon.addingTimeInterval(60)) { $0.lane = "pitch" }
    #expect(try world.delivery().deliverOnce().isEmpty)
    #expect(server.calls.count == 1)
    #expect(world.said() == [])
  }

  /// Who was put away without being read must not stay put away.
  @Test func aMessageThatWasNotSeenKeepsAConversationOpen() throws {
    try world.triage(.done)
    try world.triage(.flag(true))
    server.change("c1") { conversation in
      conversation.lastMessage = MessageResource(
        id: "new", conversation: "c1", author: .id("ana"), direction: "in", text: "And?",
        sentAt: noon)
    }
    #expect(try world.delivery().deliverOnce().isEmpty)
    #expect(server.conversation("c1")?.status == "open")
    #expect(server.conversation("c1")?.flagged == true)
    #expect(try world.triaged().status == .open)
  }

  /// As while a snapshot is taken anew: no revision is known.
  @Test func onAnUnknownRevisionNothingOfOthersIsOverwritten() throws {
    let connection = try world.store.connection(named: "work", url: "https://inbox.example")
    try world.store.beginSnapshot(of: connection.id, log: "new", seq: 1, place: "start")
    server.change("c1", at: noon.addingTimeInterval(60)) { $0.lane = "pitch" }
    try world.triage(.lane(.spam))
    try world.triage(.flag(true))
    #expect(try world.delivery().deliverOnce().isEmpty)
    #expect(server.calls == ["get c1", #"patch c1 [4] {"flagged":true}"#])
    #expect(try world.triaged().lane == .pitch)
    #expect(world.said().count == 1)
  }

  @Test func aSnapshotThatBringsAMessageEndsADoneThatWasNotTold() throws {
    try world.triage(.done, "c1")
    try world.triage(.done, "c2")
    var missed = world.message("missed", in: "c1", at: -100)
    missed.revision = 1
    var older = world.message("older", in: "c2", at: -400)
    older.revision = 1
    _ = try world.store.receive(
      Batch(items: [.message(missed), .message(older)], isHistory: true), at: noon)
    #expect(try world.triaged("c1").status == .open)
    #expect(try world.triaged("c2").status == .done)
    try world.delivery().deliverOnce()
    #expect(server.calls == [#"patch c2 [3] {"status":"done"}"#])
  }

  @Test func withoutTheCurrentOneInTheAnswerItIsAskedFor() throws {
    try world.triage(.flag(true))
    server.change("c1") { $0.lane = "pitch" }
    server.script(.before(.stale(current: nil)))
    #expect(try world.delivery().deliverOnce().isEmpty)
    #expect(server.calls.map { $0.prefix(8) } == ["patch c1", "get c1", "patch c1"])
  }

  // MARK: What a server does not have

  @Test func oneFieldThatIsNotTakenCostsNoOther() throws {
    try world.triage(.flag(true))
    try world.triage(.lane(.pitch))
    let refusal = APIError.forbidden(.test(403, "forbidden", "No lanes here."))
    server.script(.before(refusal), .none, .before(refusal))
    let delivery = world.delivery()
    try delivery.deliverOnce(wait: 600)
    #expect(server.calls.count == 3)
    #expect(server.conversation("c1")?.flagged == true)
    #expect(try world.triaged().lane == .pitch)
    #expect(try world.store.upstreamCount(of: "work") == (0, 1))
    #expect(world.said().count == 1)
    #expect(world.said().first?.contains("our lane with Ana") == true)
    delivery.look()
    try delivery.deliverOnce(wait: 600)
    #expect(server.calls.count == 3)
    // Changing it again is another try.
    try world.triage(.lane(.spam))
    try delivery.deliverOnce()
    #expect(server.conversation("c1")?.lane == "spam")
    #expect(try world.store.upstreamCount(of: "work") == (0, 0))
  }

  @Test func aConversationThatIsGoneThereIsSaidOnce() throws {
    server.state.withLock { $0.conversations["c1"] = nil }
    try world.triage(.flag(true))
    try world.triage(.lane(.pitch))
    try world.triage(.flag(true), "c2")
    try world.delivery().deliverOnce(wait: 600)
    #expect(server.calls.count == 2)
    #expect(world.said().count == 1)
    #expect(server.conversation("c2")?.flagged == true)
  }

  /// A proxy that has lost its server is not the server saying no.
  @Test(arguments: [
    APIError.notFound(.test(404, "")), .forbidden(.test(403, "")), .invalid(.test(400, "")),
  ])
  func anAnswerThatIsNotTheServersCostsNothing(_ error: APIError) throws {
    let delivery = world.delivery(readMarks: true)
    try world.triage(.flag(true))
    try world.store.markDisplayed(world.id("c2"))
    try world.enqueue("Yes.")
    server.always(error)
    let left = try delivery.deliverOnce(wait: 30)
    #expect(left.changes == 2)
    #expect(left.replies.map(\.state) == [.queued])
    server.always(nil)
    delivery.look()
    #expect(try delivery.deliverOnce(wait: 600).isEmpty)
    #expect(server.texts == ["Yes."])
    #expect(server.conversation("c1")?.flagged == true)
  }

  @Test func afterARefusalTheServersNextWordCounts() throws {
    try world.triage(.lane(.pitch))
    server.script(.before(.forbidden(.test(403, "forbidden"))))
    try world.delivery().deliverOnce()
    #expect(try world.triaged().lane == .pitch)
    server.change("c1") { $0.flagged = true }
    let resource = try #require(server.conversation("c1"))
    _ = try world.store.receive(
      Batch(
        items: [.conversation(Normalise.served(resource, account: "shop", payload: nil))],
        isHistory: false), at: noon)
    #expect(try world.triaged().flagged)
    #expect(try world.triaged().lane == nil)
    #expect(try world.store.connections().map(\.waitingChanges) == [0])
  }

  @Test func aConversationThatIsGoneThereIsNotKeptByARefusedChange() throws {
    server.state.withLock { $0.conversations["c1"] = nil }
    try world.triage(.flag(true))
    try world.delivery().deliverOnce()
    #expect(try world.store.upstreamCount(of: "work") == (0, 0))
    let gone = IncomingGone(kind: .conversation, account: "shop", id: "c1")
    _ = try world.store.receive(Batch(items: [.gone(gone)], isHistory: false), at: noon)
    #expect(try world.store.allConversations().map(\.conversation.remoteID) == ["c2"])
  }

  // MARK: Read marks

  @Test func readingIsToldUpToTheMessageThatWasSeen() throws {
    let delivery = world.delivery(readMarks: true)
    try world.store.markDisplayed(world.id())
    try world.store.receive([world.message("m2", in: "c1", at: 1)])
    try world.store.markDisplayed(world.id())
    try world.store.receive([world.message("m3", in: "c1", at: 2)])
    #expect(try delivery.deliverOnce().isEmpty)
    #expect(server.calls == ["read c1 m2"])
    try world.store.markDisplayed(world.id())
    try world.triage(.markUnread)
    #expect(try delivery.deliverOnce().isEmpty)
    #expect(server.calls.last == "unread c1 m3")
  }

  @Test func aMarkOnAMessageThatIsGoneIsOver() throws {
    try world.triage(.markUnread)
    server.script(.before(.invalid(.test(422, "invalid"))))
    #expect(try world.delivery().deliverOnce().isEmpty)
    #expect(world.said() == [])
  }
}

extension Store {
  fileprivate func receive(_ messages: [IncomingMessage]) throws {
    _ = try receive(Batch(items: messages.map { .message($0) }, isHistory: false), at: noon)
  }
}
