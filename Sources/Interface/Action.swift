package import Cells
package import Domain
package import FoundationEssentials

/// Everything that can happen to the interface. Imperatives come from the person, facts are past tense.
package enum Action: Hashable, Sendable {
  case input(Input)
  /// The time of day: once a minute, and at start.
  case clock(Date)
  /// A timer asked for with ``Effect/startTimer(_:milliseconds:)`` has run out.
  case elapsed(Timer, at: Date)
  case listChanged(ConversationList)
  case countsChanged(Counts)
  /// nil when the conversation is no more.
  case pageChanged(ConversationPage?)
  case accountsChanged([AccountStatus])
  /// How every configured server stands.
  case standingsChanged([ConnectionStanding])
  /// A colleague is at a conversation, or has left it.
  case colleagueSeen(Presence)
  /// A triage step is in the store.
  case triaged(TriageStep, conversation: Conversation.ID, title: SafeText)
  /// A triage step had nothing to change, and left nothing to undo.
  case triagedAlready(TriageStep, conversation: Conversation.ID, title: SafeText)
  /// A decision about two people is in the store.
  case peopleJudged(PeopleStep, PersonCard.Perhaps, title: SafeText)
  case undone(UndoOutcome)
  case redone(UndoOutcome)
  case enqueued(EnqueueOutcome, Outgoing)
  /// A reply did not get into the outbox: its text is still the composer's, and may be sent again.
  case sendFailed(Outgoing, Notice)
  /// A draft did not get to the disk; a notice says why. It is saved again after a while.
  case draftSaveFailed(Conversation.ID, text: String)
  /// How many replies the outbox holds that have not safely left.
  case outboxChanged(pending: Int)
  /// What came of a step of the person's own.
  case noticed(Notice)
  /// What went on in the background: it waits while the person reads about a step of their own.
  case reported(Notice)
  /// Somebody asked the program to end (SIGTERM, SIGHUP).
  case endRequested
}

/// The timers the interface asks for. One of each at a time: starting one again restarts it.
package enum Timer: Hashable, Sendable {
  /// The selection has rested: the thread may follow it.
  case preview
  /// Typed text is to be saved.
  case draft
  /// A notice has been up long enough.
  case notice
  /// The countdown of a held message moves on.
  case hold
  /// A colleague has not been heard of for too long.
  case colleagues
  /// Something may be said again of where we are.
  case ownPresence
  /// A reply that was sent no longer counts as being written.
  case ownReply
}
