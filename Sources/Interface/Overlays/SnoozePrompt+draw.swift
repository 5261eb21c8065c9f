import Cells
import Domain
import FoundationEssentials

extension SnoozePrompt {
  /// Lines it takes: a heading, the choices, and the line for a typed time.
  var lines: Int { typed == nil ? options.count + 2 : 3 }

  func draw(into buffer: inout CellBuffer, rect: Rect, state: State) -> Position? {
    let theme = state.theme
    buffer.fill(rect, style: theme.style(.overlay))
    guard typed == nil else { return drawTyped(into: &buffer, rect: rect, state: state) }
    var row = rect.row
    // In ten lines the heading gives way to the choices.
    if rect.rows >= lines {
      buffer.put(
        "Snooze \(title.string) until", row: row, column: rect.column + 2,
        limit: rect.columns - 3, style: theme.style(.overlayTitle))
      row += 1
    }
    for option in options where row < rect.row + rect.rows {
      let time = option.until.map {
        DateWords.moment($0, now: state.now, in: state.timeZone)
      }
      drawOption(
        String(option.letter), option.title, time, into: &buffer, row: row, rect: rect,
        theme: theme)
      row += 1
    }
    if row < rect.row + rect.rows {
      drawOption(
        ":", "another time", "tue 3pm, in 2h, 1 dec", into: &buffer, row: row, rect: rect,
        theme: theme)
    }
    return nil
  }

  private func drawOption(
    _ key: String, _ title: String, _ time: String?, into buffer: inout CellBuffer, row: Int,
    rect: Rect, theme: Theme
  ) {
    buffer.put(key, row: row, column: rect.column + 2, style: theme.style(.overlayKey))
    buffer.put(
      title, row: row, column: rect.column + 5, limit: max(0, rect.columns - 6),
      style: theme.style(.overlay))
    guard let time, rect.columns > 32 else { return }
    buffer.put(
      time, row: row, column: rect.column + 23, limit: rect.columns - 24,
      style: theme.style(.overlay, over: .textDim))
  }

  private func drawTyped(into buffer: inout CellBuffer, rect: Rect, state: State) -> Position {
    let theme = state.theme
    let text = typed?.text ?? ""
    let column = rect.column + 2
    let room = max(1, rect.columns - 4)
    buffer.put(
      "Snooze \(title.string) until", row: rect.row, column: column, limit: room,
      style: theme.style(.overlayTitle))
    let shown = TextLayout.tail(of: text, columns: room)
    let used = buffer.put(
      shown, row: rect.row + 1, column: column, limit: room,
      style: theme.style(.overlay, over: .prompt))
    let answer = answer(to: text, state: state)
    buffer.put(
      answer.words, row: rect.row + 2, column: column, limit: room,
      style: theme.style(.overlay, over: answer.isTime ? .overlayKey : .textDim))
    return Position(row: rect.row + 1, column: min(column + used, rect.column + rect.columns - 1))
  }

  /// What a typed time comes to, before it is confirmed.
  private func answer(to text: String, state: State) -> (words: String, isTime: Bool) {
    guard !text.isEmpty else { return ("tue 3pm, in 2h, 2026-12-01 09:00", false) }
    switch SnoozeTime.read(text, now: state.now, timeZone: state.timeZone) {
    case .success(let date):
      let time = DateWords.moment(date, now: state.now, in: state.timeZone)
      return ("\(time), enter to confirm", true)
    case .failure(let refusal): return (refusal.sentence, false)
    }
  }
}
