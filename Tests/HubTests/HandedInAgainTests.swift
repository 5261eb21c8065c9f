import Foundation
import Hub
import InboxAPI
import NIOHTTP1
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
}
