import Cells
import Domain

extension State {
  /// How long typing goes on before it is on disk. The timer is not started again by every key, so
  /// it also runs out while somebody types without a pause.
  static let draftDelay = 400

  mutating func runInComposer(_ command: Command) -> [Effect]? {
    switch command {
    case .send: return send()
    case .leaveComposer, .focusPrevious: return leaving { $0.leaveComposer() }
    case .focusNext: return leaving { $0.backToList() }
    case .discardDraft: return discardDraft()
    default: break
    }
    guard let edit = command.edit else { return nil }
    let columns = layout.composer?.columns ?? size.columns
    forgetWords()
    return composer.edit(edit, columns: columns) ? draftChanged() : []
  }

  /// Text goes into the reply, whether typed or pasted.
  mutating func type(_ text: String) -> [Effect] {
    composer.insert(text)
    forgetWords()
    return draftChanged()
  }

  /// What was said was about something before this; a failure has a next step to be read.
  private mutating func forgetWords() {
    if notice?.weight != .failure { notice = nil }
  }

  /// Opens the composer on the subject. It takes keys at once, even when the kept draft is still
  /// on its way: what is typed ahead is text, never commands.
  mutating func reply() -> [Effect] {
    guard let id = subject else { return [] }
    let effects = opened == id && focus != .list ? [] : open(id)
    putAsideHandover()
    focus = .composer
    let page = thread.page.flatMap { $0.conversation.id == id ? $0 : nil }
    let newest = composer.newestDraft(of: id)
    writing = Writing(
      isAwaitingPage: page == nil, isDraftKnown: newest != nil, sending: writing.sending)
    composer.open(id, draft: newest ?? page?.draft, seen: page?.newest)
    return effects
  }

  /// The page with the draft is here: what was typed ahead goes behind it.
  mutating func draftArrived(_ page: ConversationPage) -> [Effect] {
    let id = page.conversation.id
    guard writing.isAwaitingPage, composer.conversation == id else { return [] }
    let typed = composer.text
    writing.isAwaitingPage = false
    let draft = writing.isDraftKnown ? nil : page.draft
    composer.open(id, draft: draft, seen: page.newest)
    if !typed.isEmpty, let draft, !draft.isEmpty { composer.text = draft + typed }
    return writing.sendsWhenReady ? send() : []
  }

  /// Another window, or a command, has written into the draft that is open here.
  mutating func takeInDraft(of page: ConversationPage) -> [Effect] {
    guard !writing.isAwaitingPage,
      let taken = composer.takeIn(page.draft, of: page.conversation.id)
    else { return [] }
    let key = keymap.chords(for: .undoTyping, in: .composer).first
    let undo = key.map { " \($0.label) takes it out." } ?? ""
    return (taken == .joined ? draftChanged() : [])
      + say("This draft was also written elsewhere.\(undo)")
  }

  mutating func draftChanged() -> [Effect] {
    guard !writing.isTimerRunning else { return [] }
    writing.isTimerRunning = true
    return [.startTimer(.draft, milliseconds: Self.draftDelay)]
  }

  /// What is not on disk yet goes there.
  mutating func saveDraft() -> [Effect] {
    guard composer.needsSaving else { return [] }
    // What is being sent is the outbox's: saving it now would leave a draft behind.
    if writing.sending != nil { return draftChanged() }
    // A kept draft that has not been read yet must not be written over.
    if isDraftUnread { return draftChanged() }
    return composer.takeSaves()
  }

  /// There may be a kept draft that what is typed has to go behind.
  var isDraftUnread: Bool {
    guard writing.isAwaitingPage, !writing.isDraftKnown, let id = composer.conversation else {
      return false
    }
    return conversation(id)?.hasDraft != false
  }

  /// Saves when there is no later: the composer is left, or the program.
  mutating func saveWhatIsWritten() -> [Effect] {
    guard let id = composer.conversation, composer.isUnsaved else { return composer.takeSaves() }
    let text = composer.text
    var added: String?
    if isDraftUnread {
      added = text
      composer.forget(id)
    } else if let sending = writing.sending, sending.conversation == id,
      text.hasPrefix(sending.text)
    {
      // What is being sent is on the disk, or in the outbox by then: the store knows which.
      added = String(text.dropFirst(sending.text.count))
      composer.remember(text, for: id)
    }
    guard let added else { return composer.takeSaves() }
    composer.markSaved()
    return composer.takeSaves() + (added.isEmpty ? [] : [.appendToDraft(id, text: added)])
  }

  /// How long until a draft that did not get to the disk is tried again, in milliseconds: longer
  /// than usual, so that a full disk is not reported with every key.
  static let draftRetryDelay = 2000

  mutating func draftSaveFailed(_ text: String, for id: Conversation.ID) -> [Effect] {
    guard composer.saveFailed(text, for: id) else { return [] }
    return writing.isTimerRunning ? [] : [.startTimer(.draft, milliseconds: Self.draftRetryDelay)]
  }

  /// Saves at once and closes the composer; the thread takes the keys.
  mutating func leaveComposer() -> [Effect] {
    let stop: [Effect] = writing.isTimerRunning ? [.stopTimer(.draft)] : []
    writing.isTimerRunning = false
    let effects = stop + saveWhatIsWritten()
    composer.close()
    writing = Writing(sending: writing.sending)
    focus = .thread
    return effects
  }

  private mutating func leaving(_ leave: (inout State) -> [Effect]) -> [Effect] {
    if isDraftUnread, !composer.isEmpty {
      return say("One moment: the kept draft is being read.")
    }
    return leave(&self)
  }

  mutating func discardDraft() -> [Effect] {
    guard let id = subject else { return [] }
    let text = focus == .composer ? textToDiscard(id) : composer.newestDraft(of: id)
    let behind = text.flatMap { behindWhatTheStoreKnows($0, of: id) }
    let stop: [Effect] = writing.isTimerRunning ? [.stopTimer(.draft)] : []
    if focus == .composer {
      composer.clear()
      writing = Writing(sending: writing.sending)
      focus = .thread
    }
    composer.discarded(id)
    writing.isTimerRunning = false
    let others = composer.needsSaving ? draftChanged() : []
    let added = behind.map { $0.isEmpty ? [] : [Effect.appendToDraft(id, text: $0)] } ?? []
    let said =
      text != nil || behind != nil || hasKeptDraft(id)
      ? "Draft discarded. \(undoWords)" : "Nothing was written."
    return stop + others + added + [.discardDraft(id, text: behind == nil ? text : nil)] + say(said)
  }

  /// What the composer holds or held, also when it is empty by now: undo is to bring back what was
  /// written. nil where only the store may know of something.
  private func textToDiscard(_ id: Conversation.ID) -> String? {
    if isDraftUnread { return composer.text }
    // What was written before the text was emptied is on its way by itself.
    let isSending = writing.sending?.conversation == id
    let text = isSending ? composer.text : composer.disposable
    return text.isEmpty ? nil : text
  }

  private func hasKeptDraft(_ id: Conversation.ID) -> Bool {
    subjectPage?.draft?.isEmpty == false || conversation(id)?.hasDraft == true
  }

  /// What is to go behind the kept draft before the two are thrown away as one: all that was typed
  /// ahead of a draft that only the store knows, or the rest behind a reply on its way, whose text
  /// is in the outbox or still the draft.
  /// - Returns: nil when `text` is the whole draft.
  private func behindWhatTheStoreKnows(_ text: String, of id: Conversation.ID) -> String? {
    if focus == .composer, isDraftUnread { return text }
    guard let sending = writing.sending, sending.conversation == id, text.hasPrefix(sending.text)
    else { return nil }
    // What was left is behind it on the disk already.
    return focus == .composer ? String(text.dropFirst(sending.text.count)) : ""
  }

  /// "z undoes.", with the key that does; nothing where that key is text.
  var undoWords: String {
    guard keysInForce != .composer else { return "" }
    let chord = keymap.chords(for: .undo, in: .thread).first
    return chord.map { "\($0.label) undoes." } ?? ""
  }

  mutating func undo() -> [Effect] {
    isOwnChange = true
    return [.undo]
  }

  /// A draft that was thrown away is there again, also where somebody writes already.
  mutating func draftCameBack(_ id: Conversation.ID, _ text: String) -> [Effect] {
    composer.remember(text, for: id)
    var effects = say("The draft is back.")
    if composer.conversation == id {
      // A page that is still awaited was read before.
      writing.isDraftKnown = true
      let since = composer.text
      if !since.isEmpty, !text.hasSuffix(since) {
        composer.text = "\(text)\n\n\(since)"
        effects += draftChanged()
      } else {
        composer.text = text
      }
    }
    return effects
  }

  mutating func draftWentAgain(_ id: Conversation.ID) -> [Effect] {
    composer.remember("", for: id)
    return say("Draft discarded again. \(undoWords)")
  }
}

extension Command {
  /// The change to the text that a writing command is.
  var edit: ComposerEdit? {
    switch self {
    case .newline: .newline
    case .cursorLeft: .left
    case .cursorRight: .right
    case .cursorUp: .up
    case .cursorDown: .down
    case .wordLeft: .wordLeft
    case .wordRight: .wordRight
    case .lineStart: .lineStart
    case .lineEnd: .lineEnd
    case .deleteBackward: .backspace
    case .deleteForward: .delete
    case .killWord: .killWord
    case .killToStart: .killToStart
    case .killToEnd: .killToEnd
    case .yank: .yank
    case .undoTyping: .undo
    default: nil
    }
  }
}
