import Domain
import Foundation
import InboxAPI
import Storage
import Synchronization
import Testing

@testable import Sync

/// Servers in trouble: nothing is lost by it here, and they are not asked without end.
@Suite struct InboxAPITroubleTests {
  private func filled(_ conversations: Int, _ messages: Int, pageSize: Int = 3) -> FakeInbox {
    let inbox = FakeInbox(pageSize: pageSize)
    inbox.fill(conversations: conversations, messages: messages)
    return inbox
  }

  private func server(
    _ inbox: FakeInbox, _ script: @escaping @Sendable (Asked) -> Reply? = { _ in nil }
  ) throws -> CrookedServer {
    try CrookedServer { asked, _ in script(asked) ?? inbox.answer(asked) }
  }

  /// A new log of the same, so that everything is read anew.
  private func restore(_ inbox: FakeInbox) {
    inbox.state.withLock { state in
      state.log += "+"
      state.changes = []
      state.compacted = state.seq
    }
  }

  // MARK: What could not be read is not gone

  @Test(arguments: [
    ("\"next_cursor\":null", "\"next_cursor\":7", "/v1/conversations"),
    ("\"id\":\"c1\",", "\"id\":[],", "/v1/conversations"),
    ("\"account\":\"shop\"", "\"account\":\"nobody’s\"", "/v1/conversations"),
    ("\"next_cursor\":null", "\"next_cursor\":false", "/v1/conversations/c1/messages"),
    ("\"next_cursor\":null", "\"next_cursor\":\"p3\"", "/v1/conversations/c1/messages"),
    ("\"text\":\"Text of m1-4\"", "\"text\":[]", "/v1/conversations/c1/messages"),
  ])
  func aNewSnapshotErasesNothingThatItCouldNotRead(
    _ good: String, _ bad: String, _ path: String
  ) throws {
    let inbox = filled(2, 5)
    let rig = try SyncRig()
    try rig.sync(server(inbox)).catchUp()
    let before = try rig.text()
    restore(inbox)
    let isTouched = Mutex(false)
    let crooked = try server(inbox) { asked in
      guard asked.path == path, case .json(let status, let body, _) = inbox.answer(asked) else {
        return nil
      }
      let text = body.replacingOccurrences(of: good, with: bad)
      if text != body { isTouched.withLock { $0 = true } }
      return .json(status, text)
    }
    _ = try? rig.sync(crooked).catchUp()
    #expect(isTouched.withLock { $0 })
    #expect(try rig.text() == before)
  }

  @Test func whatIsUnreadableOnAnEarlierPageIsMetAgainAfterAnInterruption() throws {
    let inbox = filled(1, 9)
    let rig = try SyncRig()
    try rig.sync(server(inbox)).catchUp()
    let before = try rig.text()
    restore(inbox)
    func crooked(isCut: Bool) throws -> CrookedServer {
      try server(inbox) { asked in
        guard asked.path.hasSuffix("/messages"),
          case .json(let status, let body, _) = inbox.answer(asked)
        else { return nil }
        if isCut, asked.query["cursor"] == "p6" { return .json(503, "") }
        return .json(
          status,
          body.replacingOccurrences(of: "\"text\":\"Text of m1-8\"", with: "\"text\":[]"))
      }
    }
    #expect(throws: SyncTrouble.self) { try rig.sync(crooked(isCut: true)).catchUp() }
    try rig.sync(crooked(isCut: false)).catchUp()
    #expect(try rig.text() == before)
  }

  // MARK: What moved while it was walked along

  @Test(arguments: [true, false])
  func aConversationThatMovesDuringTheSnapshotKeepsItsHistory(isFirst: Bool) throws {
    let inbox = filled(4, 3)
    let rig = try SyncRig()
    if !isFirst {
      try rig.sync(server(inbox)).catchUp()
      inbox.say("missed", in: "c1", at: 150)
      restore(inbox)
    }
    let hasMoved = Mutex(false)
    let moving = try server(inbox) { asked in
      let isDue =
        asked.path == "/v1/conversations" && asked.query["cursor"] == "p3"
        && hasMoved.withLock { done in
          defer { done = true }
          return !done
        }
      guard isDue else { return nil }
      inbox.describe("c1")
      inbox.say("new", in: "c1", at: 999)
      inbox.describe("c1")
      return nil
    }
    try rig.sync(moving).catchUp()
    let text = try rig.text()
    #expect(hasMoved.withLock { $0 })
    for id in ["m1-1 in", "m1-2 out", "m1-3 in", "new in"] + (isFirst ? [] : ["missed in"]) {
      #expect(text.contains("  \(id) Text"), "\(id)")
    }
    #expect(try rig.store.connections().first?.seq == inbox.state.withLock { $0.seq })
  }

  @Test func whatAnotherPorchTookInWhileWeAskedIsNoRestoredServer() throws {
    let inbox = filled(2, 2)
    let rig = try SyncRig()
    try rig.sync(server(inbox)).catchUp()
    let connection = try #require(try rig.store.connections().first).id
    let store = rig.store
    let late = try server(inbox) { asked in
      guard asked.path == "/v1/me" else { return nil }
      let answer = inbox.answer(asked)
      inbox.say("new", in: "c1", at: 999)
      let seq = inbox.state.withLock { $0.seq }
      do {
        _ = try store.receive(
          ServerParcel(items: [], isSnapshot: false, places: [.changes(seq: seq)]),
          of: connection, at: noon)
      } catch {
        Issue.record(error)
      }
      return answer
    }
    try rig.sync(late).catchUp()
    #expect(try rig.store.connections().first?.generation == 1)
    #expect(!late.paths.contains { $0.hasPrefix("/conversations") })
  }

  // MARK: What fails is tried again

  @Test func aHistoryThatCannotBeReadNowIsReadLater() throws {
    let inbox = filled(12, 4)
    let rig = try SyncRig()
    let ill = try server(inbox) { asked in
      asked.path.hasSuffix("/c3/messages") || asked.path.hasSuffix("/c7/messages")
        ? .json(500, "") : nil
    }
    try rig.sync(ill).catchUp()
    #expect(try !rig.text().contains("m3-1") && rig.text().contains("m4-1"))
    #expect(rig.said.contains { $0.contains("c3") })
    try rig.sync(server(inbox)).catchUp()
    #expect(try rig.text().split(separator: "\n").count == 12 * 5)
    let connection = try #require(try rig.store.connections().first)
    #expect(try rig.store.countThreadsToRead(of: connection.id) == 0)
  }

  @Test func aServerThatCanReadNoHistoryIsLeftAloneForLongerAndLonger() throws {
    let inbox = filled(30, 2)
    let rig = try SyncRig()
    let ill = try server(inbox) { $0.path.hasSuffix("/messages") ? .json(500, "") : nil }
    #expect(throws: SyncTrouble.self) { try rig.sync(ill, readers: 1).catchUp() }
    #expect(rig.waits.all == [0.5, 1, 2, 4, 8])
    try rig.sync(server(inbox)).catchUp()
    #expect(try rig.text().split(separator: "\n").count == 30 * 3)
  }

  @Test func aReaderThatWaitsForAnAnswerHoldsNobodyUpWhenAnotherFails() throws {
    let inbox = filled(6, 2)
    let rig = try SyncRig()
    let ill = try server(inbox) { asked in
      guard asked.path.hasSuffix("/messages") else { return nil }
      return asked.path.hasSuffix("/c6/messages") ? .json(503, "") : .silence
    }
    #expect(throws: SyncTrouble.server(.server(status: 503, retryAfter: nil))) {
      try rig.sync(ill, readers: 4).catchUp()
    }
    #expect(rig.waits.all == [0.5, 1, 2, 4, 8])
  }

  @Test func anInterruptedRestForgetsNoAccount() throws {
    let inbox = FakeInbox()
    for id in ["x", "y"] {
      inbox.state.withLock { state in
        state.accounts.append(#"{"id":"\#(id)","network":"x","name":"\#(id)"}"#)
        state.failed.append(.init(account: id, code: "unavailable", detail: "Down"))
      }
    }
    inbox.fill(conversations: 3, messages: 2)
    inbox.describe("c2") { $0.account = "x" }
    inbox.describe("c3") { $0.account = "y" }
    let rig = try SyncRig()
    try rig.sync(server(inbox)).catchUp()
    inbox.state.withLock { $0.failed = [] }
    let cut = try server(inbox) { $0.query["account"] == "y" ? .hangUp : nil }
    #expect(throws: SyncTrouble.self) { try rig.sync(cut).catchUp() }
    try rig.sync(server(inbox)).catchUp()
    #expect(try rig.text().split(separator: "\n").count == 3 * 3)
    #expect(try rig.store.connections().first?.snapshot == nil)
  }

  // MARK: Nothing is asked without end

  @Test func aServerWhoseChangesAlwaysExpireIsNotReadWithoutEnd() throws {
    let inbox = filled(1, 1)
    let rig = try SyncRig()
    let expiring = try server(inbox) { $0.path == "/v1/changes" ? .json(410, "") : nil }
    #expect(throws: SyncTrouble.server(.changesExpired)) { try rig.sync(expiring).catchUp() }
    #expect(rig.waits.all == [0.5, 1, 2, 4])
    #expect(expiring.paths.count { $0 == "/me" } == 6)
  }

  @Test func aFollowedServerWhosePlaceAlwaysExpiresIsLeftAloneForLongerAndLonger() throws {
    let inbox = filled(1, 1)
    let rig = try SyncRig()
    let expiring = try server(inbox) {
      $0.path == "/v1/changes" ? .json(410, "") : nil
    }
    let sync = try rig.sync(expiring)
    sync.start()
    eventually("it waits between") { rig.waits.all.count >= 5 }
    sync.stop()
    #expect(rig.waits.all.prefix(5) == [0.5, 1, 2, 4, 8])
  }

  @Test func aCommandThatAlwaysHasANewTokenIsNotRunWithoutEnd() throws {
    let refusing = try CrookedServer { _, _ in .json(401, "") }
    let token = TokenSource.command(["/bin/sh", "-c", "echo token-$$"])
    let rig = try SyncRig()
    #expect(throws: SyncTrouble.server(.unauthorized)) {
      try rig.sync(refusing, token: token).catchUp()
    }
    #expect(Set(refusing.asked.map { $0.headers["authorization"] }).count == 2)
    let sync = try rig.sync(refusing, token: token)
    sync.start()
    eventually("it waits between") { rig.waits.all.count >= 4 }
    sync.stop()
    #expect(rig.waits.all.prefix(4) == [0.5, 1, 2, 4])
  }

  @Test func aCommandWithTheRefusedTokenIsLeftAloneForMinutes() throws {
    let folder = try Scratch()
    let runs = folder.path + "/runs"
    let refusing = try CrookedServer { _, _ in .json(401, "") }
    let rig = try SyncRig()
    let sync = try rig.sync(
      refusing, token: .command(["/bin/sh", "-c", "echo x >> '\(runs)'; echo sesame"]))
    sync.start()
    eventually("it is tried again") { rig.waits.all.count >= 5 }
    sync.stop()
    #expect(try String(contentsOfFile: runs, encoding: .utf8) == "x\n")
  }

  // MARK: Headers and streams

  @Test(arguments: ["1e19", "inf", "nan", "-1", "1e400", "99999999999999999999"])
  func aTimeThatNobodyCanWaitIsNoCrash(_ time: String) throws {
    for header in ["Retry-After", "RateLimit-Reset"] {
      let server = try CrookedServer { _, _ in .json(429, "", headers: [header: time]) }
      let client = try InboxAPIClient.test(server.url)
      do throws(APIError) {
        _ = try client.me()
        Issue.record("429 is an error")
      } catch {
        #expect(error.notice.text.string.contains("slow down"))
        #expect(error.retryAfter ?? 0 <= Backoff.longestAsked)
      }
    }
  }

  @Test func aGoodStreamThatIsCutIsNoNewsAndIsAskedForAgainSoon() throws {
    let inbox = filled(1, 1)
    let rig = try SyncRig()
    let cutting = try server(inbox) { asked in
      guard asked.path == "/v1/events" else { return nil }
      return .raw(
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
          + "6\r\n: hi\n\n\r\n")
    }
    let sync = try rig.sync(cutting)
    sync.start()
    eventually("it is asked for again") { cutting.paths.count { $0 == "/events" } >= 5 }
    sync.stop()
    #expect(rig.waits.all.allSatisfy { $0 == 0.5 })
    #expect(rig.said.isEmpty)
  }

  @Test func withoutChangesAStreamGoesOnBehindWhatCannotBeRead() throws {
    let inbox = filled(1, 1)
    let rig = try SyncRig()
    try rig.sync(server(inbox)).catchUp()
    let seq = inbox.state.withLock { $0.seq }
    let streaming = try server(inbox) { asked in
      if asked.path == "/v1/changes" { return .json(404, "{}") }
      guard asked.path == "/v1/events" else { return nil }
      let message =
        #"{"id":"ok","conversation":"c1","author":"p-c1","direction":"in","text":"Fine","sent_at":"2026-09-21T18:13:20Z","revision":1}"#
      return .stream(
        [
          "data: {\"seq\":[]}\nevent: change\n\n",
          "data: {\"seq\":\(seq + 2),\"type\":\"message\",\"message\":\(message)}\nevent: change\n\n",
        ], isHeld: true)
    }
    let sync = try rig.sync(streaming)
    sync.start()
    try eventually("what can be read is here") { try rig.text().contains("Fine") }
    sync.stop()
    #expect(try rig.store.connections().first?.seq == seq + 2)
    #expect(streaming.paths.count { $0 == "/events" } == 1)
  }
}
