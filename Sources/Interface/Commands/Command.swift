/// Everything a person can ask for. Order is the order of the help screen; the raw value is the
/// name in a config.
package enum Command: String, CaseIterable, Hashable, Sendable {
  // Moving
  case next, previous, halfDown, halfUp, pageDown, pageUp, first, last
  case open, back, focusNext, focusPrevious
  case nextConversation, previousConversation, nextWaiting, previousWaiting
  // Answering
  case reply, send, newline, leaveComposer, discardDraft, retryFailed, copy, openLink
  // Triage
  case snooze, flag, done, doneAndNext, pitch, markUnread, undo, redo, repeatLast
  case samePerson, notSamePerson
  // Views
  case viewWaiting, viewFirst, viewFlagged, viewSnoozed, viewOutbox, viewPitches, viewGreetings
  case viewDone, viewAll, viewSpam
  // Writing
  case cursorLeft, cursorRight, cursorUp, cursorDown, wordLeft, wordRight, lineStart, lineEnd
  case deleteBackward, deleteForward, killWord, killToStart, killToEnd, yank, undoTyping
  // Porch
  case syncNow, accounts, help, redraw, suspend, quit

  /// Where each stands in the help screen.
  static let order: [Command: Int] = Dictionary(
    uniqueKeysWithValues: allCases.enumerated().map { ($1, $0) })
}
