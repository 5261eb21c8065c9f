package import FoundationEssentials

/// Who wrote a message: an id, or in files the whole participant.
package enum AuthorResource: Hashable, Sendable {
  case id(String)
  case whole(ParticipantResource)

  package var id: String {
    switch self {
    case .id(let id): id
    case .whole(let participant): participant.id
    }
  }
}

/// A `Message` of the Inbox API.
package struct MessageResource: Hashable, Sendable, Codable {
  package var id: String
  package var conversation: String
  /// Files may name it; answers of a server do not.
  package var account: String?
  package var author: AuthorResource
  package var by: String?
  package var direction: String
  package var text: String
  package var sentAt: Date
  package var revision: Int64?
  package var editedAt: Date?
  package var deletedAt: Date?
  package var inReplyTo: String?
  package var automated: Bool?
  package var clientID: String?
  package var delivery: String?
  package var failure: String?
  package var attachments: [AttachmentResource]?
  package var reactions: [ReactionResource]?
  /// Stands where the time of the edit is unknown.
  package var edited: Bool?
  /// Stands where the time of the deletion is unknown.
  package var deleted: Bool?
  package var forwarded: Bool?
  package var subject: String?
  /// Only in Porch's own export.
  package var porch: KeptResource?

  package init(
    id: String, conversation: String, author: AuthorResource, direction: String, text: String,
    sentAt: Date
  ) {
    self.id = id
    self.conversation = conversation
    self.author = author
    self.direction = direction
    self.text = text
    self.sentAt = sentAt
  }

  package init(from decoder: any Decoder) throws {
    try self.init(fields: decoder.container(keyedBy: WireKey.self))
  }

  init(fields: WireFields) throws {
    id = try fields.requiredID(.id)
    conversation = try fields.requiredID(.conversation)
    author = try Self.author(in: fields)
    direction = try fields.required(.direction)
    text = try fields.required(.text)
    sentAt = try fields.requiredTime(.sentAt)
    account = fields.lenientID(.account)
    by = fields.lenientID(.by)
    revision = fields.lenient(.revision)
    editedAt = fields.lenientTime(.editedAt)
    deletedAt = fields.lenientTime(.deletedAt)
    inReplyTo = fields.lenientID(.inReplyTo)
    automated = fields.lenient(.automated)
    clientID = fields.lenientID(.clientID)
    delivery = fields.lenient(.delivery)
    failure = fields.lenient(.failure)
    attachments = fields.lenientList(.attachments)
    reactions = fields.lenientList(.reactions)
    edited = fields.lenient(.edited)
    deleted = fields.lenient(.deleted)
    forwarded = fields.lenient(.forwarded)
    subject = fields.lenient(.subject)
    porch = fields.lenient(.porch)
  }

  private static func author(in fields: WireFields) throws -> AuthorResource {
    guard fields.contains(.author) else { throw WireError.missing(field: "author") }
    // Whether it is an id or an object is only known by trying; both failing is said below.
    if let id = try? fields.decode(String.self, forKey: .author) {
      guard WireID.isValid(id) else { throw WireError.badID(field: "author") }
      return .id(id)
    }
    do {
      return .whole(try fields.decode(ParticipantResource.self, forKey: .author))
    } catch let error as WireError {
      if case .missing = error { throw WireError.missing(field: "author.id") }
      throw WireError.badID(field: "author.id")
    } catch {
      throw WireError.wrongType(field: "author", expected: "an id or a participant")
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var sink = encoder.container(keyedBy: WireKey.self)
    try sink.encode(id, forKey: .id)
    try sink.encode(conversation, forKey: .conversation)
    try sink.encodeIfPresent(account, forKey: .account)
    switch author {
    case .id(let id): try sink.encode(id, forKey: .author)
    case .whole(let participant): try sink.encode(participant, forKey: .author)
    }
    try sink.encodeIfPresent(by, forKey: .by)
    try sink.encode(direction, forKey: .direction)
    try sink.encode(text, forKey: .text)
    try sink.put(sentAt, .sentAt)
    try sink.encode(revision ?? 0, forKey: .revision)
    try sink.put(editedAt, .editedAt)
    try sink.put(deletedAt, .deletedAt)
    try sink.encodeIfPresent(inReplyTo, forKey: .inReplyTo)
    try sink.encodeIfPresent(automated, forKey: .automated)
    try sink.encodeIfPresent(clientID, forKey: .clientID)
    try sink.encodeIfPresent(delivery, forKey: .delivery)
    try sink.encodeIfPresent(failure, forKey: .failure)
    try sink.encodeIfPresent(attachments, forKey: .attachments)
    try sink.encodeIfPresent(reactions, forKey: .reactions)
    try sink.encodeIfPresent(edited, forKey: .edited)
    try sink.encodeIfPresent(deleted, forKey: .deleted)
    try sink.encodeIfPresent(forwarded, forKey: .forwarded)
    try sink.encodeIfPresent(subject, forKey: .subject)
  }
}
