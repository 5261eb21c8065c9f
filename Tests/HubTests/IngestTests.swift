import Domain
import Foundation
import Hub
import InboxAPI
import NIOHTTP1
import Storage
import Testing

@Suite struct IngestTests {
  @Test func whatIsHandedInTwiceIsUnchanged() async throws {
    try await HubPlay.run { play in
      let body = """
        {"account":{"id":"a","self":"us"},"messages":[
          \(HubPlay.message("m1", "a", at: "2026-11-20T10:00:00+01:00")),
          \(HubPlay.message("m2", "b", at: "2026-11-20T09:01:00Z", more: #","odd":{"x":1.0}"#))]}
        """
      let first = try await play.ingest(body)
      #expect(first["added"] == .int(2))
      let changes = try await play.changes()
      let again = try await play.ingest(body)
      #expect(again["added"] == .int(0))
      #expect(again["unchanged"] == .int(2))
      #expect(again["rejected"] == .list([]))
      #expect(try await play.changes() == changes)
    }
  }

  @Test func anUpsertKeepsWhatItLeavesOutAndRaisesTheRevision() async throws {
    try await HubPlay.run { play in
      try await play.begin()
      try await play.add(
        HubPlay.message(
          "m2", "two", at: "2026-11-20T09:10:00Z",
          more: #","subject":"S","attachments":[{"id":"p","kind":"file"}],"odd":1"#))
      let answer = try await play.ingest(
        """
        {"account":"a","messages":[\(HubPlay.message("m2", "zwei", at: "2026-11-20T09:10:00Z"))]}
        """)
      #expect(answer["updated"] == .int(1))
      let message = try #require(try await play.get("/v1/conversations/c/messages").data.first)
      #expect(message["text"] == .text("zwei"))
      #expect(message["subject"] == .text("S"))
      #expect(message["odd"] == .int(1))
      #expect(message["attachments"]?.list?.count == 1)
      #expect(try #require(message["revision"]?.int) > 1)
    }
  }

  @Test func timesAndNumbersThatCannotBeAreLeftOut() async throws {
    try await HubPlay.run { play in
      let answer = try await play.ingest(
        """
        {"account":{"id":"a","self":"us","reply_window_hours":0},
         "conversations":[{"id":"c","account":"a","title":"Mara","status":"snoozed",
           "snoozed_until":"9000-01-01T00:00:00Z",
           "participants":[{"id":"mara","followed_at":"0001-01-01T00:00:00Z"}]}],
         "messages":[\(HubPlay.message("m1", "Hi", at: "2026-11-20T09:00:00Z"))]}
        """)
      #expect(answer["rejected"] == .list([]))
      let account = try #require(try play.store.accounts().first)
      #expect(account.replyWindowHours == nil)
      let id = try play.store.resolve("c")
      let page = try #require(
        try play.store.page(PageRequest(conversation: id, anchor: .unread, count: 5)))
      #expect(page.conversation.triage.status == .snoozed)
      #expect(page.conversation.triage.snoozedUntil == nil)
      #expect(page.person.followsUsSince == nil)
    }
  }

  @Test func aTextThatGoesBackToWhatItWasIsNewsToo() async throws {
    try await HubPlay.run { play in
      try await play.begin()
      for text in ["Is it closed?", "Is it open?"] {
        try await play.add(HubPlay.message("m1", text, at: "2026-11-20T09:00:00Z"))
        let message = try await play.get("/v1/conversations/c/messages").data.first
        #expect(message?["text"] == .text(text))
      }
    }
  }

  @Test func goodItemsAreTakenThoughOthersAreRejected() async throws {
    try await HubPlay.run { play in
      try await play.begin()
      let answer = try await play.ingest(
        """
        {"account":{"id":"b"},"conversations":[{"title":"no id"},{"id":"d","status":"odd"},{"id":"c"}],
         "messages":[{"id":"x"},\(HubPlay.message("ok", "x", at: "2026-11-20T09:00:00Z", in: "d")),
           \(HubPlay.message("m1", "x", at: "2026-11-20T09:00:00Z", in: "d")),
           \(HubPlay.message("y", "", at: "2026-11-20T09:00:00Z", in: "d")),
           \(HubPlay.message("z", "z", at: "2026-11-20T09:00:00", in: "d"))],
         "gone":[{"kind":"message","id":"never"},{"kind":"message","id":"m1"},
           {"kind":"conversation","id":"never"}]}
        """)
      #expect(answer["added"] == .int(1))
      let rejected = (answer["rejected"]?.list ?? []).map {
        "\($0["list"]?.text ?? "") \($0["index"]?.int ?? -1) \($0["code"]?.text ?? "")"
      }
      #expect(
        rejected == [
          "conversations 0 invalid", "conversations 1 invalid", "conversations 2 invalid",
          "gone 0 not_found", "gone 1 invalid", "gone 2 not_found", "messages 0 invalid",
          "messages 2 invalid", "messages 3 invalid", "messages 4 invalid",
        ])
      #expect(try await play.conversation("d")["title"] == .text("Mara"))
    }
  }

  @Test func anAccountThatIsNotKnownHasToComeWhole() async throws {
    try await HubPlay.run { play in
      let answer = try await play.ask(.POST, "/v1/ingest", #"{"account":"nobody"}"#, as: "admin")
      #expect(answer.status == 422)
      #expect(answer.code == "invalid")
    }
  }

  @Test func anUndescribedConversationIsMadeOfItsFirstMessage() async throws {
    try await HubPlay.run { play in
      try await play.begin()
      let conversation = try await play.conversation()
      #expect(conversation["kind"] == .text("direct"))
      #expect(conversation["title"] == .text("Mara"))
      #expect(conversation["network"] == .text("instagram"))
      #expect(conversation["status"] == .text("open"))
      #expect(conversation["unread_count"] == .int(1))
      #expect(conversation["waiting_since"] == .text("2026-11-20T09:00:00.000Z"))
      #expect(conversation["last_message"]?["id"] == .text("m1"))
    }
  }

  @Test func triageIsTakenWhenAConversationIsMadeAndIgnoredAfter() async throws {
    try await HubPlay.run { play in
      func hand(_ triage: String) async throws -> HubPlay.Answer {
        try await play.ingest(
          #"{"account":{"id":"a"},"conversations":[{"id":"c",\#(triage),"mood":"\#(triage.count)"}]}"#
        )
        return try await play.conversation()
      }
      let made = try await hand(
        """
        "status":"snoozed","snoozed_until":"2099-01-01T00:00:00Z","flagged":true,\
        "labels":["x"],"assignee":"sam","lane":"pitch"
        """)
      #expect(made["status"] == .text("snoozed"))
      #expect(made["snoozed_until"] == .text("2099-01-01T00:00:00.000Z"))
      #expect(made["labels"] == .list([.text("x")]))
      let again = try await hand(
        #""status":"open","flagged":false,"labels":[],"assignee":null,"lane":null"#)
      #expect(again["status"] == .text("snoozed"))
      #expect(again["flagged"] == .bool(true))
      #expect(again["labels"] == .list([.text("x")]))
      #expect(again["assignee"] == .text("sam"))
      #expect(again["lane"] == .text("pitch"))
      #expect(again["mood"] != made["mood"])
    }
  }

  @Test func aDoneConversationStaysDoneThroughItsOwnMessagesAndOpensWithTheNext() async throws {
    try await HubPlay.run { play in
      try await play.ingest(
        """
        {"account":{"id":"a","self":"us"},"conversations":[{"id":"c","status":"done"}],
         "messages":[\(HubPlay.message("m1", "a", at: "2026-11-20T09:00:00Z"))]}
        """)
      #expect(try await play.conversation()["status"] == .text("done"))
      try await play.add(
        HubPlay.message("h", "old", at: "2026-11-20T08:00:00Z"), history: true)
      #expect(try await play.conversation()["status"] == .text("done"))
      try await play.add(HubPlay.message("m2", "b", at: "2026-11-20T11:00:00Z"))
      let opened = try await play.conversation()
      #expect(opened["status"] == .text("open"))
      #expect(opened["waiting_since"] == .text("2026-11-20T11:00:00.000Z"))
    }
  }

  @Test func anInboundMessageOpensASnoozedConversationAndAnAutomatedOneDoesNot() async throws {
    try await HubPlay.run { play in
      try await play.begin()
      _ = try await play.patch(#"{"status":"snoozed"}"#)
      try await play.add(
        HubPlay.message("m2", "auto", at: "2026-11-20T10:00:00Z", more: #","automated":true"#))
      #expect(try await play.conversation()["status"] == .text("snoozed"))
      try await play.add(HubPlay.message("m3", "b", at: "2026-11-20T11:00:00Z"))
      #expect(try await play.conversation()["status"] == .text("open"))
    }
  }

  @Test func whatIsGoneIsInNoListAnyMore() async throws {
    try await HubPlay.run { play in
      try await play.begin()
      try await play.add(HubPlay.message("m2", "b", at: "2026-11-20T10:00:00Z"))
      let seq = try #require(try await play.get("/v1/me")["seq"]?.int)
      let answer = try await play.ingest(
        #"{"account":"a","gone":[{"kind":"message","id":"m2"}]}"#)
      #expect(answer["rejected"] == .list([]))
      #expect(
        try await play.get("/v1/conversations/c/messages").data.map { $0["id"] } == [.text("m1")])
      #expect(try await play.changes(after: Int(seq)) == ["gone m2", "conversation c"])
      try await play.ingest(#"{"account":"a","gone":[{"kind":"conversation","id":"c"}]}"#)
      #expect(try await play.conversation().status == 404)
      #expect(try await play.get("/v1/conversations").data.isEmpty)
      #expect(try await play.changes().last == "gone c")
      let again = try await play.ingest(
        #"{"account":"a","gone":[{"kind":"conversation","id":"c"}]}"#)
      #expect(again["rejected"]?.list?.first?["code"] == .text("not_found"))
    }
  }

  @Test func aConversationThatComesBackBringsItsMessages() async throws {
    try await HubPlay.run { play in
      try await play.begin()
      let before = try #require(try await play.conversation()["revision"]?.int)
      try await play.ingest(#"{"account":"a","gone":[{"kind":"conversation","id":"c"}]}"#)
      let seq = try #require(try await play.get("/v1/me")["seq"]?.int)
      try await play.ingest(#"{"account":"a","conversations":[{"id":"c"}]}"#)
      let changes = try await play.changes(after: Int(seq))
      #expect(changes == ["conversation c", "message m1", "conversation c"])
      #expect(try #require(try await play.conversation()["revision"]?.int) > before)
    }
  }

  @Test func aDeletedMessageMayBeEmpty() async throws {
    try await HubPlay.run { play in
      try await play.begin()
      try await play.add(
        HubPlay.message(
          "m2", "", at: "2026-11-20T10:00:00Z", more: #","deleted_at":"2026-11-20T11:00:00+01:00""#),
        HubPlay.message("m3", "", at: "2026-11-20T10:01:00Z", more: #","deleted":true"#))
      let found = try await play.get("/v1/conversations/c/messages").data
      #expect(found.map { $0["id"] } == [.text("m3"), .text("m2"), .text("m1")])
      #expect(found[1]["deleted_at"] == .text("2026-11-20T10:00:00.000Z"))
      #expect(found[1]["deleted"] == nil)
      #expect(found[0]["deleted"] == .bool(true))
      #expect(try await play.conversation()["last_message"]?["id"] == .text("m1"))
    }
  }

  @Test(arguments: [true, false])
  func aConversationIsToldAsItWasAfterEachMessage(_ history: Bool) async throws {
    try await HubPlay.run { play in
      try await play.begin(history: true)
      let seq = Int(try #require(try await play.get("/v1/me")["seq"]?.int))
      let mara = #""id":"mara","name":"Mara","bio":"Grows figs""#
      try await play.ingest(
        """
        {"account":"a","history":\(history),"conversations":[{"id":"c","participants":[{\(mara)}]}],
         "messages":[\(HubPlay.message("n1", "one", at: "2026-11-20T10:00:00Z")),
          \(HubPlay.message("d1", "elsewhere", at: "2026-11-20T10:01:00Z", in: "d")),
          \(HubPlay.message("n2", "two", at: "2026-11-20T10:02:00Z", direction: "out")),
          \(HubPlay.message("n3", "three", at: "2026-11-20T10:03:00Z"))]}
        """)
      let told = try await play.get("/v1/changes?after=\(seq)&limit=200").data.map { change in
        let resource = change[change["type"]?.text ?? ""]
        let line = [
          resource?["last_message"]?["id"]?.text, resource?["unread_count"]?.int.map(String.init),
        ]
        return ([resource?["id"]?.text] + line).compactMap(\.self).joined(separator: " ")
      }
      // The reply is older than what arrives with it now, and as new as what is history.
      let unread = history ? (0, 1) : (1, 2)
      #expect(
        told == [
          "n1", "c n1 2", "d 0", "d1", "d d1 1", "n2", "c n2 \(unread.0)", "n3",
          "c n3 \(unread.1)",
        ])
      let last = try await play.conversation()
      #expect(last["participants"]?.list?.first { $0["id"] == .text("mara") }?["bio"] != nil)
    }
  }

  @Test func messagesOfTheRequestThatMakesADoneConversationDoNotOpenIt() async throws {
    try await HubPlay.run { play in
      try await play.begin()
      try await play.ingest(
        """
        {"account":"a","conversations":[{"id":"d","status":"done"}],
         "messages":[\(HubPlay.message("d1", "one", at: "2026-11-20T10:00:00Z", in: "d")),
          \(HubPlay.message("d2", "two", at: "2026-11-20T10:01:00Z", in: "d"))]}
        """)
      #expect(try await play.conversation("d")["status"] == .text("done"))
      #expect(try await play.conversation("d")["unread_count"] == .int(2))
    }
  }
}
