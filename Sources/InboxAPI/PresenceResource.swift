/// A colleague at a conversation, in `present` and in `event: presence`.
package struct PresenceResource: Hashable, Sendable, Codable {
  /// Left out in `present` of one conversation.
  package var conversation: String?
  package var user: String
  /// "viewing", "composing" or "away".
  package var state: String

  package init(conversation: String? = nil, user: String, state: String) {
    self.conversation = conversation
    self.user = user
    self.state = state
  }

  package init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: WireKey.self)
    conversation = fields.lenientID(.conversation)
    user = try fields.requiredID(.user)
    state = try fields.required(.state)
  }

  package func encode(to encoder: any Encoder) throws {
    var sink = encoder.container(keyedBy: WireKey.self)
    try sink.encodeIfPresent(conversation, forKey: .conversation)
    try sink.encode(user, forKey: .user)
    try sink.encode(state, forKey: .state)
  }
}
