import Cells
import Domain

extension State {
  /// The list's own: moving the choice. nil for what is not the list's.
  mutating func runInList(_ command: Command) -> [Effect]? {
    let visible = visibleRows
    switch command {
    case .next: return choosing { $0.move(by: 1, visible: visible) }
    case .previous: return choosing { $0.move(by: -1, visible: visible) }
    case .halfDown: return choosing { $0.move(by: max(1, visible / 2), visible: visible) }
    case .halfUp: return choosing { $0.move(by: -max(1, visible / 2), visible: visible) }
    case .pageDown: return choosing { $0.move(by: visible, visible: visible) }
    case .pageUp: return choosing { $0.move(by: -visible, visible: visible) }
    case .first: return choosing { $0.jump(to: .first, visible: visible) }
    case .last: return choosing { $0.jump(to: .last, visible: visible) }
    case .open, .focusNext: return list.chosen.map { open($0) }
    case .focusPrevious: return reply()
    default: return nil
    }
  }

  /// The thread's own: scrolling, and reading on.
  mutating func runInThread(_ command: Command) -> [Effect]? {
    switch command {
    case .next: return scroll(.lines(1))
    case .previous: return scroll(.lines(-1))
    case .halfDown: return scroll(.half(1))
    case .halfUp: return scroll(.half(-1))
    case .pageDown: return scroll(.page(1))
    case .pageUp: return scroll(.page(-1))
    case .first: return scroll(.top)
    case .last: return scroll(.bottom)
    case .back, .focusPrevious: return backToList()
    case .focusNext: return reply()
    case .nextConversation: return readOn(by: 1)
    case .previousConversation: return readOn(by: -1)
    default: return nil
    }
  }

  /// What is the same whichever pane has the keys.
  mutating func runAnywhere(_ command: Command) -> [Effect] {
    if let view = command.view { return show(view) }
    switch command {
    case .nextWaiting: return goToWaiting(by: 1)
    case .previousWaiting: return goToWaiting(by: -1)
    case .reply: return reply()
    case .discardDraft: return discardDraft()
    case .retryFailed: return askToRetry()
    case .copy: return copyText()
    case .openLink: return openLink()
    case .snooze, .flag, .done, .doneAndNext, .pitch, .markUnread, .repeatLast:
      return runTriage(command)
    case .samePerson: return judgePeople(.joined)
    case .notSamePerson: return judgePeople(.apart)
    case .undo: return undo()
    case .redo:
      isOwnChange = true
      return [.redo]
    case .help:
      overlay = .help(Help())
      return []
    case .accounts:
      overlay = .accounts(AccountPage())
      return []
    case .syncNow: return syncNow()
    case .redraw: return [.redraw]
    case .suspend: return [.suspend]
    case .quit: return quit()
    default: return []
    }
  }

  /// Changes the choice in the list; when it changed, the thread follows once it has rested.
  mutating func choosing(_ change: (inout ListPane) -> [Effect]) -> [Effect] {
    let before = list.selected
    let effects = change(&list)
    guard list.selected != before, opened == nil else { return effects }
    return effects + [.startTimer(.preview, milliseconds: Self.previewDelay)]
  }

  /// How long the choice rests before the thread follows it, so that moving fast costs only the
  /// list.
  static let previewDelay = 80

  mutating func show(_ view: InboxView) -> [Effect] {
    let leaving = leaveThread()
    guard view != list.view else { return leaving + followChoice() }
    list = ListPane(view: view, visible: visibleRows, pace: list.pace)
    return leaving + [.stopTimer(.preview), .observeList(list.request)]
  }

  mutating func scroll(_ by: Scroll) -> [Effect] {
    let effects = thread.scroll(by, size: threadSize, context: threadContext)
    if let request = effects.lazy.compactMap(\.pageRequest).last { pageRequest = request }
    return effects + markDisplayed()
  }

  /// While reading: opens the neighbour in the list. When what is read has left the view, the
  /// choice already stands on its neighbour.
  private mutating func readOn(by steps: Int) -> [Effect] {
    let visible = visibleRows
    var effects: [Effect] = []
    let target = list.selected
    if target == opened { effects = list.move(by: steps, visible: visible) }
    guard let next = list.selected, next != opened else {
      return effects + say(steps > 0 ? "This is the last one." : "This is the first one.")
    }
    return effects + open(next)
  }

  private mutating func goToWaiting(by steps: Int) -> [Effect] {
    let rows = list.rows
    let start = list.selectedIndex ?? 0
    let ahead = steps > 0 ? Array(rows.dropFirst(start + 1)) : rows.prefix(start).reversed()
    let isReading = focus != .list
    if let found = ahead.first(where: { $0.waitingSince != nil }) {
      let effects = choosing { [visible = visibleRows] in $0.select(found.id, visible: visible) }
      return isReading ? effects + open(found.id) : effects
    }
    if list.view == .waiting, let list = list.list, steps > 0 ? list.hasLater : list.hasEarlier {
      return choosing { [visible = visibleRows] in $0.move(by: steps * visible, visible: visible) }
    }
    if list.view != .waiting && (counts?[.waiting] ?? 0) > 0 { return show(.waiting) }
    let end = steps > 0 ? "Nobody else is waiting after this." : "Nobody waits longer."
    return say((counts?[.waiting] ?? 1) == 0 ? "Nobody is waiting." : end)
  }

  private mutating func copyText() -> [Effect] {
    guard let text = thread.copyText else { return [] }
    return [.copy(text)]
      + say("Copied: “\(TextLayout.clip(SafeText(line: text).string, columns: 40))”")
  }

  private mutating func openLink() -> [Effect] {
    let items = thread.items().map(LinkPicker.Item.init)
    if items.count == 1 { return [items[0].effect] }
    let first = thread.firstItemInView(size: threadSize, context: threadContext)
    overlay = .links(LinkPicker(items: items, top: first))
    return []
  }
}

extension Effect {
  /// The part of a thread this effect asks to watch.
  var pageRequest: PageRequest? {
    if case .observePage(let request) = self { return request }
    return nil
  }
}
