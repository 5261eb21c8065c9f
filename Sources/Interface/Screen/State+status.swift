import Cells
import Domain

extension State {
  /// The last line: what may follow a begun chord, a notice, what is held, or the keys of the mode.
  func drawStatus(into buffer: inout CellBuffer, rect: Rect) {
    if !pendingKeys.isEmpty {
      return draw(followingHints, into: &buffer, rect: rect, keepsLast: false)
    }
    if let notice {
      return drawWords(notice.text.string, notice.weight.scope, into: &buffer, rect: rect)
    }
    if overlay == nil, let words = heldWords {
      return drawWords(words, .messageDeliveryHeld, into: &buffer, rect: rect)
    }
    draw(hints, into: &buffer, rect: rect, keepsLast: true)
  }

  /// A key and what it does.
  private struct Hint {
    var key: String
    var label: String
    var width: Int { TextLayout.width(of: key) + 1 + TextLayout.width(of: label) }
  }

  private var hints: [Hint] {
    switch overlay {
    case .help: return [Hint(key: "enter", label: "run"), Hint(key: "esc", label: "leave")]
    case .snooze(let prompt) where prompt.typed != nil:
      return [Hint(key: "enter", label: "confirm"), Hint(key: "esc", label: "back")]
    case .snooze(let prompt):
      let first = prompt.hasPrevious ? [Hint(key: "enter", label: "as before")] : []
      return first + [Hint(key: "a letter", label: "snoozes"), Hint(key: "esc", label: "leave")]
    case .question: return []
    case .links: return [Hint(key: "number", label: "opens"), Hint(key: "esc", label: "leave")]
    case nil: break
    }
    return mode.hintedCommands.compactMap { command in
      keymap.chords(for: command, in: mode).first.map {
        Hint(key: $0.label, label: command.description.hint)
      }
    }
  }

  private var followingHints: [Hint] {
    guard case .pending(let following) = keymap.match(pendingKeys, in: mode) else { return [] }
    return [Hint(key: Chord(pendingKeys).label, label: "then")]
      + following.map { Hint(key: $0.key.label, label: $0.command.description.hint) }
  }

  /// As many hints as fit; the last one is the way to all others and stays.
  private func draw(
    _ hints: [Hint], into buffer: inout CellBuffer, rect: Rect, keepsLast: Bool
  ) {
    var shown = hints
    let room = rect.columns - 2
    // Closer together before any is left out.
    let full = shown.reduce(0) { $0 + $1.width }
    let gap = full + max(0, shown.count - 1) * 3 <= room ? 3 : 2
    while shown.count > 1,
      shown.reduce(-gap, { $0 + $1.width + gap }) > room
    {
      shown.remove(at: shown.count - (keepsLast ? 2 : 1))
    }
    var column = rect.column + 1
    let end = rect.column + rect.columns - 1
    for hint in shown where column < end {
      column += buffer.put(
        hint.key, row: rect.row, column: column, limit: end - column,
        style: theme.style(.statusKey))
      column += 1
      column += buffer.put(
        hint.label, row: rect.row, column: column, limit: max(0, end - column),
        style: theme.style(.statusLabel))
      column += gap
    }
  }

  private func drawWords(
    _ words: String, _ scope: Scope, into buffer: inout CellBuffer, rect: Rect
  ) {
    buffer.put(
      words, row: rect.row, column: rect.column + 1, limit: rect.columns - 2,
      style: theme.style(scope))
  }
}

extension Mode {
  /// What the status line tells, the most useful first; the last one is always there.
  fileprivate var hintedCommands: [Command] {
    switch self {
    case .list, .inbox, .anywhere:
      [.reply, .snooze, .flag, .done, .pitch, .nextWaiting, .undo, .help]
    case .thread:
      [.reply, .snooze, .flag, .done, .nextConversation, .copy, .openLink, .undo, .back, .help]
    case .composer: [.send, .newline, .leaveComposer, .discardDraft, .help]
    }
  }
}

extension Notice.Weight {
  fileprivate var scope: Scope {
    switch self {
    case .info: .noticeInfo
    case .warning: .noticeWarning
    case .failure: .noticeFailure
    }
  }
}
