import Cells
import Domain

extension State {
  /// One key: a command, the beginning of a chord, or text.
  mutating func press(_ key: Key) -> [Effect] {
    if overlay != nil { return pressOverlay(key) }
    let keys = pendingKeys + [key]
    pendingKeys = []
    switch keymap.match(keys, in: mode) {
    case .matched(let command): return run(command)
    case .pending:
      pendingKeys = keys
      return []
    case .none: break
    }
    if keys.count > 1 {
      guard key.code != .escape else { return [] }
      return say("\(Chord(keys).label) means nothing. \(hint(for: .help))")
    }
    if focus == .composer, let character = key.text { return type(String(character)) }
    return say("\(key.label) means nothing here. \(hint(for: .help))")
  }

  /// "? help".
  func hint(for command: Command) -> String {
    guard let chord = keymap.chords(for: command, in: mode).first else { return "" }
    return "\(chord.label) \(command.description.hint)"
  }

  /// Does what a command says, or says why not.
  package mutating func run(_ command: Command) -> [Effect] {
    if case .off(let reason) = command.availability(in: self) { return say(reason + ".") }
    if focus == .composer, let effects = runInComposer(command) { return effects }
    if focus == .thread, let effects = runInThread(command) { return effects }
    if focus == .list, let effects = runInList(command) { return effects }
    return runAnywhere(command)
  }

  mutating func paste(_ text: String) -> [Effect] {
    pendingKeys = []
    var effects: [Effect] = []
    switch overlay {
    case .help(var help):
      help.filter.paste(text)
      help.chooseFirst(keymap)
      overlay = .help(help)
      return []
    case .snooze(var prompt) where prompt.typed != nil:
      prompt.typed?.paste(text)
      overlay = .snooze(prompt)
      return []
    case .question(let question) where question.leadsBackToText:
      // Whoever has more to write has answered.
      effects = finish(.later, question)
    case .question: return say("Pasted text is no answer to a question.")
    case .some: return []
    case nil: break
    }
    guard focus == .composer else {
      return effects + say("Pasted text goes into a reply: \(hint(for: .reply)) first.")
    }
    return effects + type(text)
  }

  private mutating func pressOverlay(_ key: Key) -> [Effect] {
    if case .matched(let command) = keymap.match([key], in: .anywhere) {
      if command == .quit { return quitFromOverlay() }
      if command == .suspend || command == .redraw { return run(command) }
    }
    switch overlay {
    case .help(var help):
      let outcome = help.take(
        key, keymap: keymap, visible: Help.visible(in: overlayRect))
      overlay = .help(help)
      return finish(outcome)
    case .snooze(var prompt):
      let outcome = prompt.take(key, now: now, timeZone: timeZone)
      overlay = .snooze(prompt)
      return finish(outcome, prompt)
    case .question(let question):
      // A key of the burst that brought it up was meant for something else.
      if isQuestionUnseen, key.code != .escape { return [] }
      return question.answer(to: key).map { finish($0, question) } ?? []
    case .links(var picker):
      let visible = LinkPicker.visible(in: picker.rect(in: overlayRect))
      let outcome = picker.take(key, keymap: keymap, visible: visible)
      overlay = .links(picker)
      return finish(outcome)
    case .accounts(var page):
      let lines = accountLines(columns: overlayRect.columns - 4).count
      let outcome = page.take(
        key, keymap: keymap, lines: lines, visible: AccountPage.visible(in: overlayRect))
      overlay = .accounts(page)
      return finish(outcome)
    case nil: return []
    }
  }

  private mutating func finish(_ outcome: Help.Outcome) -> [Effect] {
    switch outcome {
    case .stay: return []
    case .close:
      overlay = nil
      return []
    case .run(let command):
      if case .off(let reason) = command.availability(in: self) { return say(reason + ".") }
      overlay = nil
      return run(command)
    }
  }

  private mutating func finish(_ outcome: AccountPage.Outcome) -> [Effect] {
    switch outcome {
    case .stay: return []
    case .close:
      overlay = nil
      return []
    case .syncNow: return run(.syncNow)
    case .help: return run(.help)
    }
  }

  private mutating func finish(_ outcome: SnoozePrompt.Outcome, _ prompt: SnoozePrompt)
    -> [Effect]
  {
    switch outcome {
    case .stay: return []
    case .close:
      overlay = nil
      return []
    case .snooze(let until):
      overlay = nil
      return triage(.snooze(until: until), prompt.conversation)
    }
  }

  private mutating func finish(_ outcome: LinkPicker.Outcome) -> [Effect] {
    switch outcome {
    case .stay: return []
    case .close:
      overlay = nil
      return []
    case .open(let item):
      overlay = nil
      return [item.effect]
    }
  }
}
