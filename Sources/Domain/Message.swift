package import FoundationEssentials

/// One thing said, in a thread.
package struct Message: Hashable, Sendable, Identifiable {
  package typealias ID = LocalID<Message>

  package enum Direction: String, Hashable, Sendable {
    case `in`, out, note, system
  }

  package var id: ID
  package var remoteID: String
  package var direction: Direction
  /// The author's name; "You" is the interface's word, not the store's.
  package var author: SafeText
  /// The user id of the colleague who wrote it for us, which is all that the Inbox API tells; nil
  /// when it was us, or nobody knows.
  package var writtenBy: SafeText?
  package var text: SafeText
  package var sentAt: Date
  /// When it reached us. For imported history this is ``sentAt``.
  package var arrivedAt: Date
  /// No human wrote it.
  package var isAutomated: Bool
  package var isEdited: Bool
  package var isDeleted: Bool
  package var isForwarded: Bool
  /// The message this one answers, quoted in one line, if we have it.
  package var quote: SafeText?
  package var subject: SafeText?
  package var delivery: Delivery?
  package var attachments: [Attachment]
  package var reactions: [Reaction]

  package init(
    id: ID, remoteID: String, direction: Direction, author: SafeText, writtenBy: SafeText? = nil,
    text: SafeText, sentAt: Date, arrivedAt: Date? = nil, isAutomated: Bool = false,
    isEdited: Bool = false,
    isDeleted: Bool = false, isForwarded: Bool = false, quote: SafeText? = nil,
    subject: SafeText? = nil, delivery: Delivery? = nil, attachments: [Attachment] = [],
    reactions: [Reaction] = []
  ) {
    self.id = id
    self.remoteID = remoteID
    self.direction = direction
    self.author = author
    self.writtenBy = writtenBy
    self.text = text
    self.sentAt = sentAt
    self.arrivedAt = arrivedAt ?? sentAt
    self.isAutomated = isAutomated
    self.isEdited = isEdited
    self.isDeleted = isDeleted
    self.isForwarded = isForwarded
    self.quote = quote
    self.subject = subject
    self.delivery = delivery
    self.attachments = attachments
    self.reactions = reactions
  }
}

/// How far an outbound message has come.
package enum Delivery: Hashable, Sendable {
  /// Ours and not safely away yet.
  case pending(OutboxState)
  /// The person says they sent it themselves; the network has not told of it yet.
  case handedOver
  case sent, delivered, read
}

/// Where a reply of ours stands before it is safely away.
package enum OutboxState: Hashable, Sendable {
  /// Can still be taken back, until `release`.
  case held(release: Date)
  case queued
  case sending
  /// On the clipboard of an account that cannot send; the person has not said yet whether it went.
  case unconfirmed
  case failed(reason: SafeText)
  /// An unclear answer: never sent again without asking.
  case unknown
}

/// An emoji somebody put on a message.
package struct Reaction: Hashable, Sendable {
  package var emoji: SafeText
  package var author: SafeText
  package init(emoji: SafeText, author: SafeText) {
    self.emoji = emoji
    self.author = author
  }
}
