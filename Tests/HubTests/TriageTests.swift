import Foundation
import Hub
import InboxAPI
import NIOHTTP1
import Testing

@Suite struct TriageTests {
  @Test func whatIsSaidChangesAndTheRevisionRises() async throws {
    try await HubPlay.run { play in
      try await play.begin()
      let before = try #require(try await play.conversation()["revision"]?.int)
      let answer = try await play.patch(
        #"{"flagged":true,"assignee":"sam","lane":"people","add_labels":["b","a"]}"#)
      #expect(answer.status == 200)
      #expect(answer["flagged"] == .bool(true))
      #expect(answer["assignee"] == .text("sam"))
      #expect(answer["lane"] == .text("people"))
      #expect(answer["labels"] == .list([.text("a"), .text("b")]))
      #expect(try #require(answer["revision"]?.int) > before)
      let cleared = try await play.patch(#"{"assignee":null,"lane":null}"#)
      #expect(cleared["assignee"] == .null)
      #expect(cleared["lane"] == .null)
      #expect(cleared["flagged"] == .bool(true))
    }
  }

  @Test func aPatchThatChangesNothingKeepsTheRevision() async throws {
    try await HubPlay.run { play in
      try await play.begin()
      let before = try await play.patch(#"{"status":"done","add_labels":["a"]}"#)
      let seq = try await play.get("/v1/me")["seq"]
      for body in [
        "{}", #"{"status":"done"}"#, #"{"add_labels":["a"],"remove_labels":["never"]}"#,
        #"{"flagged":false,"assignee":null,"unknown":1}"#,
      ] {
        let after = try await play.patch(body)
        #expect(after.json == before.json, "\(body)")
      }
      #expect(try await play.get("/v1/me")["seq"] == seq)
    }
  }

  @Test func anOldRevisionIsStaleAndTellsTheCurrentOne() async throws {
    try await HubPlay.run { play in
      try await play.begin()
      let first = try await play.conversation()
      let revision = try #require(first["revision"]?.int)
      let changed = try await play.patch(#"{"flagged":true}"#, match: "\"\(revision)\"")
      #expect(changed.status == 200)
      let stale = try await play.patch(#"{"flagged":false}"#, match: "\"\(revision)\"")
      #expect(stale.status == 412)
      #expect(stale.code == "stale")
      #expect(stale["current"] == changed.json)
      #expect(try await play.patch(#"{"lane":"spam"}"#, match: "*").status == 200)
      #expect(try await play.patch(#"{"lane":"spam"}"#, match: "7").status == 400)
      let weak = try await play.patch(#"{"flagged":false}"#, match: "W/\"\(revision + 2)\"")
      #expect(weak.status == 412)
      #expect(try await play.patch(#"{"lane":"spam"}"#, match: "").status == 200)
      #expect(try await play.conversation()["flagged"] == .bool(true))
    }
  }

  @Test func aLabelInBothListsIsRemoved() async throws {
    try await HubPlay.run { play in
      try await play.begin()
      _ = try await play.patch(#"{"add_labels":["a","b"]}"#)
      let answer = try await play.patch(#"{"add_labels":["a","c"],"remove_labels":["a"]}"#)
      #expect(answer["labels"] == .list([.text("b"), .text("c")]))
    }
  }

  @Test func doneClearsTheWaitAndOpeningByHandRestoresIt() async throws {
    try await HubPlay.run { play in
      try await play.begin()
      #expect(try await play.patch(#"{"status":"done"}"#)["waiting_since"] == .null)
      let open = try await play.patch(#"{"status":"open"}"#)
      #expect(open["waiting_since"] == .text("2026-11-20T09:00:00.000Z"))
    }
  }

  @Test func aSnoozeTakesATimeInAnyZoneAndLeavingItClearsThat() async throws {
    try await HubPlay.run { play in
      try await play.begin()
      let snoozed = try await play.patch(
        #"{"status":"snoozed","snoozed_until":"2099-01-01t01:00:00+01:00"}"#)
      #expect(snoozed["snoozed_until"] == .text("2099-01-01T00:00:00.000Z"))
      #expect(snoozed["waiting_since"] == .null)
      let kept = try await play.patch(#"{"status":"snoozed"}"#)
      #expect(kept["snoozed_until"] == .text("2099-01-01T00:00:00.000Z"))
      let endless = try await play.patch(#"{"snoozed_until":null}"#)
      #expect(endless["status"] == .text("snoozed"))
      #expect(endless["snoozed_until"] == .null)
      let open = try await play.patch(#"{"status":"open"}"#)
      #expect(open["snoozed_until"] == .null)
      let late = try await play.patch(#"{"snoozed_until":"2099-01-01T00:00:00Z"}"#)
      #expect(late.status == 422)
    }
  }

  @Test func theHubOpensASnoozeWhenItsTimeHasCome() async throws {
    try await HubPlay.run { play in
      try await play.begin()
      let past = try await play.patch(
        #"{"status":"snoozed","snoozed_until":"2020-01-01T00:00:00Z"}"#)
      #expect(past.status == 200)
      // The patch has raised the seq by one; the clock's own change is the next.
      let seq = try #require(try await play.get("/v1/me")["seq"]?.int)
      let next = try await play.get("/v1/changes?after=\(min(seq, 4))&wait=20")
      #expect(next.data.last?["conversation"]?["status"] == .text("open"))
    }
  }

  @Test(arguments: [
    #"{"status":"odd"}"#, #"{"status":null}"#, #"{"flagged":"yes"}"#, #"{"lane":"odd"}"#,
    #"{"add_labels":[""]}"#, #"{"snoozed_until":"tomorrow","status":"snoozed"}"#,
  ])
  func aValueThatIsNotKnownIsInvalid(body: String) async throws {
    try await HubPlay.run { play in
      try await play.begin()
      let answer = try await play.patch(body)
      #expect(answer.status == 422)
      #expect(answer.code == "invalid")
    }
  }

  // MARK: The read mark

  private func mark(_ play: HubPlay, _ call: String, _ body: String) async throws -> Int {
    try await play.ask(.POST, "/v1/conversations/c/\(call)", body).status
  }

  @Test func theReadMarkMovesForwardAndOnlyUnreadMovesItBack() async throws {
    try await HubPlay.run { play in
      try await play.begin()
      // Newest first, as many networks tell: read is still counted in thread order.
      try await play.add(
        HubPlay.message("m3", "c", at: "2026-11-20T09:20:00Z"),
        HubPlay.message("m2", "b", at: "2026-11-20T09:10:00Z"))
      func unread() async throws -> RawJSON? { try await play.conversation()["unread_count"] }
      #expect(try await unread() == .int(3))
      #expect(try await mark(play, "read", #"{"message":"m2"}"#) == 204)
      #expect(try await unread() == .int(1))
      #expect(try await mark(play, "read", #"{"message":"m1"}"#) == 204)
      #expect(try await unread() == .int(1))
      #expect(try await mark(play, "unread", #"{"from":"m3"}"#) == 204)
      #expect(try await unread() == .int(1))
      #expect(try await mark(play, "unread", #"{"from":"m2"}"#) == 204)
      #expect(try await unread() == .int(2))
      #expect(try await mark(play, "read", #"{"message":"m3"}"#) == 204)
      #expect(try await unread() == .int(0))
    }
  }

  @Test func whatArrivesAfterTheMarkMovedIsUnreadWhereverItSorts() async throws {
    try await HubPlay.run { play in
      try await play.begin()
      _ = try await mark(play, "read", #"{"message":"m1"}"#)
      try await play.add(HubPlay.message("late", "x", at: "2026-11-19T09:00:00Z"))
      #expect(try await play.conversation()["unread_count"] == .int(1))
    }
  }

  @Test func aMessageOfAnotherConversationIsInvalid() async throws {
    try await HubPlay.run { play in
      try await play.begin()
      try await play.add(HubPlay.message("n1", "x", at: "2026-11-20T09:00:00Z", in: "d"))
      #expect(try await mark(play, "read", #"{"message":"n1"}"#) == 422)
      #expect(try await mark(play, "unread", #"{"from":"never"}"#) == 422)
      #expect(try await mark(play, "read", "{}") == 422)
    }
  }
}
