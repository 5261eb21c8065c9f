package import FoundationEssentials

/// A `Conversation` of the Inbox API. In files only the id is required.
package struct ConversationResource: Hashable, Sendable, Codable {
  package var id: String
  package var account: String?
  package var network: String?
  package var kind: String?
  package var title: String?
  package var participants: [ParticipantResource]?
  package var url: String?
  package var status: String?
  /// Null with status snoozed: until they reply.
  package var snoozedUntil: Date?
  package var flagged: Bool?
  package var labels: [String]?
  package var assignee: String?
  package var lane: String?
  package var unreadCount: Int?
  package var waitingSince: Date?
  package var lastMessageAt: Date?
  package var lastMessage: MessageResource?
  package var canReply: Bool?
  package var replyWindowEndsAt: Date?
  package var revision: Int64?
  package var createdAt: Date?
  package var updatedAt: Date?
  /// Who of us is at it; only in the answer for one conversation.
  package var present: [PresenceResource]?
  /// Only in Porch's own export.
  package var porch: KeptResource?

  package init(id: String) { self.id = id }

  package init(from decoder: any Decoder) throws {
    try self.init(fields: decoder.container(keyedBy: WireKey.self))
  }

  init(fields: WireFields) throws {
    id = try fields.requiredID(.id)
    account = fields.lenientID(.account)
    network = fields.lenient(.network)
    kind = fields.lenient(.kind)
    title = fields.lenient(.title)
    participants = fields.lenientList(.participants)
    url = fields.lenient(.url)
    status = fields.lenient(.status)
    snoozedUntil = fields.lenientTime(.snoozedUntil)
    flagged = fields.lenient(.flagged)
    labels = fields.lenientList(.labels)
    assignee = fields.lenient(.assignee)
    lane = fields.lenient(.lane)
    unreadCount = fields.lenient(.unreadCount)
    waitingSince = fields.lenientTime(.waitingSince)
    lastMessageAt = fields.lenientTime(.lastMessageAt)
    lastMessage = fields.lenient(.lastMessage)
    canReply = fields.lenient(.canReply)
    replyWindowEndsAt = fields.lenientTime(.replyWindowEndsAt)
    revision = fields.lenient(.revision)
    createdAt = fields.lenientTime(.createdAt)
    updatedAt = fields.lenientTime(.updatedAt)
    present = fields.lenientList(.present)
    porch = fields.lenient(.porch)
  }

  package func encode(to encoder: any Encoder) throws {
    var sink = encoder.container(keyedBy: WireKey.self)
    try sink.encode(id, forKey: .id)
    try sink.encodeIfPresent(account, forKey: .account)
    try sink.encode(network ?? "other", forKey: .network)
    try sink.encode(kind ?? "direct", forKey: .kind)
    try sink.encodeIfPresent(title, forKey: .title)
    try sink.encode(participants ?? [], forKey: .participants)
    try sink.encodeIfPresent(url, forKey: .url)
    try sink.encode(status ?? "open", forKey: .status)
    try sink.putOrNull(snoozedUntil, .snoozedUntil)
    try sink.encode(flagged ?? false, forKey: .flagged)
    try sink.encode(labels ?? [], forKey: .labels)
    try sink.putOrNull(assignee, .assignee)
    try sink.putOrNull(lane, .lane)
    try sink.encode(unreadCount ?? 0, forKey: .unreadCount)
    try sink.putOrNull(waitingSince, .waitingSince)
    try sink.putOrNull(lastMessageAt, .lastMessageAt)
    try sink.encodeIfPresent(lastMessage, forKey: .lastMessage)
    try sink.encodeIfPresent(canReply, forKey: .canReply)
    try sink.put(replyWindowEndsAt, .replyWindowEndsAt)
    try sink.encode(revision ?? 0, forKey: .revision)
    try sink.put(createdAt, .createdAt)
    try sink.put(updatedAt, .updatedAt)
    try sink.encodeIfPresent(present, forKey: .present)
  }
}
