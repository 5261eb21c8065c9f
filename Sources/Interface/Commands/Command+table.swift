package import Domain

/// What is said of a command wherever commands are listed.
package struct CommandDescription: Equatable, Sendable {
  package enum Group: String, CaseIterable, Sendable {
    case moving = "Moving"
    case answering = "Answering"
    case triage = "Triage"
    case views = "Views"
    case writing = "Writing"
    case porch = "Porch"
  }

  package var group: Group
  package var title: String
  /// One sentence.
  package var help: String
  /// One or two words for the status line.
  package var hint: String
  /// Where it does something.
  package var modes: [Mode]
}

extension Command {
  /// The one table that keymap, help, status line and the printed list of keys are made of.
  package var description: CommandDescription {
    let (group, modes) = place
    let (title, help, hint) = words
    return CommandDescription(group: group, title: title, help: help, hint: hint, modes: modes)
  }

  package var title: String { words.title }

  /// The view a command shows, if it shows one.
  package var view: InboxView? {
    switch self {
    case .viewWaiting: .waiting
    case .viewFirst: .first
    case .viewFlagged: .flagged
    case .viewSnoozed: .snoozed
    case .viewOutbox: .outbox
    case .viewPitches: .pitches
    case .viewGreetings: .greetings
    case .viewDone: .done
    case .viewAll: .all
    case .viewSpam: .spam
    default: nil
    }
  }

  private var place: (CommandDescription.Group, [Mode]) {
    switch self {
    case .next, .previous, .halfDown, .halfUp, .pageDown, .pageUp, .first, .last, .open, .back,
      .nextWaiting, .previousWaiting:
      (.moving, [.list, .thread])
    case .nextConversation, .previousConversation: (.moving, [.thread])
    case .focusNext, .focusPrevious: (.moving, [.list, .thread, .composer])
    case .reply, .retryFailed, .copy, .openLink: (.answering, [.list, .thread])
    case .send, .newline, .leaveComposer: (.answering, [.composer])
    case .discardDraft: (.answering, [.list, .thread, .composer])
    case .snooze, .flag, .done, .doneAndNext, .pitch, .markUnread, .undo, .redo, .repeatLast,
      .samePerson, .notSamePerson:
      (.triage, [.list, .thread])
    case .viewWaiting, .viewFirst, .viewFlagged, .viewSnoozed, .viewOutbox, .viewPitches,
      .viewGreetings, .viewDone, .viewAll, .viewSpam:
      (.views, [.list, .thread])
    case .cursorLeft, .cursorRight, .cursorUp, .cursorDown, .wordLeft, .wordRight, .lineStart,
      .lineEnd, .deleteBackward, .deleteForward, .killWord, .killToStart, .killToEnd, .yank,
      .undoTyping:
      (.writing, [.composer])
    case .syncNow, .accounts: (.porch, [.list, .thread])
    case .help, .redraw, .suspend, .quit: (.porch, [.list, .thread, .composer])
    }
  }

  private var words: (title: String, help: String, hint: String) {
    switch self {
    case .next: ("Down", "One row down in the list, one line in the thread.", "down")
    case .previous: ("Up", "One row up in the list, one line in the thread.", "up")
    case .halfDown: ("Half a page down", "Moves down by half of what is visible.", "half down")
    case .halfUp: ("Half a page up", "Moves up by half of what is visible.", "half up")
    case .pageDown: ("Page down", "Moves down by what is visible.", "page down")
    case .pageUp: ("Page up", "Moves up by what is visible.", "page up")
    case .first: ("To the top", "The first row of the view, the oldest message.", "top")
    case .last: ("To the end", "The last row of the view, the newest message.", "end")
    case .open: ("Open", "Reads the conversation and counts it as displayed.", "open")
    case .back: ("Back", "From the thread to the list.", "back")
    case .focusNext: ("Next pane", "List, thread, reply, and round again.", "next pane")
    case .focusPrevious: ("Previous pane", "The panes the other way round.", "previous pane")
    case .nextConversation: ("Next conversation", "Opens the one below while reading.", "next")
    case .previousConversation:
      ("Previous conversation", "Opens the one above while reading.", "previous")
    case .nextWaiting: ("Next waiting", "The next person who waits for you.", "next waiting")
    case .previousWaiting: ("Previous waiting", "The one before who waits.", "previous waiting")
    case .reply: ("Reply", "Writes to this person; the draft is kept as you type.", "reply")
    case .send: ("Send", "Holds the reply for a moment, then sends it.", "send")
    case .newline: ("New line", "Starts a new line in the reply.", "new line")
    case .leaveComposer: ("Leave the reply", "Keeps what you wrote as a draft.", "leave")
    case .discardDraft:
      ("Discard the draft", "Throws the reply away; undo brings it back.", "discard")
    case .retryFailed: ("Send again", "Tries a reply again that failed; asks first.", "send again")
    case .copy: ("Copy text", "The newest message of theirs, to the clipboard.", "copy")
    case .openLink:
      ("Open a link", "A link or attachment of the thread, by its number.", "open link")
    default: moreWords
    }
  }

  private var moreWords: (title: String, help: String, hint: String) {
    switch self {
    case .snooze: ("Snooze", "Puts it away until a time, or until they reply.", "snooze")
    case .flag: ("Flag", "Marks it, or takes the mark away.", "flag")
    case .done: ("Done", "Nothing more to do here; on a done one: opens it again.", "done")
    case .doneAndNext: ("Done and next", "Done, and opens the next conversation.", "done, next")
    case .pitch: ("Pitch", "Sets it aside as a sales pitch, or brings it back.", "pitch")
    case .markUnread: ("Mark unread", "As if you had not seen the newest message.", "unread")
    case .undo: ("Undo", "Takes back the last triage step, or a reply still held.", "undo")
    case .redo: ("Redo", "Does again what was undone.", "redo")
    case .repeatLast: ("Repeat", "The last triage step, on this conversation.", "repeat")
    case .samePerson:
      ("Same person", "Joins whom the person pane suggests.", "same person")
    case .notSamePerson:
      ("Not the same person", "Remembers that these are two people.", "not the same")
    case .viewWaiting: ("Waiting", "Shows who waits for you, longest first.", "Waiting")
    case .viewFirst: ("First contacts", "Shows people nobody has answered yet.", "First")
    case .viewFlagged: ("Flagged", "Shows what you flagged.", "Flagged")
    case .viewSnoozed: ("Snoozed", "Shows what is put away, next to wake first.", "Snoozed")
    case .viewOutbox: ("Drafts and outbox", "Shows what is written and not safely away.", "Outbox")
    case .viewPitches: ("Pitches", "Shows what was set aside as a sales pitch.", "Pitches")
    case .viewGreetings: ("Greetings", "Shows automatic messages, set aside.", "Greetings")
    case .viewDone: ("Done conversations", "Shows what is finished.", "Done")
    case .viewAll: ("All", "Shows every conversation, newest first.", "All")
    case .viewSpam: ("Spam", "Shows what was set aside as spam.", "Spam")
    case .syncNow: ("Sync now", "Asks every server, and sends what is queued.", "sync")
    case .accounts: ("Accounts", "How every server stands, and its last error.", "accounts")
    case .help: ("Help", "Lists every command, and runs the one you choose.", "help")
    case .redraw: ("Draw anew", "Draws the whole screen, after others wrote into it.", "redraw")
    case .suspend: ("Suspend", "Back to the shell; fg returns.", "suspend")
    case .quit: ("Quit", "Leaves Porch; drafts are kept.", "quit")
    default: typingWords
    }
  }

  private var typingWords: (title: String, help: String, hint: String) {
    switch self {
    case .cursorLeft: ("Left", "One character to the left.", "left")
    case .cursorRight: ("Right", "One character to the right.", "right")
    case .cursorUp: ("Line up", "One line up in the reply.", "line up")
    case .cursorDown: ("Line down", "One line down in the reply.", "line down")
    case .wordLeft: ("Word left", "One word to the left.", "word left")
    case .wordRight: ("Word right", "One word to the right.", "word right")
    case .lineStart: ("Start of line", "To the start of the line.", "line start")
    case .lineEnd: ("End of line", "To the end of the line.", "line end")
    case .deleteBackward: ("Delete left", "The character left of the cursor.", "delete")
    case .deleteForward: ("Delete right", "The character under the cursor.", "delete right")
    case .killWord: ("Delete word", "The word left of the cursor.", "delete word")
    case .killToStart: ("Delete to start", "Everything left of the cursor.", "delete to start")
    case .killToEnd: ("Delete to end", "Everything right of the cursor.", "delete to end")
    case .yank: ("Put back", "What was deleted last.", "put back")
    case .undoTyping: ("Undo typing", "Takes back the last change to the text.", "undo typing")
    default: (rawValue, rawValue, rawValue)
    }
  }
}
