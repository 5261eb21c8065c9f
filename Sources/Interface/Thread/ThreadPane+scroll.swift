package import Cells
package import Domain

extension ThreadPane {
  /// How near the edge of the loaded window, in messages, the next window is asked for.
  private static let reach = 8

  /// Moves the view.
  /// - Parameter size: of the whole pane, as it is drawn.
  /// - Returns: the wish for another window of the conversation, when the view comes near the edge
  ///   of this one.
  package mutating func scroll(_ by: Scroll, size: Size, context: ThreadContext) -> [Effect] {
    let geometry = ThreadGeometry(size)
    guard let page, geometry.rows > 0, var layout = layout(geometry, context) else { return [] }
    switch by {
    case .top:
      place = .oldest
      return page.hasOlder ? ask(.oldest) : []
    case .bottom:
      reachEnd()
      return page.hasNewer ? ask(.newest) : []
    case .lines(let count): return move(count, &layout, geometry.rows)
    case .half(let count): return move(count * max(1, geometry.rows / 2), &layout, geometry.rows)
    case .page(let count): return move(count * max(1, geometry.rows - 2), &layout, geometry.rows)
    }
  }

  private mutating func move(_ count: Int, _ layout: inout ThreadLayout, _ rows: Int) -> [Effect] {
    guard let page, let from = layout.top(place, rows: rows),
      let end = layout.top(.newest, rows: rows)
    else { return [] }
    let top = min(layout.move(from, by: count).spot, end)
    let isAtEnd = top == end
    if isAtEnd && !page.hasNewer {
      // Staying where one is, with all in view, is no reason to leave the "new" rule.
      if count > 0 || from != top { reachEnd() }
    } else {
      place = .at(layout.anchor(at: top))
    }
    let bottom = layout.move(top, by: rows - 1).spot
    return count < 0 ? askOlder(top, page) : askNewer(top...bottom, isAtEnd: isAtEnd, page)
  }

  // MARK: Windows

  private mutating func askOlder(_ top: Spot, _ page: ConversationPage) -> [Effect] {
    guard page.hasOlder, top.message < min(Self.reach, page.messages.count / 2) else { return [] }
    return ask(.around(page.messages[top.message].id))
  }

  private mutating func askNewer(
    _ view: ClosedRange<Spot>, isAtEnd: Bool, _ page: ConversationPage
  ) -> [Effect] {
    let bottom = view.upperBound.message
    let left = page.messages.count - 1 - bottom
    if page.hasNewer {
      guard left < min(Self.reach, page.messages.count / 2) else { return [] }
      // A third of a window comes before its anchor: so that what is at the top stays loaded.
      let last = view.lowerBound.message + max(0, page.request.count / 3 - 1)
      return ask(.around(page.messages[min(bottom, last)].id))
    }
    // A window around an old message would not follow what arrives.
    if isAtEnd, case .around = page.request.anchor { return ask(.newest) }
    return []
  }

  private mutating func ask(_ anchor: PageRequest.Anchor) -> [Effect] {
    guard let page else { return [] }
    var request = page.request
    request.anchor = anchor
    guard request != page.request, request != asked else { return [] }
    asked = request
    return [.observePage(request)]
  }

  /// The window to ask for in place of a page without the message the view holds on to: reading
  /// empties the count that a window began at, and what arrives pushes one at the end along.
  /// - Returns: nil when the page can be shown.
  func windowKeepingPlace(insteadOf new: ConversationPage) -> PageRequest? {
    guard let page, page.conversation.id == new.conversation.id, let held,
      page.messages.contains(where: { $0.id == held }),
      !new.messages.contains(where: { $0.id == held })
    else { return nil }
    var request = new.request
    request.anchor = .around(held)
    return request == new.request ? nil : request
  }

  // MARK: What is in view

  /// Whether the newest message is in view.
  package func isAtBottom(size: Size, context: ThreadContext) -> Bool {
    guard let page, !page.hasNewer else { return page == nil }
    return page.messages.last?.id == lastVisible(size: size, context: context)
  }

  /// The oldest message with a row in view.
  package func firstVisible(size: Size, context: ThreadContext) -> Message.ID? {
    let geometry = ThreadGeometry(size)
    guard var layout = layout(geometry, context),
      let top = layout.top(place, rows: geometry.rows)
    else { return nil }
    return page?.messages[top.message].id
  }

  /// The newest message with a row in view.
  package func lastVisible(size: Size, context: ThreadContext) -> Message.ID? {
    let geometry = ThreadGeometry(size)
    guard var layout = layout(geometry, context),
      let top = layout.top(place, rows: geometry.rows)
    else { return nil }
    return page?.messages[layout.move(top, by: geometry.rows - 1).spot.message].id
  }

  /// The page laid out for this geometry; nil when there is nothing to lay out.
  func layout(_ geometry: ThreadGeometry, _ context: ThreadContext) -> ThreadLayout? {
    guard let page, !page.messages.isEmpty, geometry.rows > 0 else { return nil }
    return ThreadLayout(
      page: page, items: numbered, rule: rule, columns: geometry.columns, context: context)
  }
}
