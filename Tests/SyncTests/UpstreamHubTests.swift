import AsyncHTTPClient
import Domain
import Foundation
import Hub
import InboxAPI
import Logging
import NIOCore
import NIOHTTP1
import Storage
import Sync
import Synchronization
import Testing

/// The same against the hub itself, over real sockets.
@Suite(.serialized) struct UpstreamHubTests {
  @Test func repliesTriageAndReadMarksReachTheHub() async throws {
    try await UpstreamHub.run { hub in
      let desk = try hub.desk()
      try desk.enqueue("one", in: "c1")
      try desk.enqueue("two", in: "c1")
      try desk.enqueue("three", in: "c2")
      for step in [TriageStep.done, .flag(true), .lane(.pitch), .addLabel("vip")] {
        try desk.triage(step, "c1")
      }
      try desk.triage(.snooze(until: Date(timeIntervalSince1970: 4_000_000_000)), "c2")
      try desk.store.markDisplayed(desk.store.resolve("c2"))
      #expect(try desk.delivery(readMarks: true).deliverOnce().isEmpty)
      #expect(try hub.texts("c1") == ["one", "two"])
      #expect(try hub.texts("c2") == ["three"])
      let first = try hub.client.current("c1")
      #expect((first.status, first.flagged, first.lane) == ("done", true, "pitch"))
      #expect(first.labels == ["vip"])
      let second = try hub.client.current("c2")
      #expect(second.status == "snoozed")
      #expect(second.snoozedUntil == Date(timeIntervalSince1970: 4_000_000_000))
      #expect(second.unreadCount == 0)
      #expect(desk.said() == [])
      // What comes back says nothing that is not known.
      let before = try desk.store.allConversations().map(\.conversation)
      try desk.pull()
      #expect(try desk.store.allConversations().map(\.conversation.triage) == before.map(\.triage))
      #expect(try desk.store.allMessages().filter { $0.message.direction == .out }.count == 3)
    }
  }

  @Test func killedAfterAnyStepTheHubHasEverythingOnce() async throws {
    try await UpstreamHub.run { hub in
      for step in 0..<20 {
        let desk = try hub.desk()
        try desk.enqueue("one \(step)", in: "c1")
        try desk.enqueue("two \(step)", in: "c1")
        try desk.triage(.addLabel(SafeText(line: "label \(step)")), "c1")
        try desk.triage(.addLabel(SafeText(line: "label \(step)")), "c2")
        try desk.deliver(dyingAfter: step)
        #expect(try desk.delivery().deliverOnce(wait: 30).isEmpty)
        #expect(desk.said() == [])
      }
      let expected = (0..<20).flatMap { ["one \($0)", "two \($0)"] }
      #expect(try hub.texts("c1") == expected)
      #expect(try hub.client.current("c1").labels?.count == 20)
      #expect(try hub.client.current("c2").labels?.count == 20)
    }
  }

  @Test func twoDesksOnOneConversationMeet() async throws {
    try await UpstreamHub.run { hub in
      let mine = try hub.desk()
      let hers = try hub.desk()
      try mine.triage(.lane(.pitch), "c1")
      try mine.triage(.flag(true), "c1")
      // Hers is the later change of the lane, and goes out first.
      try hers.triage(.lane(.spam), "c1", at: Date(timeIntervalSinceNow: 60))
      #expect(try hers.delivery().deliverOnce().isEmpty)
      #expect(try mine.delivery().deliverOnce().isEmpty)
      let there = try hub.client.current("c1")
      #expect((there.lane, there.flagged) == ("spam", true))
      #expect(mine.said().count == 1)
      let here = try #require(
        try mine.store.conversation(mine.store.resolve("c1"))
      ).triage
      #expect((here.lane, here.flagged) == (.spam, true))
    }
  }

  @Test func colleaguesAreToldWhereWeAre() async throws {
    try await UpstreamHub.run { hub in
      let desk = try hub.desk()
      let delivery = desk.delivery()
      delivery.sayPresence(.composing, in: try desk.store.resolve("c1"))
      try delivery.deliverOnce()
      #expect(try hub.client.conversation("c1").present.map(\.state) == ["composing"])
      delivery.sayPresence(.away, in: try desk.store.resolve("c1"))
      try delivery.deliverOnce()
      #expect(try hub.client.conversation("c1").present.isEmpty)
    }
  }

  @Test func aReaderIsRefusedInWords() async throws {
    try await UpstreamHub.run { hub in
      let desk = try hub.desk(as: "reader")
      try desk.enqueue("one", in: "c1")
      let left = try desk.delivery().deliverOnce()
      guard case .failed(let reason)? = left.replies.first?.state else {
        Issue.record("not failed: \(left.replies)")
        return
      }
      #expect(reason.string.contains("The Shop does not let us answer here"))
    }
  }
}

/// A hub on a port of its own, with an account of two conversations.
final class UpstreamHub: Sendable {
  let tokens: [String: String]
  let base: String
  /// A colleague's.
  let client: InboxAPIClient

  private init(tokens: [String: String], base: String) throws {
    self.tokens = tokens
    self.base = base
    client = try Self.client(base, tokens["agent"] ?? "")
  }

  /// Runs a body against a hub, on a thread of its own: calls block, and the hub lives on the pool.
  static func run(_ body: @escaping @Sendable (UpstreamHub) throws -> Void) async throws {
    let scratch = try Scratch()
    let store = try Store.open(path: scratch.path + "/hub/porch.sqlite")
    var tokens: [String: String] = [:]
    for role in ["reader", "agent", "admin"] {
      tokens[role] = try Hub.addToken(role, role: role, to: store)
    }
    var hub = try Hub(
      store: store, settings: HubSettings(),
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    let (ports, listening) = AsyncStream<Int>.makeStream()
    hub.onListening = { listening.yield($0) }
    let serving = Task { [hub] in
      defer { listening.finish() }
      try await hub.run()
    }
    let port = await ports.first { _ in true }
    do {
      let hub = try UpstreamHub(
        tokens: tokens, base: "http://127.0.0.1:\(try #require(port))")
      try await hub.fill()
      try await withCheckedThrowingContinuation { continuation in
        let thread = Thread { continuation.resume(with: Result { try body(hub) }) }
        thread.stackSize = 4 << 20
        thread.start()
      }
      hub.client.close()
    } catch {
      serving.cancel()
      _ = await serving.result
      throw error
    }
    serving.cancel()
    _ = await serving.result
  }

  private func fill() async throws {
    var request = HTTPClientRequest(url: base + "/v1/ingest")
    request.method = .POST
    request.headers.add(name: "Authorization", value: "Bearer \(tokens["admin"] ?? "")")
    request.headers.add(name: "Content-Type", value: "application/json")
    let messages = ["c1", "c2"].map { id in
      #"{"id":"m-\#(id)","conversation":"\#(id)","author":{"id":"ana","name":"Ana"},"#
        + #""direction":"in","text":"Are you there?","sent_at":"2026-11-20T09:00:00Z"}"#
    }
    request.body = .bytes(
      ByteBuffer(
        string: #"{"account":{"id":"shop","network":"instagram","name":"The Shop","self":"us","#
          + #""capabilities":["send","note","read","status","label","assign","flag","lane"]},"#
          + #""messages":[\#(messages.joined(separator: ","))]}"#))
    let answer = try await HTTPClient.shared.execute(request, timeout: .seconds(20))
    #expect(answer.status == .ok)
  }

  static func client(_ base: String, _ token: String) throws -> InboxAPIClient {
    InboxAPIClient(
      ConnectionSettings(
        name: "work", address: try ServerAddress(base), token: .environment("NONE")),
      token: try Token(token))
  }

  /// What we wrote in a conversation, as the hub tells it.
  func texts(_ conversation: String) throws -> [String] {
    try client.messages(of: conversation).data.filter { $0.direction == "out" }.map(\.text)
      .reversed()
  }

  func desk(as role: String = "agent") throws -> UpstreamDesk {
    try UpstreamDesk(client: Self.client(base, tokens[role] ?? ""))
  }
}

/// One person's Porch: a store that has read the hub once.
final class UpstreamDesk: Sendable {
  private struct Killed: Error {}

  let scratch: Scratch
  let store: Store
  let client: InboxAPIClient
  private let notices = Mutex<[String]>([])

  init(client: InboxAPIClient) throws {
    scratch = try Scratch()
    store = try Store.open(path: scratch.path + "/porch.sqlite")
    self.client = client
    try pull()
  }

  deinit { client.close() }

  /// Reads everything, as a first sync does.
  func pull() throws {
    var items: [Incoming] = try client.me().accounts.map {
      .account(Normalise.account($0, delivery: .server(connection: "work")))
    }
    for resource in try client.conversations().data {
      items.append(
        .conversation(
          Normalise.served(resource, account: resource.account ?? "", payload: nil)))
      for message in try client.messages(of: resource.id).data.reversed() {
        items.append(
          .message(
            try Normalise.served(
              message, account: resource.account ?? "", payload: Array(message.id.utf8))))
      }
    }
    _ = try store.receive(Batch(items: items, isHistory: true), at: Date())
  }

  func delivery(
    readMarks: Bool = false, step: @escaping @Sendable () throws -> Void = {}
  ) -> ConnectionDelivery {
    ConnectionDelivery(
      store: store, connection: "work", client: client, sendsReadMarks: readMarks,
      timing: DeliveryTiming(step: step),
      notice: { [self] notice in notices.withLock { $0.append(notice.text.string) } })
  }

  func deliver(dyingAfter step: Int) throws {
    let left = Mutex(step)
    let delivery = delivery {
      try left.withLock { left in
        if left == 0 { throw Killed() }
        left -= 1
      }
    }
    do { try delivery.deliverOnce(wait: 30) } catch is Killed {}
  }

  func enqueue(_ text: String, in conversation: String) throws {
    _ = try store.enqueue(
      Outgoing(conversation: try store.resolve(conversation), text: text, seen: nil), hold: 0,
      run: "r", at: Date())
  }

  func triage(_ step: TriageStep, _ conversation: String, at date: Date = Date()) throws {
    try store.triage(step, try store.resolve(conversation), run: "r", at: date)
  }

  func said() -> [String] { notices.withLock { $0 } }
}
