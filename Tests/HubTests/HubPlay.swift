import AsyncHTTPClient
import Domain
import Foundation
import Hub
import InboxAPI
import Logging
import NIOCore
import NIOHTTP1
import Storage
import Synchronization
import Testing

/// A hub on a port of its own, with three users and a client for each test.
final class HubPlay: Sendable {
  let store: Store
  let path: String
  let base: String
  let tokens: [String: String]
  private let serving: Task<Void, any Error>
  let http: HTTPClient

  struct Answer: Sendable {
    var status: Int
    var headers: HTTPHeaders
    var text: String
    /// The body as JSON; null where it is none.
    var json: RawJSON

    subscript(_ name: String) -> RawJSON? { json[name] }
    var code: String? { json["code"]?.text }
    var data: [RawJSON] { json["data"]?.list ?? [] }
  }

  /// Runs a body against a hub, and ends the hub whatever comes of it.
  static func run(
    at path: String? = nil, limits: HubLimits = HubLimits(), keep: Bool = false,
    _ body: (HubPlay) async throws -> Void
  ) async throws {
    let play = try await HubPlay(path: path, limits: limits)
    do {
      try await body(play)
      try await play.end(keep: keep)
    } catch {
      try await play.end(keep: keep)
      throw error
    }
  }

  static func temporaryPath() -> String {
    NSTemporaryDirectory() + "hub-\(UUID().uuidString)/porch.sqlite"
  }

  private init(path given: String?, limits: HubLimits) async throws {
    path = given ?? Self.temporaryPath()
    let store = try Store.open(path: path)
    self.store = store
    var tokens: [String: String] = [:]
    for role in ["reader", "agent", "admin"] {
      _ = try store.revokeHubUser(role, at: Date())
      tokens[role] = try Hub.addToken(role, role: role, to: store)
    }
    self.tokens = tokens
    var logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    logger.logLevel = .critical
    var hub = try Hub(store: store, settings: HubSettings(limits: limits), logger: logger)
    let (ports, listening) = AsyncStream<Int>.makeStream()
    hub.onListening = { listening.yield($0) }
    serving = Task { [hub] in
      defer { listening.finish() }
      try await hub.run()
    }
    var port: Int?
    for await told in ports {
      port = told
      break
    }
    base = "http://127.0.0.1:\(try #require(port))"
    http = HTTPClient(eventLoopGroupProvider: .singleton)
  }

  func end(keep: Bool = false) async throws {
    try await http.shutdown()
    serving.cancel()
    _ = await serving.result
    if !keep {
      try FileManager.default.removeItem(
        atPath: (path as NSString).deletingLastPathComponent)
    }
  }

  // MARK: Asking

  func ask(
    _ method: HTTPMethod, _ path: String, _ body: String? = nil, as role: String? = "agent",
    headers: [String: String] = [:]
  ) async throws -> Answer {
    var request = HTTPClientRequest(url: base + path)
    request.method = method
    if let role {
      request.headers.add(name: "Authorization", value: "Bearer \(tokens[role] ?? role)")
    }
    if let body {
      request.headers.add(name: "Content-Type", value: "application/json")
      request.body = .bytes(ByteBuffer(string: body))
    }
    for (name, value) in headers { request.headers.replaceOrAdd(name: name, value: value) }
    let response = try await http.execute(request, timeout: .seconds(40))
    let bytes = try await response.body.collect(upTo: 64 * 1024 * 1024)
    let text = String(buffer: bytes)
    // Not every answer has a body of JSON.
    let json = (try? RawJSON(json: Data(text.utf8))) ?? .null
    return Answer(
      status: Int(response.status.code), headers: response.headers, text: text, json: json)
  }

  func get(_ path: String, as role: String? = "agent") async throws -> Answer {
    try await ask(.GET, path, as: role)
  }

  @discardableResult
  func ingest(_ body: String) async throws -> Answer {
    let answer = try await ask(.POST, "/v1/ingest", body, as: "admin")
    #expect(answer.status == 200, "\(answer.text)")
    return answer
  }

  /// An account and a conversation with one message of Mara's in it, as if it came in now.
  func begin(history: Bool = false) async throws {
    try await ingest(
      """
      {"account":{"id":"a","network":"instagram","name":"Shop","self":"us"},
       "messages":[\(Self.message("m1", "Is it open?", at: "2026-11-20T09:00:00Z"))],
       "history":\(history)}
      """)
  }

  static func message(
    _ id: String, _ text: String, at time: String, in conversation: String = "c",
    direction: String = "in", more: String = ""
  ) -> String {
    let author = direction == "in" ? #"{"id":"mara","name":"Mara"}"# : #""us""#
    return """
      {"id":"\(id)","conversation":"\(conversation)","author":\(author),\
      "direction":"\(direction)","text":"\(text)","sent_at":"\(time)"\(more)}
      """
  }

  func add(_ messages: String..., history: Bool = false) async throws {
    try await ingest(
      #"{"account":"a","messages":[\#(messages.joined(separator: ","))],"history":\#(history)}"#)
  }

  func send(
    _ text: String, key: String, to conversation: String = "c", kind: String = "reply",
    as role: String = "agent", more: String = ""
  ) async throws -> Answer {
    try await ask(
      .POST, "/v1/conversations/\(conversation)/messages",
      #"{"text":"\#(text)","kind":"\#(kind)","client_id":"\#(key)"\#(more)}"#, as: role,
      headers: ["Idempotency-Key": key])
  }

  func patch(_ body: String, match: String? = nil, as role: String = "agent") async throws -> Answer
  {
    try await ask(
      .PATCH, "/v1/conversations/c", body, as: role, headers: match.map { ["If-Match": $0] } ?? [:])
  }

  func conversation(_ id: String = "c") async throws -> Answer {
    try await get("/v1/conversations/\(id)")
  }

  /// The changes after one, as "type id".
  func changes(after seq: Int = 0) async throws -> [String] {
    try await get("/v1/changes?after=\(seq)&limit=200").data.map { change in
      let type = change["type"]?.text ?? ""
      return "\(type) \(change[type]?["id"]?.text ?? "")"
    }
  }
}
