import Domain
import Foundation
import InboxAPI
import NIOHTTP1
import Storage
import Testing

@testable import Hub

@Suite struct FollowTests {
  @Test func aConversationComesBeforeItsFirstMessageAndAgainAfterEachThatChangedIt() async throws {
    try await HubPlay.run { play in
      try await play.begin()
      #expect(try await play.changes() == ["conversation c", "message m1", "conversation c"])
      let all = try await play.get("/v1/changes?after=0").data
      #expect(all.map { $0["seq"] } == [.int(1), .int(2), .int(3)])
      // As of its seq: made first, and only then with a message.
      #expect(all[0]["conversation"]?["last_message"] == nil)
      #expect(all[0]["conversation"]?["unread_count"] == .int(0))
      #expect(all[2]["conversation"]?["last_message"]?["id"] == .text("m1"))
      #expect(
        try #require(all[2]["conversation"]?["revision"]?.int)
          > #require(all[0]["conversation"]?["revision"]?.int))
      try await play.add(HubPlay.message("m2", "b", at: "2026-11-20T10:00:00Z"))
      #expect(try await play.changes(after: 3) == ["message m2", "conversation c"])
      _ = try await play.patch(#"{"flagged":true}"#)
      #expect(try await play.changes(after: 5) == ["conversation c"])
      _ = try await play.send("Yes", key: "k")
      #expect(try await play.changes(after: 6).last == "conversation c")
    }
  }

  @Test func pagesOfTheLogHaveNoGapsAndAnEmptyOneTellsTheHead() async throws {
    try await HubPlay.run { play in
      try await play.begin()
      let first = try await play.get("/v1/changes?after=0&limit=2")
      #expect(first["seq"] == .int(2))
      #expect(first["more"] == .bool(true))
      let second = try await play.get("/v1/changes?after=2&limit=2")
      #expect(second.data.map { $0["seq"] } == [.int(3)])
      #expect(second["more"] == .bool(false))
      let third = try await play.get("/v1/changes?after=3")
      #expect(third.data.isEmpty)
      #expect(third["seq"] == .int(3))
    }
  }

  @Test func afterIsRequiredAndBeyondTheHeadIsExpired() async throws {
    try await HubPlay.run { play in
      #expect(try await play.get("/v1/changes").status == 400)
      #expect(try await play.get("/v1/changes?after=x").status == 422)
      #expect(try await play.get("/v1/changes?after=0&wait=31").status == 422)
      let beyond = try await play.get("/v1/changes?after=1")
      #expect(beyond.status == 410)
      #expect(beyond.code == "changes_expired")
      let stream = try await EventStream(play, after: "1")
      #expect(stream.status == 410)
      #expect(stream.code == "changes_expired")
    }
  }

  @Test func whatIsOlderThanTheLogIsExpired() async throws {
    var limits = HubLimits()
    limits.changesKept = 2
    try await HubPlay.run(limits: limits) { play in
      try await play.begin()
      #expect(try await play.get("/v1/changes?after=0").status == 410)
      #expect(try await play.changes(after: 1) == ["message m1", "conversation c"])
      #expect(try await EventStream(play, after: "0").status == 410)
    }
  }

  @Test func aLongPollAnswersWithTheNextChange() async throws {
    try await HubPlay.run { play in
      try await play.begin()
      async let waiting = play.get("/v1/changes?after=3&wait=30")
      try await play.add(HubPlay.message("m2", "b", at: "2026-11-20T10:00:00Z"))
      let answer = try await waiting
      #expect(answer.data.first?["message"]?["id"] == .text("m2"))
    }
  }

  @Test func aLongPollWithoutNewsEndsEmpty() async throws {
    try await HubPlay.run { play in
      let answer = try await play.get("/v1/changes?after=0&wait=1")
      #expect(answer.status == 200)
      #expect(answer.data.isEmpty)
      #expect(answer["seq"] == .int(0))
    }
  }

  @Test func theStreamStartsAtTheHeadAndTellsEachChangeOnce() async throws {
    try await HubPlay.run { play in
      try await play.begin()
      let stream = try await EventStream(play)
      #expect(stream.status == 200)
      var events = stream.makeAsyncIterator()
      try await play.add(HubPlay.message("m2", "b", at: "2026-11-20T10:00:00Z"))
      let first = try #require(try await events.event())
      #expect(first.id == "4")
      #expect(first.name == "change")
      #expect(first.data["message"]?["id"] == .text("m2"))
      let second = try #require(try await events.event())
      #expect(second.id == "5")
      #expect(second.data["type"] == .text("conversation"))
      _ = try await play.patch(#"{"flagged":true}"#)
      #expect(try await events.event()?.id == "6")
    }
  }

  @Test func theStreamResumesAfterTheLastEvent() async throws {
    try await HubPlay.run { play in
      try await play.begin()
      var events = try await EventStream(play, after: "1").makeAsyncIterator()
      #expect(try await events.event()?.id == "2")
      #expect(try await events.event()?.id == "3")
      try await play.add(HubPlay.message("m2", "b", at: "2026-11-20T10:00:00Z"))
      #expect(try await events.event()?.id == "4")
    }
  }

  @Test func theStreamResumesAcrossARestart() async throws {
    let path = HubPlay.temporaryPath()
    try await HubPlay.run(at: path, keep: true) { try await $0.begin() }
    try await HubPlay.run(at: path) { play in
      var events = try await EventStream(play, after: "0").makeAsyncIterator()
      for id in ["1", "2", "3"] { #expect(try await events.event()?.id == id) }
    }
  }

  @Test func whatAnotherProcessWritesReachesTheLog() async throws {
    try await HubPlay.run { play in
      try await play.begin()
      let other = try Store.open(path: play.path)
      let message = IncomingMessage(
        id: "imported", account: "a", conversation: "c", author: IncomingParticipant(id: "mara"),
        direction: .in, text: "from a file", sentAt: Date(timeIntervalSince1970: 1_700_000_000),
        payload: Array("a line of some export".utf8))
      _ = try other.receive(Batch(items: [.message(message)], isHistory: true), at: Date())
      let answer = try await play.get("/v1/changes?after=3&wait=20")
      #expect(answer.data.first?["message"]?["text"] == .text("from a file"))
      #expect(answer.data.first?["message"]?["author"] == .text("mara"))
    }
  }

  // MARK: Presence

  @Test func presenceIsToldToThoseWhoFollowAndOnTheOneConversation() async throws {
    try await HubPlay.run { play in
      try await play.begin()
      var events = try await EventStream(play).makeAsyncIterator()
      let before = try await play.conversation()
      func say(_ state: String) async throws -> Int {
        try await play.ask(
          .POST, "/v1/conversations/c/presence", #"{"state":"\#(state)"}"#, as: "reader"
        ).status
      }
      #expect(try await say("composing") == 204)
      let event = try #require(try await events.event())
      #expect(event.id == nil)
      #expect(event.name == "presence")
      #expect(
        event.data
          == .object([
            "conversation": .text("c"), "user": .text("reader"), "state": .text("composing"),
          ]))
      let present = try await play.conversation()
      #expect(
        present["present"]
          == .list([.object(["user": .text("reader"), "state": .text("composing")])]))
      #expect(present["revision"] == before["revision"])
      #expect(try await say("away") == 204)
      #expect(try await play.conversation()["present"] == nil)
      #expect(try await say("odd") == 422)
      #expect(try await play.get("/v1/me")["seq"] == .int(3))
    }
  }

  @Test func presenceIsForgottenAfterHalfAMinute() {
    let board = PresenceBoard()
    let start = Date(timeIntervalSince1970: 1_000)
    board.take("viewing", "sam", in: "c", at: start)
    #expect(board.present(in: "c", at: start.addingTimeInterval(29)).map(\.user) == ["sam"])
    #expect(board.present(in: "c", at: start.addingTimeInterval(30)).isEmpty)
  }
}
