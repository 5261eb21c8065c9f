import Domain

/// Whether a command does something now, and if not, why.
package enum Availability: Equatable, Sendable {
  case on
  /// A sentence without its full stop.
  case off(String)

  var reason: String? {
    if case .off(let reason) = self { return reason }
    return nil
  }
}

extension Command {
  package func availability(in state: State) -> Availability {
    let modes = description.modes
    guard modes.contains(state.mode) else {
      if modes == [.composer] { return .off("Only while writing a reply") }
      return .off(modes == [.thread] ? "Only while reading" : "Not while writing")
    }
    return reasonAgainst(state).map { .off($0) } ?? .on
  }

  private func reasonAgainst(_ state: State) -> String? {
    switch self {
    case .next, .previous, .halfDown, .halfUp, .pageDown, .pageUp, .first, .last:
      return state.focus == .list && state.list.rows.isEmpty ? "This list is empty" : nil
    case .back: return state.focus == .list ? "Nothing is open" : nil
    case .focusNext, .focusPrevious, .open:
      return state.subject == nil ? "No conversation is chosen" : nil
    case .send: return Self.reasonAgainstSending(state)
    case .reply, .snooze, .flag, .done, .doneAndNext, .pitch, .markUnread, .repeatLast, .copy,
      .openLink, .retryFailed, .discardDraft, .samePerson, .notSamePerson:
      guard let conversation = state.subjectConversation else {
        return state.subject == nil ? "No conversation is chosen" : "It is still being read"
      }
      return reasonAgainst(conversation, state)
    case .syncNow:
      return state.standings.isEmpty
        ? "There is no server to ask; `porch account add` adds one" : nil
    default: return nil
    }
  }

  private func reasonAgainst(_ conversation: Conversation, _ state: State) -> String? {
    switch self {
    case .reply:
      return conversation.canReply == false
        ? "\(conversation.network.title) takes no reply here" : nil
    case .repeatLast: return state.lastStep == nil ? "There is no step to repeat yet" : nil
    case .copy:
      if state.subjectPage?.hasNewer == true {
        let key = state.keymap.chords(for: .last, in: .thread).first
        return "The newest message is further down" + (key.map { "; \($0.label) goes there" } ?? "")
      }
      let hasText = state.subjectPage != nil && state.thread.copyText != nil
      return hasText ? nil : "There is no text of theirs to copy"
    case .openLink:
      let hasItems = state.subjectPage != nil && !state.thread.items().isEmpty
      return hasItems ? nil : "There are no links or attachments here"
    case .samePerson, .notSamePerson:
      let perhaps = state.subjectPage?.person.perhaps
      return perhaps == nil ? "Nobody is known who may be the same person" : nil
    case .retryFailed:
      let canRetry = state.subjectPage?.messages.contains(where: \.wantsAnAnswer) ?? false
      return canRetry ? nil : "No reply failed here"
    case .discardDraft:
      if state.focus == .composer { return nil }
      let draft = state.composer.newestDraft(of: conversation.id) ?? state.subjectPage?.draft
      return draft?.isEmpty ?? true ? "There is no draft here" : nil
    default: return nil
    }
  }

  private static func reasonAgainstSending(_ state: State) -> String? {
    if state.writing.sending != nil { return "The reply is already on its way" }
    let isBlank = state.composer.text.allSatisfy(\.isWhitespace)
    return isBlank ? "There is nothing to send yet" : nil
  }
}
