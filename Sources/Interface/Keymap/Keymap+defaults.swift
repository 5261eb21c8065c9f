extension Keymap {
  /// The keys of the product's table. A config is put over it.
  package static let standard = Keymap(written: [
    .inbox: inbox,
    .list: [
      ("j", .next), ("k", .previous), ("<down>", .next), ("<up>", .previous),
      ("<enter>", .open), ("<right>", .open), ("q", .quit),
    ],
    .thread: [
      ("j", .next), ("k", .previous), ("<down>", .next), ("<up>", .previous),
      ("<space>", .pageDown), ("J", .nextConversation), ("K", .previousConversation),
      ("q", .back), ("<enter>", .reply),
    ],
    .composer: composer,
    .anywhere: [
      ("<c-c>", .quit), ("<c-z>", .suspend), ("<c-l>", .redraw), ("<f1>", .help),
    ],
  ])

  private static let inbox: [(String, Command)] = [
    ("<c-d>", .halfDown), ("<c-u>", .halfUp), ("<pgdn>", .pageDown), ("<pgup>", .pageUp),
    ("g", .first), ("G", .last), ("<home>", .first), ("<end>", .last),
    ("<esc>", .back), ("<left>", .back), ("<tab>", .focusNext), ("<backtab>", .focusPrevious),
    ("w", .nextWaiting), ("W", .previousWaiting),
    ("r", .reply), ("b", .snooze), ("s", .flag), ("f", .flag), ("e", .done), ("E", .doneAndNext),
    ("!", .pitch), ("u", .markUnread), ("z", .undo), ("Z", .redo), (".", .repeatLast),
    ("= y", .samePerson), ("= n", .notSamePerson),
    ("c", .copy), ("o", .openLink), ("R", .retryFailed), (",", .syncNow),
    ("A", .accounts), ("?", .help),
    ("1", .viewWaiting), ("2", .viewFirst), ("3", .viewFlagged), ("4", .viewSnoozed),
    ("5", .viewOutbox), ("6", .viewPitches), ("7", .viewGreetings), ("8", .viewDone),
    ("9", .viewAll),
    ("v w", .viewWaiting), ("v f", .viewFirst), ("v l", .viewFlagged), ("v s", .viewSnoozed),
    ("v o", .viewOutbox), ("v p", .viewPitches), ("v g", .viewGreetings), ("v d", .viewDone),
    ("v a", .viewAll), ("v x", .viewSpam),
  ]

  private static let composer: [(String, Command)] = [
    ("<enter>", .send), ("<a-enter>", .newline), ("<c-j>", .newline), ("<esc>", .leaveComposer),
    ("<c-g>", .discardDraft), ("<tab>", .focusNext), ("<backtab>", .focusPrevious),
    ("<left>", .cursorLeft), ("<c-b>", .cursorLeft), ("<right>", .cursorRight),
    ("<c-f>", .cursorRight), ("<up>", .cursorUp), ("<c-p>", .cursorUp), ("<down>", .cursorDown),
    ("<c-n>", .cursorDown), ("<c-left>", .wordLeft), ("<a-b>", .wordLeft),
    ("<c-right>", .wordRight), ("<a-f>", .wordRight), ("<c-a>", .lineStart), ("<home>", .lineStart),
    ("<c-e>", .lineEnd), ("<end>", .lineEnd), ("<backspace>", .deleteBackward),
    ("<c-h>", .deleteBackward), ("<del>", .deleteForward), ("<c-d>", .deleteForward),
    ("<c-w>", .killWord), ("<a-backspace>", .killWord), ("<c-u>", .killToStart),
    ("<c-k>", .killToEnd), ("<c-y>", .yank), ("<c-_>", .undoTyping), ("<c-/>", .undoTyping),
  ]

  /// The standard keys with another key for sending: Enter is then a new line.
  package func sending(with key: SendKey) -> Keymap {
    guard key == .controlS, let send = Chord(notation: "<c-s>"),
      let enter = Chord(notation: "<enter>")
    else { return self }
    var changed = self
    changed.bind(send, to: .send, in: .composer)
    changed.bind(enter, to: .newline, in: .composer)
    return changed
  }

  /// From notation as it is written in a config.
  ///
  /// A slip in our own table is a broken invariant: it is found by the first test that runs.
  init(written: KeyValuePairs<Mode, [(String, Command)]>) {
    self.init()
    for (mode, bindings) in written {
      for (notation, command) in bindings {
        guard let chord = Chord(notation: notation) else {
          preconditionFailure("The standard keymap has a key that cannot be read: \(notation)")
        }
        precondition(table[mode]?[chord] == nil, "The standard keymap binds \(notation) twice")
        bind(chord, to: command, in: mode)
      }
    }
  }
}

/// Which key sends what was written.
package enum SendKey: String, Hashable, Sendable {
  case enter
  case controlS = "ctrl-s"
}
