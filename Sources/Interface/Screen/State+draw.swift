package import Cells
import Domain

extension State {
  /// The whole screen. Pure: it may be called as often as one likes.
  package func draw() -> Frame {
    var buffer = CellBuffer(size: size)
    let waiting = counts?[.waiting] ?? 0
    let title = waiting > 0 ? "porch (\(waiting))" : "porch"
    guard !isTooSmall else {
      drawTooSmall(into: &buffer)
      return Frame(buffer: buffer, title: title, bell: bell)
    }
    let layout = layout
    drawBar(into: &buffer, rect: layout.bar)
    let cursor = drawPanes(into: &buffer, layout)
    drawStatus(into: &buffer, rect: layout.status)
    let over = drawOverlay(into: &buffer)
    drawFollowing(into: &buffer, panes: overlayRect)
    return Frame(
      buffer: buffer, cursor: overlay == nil ? cursor : over, title: title, bell: bell,
      scrollingParts: scrollingParts(layout))
  }

  /// The rows of the list, and what has been said.
  private func scrollingParts(_ layout: Layout) -> [Rect] {
    let messages = layout.thread.map { thread in
      let heading = ThreadGeometry(Size(rows: thread.rows, columns: thread.columns)).top
      return thread.bottom(thread.rows - heading)
    }
    // The bar stays where it is while the rows go by beside it.
    let rows = layout.list == nil ? nil : listMetrics.rows.columns(1, listMetrics.rows.columns)
    return [rows, messages].compactMap(\.self)
  }

  private func drawTooSmall(into buffer: inout CellBuffer) {
    let sentence =
      "Porch needs at least \(Layout.smallest.columns)×\(Layout.smallest.rows); "
      + "this terminal is \(size.columns)×\(size.rows)."
    let lines = TextLayout.wrap(sentence, columns: max(1, size.columns))
    for (row, line) in lines.prefix(size.rows).enumerated() {
      buffer.put(
        String(line), row: row, column: 0, limit: size.columns, style: theme.style(.text))
    }
  }

  /// - Returns: where the cursor of the composer is.
  private func drawPanes(into buffer: inout CellBuffer, _ layout: Layout) -> Position? {
    for column in layout.rules {
      let rule = Rect(row: 1, column: column, rows: size.rows - 2, columns: 1)
      buffer.fill(rule, with: marks.rule, style: theme.style(.rule))
    }
    if let rect = layout.list {
      list.draw(into: &buffer, rect: rect, metrics: listMetrics, context: listContext)
    }
    if let rect = layout.thread {
      thread.draw(into: &buffer, rect: rect, context: threadContext)
    }
    if let rect = layout.person, let page = thread.page {
      PersonPane(page: page, state: self).draw(into: &buffer, rect: rect)
    }
    guard let rect = layout.composer, composer.isOpen || thread.page != nil else { return nil }
    let cursor = composer.draw(into: &buffer, rect: rect, context: composerContext)
    return focus == .composer ? cursor : nil
  }

  private var listContext: ListContext {
    ListContext(
      now: now, timeZone: timeZone, theme: theme, marks: marks,
      shown: thread.page?.conversation.id, acting: subject, counts: counts ?? Counts(),
      accounts: accounts,
      snoozedKey: keymap.chords(for: .viewSnoozed, in: .list).first?.label)
  }

  private var composerContext: ComposerContext {
    let replyKey = keymap.chords(for: .reply, in: .thread).first?.label ?? "r"
    let hints = [Command.send, .newline, .leaveComposer].compactMap { command in
      keymap.chords(for: command, in: .composer).first.map {
        ComposerContext.Hint($0.label, command.description.hint)
      }
    }
    if let page = thread.page, composer.conversation ?? page.conversation.id == page.conversation.id
    {
      return ComposerContext(theme: theme, page: page, replyKey: replyKey, hints: hints)
    }
    let row = composer.conversation.flatMap(conversation)
    return ComposerContext(
      theme: theme, recipient: row?.title.string ?? "", network: row?.network ?? .other,
      replyKey: replyKey, hints: hints)
  }

  /// - Returns: where the cursor of the overlay is.
  private func drawOverlay(into buffer: inout CellBuffer) -> Position? {
    let panes = overlayRect
    switch overlay {
    case .help(let help): return help.draw(into: &buffer, rect: panes, state: self)
    case .snooze(let prompt):
      return prompt.draw(into: &buffer, rect: panes.bottom(prompt.lines), state: self)
    case .question(let question):
      let lines = question.lines(columns: max(1, size.columns - 4)).count
      question.draw(into: &buffer, rect: panes.bottom(lines + 1), state: self)
      return nil
    case .links(let picker):
      return picker.draw(into: &buffer, rect: picker.rect(in: panes), theme: theme, marks: marks)
    case .accounts(let page):
      page.draw(into: &buffer, rect: panes, state: self)
      return nil
    case nil: return nil
    }
  }
}
