import Cells
import Domain
import FoundationEssentials

extension State {
  /// Hands the reply to the outbox. The text stays until it is safely there.
  mutating func send() -> [Effect] {
    guard let outgoing = composer.outgoing(), writing.sending == nil else { return [] }
    if writing.isAwaitingPage {
      writing.sendsWhenReady = true
      return []
    }
    return askAboutColleagues(outgoing) || warn(about: outgoing) ? [] : send(outgoing)
  }

  /// Says what looks wrong before a reply goes. It never stands in the way: the same key sends.
  /// - Returns: whether there was something to say.
  private mutating func warn(about outgoing: Outgoing) -> Bool {
    guard let page = thread.page, page.conversation.id == outgoing.conversation else {
      return false
    }
    let circumstances = SendCircumstances(
      page: page, sentInThisRun: outbox.last.map(\.text), now: now)
    let warnings = SendWarning.all(about: outgoing.text, circumstances)
    guard !warnings.isEmpty else { return false }
    // A question takes one key, and escape is its other answer.
    let single = keymap.chords(for: .send, in: .composer).first {
      $0.keys.count == 1 && $0.keys[0].code != .escape
    }
    ask(
      Question(
        kind: .warned(outgoing, key: single?.keys[0] ?? Key("y")),
        sentence: warnings.map(\.sentence).joined(separator: "\n")))
    return true
  }

  /// The draft goes first: when the outbox does not take the reply, or the program ends before it
  /// has, the text is on the disk. The store removes it together with the sending.
  private mutating func send(_ outgoing: Outgoing) -> [Effect] {
    writing.sending = outgoing
    let stop: [Effect] = writing.isTimerRunning ? [.stopTimer(.draft)] : []
    writing.isTimerRunning = false
    return stop + (isDraftUnread ? [] : composer.takeSaves()) + [.send(outgoing)]
  }

  /// Nothing else that fails says anything about the reply: it may be in the outbox already.
  mutating func sendFailed(_ outgoing: Outgoing, _ notice: Notice) -> [Effect] {
    guard writing.sending == outgoing else { return show(notice) }
    writing.sending = nil
    return (composer.needsSaving ? draftChanged() : []) + show(notice)
  }

  mutating func enqueued(_ outcome: EnqueueOutcome, _ outgoing: Outgoing) -> [Effect] {
    if case .newerArrived(let author, let text, let newest) = outcome {
      return newerArrived(author, text, newest, outgoing)
    }
    writing.sending = nil
    isOwnChange = true
    composer.sent(outgoing.text, to: outgoing.conversation)
    if let message = outcome.message { outbox.remember(outgoing, as: message) }
    let rest = closeAfterSending(outgoing) + showEnd(of: outgoing.conversation)
    switch outcome {
    case .held(let message, let release):
      outbox.held.append(
        .init(
          message: message, conversation: outgoing.conversation, release: release,
          length: min(max(release.timeIntervalSince(now), 0), Outgoing.longestHold)))
      notice = nil
      return rest + [.startTimer(.hold, milliseconds: 1000)]
        + keepAnswering(message, to: outgoing.conversation)
    case .queued(let message):
      return rest + say("The reply is on its way.")
        + keepAnswering(message, to: outgoing.conversation)
    case .handover(let message, let text, let url):
      ask(aboutHandover: message, url: url, copied: true)
      return rest + [.copy(text)]
    case .newerArrived: return rest
    }
  }

  /// The composer has done its work, unless more was typed while the reply went out.
  private mutating func closeAfterSending(_ outgoing: Outgoing) -> [Effect] {
    guard composer.conversation == outgoing.conversation else { return [] }
    guard composer.text == outgoing.text else {
      guard composer.text.hasPrefix(outgoing.text) else { return draftChanged() }
      composer.text = String(composer.text.dropFirst(outgoing.text.count))
      return draftChanged()
    }
    composer.clear()
    writing = Writing()
    focus = .thread
    return []
  }

  /// What was sent is shown wherever one reads, also where the window ends before it.
  private mutating func showEnd(of id: Conversation.ID) -> [Effect] {
    guard let page = thread.page, page.conversation.id == id, page.hasNewer else { return [] }
    return scroll(.bottom)
  }

  private mutating func newerArrived(
    _ author: SafeText, _ text: SafeText, _ newest: Message.ID, _ outgoing: Outgoing
  ) -> [Effect] {
    writing.sending = nil
    var asked = outgoing
    asked.seen = newest
    let said = TextLayout.clip(SafeText(line: text.string).string, columns: 120)
    ask(
      Question(
        kind: .newerArrived(asked), sentence: "\(author.string) wrote meanwhile: “\(said)”"))
    // Saving rested while the reply was on its way.
    return saveDraft()
  }

  /// Takes one second off the countdown of what is held.
  mutating func countDown() -> [Effect] {
    let now = now
    for index in outbox.held.indices { outbox.held[index].clamp(at: now) }
    outbox.held.removeAll { $0.release <= now }
    return outbox.held.isEmpty ? tellWhatWaited() : [.startTimer(.hold, milliseconds: 1000)]
  }

  /// "held 4 s · z takes it back"
  var heldWords: String? {
    guard let last = outbox.held.last else { return nil }
    let left = min(last.release.timeIntervalSince(now), last.length)
    let seconds = max(1, Int(left.rounded(.up)))
    let key = keymap.chords(for: .undo, in: .thread).first.map { "\($0.label) takes it back" }
    return (["held \(seconds) s"] + [key].compactMap(\.self)).joined(separator: " \(marks.dot) ")
  }

  // MARK: Questions

  /// Puts a question over the panes. No key answers it before it has been painted.
  mutating func ask(_ question: Question) {
    overlay = .question(question)
    isQuestionUnseen = true
  }

  private mutating func ask(aboutHandover message: Message.ID, url: SafeText?, copied: Bool) {
    let start = copied ? "Copied." : "A reply here was copied and not confirmed."
    let link = url.map { " It belongs to \($0.string)." } ?? ""
    ask(
      Question(
        kind: .handover(message, url: url?.string), sentence: "\(start)\(link) Was it sent?"))
  }

  /// Asks again about a reply that nobody has confirmed, when its conversation is read.
  mutating func askAboutHandover() {
    guard focus == .thread, overlay == nil, let page = thread.page,
      page.conversation.id == opened
    else { return }
    let open = page.messages.first { $0.isUnconfirmed && !outbox.postponed.contains($0.id) }
    if let open { ask(aboutHandover: open.id, url: page.conversation.url, copied: false) }
  }

  /// Who wants to write is not asked first: the next key is text.
  mutating func putAsideHandover() {
    guard case .question(let question) = overlay, case .handover(let message, _) = question.kind
    else { return }
    outbox.postponed.insert(message)
    overlay = nil
  }

  mutating func askToRetry() -> [Effect] {
    // Whoever acts on a failure has read of it.
    notice = nil
    setAside = nil
    guard let message = subjectPage?.messages.last(where: \.wantsAnAnswer) else { return [] }
    if message.isUnconfirmed {
      ask(aboutHandover: message.id, url: subjectPage?.conversation.url, copied: false)
      return []
    }
    guard case .pending(let state) = message.delivery
    else { return [] }
    var sentence = "It is not known whether this reply went. If it did, they get it twice."
    if case .failed(let reason) = state { sentence = "Not sent: \(reason.sentence)" }
    ask(Question(kind: .retry(message.id), sentence: sentence + " Send it again?"))
    return []
  }

  mutating func finish(_ answer: Question.Answer, _ question: Question) -> [Effect] {
    if answer != .link { overlay = nil }
    switch (question.kind, answer) {
    case (.handover(let message, let url), _): return finish(answer, handover: message, url: url)
    case (.newerArrived(let outgoing), .yes), (.warned(let outgoing, _), .yes):
      return send(outgoing)
    case (.colleagueWrites(let outgoing), .yes):
      return warn(about: outgoing) ? [] : send(outgoing)
    case (.warned, _): return []
    case (.newerArrived(let outgoing), _):
      // Now it has been seen: only something newer still asks again.
      guard composer.conversation == outgoing.conversation else {
        return say("The text is kept as a draft.")
      }
      composer.open(outgoing.conversation, draft: nil, seen: outgoing.seen)
      return []
    case (.retry(let message), .yes):
      return [.retry(message)] + say("Trying again.")
    case (.samePerson(let perhaps, let id), .yes), (.samePerson(let perhaps, let id), .no):
      isOwnChange = true
      return [.judgePeople(answer == .yes ? .joined : .apart, perhaps, id)]
    case (.quit, .yes): return end()
    case (.samePerson, _): return []
    case (.retry, _), (.quit, _), (.colleagueWrites, _): return []
    }
  }

  private mutating func finish(_ answer: Question.Answer, handover: Message.ID, url: String?)
    -> [Effect]
  {
    switch answer {
    case .link: return url.map { [.openLink($0)] } ?? []
    case .later:
      outbox.postponed.insert(handover)
      let key = keymap.chords(for: .retryFailed, in: .thread).first.map { "\($0.label) asks again" }
      return say("Kept in the outbox" + (key.map { ": \($0)." } ?? "."))
    case .yes, .no:
      outbox.postponed.insert(handover)
      if answer == .no {
        composer.forgetAll()
        outbox.forget(handover)
      }
      let said = answer == .yes ? "Kept as handed over." : "Back in the draft."
      return [.confirmHandover(handover, wasSent: answer == .yes)] + say(said)
    }
  }

  // MARK: The end

  mutating func quit() -> [Effect] {
    guard !outbox.held.isEmpty else { return end() }
    let count = outbox.held.count
    let what =
      count == 1 ? "1 reply is still held: it is" : "\(count) replies are still held: they are"
    ask(
      Question(kind: .quit, sentence: "\(what) sent when Porch runs again. Drafts are kept. Quit?"))
    return saveDraft()
  }

  /// A second wish to leave is not asked about.
  mutating func quitFromOverlay() -> [Effect] {
    if case .question(let question) = overlay, question.kind == .quit { return end() }
    overlay = nil
    return quit()
  }

  mutating func end() -> [Effect] {
    let stop: [Effect] = writing.isTimerRunning ? [.stopTimer(.draft)] : []
    let effects = stop + saveWhatIsWritten()
    overlay = nil
    isFinished = true
    return effects + [.quit]
  }
}

extension SafeText {
  /// Ends with one full stop, whether a reason brought its own or not.
  var sentence: String {
    guard let last = oneLine.last, ".!?…".contains(last) else { return oneLine + "." }
    return oneLine
  }
}

extension EnqueueOutcome {
  /// The message it became; nil when nothing was enqueued.
  var message: Message.ID? {
    switch self {
    case .held(let message, _), .queued(let message), .handover(let message, _, _): message
    case .newerArrived: nil
    }
  }
}

extension Message {
  var isUnconfirmed: Bool { delivery == .pending(.unconfirmed) }

  /// A person can say what becomes of it.
  var wantsAnAnswer: Bool { canBeRetried || isUnconfirmed }

  /// It failed, or nobody knows: a person may try again.
  var canBeRetried: Bool {
    switch delivery {
    case .pending(.failed), .pending(.unknown): true
    default: false
    }
  }
}
