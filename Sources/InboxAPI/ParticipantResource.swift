package import FoundationEssentials

/// A `Participant` of the Inbox API. In files only the id is required.
package struct ParticipantResource: Hashable, Sendable, Codable {
  package var id: String
  package var name: String?
  package var handle: String?
  package var isSelf: Bool?
  package var url: String?
  package var avatarURL: String?
  package var automated: Bool?
  package var followers: Int?
  package var followsUs: Bool?
  package var followedAt: Date?
  package var bio: String?

  package init(
    id: String, name: String? = nil, handle: String? = nil, isSelf: Bool? = nil,
    url: String? = nil, automated: Bool? = nil, followsUs: Bool? = nil, followedAt: Date? = nil
  ) {
    self.id = id
    self.name = name
    self.handle = handle
    self.isSelf = isSelf
    self.url = url
    self.automated = automated
    self.followsUs = followsUs
    self.followedAt = followedAt
  }

  package init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: WireKey.self)
    id = try fields.requiredID(.id)
    name = fields.lenient(.name)
    handle = fields.lenient(.handle)
    isSelf = fields.lenient(.isSelf)
    url = fields.lenient(.url)
    avatarURL = fields.lenient(.avatarURL)
    automated = fields.lenient(.automated)
    followers = fields.lenient(.followers)
    followsUs = fields.lenient(.followsUs)
    followedAt = fields.lenientTime(.followedAt)
    bio = fields.lenient(.bio)
  }

  package func encode(to encoder: any Encoder) throws {
    var sink = encoder.container(keyedBy: WireKey.self)
    try sink.encode(id, forKey: .id)
    try sink.encode(name ?? "", forKey: .name)
    try sink.encodeIfPresent(handle, forKey: .handle)
    try sink.encodeIfPresent(isSelf, forKey: .isSelf)
    try sink.encodeIfPresent(url, forKey: .url)
    try sink.encodeIfPresent(avatarURL, forKey: .avatarURL)
    try sink.encodeIfPresent(automated, forKey: .automated)
    try sink.encodeIfPresent(followers, forKey: .followers)
    try sink.encodeIfPresent(followsUs, forKey: .followsUs)
    try sink.put(followedAt, .followedAt)
    try sink.encodeIfPresent(bio, forKey: .bio)
  }
}
