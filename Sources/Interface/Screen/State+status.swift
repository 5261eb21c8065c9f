import Cells
import Domain

extension State {
  /// The last line: a chord whose rest is awaited, a notice, what is held, or the keys of the mode.
  func drawStatus(into buffer: inout CellBuffer, rect: Rect) {
    if !pendingKeys.isEmpty {
      return drawWords(
        "\(Chord(pendingKeys).label) and then?", .prompt, into: &buffer, rect: rect)
    }
    if let notice {
      return drawWords(notice.text.string, notice.weight.scope, into: &buffer, rect: rect)
    }
    if keysInForce == .reading, let words = heldWords {
      return drawWords(words, .messageDeliveryHeld, into: &buffer, rect: rect)
    }
    draw(hints, into: &buffer, rect: rect)
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
    case .accounts:
      let sync = keymap.chords(for: .syncNow, in: .thread).first.map {
        Hint(key: $0.label, label: "sync now")
      }
      return [sync, Hint(key: "esc", label: "leave")].compactMap(\.self)
    case .links(let picker):
      let isCut = LinkPicker.visible(in: picker.rect(in: overlayRect)) < picker.items.count
      let keys = [Command.next, .previous].compactMap {
        keymap.chords(for: $0, in: .thread).first?.label
      }
      let more = Hint(key: keys.joined(separator: " "), label: "more")
      return [Hint(key: "number", label: "opens")] + (isCut && !keys.isEmpty ? [more] : [])
        + [Hint(key: "esc", label: "leave")]
    case nil: break
    }
    let hints = hintedCommands.compactMap { command in
      keymap.chords(for: command, in: mode).first.map {
        Hint(key: $0.label, label: command.description.hint)
      }
    }
    return unconfirmedHint.map { [$0] + hints } ?? hints
  }

  /// A reply here was handed over, and nobody has said yet whether it was sent.
  private var unconfirmedHint: Hint? {
    guard focus != .composer, subjectPage?.messages.contains(where: \.isUnconfirmed) == true
    else { return nil }
    return keymap.chords(for: .retryFailed, in: mode).first.map {
      Hint(key: $0.label, label: "was it sent?")
    }
  }

  /// What the status line tells, the most useful first; the last one is always there.
  private var hintedCommands: [Command] {
    switch focus {
    case .list: return [.reply, .snooze, .flag, .done, .pitch, .nextWaiting, .undo, .help]
    case .thread:
      return [
        .reply, .snooze, .flag, .done, .nextConversation, .copy, .openLink, .undo, .back, .help,
      ]
    case .composer:
      // From four lines on the composer says itself how to send.
      let saysItself = (layout.composer?.rows ?? 0) >= 4
      return saysItself
        ? [.discardDraft, .undoTyping, .help] : [.send, .newline, .leaveComposer, .help]
    }
  }

  /// What may follow a begun chord, in columns above the status line.
  func drawFollowing(into buffer: inout CellBuffer, panes: Rect) {
    guard !pendingKeys.isEmpty, overlay == nil,
      case .pending(let following) = keymap.match(pendingKeys, in: mode)
    else { return }
    let hints = following.map { Hint(key: $0.key.label, label: $0.command.description.hint) }
    let width = (hints.map(\.width).max() ?? 1) + 3
    let perLine = max(1, (panes.columns - 3) / width)
    let rect = panes.bottom((hints.count + perLine - 1) / perLine)
    buffer.fill(rect, style: theme.style(.overlay))
    for (index, hint) in hints.enumerated() {
      let row = rect.row + index / perLine
      let column = rect.column + 2 + index % perLine * width
      guard row < rect.row + rect.rows else { return }
      let used = buffer.put(hint.key, row: row, column: column, style: theme.style(.overlayKey))
      buffer.put(
        hint.label, row: row, column: column + used + 1, limit: max(0, width - used - 2),
        style: theme.style(.overlay))
    }
  }

  /// As many hints as fit; the last one is the way to all others and stays.
  private func draw(_ hints: [Hint], into buffer: inout CellBuffer, rect: Rect) {
    var shown = hints
    let room = rect.columns - 2
    // Closer together before any is left out.
    let full = shown.reduce(0) { $0 + $1.width }
    let gap = full + max(0, shown.count - 1) * 3 <= room ? 3 : 2
    while shown.count > 1,
      shown.reduce(-gap, { $0 + $1.width + gap }) > room
    {
      shown.remove(at: shown.count - 2)
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

extension Notice.Weight {
  fileprivate var scope: Scope {
    switch self {
    case .info: .noticeInfo
    case .warning: .noticeWarning
    case .failure: .noticeFailure
    }
  }
}
