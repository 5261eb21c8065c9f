import Cells
package import Domain

/// "Which one?" when a thread has several links and attachments.
package struct LinkPicker: Equatable, Sendable {
  package struct Item: Equatable, Sendable {
    package var number: Int
    package var text: String
    /// For an attachment whose file lies on this machine.
    package var file: Attachment?

    init(_ item: ThreadItem) {
      number = item.number
      text = item.text
      file = item.file
    }

    /// What opens it.
    var effect: Effect { file.map { .openFile($0) } ?? .openLink(text) }
  }

  package var items: [Item]
  /// The digits so far.
  package private(set) var digits = ""
  /// The first item to be listed, as far as as many follow as fit.
  private var top: Int

  enum Outcome: Equatable {
    case stay, close
    case open(Item)
  }

  /// - Parameter top: the index of the item the list is to begin with.
  init(items: [Item], top: Int) {
    self.items = items
    self.top = top
  }

  /// A number is taken as soon as no other begins with it, or with Enter. The keys that move the
  /// list are those of reading, as they are configured.
  mutating func take(_ key: Key, keymap: Keymap, visible: Int) -> Outcome {
    switch key.code {
    case .escape: return .close
    case .backspace: _ = digits.popLast()
    case .enter: return items.first { String($0.number) == digits }.map { .open($0) } ?? .stay
    case .character(let character) where character.isASCII && character.isNumber:
      return take(character)
    default:
      guard case .matched(let command) = keymap.match([key], in: .thread) else { return .stay }
      return move(command, visible: visible)
    }
    return .stay
  }

  private mutating func take(_ digit: Character) -> Outcome {
    let longer = digits + String(digit)
    let candidates = items.filter { String($0.number).hasPrefix(longer) }
    guard !candidates.isEmpty else { return .stay }
    digits = longer
    if candidates.count == 1, String(candidates[0].number) == longer {
      return .open(candidates[0])
    }
    return .stay
  }

  private mutating func move(_ command: Command, visible: Int) -> Outcome {
    guard command != .back else { return .close }
    top = command.top(after: first(visible: visible), lines: items.count, visible: visible)
    return .stay
  }

  private func first(visible: Int) -> Int { max(0, min(top, items.count - visible)) }
}

extension LinkPicker {
  /// Under a line for the question, as much as there is and fits.
  func rect(in panes: Rect) -> Rect { panes.bottom(items.count + 1) }

  /// Items that fit under the question.
  static func visible(in rect: Rect) -> Int { max(0, rect.rows - 1) }

  func draw(into buffer: inout CellBuffer, rect: Rect, theme: Theme, marks: Marks) -> Position {
    buffer.fill(rect, style: theme.style(.overlay))
    let used = buffer.put(
      "Open which? \(digits)", row: rect.row, column: rect.column + 2, limit: rect.columns - 3,
      style: theme.style(.overlayTitle))
    let visible = Self.visible(in: rect)
    let matching = items.filter { String($0.number).hasPrefix(digits) }
    // What fits a number is listed from its start.
    let first = digits.isEmpty ? first(visible: visible) : 0
    let shown = matching.dropFirst(first).prefix(visible)
    for (line, item) in shown.enumerated() {
      let number = String(item.number)
      let row = rect.row + 1 + line
      buffer.put(number, row: row, column: rect.column + 2, style: theme.style(.overlayKey))
      buffer.put(
        item.text, row: row, column: rect.column + 6, limit: max(0, rect.columns - 7),
        style: theme.style(.overlay))
    }
    drawRest(
      above: first, below: matching.count - first - shown.count, into: &buffer, rect: rect,
      after: rect.column + 2 + used, theme: theme, marks: marks)
    let column = min(rect.column + 2 + used, rect.column + max(0, rect.columns - 1))
    return Position(row: rect.row, column: column)
  }

  /// "12 more ↑  30 more ↓", at the end of the line with the question.
  private func drawRest(
    above: Int, below: Int, into buffer: inout CellBuffer, rect: Rect, after: Int, theme: Theme,
    marks: Marks
  ) {
    let words = [(above, marks.up), (below, marks.down)].filter { $0.0 > 0 }
      .map { "\($0.0) more \($0.1)" }.joined(separator: "  ")
    let column = rect.column + rect.columns - 1 - TextLayout.width(of: words)
    guard !words.isEmpty, column > after + 1 else { return }
    buffer.put(words, row: rect.row, column: column, style: theme.style(.overlay, over: .textDim))
  }
}
