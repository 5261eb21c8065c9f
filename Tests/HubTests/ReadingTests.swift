import Domain
import Foundation
import Hub
import InboxAPI
import Storage
import Testing

@Suite struct ReadingTests {
  @Test func meTellsWhoWeAreWhatWeMayAndWhereTheLogStands() async throws {
    try await HubPlay.run { play in
      try await play.begin()
      let me = try await play.get("/v1/me")
      #expect(me.status == 200)
      #expect(me["user"]?["id"] == .text("agent"))
      #expect(me["role"] == .text("agent"))
      #expect(me["seq"] == .int(3))
      #expect((me["log"]?.text ?? "").count > 8)
      #expect(me["server"]?["name"] == .text("Porch hub"))
      let account = try #require(me["accounts"]?.list?.first)
      #expect(account["self"] == .text("us"))
      #expect(account["capabilities"]?.list?.count == 8)
    }
  }

  @Test func whatWasIngestedIsServedAsItCameWithItsUnknownFields() async throws {
    try await HubPlay.run { play in
      try await play.ingest(
        #"""
        {"account":{"id":"a","network":"x","name":"A","self":"us","vip":{"n":1.5}},
         "conversations":[{"id":"c","title":"\u202eevil","mood":["odd",{"x":null}]}],
         "messages":[{"id":"m1","conversation":"c",
           "author":{"id":"mara","name":"Mara","shoe_size":41},"direction":"in",
           "text":"a\u001b[31mred","sent_at":"2026-11-20T10:00:00+01:00","stars":9007199254740993,
           "attachments":[{"id":"p","kind":"image","expires_at":"2026-11-20T10:00:00+01:00","dpi":3}]}]}
        """#)
      let conversation = try await play.conversation()
      #expect(conversation["title"] == .text("\u{202e}evil"))
      #expect(conversation["mood"] == .list([.text("odd"), .object(["x": .null])]))
      #expect(conversation["participants"]?.list?.first?["shoe_size"] == .int(41))
      let message = try #require(try await play.get("/v1/conversations/c/messages").data.first)
      #expect(message["text"] == .text("a\u{1b}[31mred"))
      #expect(message["stars"] == .int(9_007_199_254_740_993))
      #expect(message["sent_at"] == .text("2026-11-20T09:00:00.000Z"))
      #expect(message["author"] == .text("mara"))
      let attachment = try #require(message["attachments"]?.list?.first)
      #expect(attachment["expires_at"] == .text("2026-11-20T09:00:00.000Z"))
      #expect(attachment["dpi"] == .int(3))
      let account = try await play.get("/v1/me")["accounts"]?.list?.first
      #expect(account?["vip"] != nil)
    }
  }

  @Test func nullableFieldsAreNullAndOptionalOnesLeftOut() async throws {
    try await HubPlay.run { play in
      try await play.ingest(
        #"{"account":{"id":"a","name":"A"},"conversations":[{"id":"c"}]}"#)
      let conversation = try await play.conversation()
      for name in ["snoozed_until", "assignee", "lane", "waiting_since", "last_message_at"] {
        #expect(conversation[name] == .null, "\(name)")
      }
      for name in ["last_message", "can_reply", "reply_window_ends_at", "url", "present"] {
        #expect(conversation[name] == nil, "\(name)")
      }
      #expect(conversation["unread_count"] == .int(0))
      #expect(conversation["labels"] == .list([]))
    }
  }

  @Test func conversationsComeNewestFirstAndThoseWithoutMessagesLast() async throws {
    try await HubPlay.run { play in
      try await play.ingest(
        """
        {"account":{"id":"a"},"conversations":[{"id":"empty"}],"messages":[
          \(HubPlay.message("1", "x", at: "2026-11-20T09:00:00Z", in: "old")),
          \(HubPlay.message("2", "x", at: "2026-11-21T09:00:00Z", in: "new"))]}
        """)
      let ids = try await play.get("/v1/conversations").data.map { $0["id"]?.text }
      #expect(ids == ["new", "old", "empty"])
    }
  }

  @Test func aWalkGivesEachConversationOnceThoughNewOnesComeIn() async throws {
    try await HubPlay.run { play in
      for number in 1...5 {
        try await play.ingest(
          """
          {"account":{"id":"a"},"messages":[\(
            HubPlay.message("m\(number)", "x", at: "2026-11-0\(number)T09:00:00Z", in: "c\(number)"))]}
          """)
      }
      var seen: [String] = []
      var cursor: String? = ""
      while let at = cursor {
        let page = try await play.get("/v1/conversations?limit=2&cursor=\(at)")
        seen += page.data.compactMap { $0["id"]?.text }
        cursor = page["next_cursor"]?.text
        let key = seen.count
        try await play.ingest(
          """
          {"account":"a","messages":[\(
            HubPlay.message("n\(key)", "x", at: "2026-11-10T09:00:0\(key)Z", in: "later\(key)"))]}
          """)
      }
      #expect(seen == ["c5", "c4", "c3", "c2", "c1"])
    }
  }

  @Test func aCursorOutlivesTheHub() async throws {
    let path = HubPlay.temporaryPath()
    var cursor = ""
    try await HubPlay.run(at: path, keep: true) { play in
      try await play.begin()
      try await play.add(HubPlay.message("m2", "b", at: "2026-11-20T10:00:00Z"))
      let page = try await play.get("/v1/conversations/c/messages?limit=1")
      #expect(page.data.map { $0["id"] } == [.text("m2")])
      cursor = try #require(page["next_cursor"]?.text)
    }
    try await HubPlay.run(at: path) { play in
      let page = try await play.get("/v1/conversations/c/messages?limit=1&cursor=\(cursor)")
      #expect(page.data.map { $0["id"] } == [.text("m1")])
      #expect(page["next_cursor"] == .null)
    }
  }

  @Test func listsAreFilteredByStatusAccountAndUpdate() async throws {
    try await HubPlay.run { play in
      try await play.begin()
      try await play.ingest(
        #"{"account":{"id":"b"},"conversations":[{"id":"d","status":"done"}]}"#)
      func ids(_ query: String) async throws -> [String] {
        try await play.get("/v1/conversations?\(query)").data.compactMap { $0["id"]?.text }
      }
      #expect(try await ids("status=done") == ["d"])
      #expect(try await ids("account=a") == ["c"])
      #expect(try await ids("account=nobody") == [])
      #expect(try await ids("status=&account=&limit=") == ["c", "d"])
      #expect(try await ids("updated_after=2099-01-01T00:00:00%2B01:00") == [])
      #expect(try await ids("updated_after=2020-01-01T00:00:00+01:00") == ["c", "d"])
    }
  }

  @Test(arguments: [
    "limit=0", "limit=201", "limit=x", "status=odd", "cursor=nonsense", "updated_after=yesterday",
  ])
  func aParameterOutOfRangeIsInvalid(query: String) async throws {
    try await HubPlay.run { play in
      let answer = try await play.get("/v1/conversations?\(query)")
      #expect(answer.status == 422)
      #expect(answer.code == "invalid")
    }
  }

  @Test func anIdIsTakenPercentEncoded() async throws {
    try await HubPlay.run { play in
      try await play.ingest(
        """
        {"account":{"id":"a"},"messages":[\(
          HubPlay.message("m/1 ?", "x", at: "2026-11-20T09:00:00Z", in: "c/ü ?"))]}
        """)
      let answer = try await play.get("/v1/conversations/c%2F%C3%BC%20%3F/messages")
      #expect(answer.data.first?["id"] == .text("m/1 ?"))
    }
  }

  @Test func aStoreThatWasFilledBeforeIsServedWithAnEmptyLog() async throws {
    let path = HubPlay.temporaryPath()
    let items = (1...3).map { number in
      Incoming.message(
        IncomingMessage(
          id: "m\(number)", account: "a", conversation: "c\(number)",
          author: IncomingParticipant(id: "mara", name: "Mara"), direction: .in,
          text: "imported", sentAt: Date(timeIntervalSince1970: 1_700_000_000 + Double(number)),
          payload: Array("a line of some export".utf8)))
    }
    _ = try Store.open(path: path).receive(Batch(items: items, isHistory: true), at: Date())
    try await HubPlay.run(at: path) { play in
      let me = try await play.get("/v1/me")
      #expect(me["seq"] == .int(0))
      let changes = try await play.changes()
      #expect(changes == [])
      let found = try await play.get("/v1/conversations").data
      #expect(found.map { $0["id"]?.text } == ["c3", "c2", "c1"])
      #expect(found.first?["last_message"]?["text"] == .text("imported"))
      #expect(found.first?["last_message"]?["author"] == .text("mara"))
    }
  }

  @Test func aCopyOfAStoreHasALogOfItsOwn() async throws {
    let path = HubPlay.temporaryPath()
    var (log, seq): (RawJSON?, RawJSON?)
    try await HubPlay.run(at: path, keep: true) { play in
      try await play.begin()
      let me = try await play.get("/v1/me")
      (log, seq) = (me["log"], me["seq"])
    }
    try await HubPlay.run(at: path, keep: true) { play in
      let me = try await play.get("/v1/me")
      #expect(me["log"] == log)
      #expect(me["seq"] == seq)
    }
    // With what SQLite keeps beside it: whoever had it open may not have let go of it yet.
    let files = FileManager.default
    for file in [path, path + "-wal"] where files.fileExists(atPath: file) {
      try files.copyItem(atPath: file, toPath: file + ".copy")
    }
    for file in [path, path + "-wal", path + "-shm"] where files.fileExists(atPath: file) {
      try files.removeItem(atPath: file)
    }
    for file in [path, path + "-wal"] where files.fileExists(atPath: file + ".copy") {
      try files.moveItem(atPath: file + ".copy", toPath: file)
    }
    try await HubPlay.run(at: path) { play in
      let me = try await play.get("/v1/me")
      #expect(me["log"] != log)
    }
  }

  @Test func weTakePartThoughNoSourceHasNamedUs() async throws {
    try await HubPlay.run { play in
      try await play.begin()
      let sent = try await play.send("Yes", key: "k")
      let participants = try await play.conversation()["participants"]?.list ?? []
      let us = try #require(participants.first { $0["id"] == sent["author"] })
      #expect(us["is_self"] == .bool(true))
      #expect(us["name"] == .text("Shop"))
    }
  }

  @Test func aPageOfLargeMessagesIsShorterAndGoesOn() async throws {
    try await HubPlay.run { play in
      try await play.begin()
      let text = String(repeating: "x", count: 3 * 1024 * 1024)
      for number in 2...4 {
        try await play.add(HubPlay.message("m\(number)", text, at: "2026-11-20T1\(number):00:00Z"))
      }
      var seen: [String] = []
      var (cursor, pages): (String?, Int) = ("", 0)
      while let at = cursor {
        let page = try await play.get("/v1/conversations/c/messages?cursor=\(at)")
        seen += page.data.compactMap { $0["id"]?.text }
        cursor = page["next_cursor"]?.text
        pages += 1
      }
      #expect(seen == ["m4", "m3", "m2", "m1"])
      #expect(pages > 1)
      var (seq, after): (Int64?, Int64) = (nil, 0)
      while seq != after {
        after = seq ?? 0
        seq = try await play.get("/v1/changes?after=\(after)&limit=200")["seq"]?.int
      }
      let head = try await play.get("/v1/me")["seq"]?.int
      #expect(seq == head)
    }
  }
}
