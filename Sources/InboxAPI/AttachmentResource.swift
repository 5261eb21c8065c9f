package import FoundationEssentials

/// An attachment of a `Message`.
package struct AttachmentResource: Hashable, Sendable, Codable {
  package var id: String?
  package var kind: String?
  package var name: String?
  package var mime: String?
  /// Bytes.
  package var size: Int64?
  package var url: String?
  package var expiresAt: Date?
  /// Why it cannot be had.
  package var missing: String?

  package init(
    id: String?, kind: String?, name: String? = nil, mime: String? = nil, size: Int64? = nil,
    url: String? = nil, missing: String? = nil
  ) {
    self.id = id
    self.kind = kind
    self.name = name
    self.mime = mime
    self.size = size
    self.url = url
    self.missing = missing
  }

  package init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: WireKey.self)
    id = fields.lenientID(.id)
    kind = fields.lenient(.kind)
    name = fields.lenient(.name)
    mime = fields.lenient(.mime)
    size = fields.lenient(.size)
    url = fields.lenient(.url)
    expiresAt = fields.lenientTime(.expiresAt)
    missing = fields.lenient(.missing)
  }

  package func encode(to encoder: any Encoder) throws {
    var sink = encoder.container(keyedBy: WireKey.self)
    try sink.encodeIfPresent(id, forKey: .id)
    try sink.encodeIfPresent(kind, forKey: .kind)
    try sink.encodeIfPresent(name, forKey: .name)
    try sink.encodeIfPresent(mime, forKey: .mime)
    try sink.encodeIfPresent(size, forKey: .size)
    try sink.encodeIfPresent(url, forKey: .url)
    try sink.put(expiresAt, .expiresAt)
    try sink.encodeIfPresent(missing, forKey: .missing)
  }
}

/// A reaction to a `Message`.
package struct ReactionResource: Hashable, Sendable, Codable {
  package var emoji: String
  package var author: String

  package init(emoji: String, author: String) {
    self.emoji = emoji
    self.author = author
  }

  package init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: WireKey.self)
    emoji = try fields.required(.emoji)
    author = try fields.requiredID(.author)
  }

  package func encode(to encoder: any Encoder) throws {
    var sink = encoder.container(keyedBy: WireKey.self)
    try sink.encode(emoji, forKey: .emoji)
    try sink.encode(author, forKey: .author)
  }
}
