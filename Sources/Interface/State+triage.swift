import Cells
import Domain
import FoundationEssentials

extension State {
  mutating func runTriage(_ command: Command) -> [Effect] {
    guard let conversation = subjectConversation else { return [] }
    let id = conversation.id
    let now = conversation.triage
    switch command {
    case .snooze:
      overlay = .snooze(
        SnoozePrompt(conversation: conversation, now: self.now, timeZone: timeZone))
      return []
    case .flag: return triage(.flag(!now.flagged), id)
    case .done: return triage(now.status == .done ? .reopen : .done, id)
    case .doneAndNext: return doneAndNext(id)
    case .pitch: return triage(.lane((now.lane ?? .people) == .people ? .pitch : .people), id)
    case .markUnread: return triage(.markUnread, id)
    case .repeatLast: return lastStep.map { triage($0, id) } ?? []
    default: return []
    }
  }

  mutating func triage(_ step: TriageStep, _ id: Conversation.ID) -> [Effect] {
    lastStep = step
    isOwnChange = true
    decidedAccount = subjectConversation?.account
    let effects: [Effect] = [.triage(step, id)]
    return step.putsAway && opened == id ? effects + backToList() : effects
  }

  /// Said once of each server: what whoever may only look decides is told nobody.
  mutating func wordsOfReader(deciding id: Conversation.ID) -> String {
    guard let account = conversation(id)?.account ?? decidedAccount,
      let name = accounts?.first(where: { $0.account.id == account })?.connection,
      standings.contains(where: { $0.name == name && $0.isReader }),
      toldReaders.insert(name).inserted
    else { return "" }
    return " Only on this machine: \(name) has you as a reader."
  }

  /// Done, and reads the neighbour: the one below, or above at the end.
  private mutating func doneAndNext(_ id: Conversation.ID) -> [Effect] {
    let rows = list.rows
    var neighbour = list.selected
    if let index = list.index(of: id) {
      let next = index + 1 < rows.count ? index + 1 : index - 1
      neighbour = rows.indices.contains(next) ? rows[next].id : nil
    }
    let effects = triage(.done, id)
    guard let neighbour, neighbour != id else { return effects }
    return effects + open(neighbour)
  }

  mutating func undone(_ outcome: UndoOutcome) -> [Effect] {
    switch outcome {
    case .triage(let step, let id, let title):
      let isOnItsWay = list.row(id) == nil && step.moves(in: list.view)
      list.wanted = isOnItsWay ? id : nil
      // The thread follows, or it would still show whom one stood on before.
      return list.select(id, visible: visibleRows) + followChoice()
        + say("Undone: \(step.deed(title, self)).")
    case .people(let step, _, let title, let other):
      return say("Undone: \(step.deed(title, other)).")
    case .tookBack(let id, let text): return tookBack(id, text)
    case .draftBack(let id, let text): return draftCameBack(id, text)
    case .draftGone(let id): return draftWentAgain(id)
    case .tooLate: return say("The last reply has already left; it cannot be taken back.")
    case .nothing: return say("Nothing to undo.")
    }
  }

  mutating func redone(_ outcome: UndoOutcome) -> [Effect] {
    switch outcome {
    case .triage(let step, _, let title): return say("Done again: \(step.deed(title, self)).")
    case .people(let step, _, let title, let other):
      return say("Done again: \(step.deed(title, other)).")
    case .draftBack(let id, let text): return draftCameBack(id, text)
    case .draftGone(let id): return draftWentAgain(id)
    case .tookBack, .tooLate, .nothing: return say("Nothing to redo.")
    }
  }

  /// A held reply is text again, in the composer where it came from.
  private mutating func tookBack(_ id: Conversation.ID, _ text: String) -> [Effect] {
    if let index = outbox.held.lastIndex(where: { $0.conversation == id }) {
      outbox.held.remove(at: index)
    }
    outbox.forget(text, in: id)
    overlay = nil
    var effects = endReply() + (focus == .composer ? leaveComposer() : [])
    if opened != id { effects += open(id) }
    overlay = nil
    let seen = thread.page.flatMap { $0.conversation.id == id ? $0.newest : nil }
    // The store has put the text back into the draft, too.
    composer.remember(text, for: id)
    writing = Writing(sending: writing.sending)
    composer.open(id, draft: text, seen: seen)
    focus = .composer
    return effects + say("Taken back.")
  }
}

extension TriageStep {
  /// Whether the conversation is dealt with after it, so that reading it ends.
  var putsAway: Bool {
    switch self {
    case .snooze, .done, .markUnread, .lane(.pitch), .lane(.automatic), .lane(.spam): true
    case .flag, .reopen, .lane, .addLabel, .removeLabel: false
    }
  }

  /// Whether a conversation enters or leaves a view by it.
  func moves(in view: InboxView) -> Bool {
    switch self {
    case .snooze, .done, .reopen, .lane: true
    case .flag: view == .flagged
    case .markUnread, .addLabel, .removeLabel: false
    }
  }

  /// "Snoozed Ana Ribeiro until tomorrow 09:00. z undoes."
  func words(_ title: SafeText, _ state: State) -> String {
    let deed = deed(title, state)
    return deed.prefix(1).uppercased() + deed.dropFirst() + ". " + state.undoWords
  }

  /// "Ana Ribeiro is unread already."
  func wordsOfNoChange(_ title: SafeText, _ conversation: Conversation?) -> String {
    let name = Self.name(title)
    switch self {
    case .snooze: return "\(name) is snoozed until then already."
    case .flag(true): return "\(name) is flagged already."
    case .flag(false): return "\(name) has no flag."
    case .done: return "\(name) is done already."
    case .reopen: return "\(name) is open already."
    case .markUnread where conversation?.unread == 0:
      return "\(name) has written nothing that could be unread."
    case .markUnread: return "\(name) is unread already."
    case .lane(.pitch): return "\(name) is set aside as a pitch already."
    case .lane(.automatic): return "\(name) is set aside as automatic already."
    case .lane(.spam): return "\(name) is set aside as spam already."
    case .lane: return "\(name) is among people already."
    case .addLabel(let label): return "\(name) has the label \(label.string) already."
    case .removeLabel(let label): return "\(name) has no label \(label.string)."
    }
  }

  private static func name(_ title: SafeText) -> String {
    title.isEmpty ? "(no name)" : TextLayout.clip(title.string, columns: 40)
  }

  /// "snoozed Ana Ribeiro until tomorrow 09:00"
  func deed(_ title: SafeText, _ state: State) -> String {
    let name = Self.name(title)
    switch self {
    case .snooze(let until?):
      return "snoozed \(name) until "
        + DateWords.moment(until, now: state.now, in: state.timeZone)
    case .snooze(nil): return "snoozed \(name) until they reply"
    case .flag(true): return "flagged \(name)"
    case .flag(false): return "took the flag off \(name)"
    case .done: return "put \(name) away as done"
    case .reopen: return "opened \(name) again"
    case .markUnread: return "marked \(name) unread"
    case .lane(.pitch): return "set \(name) aside as a pitch"
    case .lane(.automatic): return "set \(name) aside as automatic"
    case .lane(.spam): return "set \(name) aside as spam"
    case .lane: return "put \(name) among people"
    case .addLabel(let label): return "labelled \(name) \(label.string)"
    case .removeLabel(let label): return "took the label \(label.string) off \(name)"
    }
  }
}
