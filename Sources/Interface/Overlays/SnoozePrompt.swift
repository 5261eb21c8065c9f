import Cells
package import Domain
package import FoundationEssentials

/// "Until when?": every choice with the time it comes to, or a time that is typed.
package struct SnoozePrompt: Equatable, Sendable {
  package struct Option: Equatable, Sendable {
    package var letter: Character
    package var title: String
    /// nil: until they reply.
    package var until: Date?
  }

  package var conversation: Conversation.ID
  package var title: SafeText
  package var options: [Option]
  /// What is typed after `:`; nil while a letter is awaited.
  package var typed: TypedLine?

  enum Outcome: Equatable {
    case stay, close
    case snooze(until: Date?)
  }

  init(conversation: Conversation, now: Date, timeZone: TimeZone) {
    self.conversation = conversation.id
    title = conversation.title
    options = SnoozeTime.presets(now: now, timeZone: timeZone).map {
      // "Snooze Ana until" is said already.
      let title = $0.title.hasPrefix("until ") ? String($0.title.dropFirst(6)) : $0.title
      return Option(letter: $0.letter, title: title, until: $0.until)
    }
    // The snooze that a message ended is the likeliest next one, as long as it lies ahead.
    if let previous = conversation.triage.previousWake, previous > now {
      options.insert(Option(letter: "p", title: "as before", until: previous), at: 0)
    }
  }

  var hasPrevious: Bool { options.first?.letter == "p" }

  mutating func take(_ key: Key, now: Date, timeZone: TimeZone) -> Outcome {
    if typed != nil { return takeTyped(key, now: now, timeZone: timeZone) }
    if key.code == .escape { return .close }
    if key.code == .enter, hasPrevious { return .snooze(until: options[0].until) }
    if key.text == ":" { typed = TypedLine() }
    guard let option = options.first(where: { $0.letter == key.text }) else { return .stay }
    return .snooze(until: option.until)
  }

  private mutating func takeTyped(_ key: Key, now: Date, timeZone: TimeZone) -> Outcome {
    guard var line = typed else { return .stay }
    switch key.code {
    case .escape:
      typed = nil
      return .stay
    case .enter:
      guard let until = SnoozeTime.parse(line.text, now: now, timeZone: timeZone) else {
        return .stay
      }
      return .snooze(until: until)
    case .backspace where line.text.isEmpty:
      typed = nil
    default:
      if line.take(key) { typed = line }
    }
    return .stay
  }
}
