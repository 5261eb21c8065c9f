import Foundation
import InboxAPI

/// A page of a list with the bytes of each item, so that an unreadable one costs only itself and
/// what is not understood yet is kept as it came.
struct RawPage<Item: Decodable> {
  /// An item that cannot be read: its id, where even that much can be, and why.
  struct Bad: Hashable {
    var id: String?
    var reason: String
  }

  var items: [(item: Item, bytes: [UInt8])] = []
  var bad: [Bad] = []
  var nextCursor: String?
  var failedAccounts: [FailedAccountResource] = []
  /// Of `GET /v1/changes`.
  var seq: Int64?
  var more = false

  init(_ answer: Answer) throws(APIError) {
    let page: RawPage?? = answer.body.withUnsafeBufferPointer { bytes in
      let pieces = JSONPieces(bytes, lists: ["data"])
      guard pieces.trouble == nil, let elements = pieces.elements["data"] else { return nil }
      return RawPage(bytes, pieces, elements)
    }
    guard case .some(.some(var page)) = page else {
      throw .unexpected(status: answer.status, what: "something other than the JSON it promises")
    }
    page.failedAccounts = page.failedAccounts.map { $0.hiding(answer.token) }
    for index in page.bad.indices {
      page.bad[index].id = page.bad[index].id.map(answer.token.hidden)
    }
    self = page
  }

  /// nil where it cannot be told whether the list goes on: an end that is none would cost everything
  /// behind it.
  private init?(
    _ bytes: UnsafeBufferPointer<UInt8>, _ pieces: JSONPieces, _ elements: [Range<UInt32>]
  ) {
    let decoder = JSONDecoder()
    func field<Value: Decodable>(_ name: String, _ type: Value.Type) -> Value? {
      guard let range = pieces.values[name] else { return nil }
      // A field of another type says nothing.
      return try? decoder.decode(Value.self, from: Data(bytes[range]))
    }
    func isNull(_ name: String) -> Bool {
      pieces.values[name].map { bytes[$0].elementsEqual("null".utf8) } ?? true
    }
    nextCursor = field("next_cursor", String.self)
    guard nextCursor != nil || isNull("next_cursor") else { return nil }
    failedAccounts = field("failed_accounts", [FailedAccountResource].self) ?? []
    if failedAccounts.isEmpty, field("failed_accounts", [FailedAccountResource].self) == nil,
      !isNull("failed_accounts")
    {
      bad.append(Bad(reason: "`failed_accounts` is not the list it should be"))
    }
    seq = field("seq", Int64.self)
    more = field("more", Bool.self) ?? false
    items.reserveCapacity(elements.count)
    for range in elements {
      let piece = [UInt8](bytes[range])
      do {
        items.append((try decoder.decode(Item.self, from: Data(piece)), piece))
      } catch {
        bad.append(Bad(id: Self.id(of: piece), reason: Self.reason(error)))
      }
    }
  }

  static func reason(_ error: any Error) -> String {
    (error as? WireError)?.sentence ?? "it is not the JSON it should be"
  }

  static func id(of piece: [UInt8]) -> String? {
    // Without an id it is counted all the same.
    try? JSONDecoder().decode(Named.self, from: Data(piece)).id
  }

  /// The bytes of one field of an object.
  static func piece(_ name: String, of object: [UInt8]) -> [UInt8]? {
    object.withUnsafeBufferPointer { bytes in
      JSONPieces(bytes).values[name].map { [UInt8](bytes[$0]) }
    }
  }
}

extension InboxAPIClient {
  func conversationPage(
    cursor: String?, account: String?
  ) throws(APIError) -> RawPage<ConversationResource> {
    let query = [("limit", "200"), ("cursor", cursor), ("account", account)]
    return try RawPage(success(of: Question(path: Self.path("/conversations", query))))
  }

  func messagePage(
    of conversation: String, cursor: String?
  ) throws(APIError) -> RawPage<MessageResource> {
    try RawPage(
      success(of: Question(path: Self.messagesPath(conversation, cursor: cursor, limit: 200))))
  }

  func changePage(after seq: Int64, wait: Int) throws(APIError) -> RawPage<ChangeResource> {
    try RawPage(success(of: Self.changesQuestion(seq, 200, wait)))
  }
}

private struct Named: Decodable { var id: String }
