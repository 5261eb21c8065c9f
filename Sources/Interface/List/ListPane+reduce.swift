import Domain

extension ListPane {
  /// Takes in a snapshot, keeping the choice and its place on the screen.
  ///
  /// When the chosen row has left the view, the one that now stands in its place is chosen.
  mutating func receive(_ snapshot: ConversationList, visible: Int) -> [Effect] {
    guard snapshot.request.view == view else { return [] }
    let before = rows
    let line = (selectedIndex ?? 0) - top
    let wasAtTop = top == 0 && list?.hasEarlier != true
    replace(snapshot)
    if snapshot.request == request, let end = goal {
      goal = nil
      return land(on: end, visible: visible)
    }
    selected = choice(after: before)
    if let found = wanted, row(found) != nil {
      selected = found
      wanted = nil
    }
    if let index = selectedIndex {
      top = wasAtTop && index < visible ? 0 : index - line
      show(index, visible: visible)
    }
    guard snapshot.request == request, owed != 0 else { return [] }
    let steps = owed
    owed = 0
    return move(by: steps, visible: visible)
  }

  /// Moves the choice by rows; asks for another window when it comes near the edge of this one.
  mutating func move(by steps: Int, visible: Int) -> [Effect] {
    guard let list, let index = selectedIndex else { return [] }
    let target = index + steps
    let reached = max(0, min(list.rows.count - 1, target))
    let isBeyond = target < 0 ? list.hasEarlier : target >= list.rows.count && list.hasLater
    // Who moves on does not want to be taken back.
    wanted = nil
    owed = isBeyond ? target - reached : 0
    selected = list.rows[reached].id
    // A page, or half of one, goes by as such.
    if pace == .row, abs(steps) > 1 { top += reached - index }
    reveal(reached, visible: visible)
    return more(visible: visible)
  }

  /// Goes to one end of the view, through another window where that end is not in this one.
  mutating func jump(to end: End, visible: Int) -> [Effect] {
    guard let list else { return [] }
    wanted = nil
    let isHere = end == .first ? !list.hasEarlier : !list.hasLater
    if isHere { return land(on: end, visible: visible) }
    goal = end
    return ask(for: end == .first ? .top : .bottom, visible: visible)
  }

  /// Chooses a row of the window, if it is in it.
  mutating func select(_ id: Conversation.ID, visible: Int) -> [Effect] {
    guard let index = index(of: id) else { return [] }
    owed = 0
    wanted = nil
    selected = id
    reveal(index, visible: visible)
    return more(visible: visible)
  }

  /// After the screen changed its size.
  mutating func resize(visible: Int) -> [Effect] {
    if let index = selectedIndex { show(index, visible: visible) }
    guard Self.windowCount(visible) > request.count else { return [] }
    return ask(for: selected.map { .around($0) } ?? .top, visible: visible)
  }

  private mutating func land(on end: End, visible: Int) -> [Effect] {
    owed = 0
    selected = end == .first ? rows.first?.id : rows.last?.id
    top = end == .first ? 0 : max(0, rows.count - visible)
    return []
  }

  /// Rows that stay in sight around the choice, so that one sees where one came from or goes to.
  private static let kept = 2

  /// Takes the list along with a choice that was made.
  private mutating func reveal(_ index: Int, visible: Int) {
    let kept = min(Self.kept, visible / 4)
    let step = max(1, visible - kept)
    if pace == .row {
      top = max(min(top, index - kept), index + kept - visible + 1)
    } else if index < top {
      top = min(top - step, index)
    } else if index >= top + visible {
      top = max(top + step, index - visible + 1)
    }
    top = max(0, min(top, rows.count - visible))
  }

  /// Keeps the choice on the screen when nobody has moved it.
  private mutating func show(_ index: Int, visible: Int) {
    guard pace == .row else { return reveal(index, visible: visible) }
    top = max(0, min(max(min(top, index), index - visible + 1), rows.count - visible))
  }

  private mutating func more(visible: Int) -> [Effect] {
    guard let list, let index = selectedIndex, let selected else { return [] }
    let isNearStart = list.hasEarlier && index < visible
    let isNearEnd = list.hasLater && index >= list.rows.count - visible
    guard isNearStart || isNearEnd, list.request == request else { return [] }
    return ask(for: .around(selected), visible: visible)
  }

  private mutating func ask(for anchor: ListRequest.Anchor, visible: Int) -> [Effect] {
    let wanted = ListRequest(view: view, anchor: anchor, count: Self.windowCount(visible))
    guard wanted != request else { return [] }
    request = wanted
    return [.observeList(wanted)]
  }

  /// The choice in the new window: the same one, or what stands in its place.
  private func choice(after before: [Conversation]) -> Conversation.ID? {
    guard let selected, let old = before.firstIndex(where: { $0.id == selected }) else {
      return self.selected.flatMap(row)?.id ?? rows.first?.id
    }
    if row(selected) != nil { return selected }
    let present = Set(rows.map(\.id))
    let following = before[(old + 1)...].first { present.contains($0.id) }
    let preceding = before[..<old].last { present.contains($0.id) }
    return (following ?? preceding)?.id ?? rows.first?.id
  }
}
