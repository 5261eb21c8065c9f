package import FoundationEssentials

/// The body of `POST /v1/ingest`: what a bridge or a script hands in.
package struct IngestRequest: Sendable, Decodable {
  /// The account that everything belongs to.
  package enum Account: Hashable, Sendable {
    case known(String)
    case whole(AccountResource, raw: RawJSON)

    package var id: String {
      switch self {
      case .known(let id): id
      case .whole(let account, _): account.id
      }
    }
  }

  package var account: Account
  package var conversations: [IngestItem<ConversationResource>]
  package var messages: [IngestItem<MessageResource>]
  package var gone: [IngestItem<GoneResource>]
  /// Arrival is the time of sending, and nothing is opened by it.
  package var history: Bool

  /// Reads a body as ``RequestBody`` does. An item that will not do is kept with its reason and
  /// costs no other.
  package init(json: Data) throws(RequestError) {
    do {
      self = try JSONDecoder().decode(IngestRequest.self, from: json)
    } catch let error as RequestError {
      throw error
    } catch {
      // Says which of the ways it is no body at all.
      _ = try RawJSON.object(ofRequest: json)
      throw .malformed(detail: "The body is nothing to ingest")
    }
  }

  package init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: WireKey.self)
    account = try Self.account(in: fields)
    conversations = try Self.items(.conversations, of: .conversation, in: fields)
    messages = try Self.items(.messages, of: .message, in: fields)
    gone = try Self.items(.gone, of: .gone, in: fields)
    history = try Self.isHistory(in: fields)
  }

  private static func account(in fields: WireFields) throws -> Account {
    var raw = RawJSON.object([:])
    if fields.contains(.account) {
      raw = .object(["account": try RawJSON(strict: fields.superDecoder(forKey: .account))])
    }
    try Shape(required: [.account: .idOr(.account)]).take(&raw)
    if let id = raw[.account]?.text { return .known(id) }
    let account = try fields.decode(AccountResource.self, forKey: .account)
    return .whole(account, raw: raw[.account] ?? .null)
  }

  private static func items<Resource: Decodable & Hashable & Sendable>(
    _ key: WireKey, of shape: Shape, in fields: WireFields
  ) throws -> [IngestItem<Resource>] {
    guard fields.contains(key) else { return [] }
    // Whether it is a list is only known by trying.
    guard var list = try? fields.nestedUnkeyedContainer(forKey: key) else {
      throw RequestError.invalid(field: key.rawValue, detail: "is no list")
    }
    var items: [IngestItem<Resource>] = []
    items.reserveCapacity(list.count ?? 0)
    while !list.isAtEnd {
      items.append(IngestItem(try list.superDecoder(), shape: shape))
    }
    return items
  }

  private static func isHistory(in fields: WireFields) throws -> Bool {
    guard fields.contains(.history) else { return false }
    guard let history = fields.lenient(.history, as: Bool.self) else {
      throw RequestError.invalid(field: "history", detail: "is neither true nor false")
    }
    return history
  }
}

/// One element of a list that is handed in.
package struct IngestItem<Resource: Decodable & Hashable & Sendable>: Hashable, Sendable {
  /// All its fields, known or not, with times in UTC; to be stored and served again.
  package var raw: RawJSON
  /// The resource, or why it is rejected.
  package var resource: Result<Resource, RequestError>

  init(_ decoder: any Decoder, shape: Shape) {
    var raw: RawJSON = .null
    do {
      raw = try RawJSON(strict: decoder)
      let sent = raw
      do throws(RequestError) {
        try shape.take(&raw)
        try Self.checkText(raw)
      } catch {
        self.raw = sent
        resource = .failure(error)
        return
      }
      resource = .success(try Resource(from: decoder))
    } catch {
      let detail = (error as? WireError)?.sentence ?? "it has not the shape the API asks for"
      resource = .failure(.malformed(detail: detail))
    }
    self.raw = raw
  }

  /// A message may only be empty if something else is in it.
  private static func checkText(_ raw: RawJSON) throws(RequestError) {
    guard Resource.self == MessageResource.self, raw[.text]?.text == "" else { return }
    let isDeleted = raw[.deletedAt] != nil || raw[.deleted]?.bool == true
    let holds = [WireKey.attachments, .reactions].contains { raw[$0]?.list?.isEmpty == false }
    guard isDeleted || holds else {
      throw .invalid(
        field: "text", detail: "is empty, and there is no attachment, reaction or deletion")
    }
  }
}
