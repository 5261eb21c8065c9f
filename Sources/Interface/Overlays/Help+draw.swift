import Cells
import Domain

extension Help {
  /// Columns of the groups' names.
  private static let groupWidth = 13

  /// Lines of commands that fit into an overlay of this height.
  static func visible(in rect: Rect) -> Int { max(1, rect.rows - 3) }

  /// - Returns: where the cursor stands: after what was typed.
  func draw(into buffer: inout CellBuffer, rect: Rect, state: State) -> Position {
    let theme = state.theme
    buffer.fill(rect, style: theme.style(.overlay))
    let commands = matches(state.keymap)
    let position = drawFilter(into: &buffer, rect: rect, theme: theme)
    let visible = Self.visible(in: rect)
    let chosen = chosenIndex(in: commands)
    let first = max(0, min(top, commands.count - visible))
    // The groups stand to the left of their commands, where there is room; a filter mixes them.
    let margin = filter.text.isEmpty && rect.columns >= 110 ? Self.groupWidth : 0
    for (line, command) in commands.dropFirst(first).prefix(visible).enumerated() {
      let row = rect.row + 2 + line
      let index = first + line
      let group = command.description.group
      if margin > 0, line == 0 || commands[index - 1].description.group != group {
        buffer.put(
          group.rawValue, row: row, column: rect.column + 2, limit: margin - 2,
          style: theme.style(.overlay, over: .textFaint))
      }
      let place = Rect(
        row: row, column: rect.column + margin, rows: 1, columns: rect.columns - margin)
      draw(command, isChosen: index == chosen, into: &buffer, rect: place, state: state)
    }
    let below = commands.count - first - visible
    let words =
      commands.isEmpty
      ? "No command is called that; backspace."
      : below > 0 ? "\(below) more \(state.marks.down)" : "enter runs it, esc leaves"
    buffer.put(
      words, row: rect.row + rect.rows - 1, column: rect.column + 2, limit: rect.columns - 3,
      style: theme.style(.overlay, over: .textDim))
    return position
  }

  private func drawFilter(into buffer: inout CellBuffer, rect: Rect, theme: Theme) -> Position {
    let row = rect.row
    var column = rect.column + 2
    column += buffer.put(
      "Help", row: row, column: column, limit: rect.columns - 3, style: theme.style(.overlayTitle))
    column += 2
    let room = max(1, rect.column + rect.columns - column - 2)
    guard !filter.text.isEmpty else {
      buffer.put(
        "type to filter", row: row, column: column, limit: room,
        style: theme.style(.overlay, over: .textFaint))
      return Position(row: row, column: min(column, rect.column + rect.columns - 1))
    }
    let shown = TextLayout.tail(of: filter.text, columns: room - 1)
    column += buffer.put(
      shown, row: row, column: column, limit: room, style: theme.style(.overlay, over: .prompt))
    return Position(row: row, column: min(column, rect.column + rect.columns - 1))
  }

  private func draw(
    _ command: Command, isChosen: Bool, into buffer: inout CellBuffer, rect: Rect, state: State
  ) {
    let theme = state.theme
    let words = command.description
    let base: Scope = isChosen ? .overlaySelected : .overlay
    buffer.fill(rect, style: theme.style(base))
    if isChosen {
      buffer.put(
        state.marks.selected, row: rect.row, column: rect.column,
        style: theme.style(base, over: .listSelectedMark))
    }
    let keyWidth = min(14, rect.columns / 3)
    let chords = state.keymap.chords(for: command).prefix(2).map(\.label)
    // Half a key is none: the second one is left out where it does not fit.
    let both = chords.joined(separator: " ")
    let keys = TextLayout.width(of: both) < keyWidth ? both : chords.first ?? ""
    buffer.put(
      keys, row: rect.row, column: rect.column + 2, limit: keyWidth - 1,
      style: theme.style(base, over: .overlayKey))
    let titleColumn = rect.column + 2 + keyWidth
    let titleWidth = min(22, rect.column + rect.columns - titleColumn - 1)
    let reason = command.availability(in: state).reason
    let isOn = reason == nil
    buffer.put(
      words.title, row: rect.row, column: titleColumn, limit: titleWidth,
      style: isChosen ? theme.style(base) : theme.style(base, over: isOn ? .text : .textDim))
    let helpColumn = titleColumn + titleWidth + 1
    let room = rect.column + rect.columns - helpColumn - 1
    // The beginning of a sentence explains nothing.
    guard room >= 20 else { return }
    buffer.put(
      reason.map { "off: \($0)" } ?? words.help, row: rect.row, column: helpColumn, limit: room,
      style: theme.style(base, over: isOn ? .textDim : .textFaint))
  }
}

extension Theme {
  /// The foreground of `scope` on the background of `base`: text that lies on a panel.
  func style(_ base: Scope, over scope: Scope) -> Style {
    var style = style(scope)
    let ground = self.style(base)
    style.background = ground.background
    if ground.attributes.contains(.reverse) { style.attributes.insert(.reverse) }
    return style
  }
}

extension TextLayout {
  /// The end of `text` that fits into `columns`, for a line that is being typed.
  static func tail(of text: String, columns: Int) -> String {
    guard width(of: text) > columns else { return text }
    var rest = text[...]
    while !rest.isEmpty, width(of: String(rest)) > columns - 1 { rest.removeFirst() }
    return "…" + rest
  }
}
