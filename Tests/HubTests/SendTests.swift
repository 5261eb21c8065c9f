import Foundation
import Hub
import InboxAPI
import NIOHTTP1
import Storage
import Testing

@Suite struct SendTests {
  @Test func aReplyIsSentAnswersTheWaitAndIsRead() async throws {
    try await HubPlay.run { play in
      try await play.begin()
      let answer = try await play.send("Yes, until six.", key: "k1")
      #expect(answer.status == 201)
      #expect(answer["text"] == .text("Yes, until six."))
      #expect(answer["direction"] == .text("out"))
      #expect(answer["by"] == .text("agent"))
      #expect(answer["author"] == .text("us"))
      #expect(answer["client_id"] == .text("k1"))
      #expect(answer["delivery"] == .text("sent"))
      let conversation = try await play.conversation()
      #expect(conversation["waiting_since"] == .null)
      #expect(conversation["unread_count"] == .int(0))
      #expect(conversation["last_message"]?["id"] == answer["id"])
    }
  }

  @Test func theSameKeyAndBodyAgainIsTheStoredMessage() async throws {
    try await HubPlay.run { play in
      try await play.begin()
      let first = try await play.send("Yes", key: "k1")
      let seq = try await play.get("/v1/me")["seq"]
      let body =
        #"{"client_id":"k1","unknown":[1],"kind":"reply","text":"\u0059es"}"#
      let again = try await play.ask(
        .POST, "/v1/conversations/c/messages", body, headers: ["Idempotency-Key": "k1"])
      #expect(again.status == 200)
      #expect(again.headers["Idempotent-Replayed"] == ["true"])
      #expect(again.json == first.json)
      #expect(try await play.get("/v1/me")["seq"] == seq)
    }
  }

  @Test func aKeyForAnotherBodyOrConversationIsReused() async throws {
    try await HubPlay.run { play in
      try await play.begin()
      try await play.add(HubPlay.message("n1", "x", at: "2026-11-20T09:00:00Z", in: "d"))
      _ = try await play.send("Yes", key: "k1")
      for answer in [
        try await play.send("No", key: "k1"), try await play.send("Yes", key: "k1", to: "d"),
        try await play.send("Yes", key: "k1", kind: "note"),
      ] {
        #expect(answer.status == 422)
        #expect(answer.code == "key_reused")
      }
      #expect(try await play.send("No", key: "k1", as: "admin").status == 201)
    }
  }

  @Test func aKeySurvivesTheHub() async throws {
    let path = HubPlay.temporaryPath()
    var id: RawJSON?
    try await HubPlay.run(at: path, keep: true) { play in
      try await play.begin()
      id = try await play.send("Yes", key: "k1")["id"]
    }
    try await HubPlay.run(at: path) { play in
      let again = try await play.send("Yes", key: "k1")
      #expect(again.status == 200)
      #expect(again["id"] == id)
    }
  }

  @Test func aRefusedRequestUsesNoKeyUp() async throws {
    try await HubPlay.run { play in
      try await play.begin()
      let refused = try await play.send(
        "Yes", key: "k1", more: #","in_reply_to":"never""#)
      #expect(refused.status == 422)
      #expect(refused.code == "invalid")
      #expect(try await play.send("Yes", key: "k1").status == 201)
    }
  }

  @Test func theHeaderHasToBeThereAndToBeTheClientID() async throws {
    try await HubPlay.run { play in
      try await play.begin()
      let body = #"{"text":"Yes","kind":"reply","client_id":"k1"}"#
      let path = "/v1/conversations/c/messages"
      let missing = try await play.ask(.POST, path, body)
      #expect(missing.status == 400)
      #expect(missing.code == "malformed")
      let other = try await play.ask(.POST, path, body, headers: ["Idempotency-Key": "k2"])
      #expect(other.status == 422)
      #expect(other.code == "invalid")
    }
  }

  @Test func aKeyWhoseRequestIsUnderWayIsInFlight() async throws {
    try await HubPlay.run { play in
      try await play.begin()
      // Whoever else writes to the store holds up the first request, so that the second meets it.
      let lock = try StoreLock(play.path)
      defer { lock.release() }
      try await withThrowingTaskGroup(of: HubPlay.Answer.self) { group in
        for _ in 0..<2 { group.addTask { try await play.send("Yes", key: "k1") } }
        let refused = try #require(try await group.next())
        #expect(refused.status == 409)
        #expect(refused.code == "in_flight")
        #expect(refused["retryable"] == .bool(true))
        #expect(refused.headers["Retry-After"].isEmpty == false)
        lock.release()
        #expect(try await group.next()?.status == 201)
      }
      let sent = try await play.get("/v1/conversations/c/messages").data
      #expect(sent.filter { $0["client_id"] == .text("k1") }.count == 1)
    }
  }

  @Test func whatTheNetworkWouldNotTakeIsRefused() async throws {
    try await HubPlay.run { play in
      try await play.ingest(
        """
        {"account":{"id":"a","self":"us","max_text":5,"max_text_unit":"bytes",
            "reply_window_hours":24},
         "conversations":[{"id":"closed","can_reply":false}],
         "messages":[\(HubPlay.message("m1", "x", at: "2020-01-01T00:00:00Z"))]}
        """)
      let conversation = try await play.conversation()
      #expect(conversation["reply_window_ends_at"] == .text("2020-01-02T00:00:00.000Z"))
      let late = try await play.send("hi", key: "1")
      #expect(late.status == 422)
      #expect(late.code == "window_closed")
      let long = try await play.send("übers", key: "2")
      #expect(long.code == "too_long")
      #expect(try await play.send("a long note", key: "3", kind: "note").status == 201)
      let closed = try await play.send("hi", key: "4", to: "closed")
      #expect(closed.status == 403)
      #expect(try await play.send("hi", key: "5", to: "closed", kind: "note").status == 201)
    }
  }

  @Test func anAccountThatLacksACapabilityRefuses() async throws {
    try await HubPlay.run { play in
      try await play.begin()
      try await play.ingest(#"{"account":{"id":"a","capabilities":["flag"]}}"#)
      #expect(try await play.send("hi", key: "1").status == 403)
      #expect(try await play.send("hi", key: "2", kind: "note").status == 403)
      #expect(try await play.patch(#"{"flagged":true,"status":"done"}"#).status == 403)
      #expect(try await play.conversation()["flagged"] == .bool(false))
      #expect(try await play.patch(#"{"flagged":true}"#).status == 200)
      let read = try await play.ask(
        .POST, "/v1/conversations/c/read", #"{"message":"m1"}"#)
      #expect(read.status == 403)
    }
  }

  @Test(arguments: [
    #"{"text":"","kind":"reply","client_id":"k"}"#, #"{"text":"x","kind":"odd","client_id":"k"}"#,
    #"{"text":"x","kind":"reply"}"#, #"{"text":null,"kind":"reply","client_id":"k"}"#,
  ])
  func aBodyWithAValueThatWillNotDoIsInvalid(body: String) async throws {
    try await HubPlay.run { play in
      try await play.begin()
      let answer = try await play.ask(
        .POST, "/v1/conversations/c/messages", body, headers: ["Idempotency-Key": "k"])
      #expect(answer.status == 422)
      #expect(answer.code == "invalid")
    }
  }

  @Test func aNoteAnswersNothing() async throws {
    try await HubPlay.run { play in
      try await play.begin()
      let note = try await play.send("ask Sam", key: "1", kind: "note")
      #expect(note["direction"] == .text("note"))
      #expect(note["delivery"] == nil)
      let conversation = try await play.conversation()
      #expect(conversation["waiting_since"] == .text("2026-11-20T09:00:00.000Z"))
      #expect(conversation["unread_count"] == .int(1))
    }
  }
}
