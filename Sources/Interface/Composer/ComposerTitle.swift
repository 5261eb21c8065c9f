import Cells
import Domain

/// The rule above the composer, with what is being written and how long it is.
struct ComposerTitle {
  let composer: Composer
  let context: ComposerContext

  func draw(into buffer: inout CellBuffer, _ rect: Rect) {
    let margin = ThreadGeometry.margin(columns: rect.columns)
    let theme = context.theme
    let line = Rect(row: rect.row, column: rect.column, rows: 1, columns: rect.columns)
    buffer.fill(line, with: "─", style: theme.style(.rule))
    let left = rect.column + margin
    let end = rect.column + rect.columns - margin
    if margin > 0 { blank(&buffer, rect.row, from: left - 1, to: left) }
    var limit = end
    if let count = count {
      let width = TextLayout.width(of: count.words)
      let column = end - 1 - width
      if column > left + 16 {
        blank(&buffer, rect.row, from: column - 1, to: column + width + 1)
        buffer.put(
          count.words, row: rect.row, column: column, limit: width, style: theme.style(count.scope))
        limit = column - 3
      }
    }
    drawWords(into: &buffer, row: rect.row, from: left, to: limit)
  }

  private func drawWords(into buffer: inout CellBuffer, row: Int, from left: Int, to end: Int) {
    var column = left
    for run in words(columns: end - left) where column < end {
      column += buffer.put(
        String(run.text), row: row, column: column, limit: end - column,
        style: context.theme.style(run.scope))
    }
    if column < end { blank(&buffer, row, from: column, to: column + 1) }
  }

  private func blank(_ buffer: inout CellBuffer, _ row: Int, from: Int, to: Int) {
    buffer.fill(
      Rect(row: row, column: from, rows: 1, columns: to - from), style: context.theme.style(.text))
  }

  private func words(columns: Int) -> [ThreadRun] {
    guard context.canReply else {
      return [ThreadRun("no replies can be sent here", .composerPlaceholder)]
    }
    guard composer.isOpen else { return closedWords }
    let name = TextLayout.clip(context.recipient, columns: 30)
    let title = name.isEmpty ? "Reply" : "Reply to \(name)"
    if context.isHandover {
      return [ThreadRun("\(title) (copied, you send it)", .composerTitle)]
    }
    let place = context.network == .other ? "" : " on \(context.network.title)"
    let fits = TextLayout.width(of: title + place) <= columns
    return [ThreadRun(fits ? title + place : title, .composerTitle)]
  }

  private var closedWords: [ThreadRun] {
    let draft = context.draft.map { SafeText(line: $0).string } ?? ""
    guard !draft.isEmpty else {
      return [ThreadRun("\(context.replyKey) to reply", .composerPlaceholder)]
    }
    return [
      ThreadRun("\(context.replyKey) to go on: ", .composerPlaceholder),
      ThreadRun(draft, .textDim),
    ]
  }

  /// What looks wrong already, or the length, where the network has a limit.
  private var count: (words: String, scope: Scope)? {
    guard composer.isOpen, context.canReply else { return nil }
    return length.flatMap { $0.scope == .composerCountOver ? $0 : nil } ?? warning ?? length
  }

  private var warning: (words: String, scope: Scope)? {
    SendWarning.hint(whileTyping: composer.text).map { ($0, .composerCountOver) }
  }

  private var length: (words: String, scope: Scope)? {
    guard let most = context.maxText, most > 0 else { return nil }
    let length = context.maxTextUnit.length(of: composer.text)
    guard length > most else { return ("\(length)/\(most)", .composerCount) }
    return ("\(length)/\(most) over by \(length - most)", .composerCountOver)
  }
}
