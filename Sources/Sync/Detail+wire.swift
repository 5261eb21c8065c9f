package import Domain
package import InboxAPI

extension ConversationResource {
  /// The conversation as `list --json` prints it.
  package init(_ detail: ConversationDetail) {
    let conversation = detail.conversation
    self.init(id: detail.printedID)
    account = detail.accountRemoteID
    network = conversation.network.rawValue
    kind = conversation.kind.rawValue
    title = conversation.title.string
    participants = detail.participants.map(ParticipantResource.init)
    url = conversation.url?.string
    status = conversation.triage.status.rawValue
    snoozedUntil = conversation.triage.snoozedUntil
    flagged = conversation.triage.flagged
    labels = conversation.labels.map(\.string)
    assignee = conversation.assignee?.string
    lane = conversation.triage.lane?.rawValue
    unreadCount = conversation.unread
    waitingSince = conversation.waitingSince
    lastMessageAt = conversation.lastMessageAt
    lastMessage = detail.lastMessage.map(MessageResource.init)
    canReply = conversation.canReply
    revision = detail.revision
    createdAt = detail.createdAt
    updatedAt = detail.updatedAt
  }

  /// One line of `list --json`, without its newline.
  package static func line(_ detail: ConversationDetail) throws -> String {
    try WireText.line(ConversationResource(detail))
  }
}

extension MessageResource {
  /// The message as `show --json` prints it. The store keeps no time of an edit or a deletion, so
  /// the marks for "time unknown" stand.
  package init(_ detail: MessageDetail) {
    let message = detail.message
    self.init(
      id: message.remoteID, conversation: detail.conversationPrintedID,
      author: .id(detail.authorID), direction: message.direction.rawValue,
      text: message.text.string, sentAt: message.sentAt)
    revision = detail.revision
    edited = message.isEdited ? true : nil
    deleted = message.isDeleted ? true : nil
    forwarded = message.isForwarded ? true : nil
    automated = message.isAutomated ? true : nil
    inReplyTo = detail.inReplyTo
    clientID = detail.clientID
    by = detail.writtenBy
    subject = message.subject?.string
    (delivery, failure) = Self.words(for: message.delivery)
    if !message.attachments.isEmpty {
      attachments = message.attachments.enumerated().map {
        AttachmentResource(position: $0.offset, $0.element)
      }
    }
    if !message.reactions.isEmpty {
      reactions = message.reactions.map {
        ReactionResource(emoji: $0.emoji.string, author: $0.author.string)
      }
    }
  }

  /// One line of `show --json`, without its newline.
  package static func line(_ detail: MessageDetail) throws -> String {
    try WireText.line(MessageResource(detail))
  }

  private static func words(for delivery: Delivery?) -> (String?, String?) {
    switch delivery {
    case nil: (nil, nil)
    // The wire knows no word of its own for it: as far as anybody can tell, it went.
    case .sent, .handedOver: ("sent", nil)
    case .delivered: ("delivered", nil)
    case .read: ("read", nil)
    case .pending(.failed(let reason)): ("failed", reason.string)
    case .pending: ("queued", nil)
    }
  }
}

extension ParticipantResource {
  init(_ participant: IncomingParticipant) {
    self.init(
      id: participant.id, name: participant.name?.string ?? participant.handle?.string ?? "",
      handle: participant.handle?.string, isSelf: participant.isSelf ? true : nil,
      url: participant.url?.string, automated: participant.isAutomated ? true : nil,
      followsUs: participant.followsUs, followedAt: participant.followsUsSince)
  }
}

extension AttachmentResource {
  /// Attachments have no id of their own here; their place on the message serves.
  init(position: Int, _ attachment: Attachment) {
    self.init(
      id: String(position + 1), kind: attachment.kind.rawValue, name: attachment.name?.string,
      mime: attachment.mime?.string, size: attachment.size, url: attachment.url?.string,
      missing: attachment.missing?.string)
  }
}
