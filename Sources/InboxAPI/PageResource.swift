/// One page of a list: conversations (newest message first) or messages (newest first).
package struct PageResource<Item: Codable & Sendable>: Sendable, Codable {
  /// The items that can be read. One that cannot is in ``unreadable`` and costs no other.
  package var data: [Item]
  /// nil at the end of the walk.
  package var nextCursor: String?
  /// Accounts that the server could not ask; only on lists of conversations.
  package var failedAccounts: [FailedAccountResource]?
  /// Why items of a page that was read were left out, by their index.
  package var unreadable: [(index: Int, reason: String)] = []

  package init(
    data: [Item], nextCursor: String? = nil, failedAccounts: [FailedAccountResource]? = nil
  ) {
    self.data = data
    self.nextCursor = nextCursor
    self.failedAccounts = failedAccounts
  }

  package init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: WireKey.self)
    let items: [ItemOrReason<Item>] = try fields.items(.data)
    data = items.compactMap(\.item)
    for (index, item) in items.enumerated() {
      if let reason = item.reason { unreadable.append((index, reason)) }
    }
    nextCursor = try fields.cursor(.nextCursor)
    failedAccounts = fields.lenientList(.failedAccounts)
  }

  package func encode(to encoder: any Encoder) throws {
    var sink = encoder.container(keyedBy: WireKey.self)
    try sink.encode(data, forKey: .data)
    try sink.putOrNull(nextCursor, .nextCursor)
    try sink.encodeIfPresent(failedAccounts, forKey: .failedAccounts)
  }
}

/// An account whose conversations a page may lack.
package struct FailedAccountResource: Hashable, Sendable, Codable {
  package var account: String
  package var code: String?
  package var detail: String?
  /// Seconds.
  package var retryAfter: Double?

  package init(account: String, code: String?, detail: String?, retryAfter: Double? = nil) {
    self.account = account
    self.code = code
    self.detail = detail
    self.retryAfter = retryAfter
  }

  package init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: WireKey.self)
    account = try fields.requiredID(.account)
    code = fields.lenient(.code)
    detail = fields.lenient(.detail)
    retryAfter = fields.lenient(.retryAfter)
  }

  package func encode(to encoder: any Encoder) throws {
    var sink = encoder.container(keyedBy: WireKey.self)
    try sink.encode(account, forKey: .account)
    try sink.encode(code ?? "unavailable", forKey: .code)
    try sink.encode(detail ?? "", forKey: .detail)
    try sink.encodeIfPresent(retryAfter, forKey: .retryAfter)
  }
}

extension KeyedDecodingContainer where Key == WireKey {
  /// A cursor that cannot be read is no end of the walk: what a whole walk lacks counts as gone.
  fileprivate func cursor(_ key: WireKey) throws -> String? {
    do {
      return try decodeIfPresent(String.self, forKey: key)
    } catch {
      throw WireError.wrongType(field: key.stringValue, expected: "a text or null")
    }
  }
}

extension KeyedDecodingContainer where Key == WireKey {
  /// The list that a page is nothing without, each item on its own.
  func items<Item: Decodable>(_ key: WireKey) throws -> [ItemOrReason<Item>] {
    guard contains(key) else { throw WireError.missing(field: key.stringValue) }
    do {
      return try decode([ItemOrReason<Item>].self, forKey: key)
    } catch {
      throw WireError.wrongType(field: key.stringValue, expected: "a list")
    }
  }
}

/// An item of a list, or why it cannot be read.
struct ItemOrReason<Item: Decodable>: Decodable {
  var item: Item?
  var reason: String?

  init(from decoder: any Decoder) throws {
    do {
      item = try Item(from: decoder)
    } catch let error as WireError {
      reason = error.sentence
    } catch {
      reason = "it has not the shape the API promises"
    }
  }
}
