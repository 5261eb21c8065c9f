import Domain
import Foundation
import Hub
import InboxAPI
import NIOHTTP1
import Storage
import Testing

/// What a bridge that tells everything each time may say without being heard.
@Suite struct HandedInAgainTests {
  @Test(arguments: [
    #","automated":false,"edited":false,"forwarded":false,"deleted":false"#,
    #","attachments":[],"reactions":[]"#,
    #","edited":true,"edited_at":"2026-11-20T10:00:00Z""#,
    #","attachments":[{"id":"p","kind":"image","expires_at":"2026-11-21T10:00:00+01:00"}]"#,
  ])
  func whatSaysNothingNewIsUnchanged(_ more: String) async throws {
    try await HubPlay.run { play in
      try await play.begin()
      let body = """
        {"account":"a","messages":[\(
          HubPlay.message("m2", "two", at: "2026-11-20T09:10:00Z", more: more))]}
        """
      try await play.ingest(body)
      let changes = try await play.changes()
      for _ in 0..<2 {
        let again = try await play.ingest(body)
        #expect(again["unchanged"] == .int(1))
        #expect(again["updated"] == .int(0))
      }
      #expect(try await play.changes() == changes)
    }
  }

  @Test func flagsThatAreOffAreNoNewsToAMessageThatCameWithoutThem() async throws {
    try await HubPlay.run { play in
      try await play.begin()
      let again = try await play.ingest(
        """
        {"account":"a","messages":[\(HubPlay.message(
          "m1", "Is it open?", at: "2026-11-20T09:00:00Z",
          more: #","automated":false,"attachments":[]"#))]}
        """)
      #expect(again["unchanged"] == .int(1))
    }
  }

  @Test func aMessageThatWasGoneAndComesAgainIsThere() async throws {
    try await HubPlay.run { play in
      try await play.begin()
      try await play.add(
        HubPlay.message(
          "m2", "two", at: "2026-11-20T09:10:00Z",
          more: #","attachments":[{"id":"p","kind":"file"}]"#))
      try await play.ingest(#"{"account":"a","gone":[{"kind":"message","id":"m2"}]}"#)
      #expect(try await play.get("/v1/conversations/c/messages").data.count == 1)
      try await play.add(HubPlay.message("m2", "zwei", at: "2026-11-20T09:10:00Z"))
      let message = try #require(try await play.get("/v1/conversations/c/messages").data.first)
      #expect(message["id"] == .text("m2"))
      #expect(message["text"] == .text("zwei"))
      #expect(message["deleted"] == nil)
      #expect(message["attachments"]?.list?.count == 1)
    }
  }

  @Test func whatIsDeletedIsNotServedOutOfWhatCame() async throws {
    try await HubPlay.run { play in
      try await play.begin()
      try await play.add(
        HubPlay.message(
          "m2", "secret", at: "2026-11-20T09:10:00Z",
          more: #","html":"secret","attachments":[{"id":"p","kind":"file","name":"secret"}]"#))
      // By another process, which keeps it in the thread as deleted.
      let gone = IncomingGone(kind: .message, account: "a", id: "m2")
      let receipt = try play.store.receive(
        Batch(items: [.gone(gone)], isHistory: true), at: Date())
      #expect(receipt.updated == 1)
      let page = try await play.get("/v1/conversations/c/messages")
      #expect(page.data.first?["deleted"] == .bool(true))
      #expect(page.data.first?["text"] == .text(""))
      #expect(!page.text.contains("secret"))
    }
  }

  @Test func aReplyThatFailedAnswersNobodyUntilItIsSent() async throws {
    try await HubPlay.run { play in
      try await play.begin(history: true)
      func hand(_ delivery: String) async throws -> RawJSON? {
        try await play.add(
          HubPlay.message(
            "r1", "Yes", at: "2026-11-20T09:30:00Z", direction: "out",
            more: #","delivery":"\#(delivery)","failure":"blocked""#))
        return try await play.get("/v1/conversations/c/messages").data.first
      }
      let waiting = RawJSON.text("2026-11-20T09:00:00.000Z")
      #expect(try await hand("queued")?["delivery"] == .text("queued"))
      #expect(try await play.conversation()["waiting_since"] == .null)
      #expect(try await hand("delivered")?["delivery"] == .text("delivered"))
      let failed = try await hand("failed")
      #expect(failed?["delivery"] == .text("failed"))
      #expect(failed?["failure"] == .text("blocked"))
      #expect(try await play.conversation()["waiting_since"] == waiting)
      #expect(try await hand("sent")?["delivery"] == .text("sent"))
      #expect(try await play.conversation()["waiting_since"] == .null)
    }
  }

  @Test func aConversationThatADraftKeepsIsNotSaidToBeGone() async throws {
    try await HubPlay.run { play in
      try await play.begin()
      try play.store.saveDraft("Yes", for: Conversation.ID(1), at: Date())
      let answer = try await play.ingest(
        #"{"account":"a","gone":[{"kind":"conversation","id":"c"}]}"#)
      #expect(answer["rejected"]?.list?.first?["code"] == .text("invalid"))
      #expect(try await play.conversation().status == 200)
    }
  }

  @Test func aChangedReplyWindowIsSaidOfTheConversations() async throws {
    try await HubPlay.run { play in
      try await play.begin()
      #expect(try await play.conversation()["reply_window_ends_at"] == nil)
      try await play.ingest(#"{"account":{"id":"a","reply_window_hours":24}}"#)
      let ends = try await play.conversation()["reply_window_ends_at"]
      #expect(ends == .text("2026-11-21T09:00:00.000Z"))
      #expect(try await play.changes(after: 3) == ["conversation c"])
      try await play.ingest(#"{"account":{"id":"a","reply_window_hours":24}}"#)
      #expect(try await play.changes(after: 4).isEmpty)
    }
  }
}
