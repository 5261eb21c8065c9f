import Domain
import Foundation
import InboxAPI
import Storage
import Synchronization
import Testing

@testable import Sync

@Suite struct InboxAPISnapshotTests {
  @Test func everythingAServerHasIsReadOnce() throws {
    let inbox = FakeInbox()
    inbox.fill(conversations: 7, messages: 8)
    inbox.describe("c2") { conversation in
      conversation.status = "snoozed"
      conversation.flagged = true
      conversation.labels = ["vip"]
      conversation.assignee = "sam"
      conversation.lane = "pitch"
      conversation.unreadCount = 2
    }
    let server = try CrookedServer { asked, _ in inbox.answer(asked) }
    let rig = try SyncRig()
    try rig.sync(server).catchUp()
    let text = try rig.text()
    #expect(text.split(separator: "\n").count == 7 * 9)
    #expect(text.contains("c1 “Person c1” open unread 0"))
    #expect(text.contains("c2 “Person c2” snoozed unread 2 flagged pitch @sam [\"vip\"]"))
    #expect(rig.said.isEmpty)
    let account = try #require(try rig.store.accounts().first)
    #expect(account.delivery == .server(connection: "work"))
    let connection = try #require(try rig.store.connections().first)
    #expect(connection.snapshot == nil)
    #expect(connection.userID == "u1")
    #expect(connection.syncedAt == noon)

    let before = server.asked.count
    try rig.sync(server).catchUp()
    #expect(server.paths[before...] == ["/me", "/changes?after=\(connection.seq!)&limit=200"])
    #expect(try rig.text() == text)
  }

  /// Stopped after any number of requests, it goes on and ends where it would have ended.
  @Test func interruptedAtAnyPageItEndsTheSame() throws {
    let inbox = FakeInbox()
    inbox.fill(conversations: 4, messages: 7)
    let whole = try CrookedServer { asked, _ in inbox.answer(asked) }
    let reference = try SyncRig()
    try reference.sync(whole, readers: 1).catchUp()
    let expected = try reference.text()
    let requests = whole.asked.count
    #expect(requests > 10)
    for last in 0..<requests {
      let rig = try SyncRig()
      let broken = try CrookedServer { asked, number in
        number > last ? .hangUp : inbox.answer(asked)
      }
      #expect(throws: SyncTrouble.self) { try rig.sync(broken, readers: 1).catchUp() }
      let again = try CrookedServer { asked, _ in inbox.answer(asked) }
      try rig.sync(again, readers: 1).catchUp()
      #expect(try rig.text() == expected, "after \(last) requests")
      // Nothing that was read before is read again, but for the greeting.
      let fetched = again.paths.filter { $0.contains("cursor") }
      #expect(fetched.allSatisfy { path in !broken.paths.prefix(max(last - 2, 0)).contains(path) })
    }
  }

  /// Each request fails once in its own way, and the end is the same.
  @Test(arguments: [
    Reply.hangUp, .json(500, ""), .json(502, "<html>"),
    .json(503, "", headers: ["Retry-After": "3"]),
    .json(429, ""), .json(429, "", headers: ["Retry-After": "7"]),
    .cut(#"{"data":[{"id""#, promising: 5000),
    .json(408, "x"),
  ])
  func everyRequestMayFailOnce(_ fault: Reply) throws {
    let inbox = FakeInbox()
    inbox.fill(conversations: 3, messages: 5)
    let failed = Mutex<Set<String>>([])
    let server = try CrookedServer { asked, _ in
      let isFirst = failed.withLock {
        $0.insert(asked.path + (asked.query["cursor"] ?? "")).inserted
      }
      return isFirst ? fault : inbox.answer(asked)
    }
    let rig = try SyncRig()
    // One that is not retryable by itself is tried again by whoever runs it again.
    for _ in 0..<40 where (try? rig.sync(server).catchUp()) == nil {}
    let whole = try SyncRig()
    let healthy = try CrookedServer { asked, _ in inbox.answer(asked) }
    try whole.sync(healthy).catchUp()
    #expect(try rig.text() == whole.text())
    #expect(rig.said.allSatisfy { $0.hasPrefix("work: ") && $0.hasSuffix(".") })
    if case .json(429, _, let headers) = fault, !headers.isEmpty {
      #expect(rig.waits.all.allSatisfy { $0 >= 7 })
      #expect(!rig.waits.all.isEmpty)
    }
  }

  @Test func oneBadItemCostsOnlyItself() throws {
    let inbox = FakeInbox(pageSize: 50)
    inbox.fill(conversations: 2, messages: 3)
    let server = try CrookedServer { asked, _ in
      guard case .json(let status, let body, let headers) = inbox.answer(asked) else {
        return .hangUp
      }
      let crooked =
        asked.path.hasSuffix("/c1/messages")
        ? body.replacingOccurrences(of: "\"text\":\"Text of m1-2\"", with: "\"text\":{\"x\":[1]}")
        : body.replacingOccurrences(
          of: "{\"data\":[",
          with: "{\"data\":[{\"id\":7},\"x\",null,{\"id\":\"nobody\",\"account\":\"no\"},")
      let isGood = asked.path.hasSuffix("/c2/messages") || asked.path.hasSuffix("/changes")
      return .json(status, isGood ? body : crooked, headers: headers)
    }
    let rig = try SyncRig()
    try rig.sync(server).catchUp()
    let text = try rig.text()
    #expect(!text.contains("m1-2"))
    #expect(text.contains("m1-1") && text.contains("m1-3") && text.contains("m2-2"))
    #expect(rig.said.contains { $0.contains("m1-2") && $0.contains("text") })
    #expect(rig.said.contains { $0.contains("nobody") })
    #expect(Set(rig.said).count == rig.said.count)
  }

  @Test func aCursorThatLoopsEndsAndIsSaid() throws {
    let inbox = FakeInbox()
    inbox.fill(conversations: 5, messages: 2)
    let server = try CrookedServer { asked, _ in
      guard asked.path == "/v1/conversations" || asked.path.hasSuffix("/c1/messages") else {
        return inbox.answer(asked)
      }
      guard case .json(let status, let body, let headers) = inbox.answer(asked) else {
        return .hangUp
      }
      let looped = body.replacingOccurrences(
        of: "\"next_cursor\":null", with: "\"next_cursor\":\"p3\"")
      return .json(status, looped, headers: headers)
    }
    let rig = try SyncRig()
    try rig.sync(server).catchUp()
    #expect(try rig.text().split(separator: "\n").count == 5 * 3)
    #expect(rig.said.contains { $0.contains("could not be read whole") })
    #expect(rig.said.contains { $0.contains("circles") && $0.contains("c1") })
  }

  @Test func aCursorThatIsRefusedBeginsTheWalkAgain() throws {
    for status in [400, 422] {
      let inbox = FakeInbox()
      inbox.fill(conversations: 5, messages: 4)
      let refused = Mutex<Set<String>>([])
      let server = try CrookedServer { asked, _ in
        if asked.query["cursor"] != nil, refused.withLock({ $0.insert(asked.path).inserted }) {
          return .json(status, #"{"status":\#(status),"code":"invalid","title":"Cursor"}"#)
        }
        return inbox.answer(asked)
      }
      let rig = try SyncRig()
      try rig.sync(server).catchUp()
      #expect(try rig.text().split(separator: "\n").count == 5 * 5)
    }
  }

  @Test func aRestoredServerIsReadAnewAndNothingOfOursIsLost() throws {
    let inbox = FakeInbox()
    inbox.fill(conversations: 4, messages: 3)
    let server = try CrookedServer { asked, _ in inbox.answer(asked) }
    let rig = try SyncRig()
    try rig.sync(server).catchUp()
    let drafted = try rig.store.resolve("c3")
    try rig.store.saveDraft("Half a word", for: drafted, at: noon)
    let replied = try rig.store.resolve("c4")
    _ = try rig.store.enqueue(
      Outgoing(conversation: replied, text: "Not gone yet", seen: nil), hold: 0,
      run: "r",
      at: noon)
    // A backup without c2, c3, c4 and one message of c1, with revisions that are lower than before.
    inbox.state.withLock { state in
      state.log = "log-2"
      state.seq = 2
      state.compacted = 2
      state.changes = []
      state.conversations.removeAll { $0.id != "c1" }
      state.conversations[0].title = "Restored"
      state.conversations[0].revision = 1
      state.messages["c1"]?.removeAll { $0.id == "m1-3" }
      state.messages["c1"]?[0].text = "As it was before"
      state.conversations[0].lastMessage = nil
    }
    try rig.sync(server).catchUp()
    let text = try rig.text()
    #expect(text.contains("m1-1 in As it was before"))
    #expect(text.contains("m1-3 in gone"))
    #expect(!text.contains("c2 “"))
    #expect(text.contains("c3 ") && text.contains("c4 ") && text.contains("Not gone yet"))
    #expect(try rig.store.conversation(drafted)?.hasDraft == true)
    #expect(try rig.store.connections().first?.generation == 2)
  }

  @Test(arguments: ["410", "behind", "other log"])
  func whateverTheReasonANewSnapshotEndsTheSame(_ reason: String) throws {
    let inbox = FakeInbox()
    inbox.fill(conversations: 3, messages: 3)
    let server = try CrookedServer { asked, _ in inbox.answer(asked) }
    let rig = try SyncRig()
    try rig.sync(server).catchUp()
    inbox.say("new", in: "c1", at: 999)
    inbox.state.withLock { state in
      state.changes = []
      switch reason {
      case "410": state.compacted = state.seq
      case "behind":
        state.seq = 1
        state.compacted = 1
      default:
        state.log = "other"
        state.compacted = state.seq
      }
    }
    try rig.sync(server).catchUp()
    let whole = try SyncRig()
    try whole.sync(server).catchUp()
    #expect(try rig.text().contains("new in"))
    #expect(try rig.text().replacingOccurrences(of: "unread 1", with: "unread 0") == whole.text())
    #expect(try rig.store.connections().first?.generation == 2)
  }

  @Test func anAccountThatTheServerCannotAskCostsOnlyItself() throws {
    let inbox = FakeInbox()
    inbox.state.withLock { $0.accounts.append(#"{"id":"x","network":"x","name":"X"}"#) }
    inbox.fill(conversations: 3, messages: 2)
    inbox.describe("c3") { $0.account = "x" }
    inbox.state.withLock {
      $0.failed = [.init(account: "x", code: "unavailable", detail: "X is down", retryAfter: 30)]
    }
    let server = try CrookedServer { asked, _ in inbox.answer(asked) }
    let rig = try SyncRig()
    try rig.sync(server).catchUp()
    #expect(try rig.text().contains("c2 ") && !rig.text().contains("c3 "))
    let failed = rig.states.all.last { $0.account.remoteID == "x" }
    guard case .failed(let why)? = failed?.state else {
      Issue.record("the account is shown as failed")
      return
    }
    #expect(why.string.contains("X is down"))
    inbox.state.withLock { $0.failed = [] }
    try rig.sync(server).catchUp()
    #expect(try rig.text().contains("c3 "))
    #expect(try rig.store.connections().first?.snapshot == nil)
  }

  @Test func aTokenThatIsRefusedIsReadAgain() throws {
    let folder = try Scratch()
    let file = try folder.write("new-token", to: "token")
    chmod(file, 0o600)
    let inbox = FakeInbox()
    inbox.fill(conversations: 2, messages: 2)
    let server = try CrookedServer { asked, number in
      number > 3 && asked.headers["authorization"] != "Bearer new-token"
        ? .json(401, "") : inbox.answer(asked)
    }
    let rig = try SyncRig()
    try rig.sync(server, token: .file(file)).catchUp()
    #expect(try rig.text().split(separator: "\n").count == 2 * 3)
    let other = try SyncRig()
    let closed = try CrookedServer { _, _ in .json(401, "") }
    #expect(throws: SyncTrouble.server(.unauthorized)) {
      try other.sync(closed, token: .file(folder.path + "/none")).catchUp()
    }
    #expect(other.said.contains { $0.contains("token") })
  }

  @Test func aConversationThatWasFetchedHalfIsFetchedToItsEnd() throws {
    let inbox = FakeInbox()
    inbox.fill(conversations: 1, messages: 2)
    let server = try CrookedServer { asked, _ in inbox.answer(asked) }
    let rig = try SyncRig()
    try rig.sync(server).catchUp()
    let before = inbox.state.withLock { $0.seq }
    inbox.describe("c9")
    for index in 1...5 { inbox.say("m9-\(index)", in: "c9", at: 900 + index) }
    let found = inbox.state.withLock { state in
      (state.seq, state.changes) = (before, [])
      return state.conversations.first { $0.id == "c9" }
    }
    let half = Normalise.served(try #require(found), account: "shop", payload: nil)
    let connection = try #require(try rig.store.connections().first)
    _ = try rig.store.receive(
      ServerParcel(items: [.conversation(half)], isSnapshot: true), of: connection.id, at: noon)
    try rig.sync(server).catchUp()
    #expect(try rig.text().split(separator: "\n").count == 3 + 6)
    #expect(try rig.store.countThreadsToRead(of: connection.id) == 0)
  }

  @Test func aServerThatWasKeptAndIsFollowedAgainGoesOnWithWhatIsHere() throws {
    let inbox = FakeInbox()
    inbox.fill(conversations: 3, messages: 2)
    let server = try CrookedServer { asked, _ in inbox.answer(asked) }
    let rig = try SyncRig()
    try rig.sync(server).catchUp()
    let before = try rig.text()
    let ids = try rig.store.allConversations().map(\.conversation.id)
    try rig.store.removeConnection("work", keepingMessages: true)
    #expect(try rig.store.accounts().map(\.delivery) == [.handover])
    #expect(try rig.text() == before)
    try rig.sync(server).catchUp()
    #expect(try rig.text() == before)
    #expect(try rig.store.allConversations().map(\.conversation.id) == ids)
    #expect(try rig.store.accounts().map(\.delivery) == [.server(connection: "work")])
    // Another server with the same ids is another.
    try rig.store.removeConnection("work", keepingMessages: true)
    let other = try CrookedServer { asked, _ in inbox.answer(asked) }
    try rig.sync(other).catchUp()
    #expect(try rig.store.accounts().map(\.remoteID) == ["shop", "work/shop"])
  }

  @Test func aConnectionThatIsRemovedMeanwhileStaysRemoved() throws {
    let inbox = FakeInbox()
    inbox.fill(conversations: 1, messages: 1)
    let server = try CrookedServer { asked, number in
      number > 3 ? .json(503, "{}") : inbox.answer(asked)
    }
    let rig = try SyncRig()
    let removed = Kept<Int>()
    let sync = try rig.sync(server) { [store = rig.store, removed] _ in
      guard removed.all.isEmpty else { return }
      removed.add(1)
      // Gone already, it would show below as a second removal that fails.
      try? store.removeConnection("work", keepingMessages: true)
    }
    sync.start()
    eventually("it says that it ends") { rig.said.contains { $0.contains("removed meanwhile") } }
    sync.stop()
    #expect(try rig.store.connections().isEmpty)
  }

  @Test func twoServersWithTheSameIdsKeepTheirAccountsApart() throws {
    let inbox = FakeInbox()
    inbox.fill(conversations: 1, messages: 1)
    let server = try CrookedServer { asked, _ in inbox.answer(asked) }
    let rig = try SyncRig()
    let folder = try Scratch()
    let file = try folder.write(
      """
      {"type":"account","id":"shop","network":"x","name":"Archive"}
      {"type":"message","id":"m1-1","conversation":"c1","author":"ann","direction":"in","text":"Mine","sent_at":"2026-01-01T00:00:00Z"}

      """, to: "a.jsonl")
    #expect(try Import.once(file, into: rig.store).added == 1)
    try rig.sync(server).catchUp()
    #expect(try rig.store.accounts().map(\.remoteID) == ["shop", "work/shop"])
    #expect(try rig.store.texts().sorted() == ["Mine", "Text of m1-1"])
  }
}
