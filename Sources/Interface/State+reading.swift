import Cells
import Domain

extension State {
  /// About three screens of messages: what is visible, and as much on both sides.
  var pageCount: Int { max(30, size.rows * 3 / 2) }

  /// The choice has rested: shows it, and marks nothing.
  mutating func preview() -> [Effect] {
    guard opened == nil else { return [] }
    guard let selected = list.selected else {
      guard pageRequest != nil else { return [] }
      thread.show(nil)
      return observe(nil)
    }
    guard pageRequest?.conversation != selected else { return [] }
    return observe(selected)
  }

  /// Watches a conversation from its first unread message on; the same one is not asked for twice.
  mutating func observe(_ id: Conversation.ID?) -> [Effect] {
    guard pageRequest?.conversation != id else { return [] }
    pageRequest = id.map { PageRequest(conversation: $0, anchor: .unread, count: pageCount) }
    return [.observePage(pageRequest)]
  }

  /// Opens a conversation to be read: that counts as displayed.
  mutating func open(_ id: Conversation.ID) -> [Effect] {
    let visible = visibleRows
    var effects = list.select(id, visible: visible)
    focus = .thread
    if opened != id { outbox.postponed = [] }
    opened = id
    thread.isOpen = true
    if thread.page?.conversation.id != id { thread.show(nil) }
    thread.isOpen = true
    effects += [.stopTimer(.preview)] + observe(id)
    // What has not been on the screen is marked once it is: before that, the page would not know
    // any more where the unread messages begin.
    if thread.page != nil { effects += markDisplayed() }
    askAboutHandover()
    return effects
  }

  /// Moves the read mark, if there is anything to move it over.
  mutating func markDisplayed() -> [Effect] {
    // Where the first unread one is stands in the page: marked before, it would not be found.
    guard let opened, thread.page?.conversation.id == opened,
      let conversation = conversation(opened), conversation.unread > 0
    else { return [] }
    return [.markDisplayed(opened)]
  }

  mutating func backToList() -> [Effect] { leaveThread() + followChoice() }

  /// Closes what is read without deciding what the thread shows next.
  mutating func leaveThread() -> [Effect] {
    let effects = focus == .composer ? leaveComposer() : []
    focus = .list
    opened = nil
    thread.isOpen = false
    return effects
  }

  /// Lets the thread go along with the choice, in its own time.
  mutating func followChoice() -> [Effect] {
    guard opened == nil, pageRequest?.conversation != list.selected else { return [] }
    return [.startTimer(.preview, milliseconds: Self.previewDelay)]
  }

  // MARK: Snapshots

  mutating func receive(_ snapshot: ConversationList) -> [Effect] {
    let isFirst = list.list == nil
    let before = list.selected
    let effects = list.receive(snapshot, visible: visibleRows)
    if let opened {
      // The list stands on whom one reads, as long as they are in it.
      guard focus != .list, list.selected != opened else { return effects }
      return effects + list.select(opened, visible: visibleRows)
    }
    // The first page belongs to the first paint: nothing is moving yet.
    if isFirst { return effects + preview() }
    return list.selected == before ? effects : effects + followChoice()
  }

  mutating func receive(_ new: Counts) {
    // The same again is no news: what was done is still to be counted.
    guard new != counts else { return }
    let before = counts?[.waiting]
    if options.bell, let before, new[.waiting] > before, !isOwnChange { bell = true }
    isOwnChange = false
    counts = new
  }

  mutating func receive(_ page: ConversationPage?) -> [Effect] {
    guard let page else { return pageVanished() }
    guard page.conversation.id == pageRequest?.conversation else { return [] }
    if let request = thread.windowKeepingPlace(insteadOf: page) {
      guard request != pageRequest else { return [] }
      pageRequest = request
      return [.observePage(request)]
    }
    let isAtBottom = thread.isAtBottom(size: threadSize, context: threadContext)
    let isFirst = thread.page?.conversation.id != page.conversation.id
    let known = isFirst ? [] : thread.page?.messages.filter(\.canBeRetried).map(\.id) ?? []
    thread.show(page)
    composer.shown(page.draft, of: page.conversation.id)
    guard opened == page.conversation.id else { return [] }
    thread.isOpen = true
    var effects: [Effect] = []
    if page.conversation.unread > 0, isFirst || isAtBottom { effects += markDisplayed() }
    effects += draftArrived(page)
    effects += takeInDraft(of: page)
    effects += failed(page, besides: known)
    askAboutHandover()
    return effects
  }

  /// Says why a reply did not go, once, with what can be done.
  private mutating func failed(_ page: ConversationPage, besides known: [Message.ID]) -> [Effect] {
    let new = page.messages.last { $0.canBeRetried && !known.contains($0.id) }
    guard let new, case .pending(let state) = new.delivery else { return [] }
    let key = keymap.chords(for: .retryFailed, in: .thread).first
    let step = key.map { " \($0.label) sends it again." } ?? ""
    guard case .failed(let reason) = state else {
      return say("It is not known whether your reply went.\(step)", .warning)
    }
    return say("Not sent: \(reason.sentence)\(step)", .failure)
  }

  private mutating func pageVanished() -> [Effect] {
    guard pageRequest != nil else { return [] }
    thread.show(nil)
    let effects = leaveThread() + observe(nil)
    return effects + say("This conversation is no longer in the store.", .warning)
  }
}
