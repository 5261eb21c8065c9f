package import Domain
package import Foundation
package import InboxAPI
import NIOHTTP1

/// What became of a reply or note that was sent.
package struct SendAnswer: Hashable, Sendable {
  package var message: MessageResource
  /// The server had it already, from an earlier try.
  package var isReplay: Bool

  package init(message: MessageResource, isReplay: Bool) {
    self.message = message
    self.isReplay = isReplay
  }
}

extension InboxAPIClient {
  package func me() throws(APIError) -> MeResource {
    do {
      return try decoded(path: "/me")
    } catch {
      guard case .notFound = error else { throw error }
      throw .unexpected(status: 404, what: "a page that is not there")
    }
  }

  package func conversations(
    cursor: String? = nil, limit: Int = 200, status: String? = nil, account: String? = nil,
    updatedAfter: Date? = nil
  ) throws(APIError) -> PageResource<ConversationResource> {
    try decoded(
      path: Self.path(
        "/conversations",
        [
          ("limit", String(limit)), ("cursor", cursor), ("status", status), ("account", account),
          ("updated_after", updatedAfter.map(Timestamp.text)),
        ]))
  }

  package func conversation(
    _ id: String
  ) throws(APIError) -> (conversation: ConversationResource, present: [PresenceResource]) {
    let answer = try success(of: Question(path: Self.path(of: id)))
    let present = try Self.decode(Present.self, from: answer)
    return (try Self.decode(ConversationResource.self, from: answer), present.present ?? [])
  }

  package func messages(
    of conversation: String, cursor: String? = nil, limit: Int = 200
  ) throws(APIError) -> PageResource<MessageResource> {
    try decoded(path: Self.messagesPath(conversation, cursor: cursor, limit: limit))
  }

  /// - Parameter wait: how long the server may hold its answer, 0 to 30 s.
  package func changes(
    after seq: Int64, limit: Int = 200, waitSeconds wait: Int = 0
  ) throws(APIError) -> ChangesResource {
    try Self.decode(
      ChangesResource.self, from: success(of: Self.changesQuestion(seq, limit, wait)))
  }

  package func send(
    _ request: SendRequest, to conversation: String
  ) throws(APIError) -> SendAnswer {
    let answer = try success(
      of: Question(
        method: .POST, path: Self.path(of: conversation) + "/messages",
        headers: [("Idempotency-Key", request.clientID)], body: try Self.encode(request)))
    return SendAnswer(
      message: try Self.decode(MessageResource.self, from: answer),
      isReplay: answer.header("Idempotent-Replayed")?.lowercased() == "true")
  }

  package func patch(
    _ patch: TriagePatch, conversation: String, ifMatch revision: Int64? = nil
  ) throws(APIError) -> ConversationResource {
    let answer = try success(
      of: Question(
        method: .PATCH, path: Self.path(of: conversation),
        headers: revision.map { [("If-Match", "\"\($0)\"")] } ?? [],
        body: try Self.encode(patch)))
    return try Self.decode(ConversationResource.self, from: answer)
  }

  /// Read up to this message.
  package func read(message: String, in conversation: String) throws(APIError) {
    try post(["message": message], to: conversation, "/read")
  }

  /// Unread from this message on.
  package func unread(from message: String, in conversation: String) throws(APIError) {
    try post(["from": message], to: conversation, "/unread")
  }

  package func presence(
    _ state: Presence.State, in conversation: String
  ) throws(APIError) {
    try post(["state": state.rawValue], to: conversation, "/presence")
  }

  // MARK: How calls are made

  private func post(
    _ body: [String: String], to conversation: String, _ call: String
  ) throws(APIError) {
    _ = try success(
      of: Question(
        method: .POST, path: Self.path(of: conversation) + call, body: try Self.encode(body)))
  }

  private func decoded<Value: Decodable>(path: String) throws(APIError) -> Value {
    try Self.decode(Value.self, from: success(of: Question(path: path)))
  }

  static func decode<Value: Decodable>(
    _ type: Value.Type, from answer: Answer
  ) throws(APIError) -> Value {
    do {
      return try JSONDecoder().decode(Value.self, from: Data(answer.body))
    } catch let error as WireError {
      throw .unexpected(status: answer.status, what: "JSON where \(error.sentence)")
    } catch {
      throw .unexpected(status: answer.status, what: "something other than the JSON it promises")
    }
  }

  private static func encode(_ value: some Encodable) throws(APIError) -> [UInt8] {
    do {
      // In one order, so that a body sent again is the same, byte by byte.
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys]
      return Array(try encoder.encode(value))
    } catch {
      throw .unexpected(status: 0, what: "a value that JSON cannot say")
    }
  }

  // MARK: Paths

  static func changesQuestion(_ seq: Int64, _ limit: Int, _ wait: Int) -> Question {
    let query = [
      ("after", String(seq)), ("limit", String(limit)), ("wait", wait > 0 ? String(wait) : nil),
    ]
    return Question(path: path("/changes", query), wait: Double(wait))
  }

  static func path(of conversation: String) -> String { "/conversations/" + encoded(conversation) }

  static func messagesPath(_ conversation: String, cursor: String?, limit: Int) -> String {
    path(
      path(of: conversation) + "/messages", [("limit", String(limit)), ("cursor", cursor)])
  }

  static func path(_ path: String, _ query: [(String, String?)]) -> String {
    let given = query.compactMap { name, value in value.map { "\(name)=\(encoded($0))" } }
    return given.isEmpty ? path : path + "?" + given.joined(separator: "&")
  }

  /// Everything but letters, digits, `-`, `_` and `~`: an id "." or ".." must not become a path.
  private static func encoded(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
        UInt8(ascii: "~"):
        bytes.append(byte)
      default:
        bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// What `GET` of one conversation carries beside it.
private struct Present: Decodable {
  var present: [PresenceResource]?

  private enum Key: CodingKey { case present }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    // Who else is there is a courtesy: unreadable, it costs the conversation nothing.
    present = try? fields.decode([PresenceResource].self, forKey: .present)
  }
}
