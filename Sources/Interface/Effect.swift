package import Domain

/// Something for the world to do. Data, not closures: tests compare them.
package enum Effect: Hashable, Sendable {
  /// Watch this window of a view; replaces the window watched before.
  case observeList(ListRequest)
  /// Watch this part of a thread; nil watches none. Replaces the one before.
  case observePage(PageRequest?)
  case startTimer(Timer, milliseconds: Int)
  case stopTimer(Timer)
  /// The person has seen everything that has arrived here: move the local read mark.
  case markDisplayed(Conversation.ID)
  case saveDraft(Conversation.ID, text: String)
  /// Puts a text behind the draft that is in the store when its turn comes; without one, the text
  /// is the draft. For texts whose beginning only the store knows.
  case appendToDraft(Conversation.ID, text: String)
  /// Throws a draft away, so that undo brings it back. `text` is its newest state, which may not be
  /// on the disk yet; nil where only the store knows it.
  case discardDraft(Conversation.ID, text: String?)
  case triage(TriageStep, Conversation.ID)
  /// What the person decided about two identities, beside a conversation.
  case judgePeople(PeopleStep, PersonCard.Perhaps, Conversation.ID)
  case undo
  case redo
  case send(Outgoing)
  /// The answer to "was it sent?" for a message on the clipboard of an account that cannot send.
  case confirmHandover(Message.ID, wasSent: Bool)
  /// Try a failed or unknown message again, after the person said so.
  case retry(Message.ID)
  case copy(String)
  case openLink(String)
  /// Open the file of an attachment, out of the archive or folder that was imported.
  case openFile(Attachment)
  /// Ask every server now, and send what is queued.
  case syncNow
  /// Tell the colleagues behind this server (its name in the config) where we are.
  case presence(Conversation.ID, Presence.State, connection: String)
  /// Draw the next frame whole: something else has written on the terminal.
  case redraw
  /// Ctrl-Z.
  case suspend
  case quit
}
