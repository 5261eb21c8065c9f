package import Domain
package import FoundationEssentials

/// What of the store is wanted; nil fields leave nothing out.
package struct ExportSelection: Hashable, Sendable {
  package var account: Account.ID?
  package var view: InboxView?
  package var conversation: Conversation.ID?

  package init(
    account: Account.ID? = nil, view: InboxView? = nil, conversation: Conversation.ID? = nil
  ) {
    self.account = account
    self.view = view
    self.conversation = conversation
  }

  /// Whether everybody is wanted, also who is in no conversation.
  var isWhole: Bool { (view == nil || view == .all) && conversation == nil }
}

/// One thing of the store on its way out, in the order in which an import wants to meet it: accounts,
/// who is known there, each conversation with its messages, and what was decided about people.
package enum Exported: Sendable {
  /// How many conversations follow; told first.
  case conversations(count: Int)
  case account(Account)
  case identity(IncomingIdentity)
  case conversation(ExportedConversation)
  case message(ExportedMessage)
  case people(IncomingPeople)
}

/// A conversation with what is nobody's business but the store's.
package struct ExportedConversation: Sendable {
  package var accountRemoteID: String
  package var conversation: Conversation
  /// As its source called it; nil where it did not.
  package var givenTitle: SafeText?
  /// Who takes part: first whom it is headed with.
  package var participants: [IncomingParticipant]
  package var replyWindowEnds: Date?
  /// What had arrived up to here was read; nil: nothing.
  package var readTo: Date?
  package var draft: String?
  package var createdAt: Date
}

/// A message with the account and conversation by their sources' own ids.
package struct ExportedMessage: Sendable {
  package var accountRemoteID: String
  package var conversationRemoteID: String
  package var detail: MessageDetail
  /// A reply of ours that is not safely away, as it was typed.
  package var typed: String?
}
