import Domain
import Foundation
import InboxAPI
import NIOHTTP1
import Storage
import Testing

/// Replies that a hub takes in and another Porch on the same store carries away.
@Suite struct EchoTests {
  private func account(_ delivery: Account.Delivery) -> Incoming {
    .account(IncomingAccount(id: "f", name: "Folder", selfID: "us", delivery: delivery))
  }

  private func message(
    _ id: String, _ direction: Message.Direction = .in, client: String? = nil,
    answering: String? = nil, revision: Int64? = nil
  ) -> Incoming {
    var message = IncomingMessage(
      id: id, account: "f", conversation: "fc",
      author: IncomingParticipant(id: direction == .in ? "mara" : "us", name: "Mara"),
      direction: direction, text: SafeText(line: "Text of \(id)"), sentAt: Date(),
      payload: Array(#"{"id":"\#(id)"}"#.utf8))
    message.clientID = client
    message.inReplyTo = answering
    message.revision = revision
    return .message(message)
  }

  private func begin(_ play: HubPlay, _ delivery: Account.Delivery) throws {
    try hear([account(delivery), message("f1")], play)
  }

  private func hear(_ items: [Incoming], _ play: HubPlay) throws {
    let receipt = try play.store.receive(Batch(items: items, isHistory: false), at: Date())
    #expect(receipt.refused.isEmpty)
  }

  /// The messages of the conversation, oldest first, once the hub tells one of this text as sent.
  private func thread(_ play: HubPlay, with text: String) async throws -> [RawJSON] {
    let deadline = ContinuousClock.now + .seconds(20)
    var thread: [RawJSON] = []
    repeat {
      thread = try await play.get("/v1/conversations/fc/messages").data.reversed()
      if thread.contains(where: {
        $0["text"]?.text == text && $0["delivery"] != .text("queued")
      }) {
        return thread
      }
    } while ContinuousClock.now < deadline
    Issue.record("never told: \(text) in \(thread)")
    return thread
  }

  @Test(arguments: [Account.Delivery.dropFolder(path: "/somewhere"), .server(connection: "work")])
  func anEchoUnderAnotherIdIsTheReplyItself(_ delivery: Account.Delivery) async throws {
    try await HubPlay.run { play in
      try begin(play, delivery)
      _ = try await thread(play, with: "Text of f1")
      let sent = try await play.send("Yes", key: "k1", to: "fc")
      #expect(sent["delivery"] == .text("queued"))
      let id = try #require(sent["id"]?.text)
      let entry = try #require(try play.store.pendingOutbox().first)
      let isServer = delivery != .dropFolder(path: "/somewhere")
      let echo = message("x1", .out, client: entry.clientID, revision: isServer ? 1 : nil)
      for _ in 0..<2 { try hear([echo], play) }
      // Its source's own name for it goes on meaning it.
      try hear([message("f2", answering: "x1")], play)
      let thread = try await thread(play, with: "Text of f2")
      #expect(thread.map { $0["id"]?.text } == ["f1", id, "f2"])
      #expect(thread[1]["client_id"] == .text("k1"))
      #expect(thread[1]["by"] == .text("agent"))
      #expect(thread[1]["delivery"] == .text("sent"))
      #expect(thread[2]["in_reply_to"] == .text(id))
      #expect(try await !play.changes().contains { $0.hasPrefix("gone") })
      #expect(try play.store.pendingOutbox().isEmpty)
      let again = try await play.send("Yes", key: "k1", to: "fc")
      #expect(again["id"] == .text(id))
    }
  }

  @Test func whateverAUserSendsIsQueuedWhole() async throws {
    try await HubPlay.run { play in
      try begin(play, .dropFolder(path: "/somewhere"))
      _ = try await thread(play, with: "Text of f1")
      let sent = try await play.send(#"\u0000one\u0000two"#, key: "k1", to: "fc")
      #expect(sent.status == 201)
      #expect(sent["text"] == .text("\0one\0two"))
      #expect(try play.store.pendingOutbox().map(\.text) == ["\0one\0two"])
    }
  }

  @Test func twoUsersWithOneKeyAreToldApartByTheirEchoes() async throws {
    try await HubPlay.run { play in
      try begin(play, .dropFolder(path: "/somewhere"))
      _ = try await thread(play, with: "Text of f1")
      let one = try await play.send("One", key: "k1", to: "fc")
      let other = try await play.send("Other", key: "k1", to: "fc", as: "admin")
      for (index, entry) in try play.store.pendingOutbox().enumerated() {
        try hear([message("x\(index)", .out, client: entry.clientID)], play)
      }
      let thread = try await thread(play, with: "Text of x1")
      #expect(thread.dropFirst().map { $0["id"] } == [one["id"], other["id"]])
      #expect(thread.dropFirst().map { $0["by"] } == [.text("agent"), .text("admin")])
      #expect(thread.dropFirst().map { $0["client_id"] } == [.text("k1"), .text("k1")])
    }
  }
}
