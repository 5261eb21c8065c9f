import InboxAPI
import Testing

/// A type of the wire beside the schema that describes it.
struct WireType: Sendable, CustomTestStringConvertible {
  var schema: String
  /// Fields without which there is no such resource: decoding fails without them, and only then.
  var needs: Set<String>
  /// Required fields that only a server can know, so that encoding does not make them up.
  var leftToServers: Set<String>
  /// Fields that the type has from elsewhere than this schema.
  var more: Set<String>
  var roundTrip: @Sendable (RawJSON) throws -> RawJSON

  var testDescription: String { schema }

  init<Resource: Codable & SendableMetatype>(
    _ schema: String, _: Resource.Type, needs: Set<String> = [],
    leftToServers: Set<String> = [], more: Set<String> = []
  ) {
    self.schema = schema
    self.needs = needs
    self.leftToServers = leftToServers
    self.more = more
    roundTrip = { try RawJSON($0.decoded(as: Resource.self)) }
  }

  static let answers = [
    WireType("Health", HealthResource.self, needs: ["status"]),
    WireType("Me", MeResource.self, needs: ["user", "log", "seq"]),
    WireType("User", MeResource.User.self, needs: ["id"]),
    WireType("Server", MeResource.Server.self),
    WireType("Account", AccountResource.self, needs: ["id"]),
    WireType("Participant", ParticipantResource.self, needs: ["id"]),
    WireType("Attachment", AttachmentResource.self, leftToServers: ["id", "kind"]),
    WireType("Reaction", ReactionResource.self, needs: ["emoji", "author"]),
    // A file names the account of a message.
    WireType(
      "Message", MessageResource.self,
      needs: ["id", "conversation", "author", "direction", "text", "sent_at"], more: ["account"]),
    WireType(
      "Conversation", ConversationResource.self, needs: ["id"],
      leftToServers: ["account", "created_at", "updated_at"]),
    // One type for both.
    WireType(
      "Presence", PresenceResource.self, needs: ["user", "state"], more: ["conversation"]),
    WireType(
      "PresenceEvent", PresenceResource.self, needs: ["user", "state"],
      leftToServers: ["conversation"]),
    WireType("Gone", GoneResource.self, needs: ["kind", "id"]),
    WireType("Change", ChangeResource.self, needs: ["seq"], leftToServers: ["at"]),
    WireType("ChangesPage", ChangesResource.self, needs: ["data", "seq"]),
    WireType("FailedAccount", FailedAccountResource.self, needs: ["account"]),
    WireType(
      "ConversationPage", PageResource<ConversationResource>.self, needs: ["data", "next_cursor"],
      leftToServers: ["failed_accounts"]),
    WireType(
      "MessagePage", PageResource<MessageResource>.self, needs: ["data", "next_cursor"],
      more: ["failed_accounts"]),
    WireType("Problem", ProblemResource.self, needs: ["status"]),
    WireType("IngestAnswer", IngestAnswer.self),
    WireType("Rejection", IngestAnswer.Rejection.self),
  ]
}
