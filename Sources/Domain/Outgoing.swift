package import FoundationEssentials

/// A reply on its way from the composer to the outbox.
package struct Outgoing: Hashable, Sendable {
  package var conversation: Conversation.ID
  /// As typed; it is sent as it is and sanitised only to be drawn.
  package var text: String
  /// The newest message that had been seen when the composer was opened. When something newer is
  /// there at sending, the person is asked first. nil sends without asking.
  package var seen: Message.ID?
  /// Whether the stored draft is an earlier state of this very text, and ends with it. Otherwise
  /// only a draft that the text begins with is over; any other is somebody's unsent words.
  package var endsDraft: Bool

  package init(
    conversation: Conversation.ID, text: String, seen: Message.ID?, endsDraft: Bool = false
  ) {
    self.conversation = conversation
    self.text = text
    self.seen = seen
    self.endsDraft = endsDraft
  }
}

extension Outgoing {
  /// The longest that a reply is held so that it can be taken back, in seconds.
  package static let longestHold = 60.0
}

/// What became of a reply that was put into the outbox.
package enum EnqueueOutcome: Hashable, Sendable {
  /// In the thread, held until `release`.
  case held(Message.ID, release: Date)
  /// Queued at once (a hold of zero).
  case queued(Message.ID)
  /// The account cannot send: the text is to be put on the clipboard, `url` opened or shown, and
  /// the person asked whether it was sent.
  case handover(Message.ID, text: String, url: SafeText?)
  /// Somebody wrote meanwhile; nothing was enqueued.
  case newerArrived(author: SafeText, text: SafeText, newest: Message.ID)
}

/// One reply that has to leave, for the part of `Sync` that delivers it.
package struct OutboxEntry: Hashable, Sendable {
  package var message: Message.ID
  /// The idempotency key: one per message, kept for ever.
  package var clientID: String
  package var conversation: Conversation.ID
  package var conversationRemoteID: String
  package var account: Account
  package var text: String
  package var queuedAt: Date
  package var state: OutboxState
  package var attempts: Int

  package init(
    message: Message.ID, clientID: String, conversation: Conversation.ID,
    conversationRemoteID: String, account: Account, text: String, queuedAt: Date,
    state: OutboxState, attempts: Int
  ) {
    self.message = message
    self.clientID = clientID
    self.conversation = conversation
    self.conversationRemoteID = conversationRemoteID
    self.account = account
    self.text = text
    self.queuedAt = queuedAt
    self.state = state
    self.attempts = attempts
  }
}

/// What undo or redo did, to be said in the status line.
package enum UndoOutcome: Hashable, Sendable {
  /// A triage step was taken back (or done again); `step` is the one concerned.
  case triage(step: TriageStep, conversation: Conversation.ID, title: SafeText)
  /// A held send was taken back: its text belongs into the composer again.
  case tookBack(conversation: Conversation.ID, text: String)
  /// A draft that was thrown away is there again; `text` is all of the draft now.
  case draftBack(conversation: Conversation.ID, text: String)
  /// It was thrown away once more.
  case draftGone(conversation: Conversation.ID)
  /// What was said of two people no longer counts (or counts again): the title of the conversation
  /// beside which it was said, and the other of the two where it is known still.
  case people(PeopleStep, conversation: Conversation.ID, title: SafeText, other: Identity?)
  /// The last send had already left.
  case tooLate
  case nothing
}
