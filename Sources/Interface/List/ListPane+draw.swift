import Cells
import Domain
import FoundationEssentials

/// What the list needs to know to be drawn, besides its rows.
struct ListContext {
  var now: Date
  var timeZone: TimeZone
  var theme: Theme
  var marks: Marks
  /// The conversation that the thread shows: its row has another background.
  var shown: Conversation.ID?
  /// The conversation that keys act on: the one that is read, which may have left the list.
  var acting: Conversation.ID?
  var counts: Counts
  /// nil until it is known.
  var accounts: [AccountStatus]?
  /// The key that shows the snoozed ones.
  var snoozedKey: String?
}

extension ListPane {
  func draw(into buffer: inout CellBuffer, rect: Rect, metrics: ListMetrics, context: ListContext) {
    drawHeading(into: &buffer, rect: rect, context: context)
    guard let list else { return }
    guard !list.rows.isEmpty else {
      drawEmpty(into: &buffer, rect: metrics.rows, context: context)
      return
    }
    var line = metrics.rows.row
    let end = metrics.rows.row + metrics.rows.rows
    for conversation in list.rows.dropFirst(top).prefix(metrics.visible) {
      let place = Rect(
        row: line, column: rect.column, rows: min(metrics.height, end - line),
        columns: rect.columns)
      ListRow(
        conversation: conversation, view: view, isSelected: conversation.id == selected,
        isShown: conversation.id == context.shown, context: context
      ).draw(into: &buffer, rect: place)
      line += metrics.pitch
    }
    if top + metrics.visible >= list.rows.count && !list.hasLater {
      if metrics.pitch == metrics.height && line + 1 < end { line += 1 }
      drawSetAside(into: &buffer, row: line, end: end, rect: rect, context: context)
    }
  }

  private func drawHeading(into buffer: inout CellBuffer, rect: Rect, context: ListContext) {
    let title = view.heading
    buffer.put(
      title, row: rect.row, column: rect.column + 2, limit: rect.columns - 3,
      style: context.theme.style(.listTitle))
    let order = view.order(context.marks)
    let width = TextLayout.width(of: order)
    let column = rect.columns - 1 - width
    guard column >= TextLayout.width(of: title) + 4 else { return }
    buffer.put(
      order, row: rect.row, column: rect.column + column, style: context.theme.style(.listHint))
  }

  /// The lanes that are out of sight are never out of mind.
  private func drawSetAside(
    into buffer: inout CellBuffer, row: Int, end: Int, rect: Rect, context: ListContext
  ) {
    guard view == .waiting, row < end, let words = context.counts.setAside else { return }
    // In a narrow list the counts matter more than the words behind them.
    let fits = TextLayout.width(of: words) <= rect.columns - 7
    let used = buffer.put(
      fits ? words : String(words.dropLast(" set aside".count)), row: row, column: rect.column + 3,
      limit: rect.columns - 7,
      style: context.theme.style(.listHint))
    buffer.put(
      "!", row: row, column: rect.column + 3 + used + 2, style: context.theme.style(.statusKey))
  }

  private func drawEmpty(into buffer: inout CellBuffer, rect: Rect, context: ListContext) {
    var line = rect.row
    for (index, sentence) in emptySentences(context).enumerated() {
      let style = context.theme.style(index == 0 ? .text : .textDim)
      for part in TextLayout.wrap(sentence, columns: max(1, rect.columns - 4)) {
        guard line < rect.row + rect.rows else { return }
        buffer.put(String(part), row: line, column: rect.column + 3, style: style)
        line += 1
      }
      if rect.rows > 8 { line += 1 }
    }
  }

  /// What to say when nobody is here: why, and what else there is.
  private func emptySentences(_ context: ListContext) -> [String] {
    if let accounts = context.accounts, accounts.isEmpty {
      return [
        "No messages yet.", "porch import PATH reads an export of yours.",
        "porch demo shows made-up people.",
      ]
    }
    var sentences = [view.emptySentence]
    let snoozed = context.counts[.snoozed]
    if view == .waiting && snoozed > 0 {
      let key = context.snoozedKey.map { " (\($0))" } ?? ""
      sentences.append("\(snoozed) snoozed\(key): they come back by themselves.")
    }
    if view == .waiting, let words = context.counts.setAside { sentences.append(words + ".") }
    return sentences
  }
}

extension Counts {
  /// "12 pitches, 3 greetings set aside"; nil when nothing is.
  var setAside: String? {
    var parts: [String] = []
    let pitches = self[.pitches]
    let greetings = self[.greetings]
    if pitches > 0 { parts.append(pitches == 1 ? "1 pitch" : "\(pitches) pitches") }
    if greetings > 0 { parts.append(greetings == 1 ? "1 greeting" : "\(greetings) greetings") }
    return parts.isEmpty ? nil : parts.joined(separator: ", ") + " set aside"
  }
}
