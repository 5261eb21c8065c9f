import Domain
import Foundation
import InboxAPI
import NIOHTTP1
import Storage
import Testing

@testable import Hub

@Suite struct ResilienceTests {
  @Test func aContentTypeOfNothingIsRefusedAndTheHubGoesOn() async throws {
    try await HubPlay.run { play in
      try await play.begin()
      for type in ["", ";", " ; charset=utf-8"] {
        let answer = try await play.ask(
          .PATCH, "/v1/conversations/c", #"{"flagged":true}"#, headers: ["Content-Type": type])
        #expect(answer.status == 415)
      }
      #expect(try await play.conversation()["flagged"] == .bool(false))
    }
  }

  @Test func aPresenceDoesNotEndALongPoll() async throws {
    try await HubPlay.run { play in
      try await play.begin()
      async let waiting = play.get("/v1/changes?after=3&wait=30")
      for _ in 0..<20 {
        let answer = try await play.ask(
          .POST, "/v1/conversations/c/presence", #"{"state":"viewing"}"#, as: "reader")
        #expect(answer.status == 204)
      }
      try await play.add(HubPlay.message("m2", "b", at: "2026-11-20T10:00:00Z"))
      let answer = try await waiting
      #expect(answer.data.first?["message"]?["id"] == .text("m2"))
    }
  }

  @Test func headIsAnsweredLikeGetButWithoutABody() async throws {
    try await HubPlay.run { play in
      try await play.begin()
      for path in ["/healthz", "/v1/me", "/v1/conversations/c"] {
        let whole = try await play.get(path)
        let head = try await play.ask(.HEAD, path)
        #expect(head.status == 200)
        #expect(head.text.isEmpty)
        #expect(head.headers["Content-Length"] == [String(whole.text.utf8.count)])
      }
      #expect(try await play.ask(.HEAD, "/v1/events").status == 405)
      #expect(try await play.ask(.HEAD, "/v1/nothing").status == 404)
      #expect(try await play.ask(.HEAD, "/v1/nothing").text.isEmpty)
      #expect(try await play.get("/v1/me").status == 200)
    }
  }

  @Test func allThatOneRequestBringsIsInTheLogWhenItIsAnswered() async throws {
    try await HubPlay.run { play in
      let messages = (0..<5100).map { number in
        HubPlay.message(
          "m\(number)", "x", at: "2026-11-20T09:\(10 + number / 120):\(10 + number % 50)Z")
      }
      try await play.ingest(
        #"{"account":{"id":"a","self":"us"},"messages":[\#(messages.joined(separator: ","))]}"#)
      // The conversation, and each message with what it made of the conversation.
      #expect(try await play.get("/v1/me")["seq"] == .int(10_201))
      #expect(try await play.changes(after: 10_199).last == "conversation c")
      #expect(try await play.conversation()["unread_count"] == .int(5100))
    }
  }

  @Test func moreThanMayWaitForTheDiskIsPutOffAndWhatWaitsIsTaken() async throws {
    var limits = HubLimits()
    limits.waitingBytes = 500_000
    try await HubPlay.run(limits: limits) { play in
      try await play.begin()
      let text = String(repeating: "x", count: 200_000)
      let lock = try StoreLock(play.path)
      let answers = try await withThrowingTaskGroup(of: (Int, String).self) { group in
        for number in 1...8 {
          let message = HubPlay.message("n\(number)", text, at: "2026-11-20T10:00:00Z")
          group.addTask {
            let answer = try await play.ask(
              .POST, "/v1/ingest", #"{"account":"a","messages":[\#(message)]}"#, as: "admin")
            return (answer.status, "n\(number)")
          }
        }
        var answers: [(Int, String)] = []
        // One or two are being written, two wait; the others are told at once.
        while answers.count < 4, let answer = try await group.next() { answers.append(answer) }
        #expect(answers.allSatisfy { $0.0 == 503 })
        lock.release()
        while let answer = try await group.next() { answers.append(answer) }
        return answers
      }
      let taken = answers.filter { $0.0 == 200 }.map(\.1)
      #expect(taken.count == 3 || taken.count == 4)
      let there = try await play.get("/v1/conversations/c/messages").data.compactMap {
        $0["id"]?.text
      }
      #expect(Set(there) == Set(taken + ["m1"]))
    }
  }

  @Test func whatOthersWroteWhileNoHubRanIsInTheLogBeforeAnybodyAsks() async throws {
    let path = HubPlay.temporaryPath()
    try await HubPlay.run(at: path, keep: true) { try await $0.begin() }
    let store = try Store.open(path: path)
    let message = IncomingMessage(
      id: "m2", account: "a", conversation: "c", author: IncomingParticipant(id: "mara"),
      direction: .in, text: SafeText("Hello?"),
      sentAt: Date(timeIntervalSince1970: 1_790_000_000), payload: [])
    _ = try store.receive(Batch(items: [.message(message)], isHistory: false), at: Date())
    try await HubPlay.run(at: path) { play in
      let changes = try await play.changes(after: 3)
      #expect(changes == ["message m2", "conversation c"])
    }
  }

  @Test func aRevokedTokenEndsABusyStream() async throws {
    try await HubPlay.run { play in
      try await play.begin()
      var events = try await EventStream(play).makeAsyncIterator()
      let first = try await events.next()
      #expect(first?.isComment == true)
      #expect(try play.store.revokeHubUser("agent", at: Date()))
      // A busy stream notices too: each event could be the last.
      var isOpen = true
      for number in 0..<2000 where isOpen {
        try await play.add(
          HubPlay.message("n\(number)", "x", at: "2026-11-20T10:00:00Z"))
        isOpen = try await events.event() != nil
      }
      #expect(!isOpen)
    }
  }
}
