import FoundationEssentials

/// One line of a drop folder's file: a resource with its `type` beside its fields.
package enum LineResource: Hashable, Sendable, Decodable {
  case account(AccountResource)
  case conversation(ConversationResource)
  case message(MessageResource)
  /// Only in Porch's own export, like ``people(_:)``.
  case participant(ParticipantLine)
  case people(PeopleLine)

  package init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: WireKey.self)
    switch try fields.required(.type) {
    case "message": self = .message(try MessageResource(fields: fields))
    case "conversation": self = .conversation(try ConversationResource(fields: fields))
    case "account": self = .account(try AccountResource(fields: fields))
    case "participant":
      self = .participant(try ParticipantLine(fields: fields, from: decoder))
    case "people": self = .people(try PeopleLine(fields: fields))
    case let other: throw WireError.unknownType(other)
    }
  }
}
