/// What a bridge may send of each resource.
///
/// Required is what the drop folder requires, so that a script can be a network; everything else is
/// what the resource allows.
extension Shape {
  package static let account = Shape(
    required: [.id: .id],
    optional: [
      .network: .filledText, .name: .text, .handle: .text, .self: .id, .maxText: .count,
      .maxTextUnit: .oneOf(WireWord.textUnits), .replyWindowHours: .count,
      .capabilities: .list(.oneOf(WireWord.capabilities)),
    ])

  package static let participant = Shape(
    required: [.id: .id],
    optional: [
      .name: .text, .handle: .text, .isSelf: .bool, .url: .text, .avatarURL: .text,
      .automated: .bool, .followers: .count, .followsUs: .bool, .followedAt: .time, .bio: .text,
    ])

  package static let attachment = Shape(
    required: [.id: .id, .kind: .oneOf(WireWord.attachmentKinds)],
    optional: [
      .name: .text, .mime: .text, .size: .count, .url: .text, .expiresAt: .time, .missing: .text,
    ])

  package static let reaction = Shape(required: [.emoji: .filledText, .author: .id])

  package static let message = Shape(
    required: [
      .id: .id, .conversation: .id, .author: .idOr(participant),
      .direction: .oneOf(WireWord.directions), .text: .text, .sentAt: .time,
    ],
    optional: [
      .account: .id, .by: .id, .revision: .count, .editedAt: .time, .deletedAt: .time,
      .inReplyTo: .id, .automated: .bool, .clientID: .clientID,
      .delivery: .oneOf(WireWord.deliveries), .failure: .text,
      .attachments: .list(.object(attachment)), .reactions: .list(.object(reaction)),
      .edited: .bool, .deleted: .bool, .forwarded: .bool, .subject: .text,
    ])

  package static let conversation = Shape(
    required: [.id: .id],
    optional: [
      .account: .id, .network: .filledText, .kind: .oneOf(WireWord.conversationKinds),
      .title: .text, .participants: .list(.object(participant)), .url: .text,
      .status: .oneOf(WireWord.statuses), .flagged: .bool, .labels: .labels,
      .unreadCount: .count, .lastMessage: .object(message), .canReply: .bool,
      .replyWindowEndsAt: .time, .revision: .count, .createdAt: .time, .updatedAt: .time,
    ],
    nullable: [
      .snoozedUntil: .time, .assignee: .id, .lane: .oneOf(WireWord.lanes), .waitingSince: .time,
      .lastMessageAt: .time,
    ])

  package static let gone = Shape(required: [.kind: .oneOf(WireWord.goneKinds), .id: .id])
}

extension Shape.Rule {
  /// Labels are as long as ids, and 100 are more than anybody reads.
  package static let labels = Shape.Rule.list(.id, atMost: 100)
}
