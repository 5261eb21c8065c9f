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

  enum Outcome: Equatable {
    case stay, close
    case open(Item)
  }

  init(items: [Item]) { self.items = items }

  /// A number is taken as soon as no other begins with it, or with Enter.
  mutating func take(_ key: Key) -> Outcome {
    switch key.code {
    case .escape: return .close
    case .backspace: _ = digits.popLast()
    case .enter: return items.first { String($0.number) == digits }.map { .open($0) } ?? .stay
    case .character(let character) where character.isASCII && character.isNumber:
      let longer = digits + String(character)
      let candidates = items.filter { String($0.number).hasPrefix(longer) }
      guard !candidates.isEmpty else { return .stay }
      digits = longer
      if candidates.count == 1, String(candidates[0].number) == longer {
        return .open(candidates[0])
      }
    default: break
    }
    return .stay
  }

  func draw(into buffer: inout CellBuffer, rect: Rect, theme: Theme) -> Position {
    buffer.fill(rect, style: theme.style(.overlay))
    let used = buffer.put(
      "Open which? \(digits)", row: rect.row, column: rect.column + 2, limit: rect.columns - 3,
      style: theme.style(.overlayTitle))
    let shown = items.filter { String($0.number).hasPrefix(digits) }
    for (line, item) in shown.prefix(max(0, rect.rows - 1)).enumerated() {
      let number = String(item.number)
      let row = rect.row + 1 + line
      buffer.put(number, row: row, column: rect.column + 2, style: theme.style(.overlayKey))
      buffer.put(
        item.text, row: row, column: rect.column + 6, limit: max(0, rect.columns - 7),
        style: theme.style(.overlay))
    }
    let column = min(rect.column + 2 + used, rect.column + max(0, rect.columns - 1))
    return Position(row: rect.row, column: column)
  }
}
