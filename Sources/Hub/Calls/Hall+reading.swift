import Domain
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import InboxAPI
import NIOCore
import Storage

extension Hall {
  func me(_ user: HubUser) async throws -> Response {
    let name = settings.name
    let bytes = try await readers.perform { [ledger] in
      try Renderer.me(user, ledger.accounts(), ledger.head(), server: name).json()
    }
    return .json(Array(bytes))
  }

  func conversations(_ path: Path) async throws -> Response {
    var query = Ledger.ListQuery(limit: try path.number("limit", in: 1...200) ?? 50)
    if let status = path.parameter("status") {
      guard WireWord.statuses.contains(status) else {
        throw Problem.invalid("`status` is not one of open, snoozed, done.")
      }
      query.status = status
    }
    query.account = path.parameter("account")
    if let text = path.parameter("updated_after") {
      query.updatedAfter = try Self.time(text, "updated_after")
    }
    if let cursor = path.parameter("cursor") {
      query.after = try PageCursor.place(cursor, of: "c")
    }
    let key = "\(query)"
    let shelf = pages.page(key)
    if let page = shelf.page { return .json(page) }
    let (page, isEmpty) = try await readers.perform { [ledger, query] in
      let found = try ledger.conversations(query)
      let page = Self.list(found, "c") {
        Renderer().conversation(core: $0.core, revision: $0.revision, updatedAt: $0.updatedAt)
      }
      return (page, found.items.isEmpty)
    }
    // Nothing, of an account that is perhaps none, is found soon enough again.
    if !isEmpty { pages.put(page, key, version: shelf.version) }
    return .json(page)
  }

  /// A plus sign that nobody encoded reads as a space.
  private static func time(_ text: String, _ name: String) throws(Problem) -> Date {
    if let date = Timestamp.date(text) { return date }
    if let space = text.lastIndex(of: " "),
      let date = Timestamp.date(text.replacingCharacters(in: space...space, with: "+"))
    {
      return date
    }
    throw .invalid("`\(name)` is not an RFC 3339 time with a zone.")
  }

  private static func list<Item>(
    _ page: Ledger.Page<Item>, _ kind: String, _ each: (Item) -> [UInt8]
  ) -> ByteBuffer {
    var json = JSONBytes()
    json.put("{")
    json.list("data", page.items) { $0.put(each($1)) }
    json.field("next_cursor", orNull: page.next.map { PageCursor.text($0, of: kind) })
    if kind == "c" { json.list("failed_accounts", [Int]()) { _, _ in } }
    json.put("}")
    return ByteBuffer(bytes: json.bytes)
  }

  func conversation(_ id: String) async throws -> Response {
    let found = try await readers.perform { [ledger] in try ledger.conversation(id) }
    guard let found else { throw Problem.notFound("conversation") }
    var headers = HTTPFields()
    headers[.eTag] = "\"\(found.revision)\""
    var bytes = found.json
    let present = board.present(in: id, at: Date())
    if !present.isEmpty {
      bytes.removeLast()
      var json = JSONBytes()
      json.put(bytes)
      json.list("present", present) { json, one in
        json.put("{")
        json.field("user", text: one.user)
        json.field("state", text: one.state)
        json.put("}")
      }
      json.put("}")
      bytes = json.bytes
    }
    return .json(bytes, headers: headers)
  }

  func messages(of id: String, _ path: Path) async throws -> Response {
    let limit = try path.number("limit", in: 1...200) ?? 50
    let place = try path.parameter("cursor").map { try PageCursor.place($0, of: "m") }
    let page = try await readers.perform { [ledger] in
      try ledger.messages(of: id, limit: limit, after: place).map { page in
        Self.list(page, "m") { Renderer().message($0) }
      }
    }
    guard let page else { throw Problem.notFound("conversation") }
    return .json(page)
  }

  func metrics() async throws -> Response {
    figures.standing(seq: feed.head)
    var headers = HTTPFields()
    headers[.contentType] = "text/plain; version=0.0.4; charset=utf-8"
    return Response(
      status: .ok, headers: headers,
      body: .init(byteBuffer: ByteBuffer(string: figures.text)))
  }
}

extension ServedConversation {
  var json: [UInt8] {
    Renderer().conversation(core: core, revision: revision, updatedAt: updatedAt)
  }
}
