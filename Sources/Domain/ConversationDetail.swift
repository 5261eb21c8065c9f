package import FoundationEssentials

/// A conversation with everything the Inbox API says of one, for `--json` and for export.
package struct ConversationDetail: Hashable, Sendable {
  /// The id to print: the source's own, prefixed with the account where two accounts share it.
  package var printedID: String
  package var accountRemoteID: String
  package var conversation: Conversation
  package var participants: [IncomingParticipant]
  package var lastMessage: MessageDetail?
  package var revision: Int64
  package var createdAt: Date
  package var updatedAt: Date

  package init(
    printedID: String, accountRemoteID: String, conversation: Conversation,
    participants: [IncomingParticipant], lastMessage: MessageDetail?, revision: Int64,
    createdAt: Date, updatedAt: Date
  ) {
    self.printedID = printedID
    self.accountRemoteID = accountRemoteID
    self.conversation = conversation
    self.participants = participants
    self.lastMessage = lastMessage
    self.revision = revision
    self.createdAt = createdAt
    self.updatedAt = updatedAt
  }
}

/// A message with everything the Inbox API says of one.
package struct MessageDetail: Hashable, Sendable {
  package var conversationPrintedID: String
  package var message: Message
  package var authorID: String
  package var inReplyTo: String?
  package var clientID: String?
  package var revision: Int64
  /// The user id of whoever of us wrote it, also when that is us; nil where nobody said.
  package var writtenBy: String?
  /// It is on its way, or never left.
  package var isPending: Bool
  /// It answers nobody, because it never arrived.
  package var isUnsent: Bool

  package init(
    conversationPrintedID: String, message: Message, authorID: String, inReplyTo: String?,
    clientID: String?, revision: Int64, writtenBy: String? = nil, isPending: Bool = false,
    isUnsent: Bool = false
  ) {
    self.conversationPrintedID = conversationPrintedID
    self.message = message
    self.authorID = authorID
    self.inReplyTo = inReplyTo
    self.clientID = clientID
    self.revision = revision
    self.writtenBy = writtenBy
    self.isPending = isPending
    self.isUnsent = isUnsent
  }
}
