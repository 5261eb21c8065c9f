import Foundation
import Hub
import InboxAPI
import NIOHTTP1
import Storage
import Testing

@Suite struct DoorTests {
  @Test func healthNeedsNoToken() async throws {
    try await HubPlay.run { play in
      let answer = try await play.get("/healthz", as: nil)
      #expect(answer.status == 200)
      #expect(answer.json == .object(["status": .text("ok")]))
    }
  }

  @Test func withoutAGoodTokenNothingIsTold() async throws {
    try await HubPlay.run { play in
      for role in [nil, "porch_wrong"] {
        let answer = try await play.get("/v1/me", as: role)
        #expect(answer.status == 401)
        #expect(answer.code == "unauthorized")
        #expect(answer["retryable"] == .bool(false))
        #expect(answer.headers["Content-Type"] == ["application/problem+json"])
        #expect(answer.headers["WWW-Authenticate"] == ["Bearer"])
      }
    }
  }

  @Test func aRevokedTokenIsTurnedAway() async throws {
    try await HubPlay.run { play in
      #expect(try await play.get("/v1/me", as: "reader").status == 200)
      #expect(try play.store.revokeHubUser("reader", at: Date()))
      var status = 200
      for _ in 0..<1000 where status == 200 {
        status = try await play.get("/v1/me", as: "reader").status
      }
      #expect(status == 401)
    }
  }

  @Test func aTokenIsGoodFromTheMomentItIsMade() async throws {
    try await HubPlay.run { play in
      // Some of these come right after the list of users was read.
      for number in 0..<20 {
        #expect(try await play.get("/v1/me").status == 200)
        let token = try Hub.addToken("new \(number)", role: "reader", to: play.store)
        #expect(try await play.get("/v1/me", as: token).status == 200)
      }
    }
  }

  @Test func aTokenIsNowhereInTheStore() async throws {
    try await HubPlay.run { play in
      let token = try #require(play.tokens["agent"])
      for suffix in ["", "-wal"] {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: play.path + suffix))
        #expect(bytes.range(of: Data(token.utf8)) == nil)
      }
      #expect(throws: StoreError.self) { try Hub.addToken("agent", role: "admin", to: play.store) }
    }
  }

  @Test func aReaderReadsAndIsPresentButChangesNothing() async throws {
    try await HubPlay.run { play in
      try await play.begin()
      #expect(try await play.get("/v1/conversations/c", as: "reader").status == 200)
      let patch = try await play.patch(#"{"flagged":true}"#, as: "reader")
      #expect(patch.status == 403)
      #expect(patch.code == "forbidden")
      #expect(try await play.send("hi", key: "k", as: "reader").status == 403)
      #expect(try await play.conversation()["flagged"] == .bool(false))
      let presence = try await play.ask(
        .POST, "/v1/conversations/c/presence", #"{"state":"viewing"}"#, as: "reader")
      #expect(presence.status == 204)
    }
  }

  @Test func onlyAnAdminIngestsAndReadsTheFigures() async throws {
    try await HubPlay.run { play in
      try await play.begin()
      let body = #"{"account":{"id":"a"}}"#
      #expect(try await play.ask(.POST, "/v1/ingest", body, as: "agent").status == 403)
      #expect(try await play.get("/metrics", as: "agent").status == 403)
      let text = try await play.get("/metrics", as: "admin").text
      #expect(text.contains("porch_hub_messages_ingested_total 1\n"))
      #expect(
        text.contains(#"porch_hub_requests_total{route="POST /v1/ingest",status="200"} 1"#))
      #expect(text.contains("porch_hub_seq 3\n"))
      #expect(
        text.contains(#"porch_hub_request_seconds_bucket{route="POST /v1/ingest",le="+Inf"}"#))
    }
  }

  @Test func anUnknownPathIsNotFoundAndAWrongMethodIsSaid() async throws {
    try await HubPlay.run { play in
      let unknown = try await play.get("/v1/nothing")
      #expect(unknown.status == 404)
      #expect(unknown.code == "not_found")
      let wrong = try await play.ask(.DELETE, "/v1/conversations/c")
      #expect(wrong.status == 405)
      #expect(wrong.code == "method_not_allowed")
      #expect(wrong.headers["Allow"] == ["GET, PATCH"])
      #expect(try await play.get("/v1/conversations/c").code == "not_found")
    }
  }

  @Test func aBodyThatIsTooLongIsRefusedByItsLength() async throws {
    var limits = HubLimits()
    limits.bodyBytes = 100
    try await HubPlay.run(limits: limits) { play in
      let long = #"{"state":"\#(String(repeating: "x", count: 200))"}"#
      let answer = try await play.ask(.POST, "/v1/conversations/c/presence", long)
      #expect(answer.status == 413)
      #expect(answer.code == "too_large")
    }
  }

  @Test func fourMegabytesAreTaken() async throws {
    try await HubPlay.run { play in
      let text = String(repeating: "x", count: 4 * 1024 * 1024 - 400)
      try await play.ingest(
        """
        {"account":{"id":"a"},"messages":[\(
          HubPlay.message("m", text, at: "2026-11-20T09:00:00Z"))]}
        """)
      let message = try await play.get("/v1/conversations/c/messages").data.first
      #expect(message?["text"]?.text?.utf8.count == text.utf8.count)
    }
  }

  @Test func aBodyOfAnotherKindOrNoJSONIsRefused() async throws {
    try await HubPlay.run { play in
      try await play.begin()
      let kind = try await play.ask(
        .PATCH, "/v1/conversations/c", "flagged=true",
        headers: ["Content-Type": "application/x-www-form-urlencoded"])
      #expect(kind.status == 415)
      #expect(kind.code == "unsupported_media_type")
      for body in ["{", "[]", ""] {
        let answer = try await play.patch(body)
        #expect(answer.status == 400)
        #expect(answer.code == "malformed")
      }
    }
  }

  @Test func whoAsksTooOftenIsToldWhenToComeBack() async throws {
    var limits = HubLimits()
    limits.requestsPerWindow = 2
    limits.windowSeconds = 1000
    try await HubPlay.run(limits: limits) { play in
      let first = try await play.get("/v1/me")
      #expect(first.headers["RateLimit-Limit"] == ["2"])
      #expect(first.headers["RateLimit-Remaining"] == ["1"])
      _ = try await play.get("/v1/me")
      let third = try await play.get("/v1/me")
      #expect(third.status == 429)
      #expect(third.code == "slow_down")
      #expect(third["retryable"] == .bool(true))
      let wait = try #require(third.headers["Retry-After"].first.flatMap { Int($0) })
      #expect((1...1000).contains(wait))
      #expect(third.headers["RateLimit-Reset"].first == String(wait))
      #expect(try await play.get("/v1/me", as: "reader").status == 200)
    }
  }

  @Test func aHubListensBeyondThisMachineOnlyWithTLSOrBehindAProxy() {
    #expect(HubSettings(host: "0.0.0.0").objection?.contains("--behind-proxy") == true)
    #expect(HubSettings(host: "0.0.0.0", isBehindProxy: true).objection == nil)
    #expect(HubSettings(host: "0.0.0.0", certificate: "c", privateKey: "k").objection == nil)
    #expect(HubSettings(host: "127.0.0.1", certificate: "c").objection != nil)
    for host in ["127.0.0.1", "127.9.9.9", "::1", "localhost"] {
      #expect(HubSettings(host: host).objection == nil)
    }
    #expect(HubSettings(host: "127.evil.example").objection != nil)
  }
}
