import Cells
import Domain
import FoundationEssentials

extension State {
  /// The first line: the views that hold somebody, and how the accounts stand.
  ///
  /// What does not fit is left out, the least important first: names of accounts, views that are
  /// not looked at, the clock. The view one is in stays, and of a failure at least one word; the
  /// whole sentence is here where it fits, and on the account page always.
  func drawBar(into buffer: inout CellBuffer, rect: Rect) {
    buffer.fill(rect, style: theme.style(.bar))
    var tabs = self.tabs
    let room = rect.columns - 1
    let right = fittingEnd(room: room, tabs: tabs)
    while width(tabs) + (right.isEmpty ? 0 : width(right) + 2) > room, let index = leastTab(tabs) {
      tabs.remove(at: index)
    }
    var column = rect.column + 1
    column += buffer.put(
      "porch", row: rect.row, column: column, limit: max(0, room - column),
      style: theme.style(.barBrand))
    for (index, tab) in tabs.enumerated() {
      column += index == 0 ? 2 : 3
      let isActive = tab.view == list.view
      column += buffer.put(
        tab.view.name, row: rect.row, column: column, limit: max(0, room - column),
        style: theme.style(isActive ? .barViewActive : .barView))
      guard let count = tab.count else { continue }
      column += buffer.put(
        " \(count)", row: rect.row, column: column, limit: max(0, room - column),
        style: theme.style(isActive ? .barCountActive : .barCount))
    }
    drawEnd(right, into: &buffer, rect: rect, after: column)
  }

  private struct Tab {
    var view: InboxView
    var count: Int?
    var width: Int {
      TextLayout.width(of: view.name) + (count.map { "\($0)".count + 1 } ?? 0)
    }
  }

  /// Waiting, the view one is in, and whatever else is not empty.
  private var tabs: [Tab] {
    InboxView.allCases.compactMap { view in
      let count = counts?[view]
      let isShown = view == .waiting || view == list.view
      // "All" and "Done" hold something nearly always; they say nothing.
      let isNews = view != .all && view != .done && (count ?? 0) > 0
      return isShown || isNews ? Tab(view: view, count: count) : nil
    }
  }

  private func width(_ tabs: [Tab]) -> Int {
    " porch".count + tabs.reduce(2) { $0 + $1.width } + max(0, tabs.count - 1) * 3
  }

  /// The tab to go first where not all fit.
  private func leastTab(_ tabs: [Tab]) -> Int? {
    let order: [InboxView] = [
      .spam, .greetings, .all, .done, .snoozed, .outbox, .flagged, .first, .pitches, .waiting,
    ]
    for view in order where view != list.view {
      if let index = tabs.firstIndex(where: { $0.view == view }) { return index }
    }
    return nil
  }

  // MARK: The right end

  /// A stretch of words in one colour.
  private struct Part: Equatable {
    var text: String
    var scope: Scope
  }

  private func width(_ parts: [Part]) -> Int {
    parts.reduce(0) { $0 + TextLayout.width(of: $1.text) }
  }

  /// The fullest end that leaves the views their room; the shortest that says it all otherwise.
  private func fittingEnd(room: Int, tabs: [Tab]) -> [Part] {
    let variants = hasFailure ? failureEnds : ends
    for variant in variants where width(tabs) + width(variant) + 3 <= room { return variant }
    // What was set aside stays in sight, for nothing is hidden; a failure needs the room more.
    let active = tabs.filter { $0.view == list.view || $0.view == .pitches && !hasFailure }
    let shorter = hasFailure ? Array(variants.suffix(3)) : [variants[1], [clock]]
    return shorter.first { width(active) + width($0) + 2 <= room } ?? []
  }

  private var ends: [[Part]] {
    [
      accountParts(inFull: true) + [Part(text: "   ", scope: .bar), clock],
      summary.map { [$0, Part(text: " ", scope: .bar), clock] } ?? [clock],
    ]
  }

  /// From this width on there may be room for a whole sentence beside the views.
  private static let columnsForSentences = 120

  /// The same while something is not reached, down to one word.
  private var failureEnds: [[Part]] {
    let gap = Part(text: "   ", scope: .bar)
    let space = Part(text: " ", scope: .bar)
    let named = failureWord.map { [$0] } ?? []
    let bare = Part(text: "\(marks.failed) \(AccountStatus.offline)", scope: .barFailure)
    let full =
      size.columns >= Self.columnsForSentences ? [accountParts(inFull: true) + [gap, clock]] : []
    return full + [
      accountParts(inFull: false) + [gap, clock], named + [space, clock], named, [bare],
    ]
  }

  private var clock: Part { Part(text: DateWords.clock(now, in: timeZone), scope: .bar) }

  private var hasFailure: Bool {
    unreached?.lastError != nil || accounts?.contains { $0.failure != nil } ?? false
  }

  /// A server of which no account is known yet.
  private var unreached: ConnectionStanding? {
    let known = Set((accounts ?? []).compactMap(\.connection))
    let unreached = standings.filter { !known.contains($0.name) }
    return unreached.first { $0.lastError != nil } ?? unreached.first
  }

  private func unreachedPart(inFull: Bool) -> Part? {
    unreached.map { server in
      let name = TextLayout.clip(SafeText(line: server.name).string, columns: 12)
      guard let error = server.lastError else {
        return Part(text: "\(name) connecting", scope: .bar)
      }
      let reason = inFull ? error.string : AccountStatus.offline
      return Part(text: "\(name) \(marks.failed) \(reason)", scope: .barFailure)
    }
  }

  /// "ig ● 3 wa – tg ○ retry 20s": what several accounts of a network have in common is said once.
  private func accountParts(inFull: Bool) -> [Part] {
    var said: [(words: [Part], count: Int)] = []
    for status in accounts ?? [] {
      let words = status.parts(marks, inFull: inFull).map { Part(text: $0.0, scope: $0.1) }
      if let index = said.firstIndex(where: { $0.words == words }) {
        said[index].count += 1
      } else {
        said.append((words, 1))
      }
    }
    if let unreached = unreachedPart(inFull: inFull) { said.append(([unreached], 1)) }
    return Array(
      said.map { words, count in
        count == 1 ? words : [Part(text: "\(count) ", scope: .bar)] + words
      }.joined(separator: [Part(text: " ", scope: .bar)]))
  }

  /// "ig ○ offline": the first that is not reached.
  private var failureWord: Part? {
    if let failed = accounts?.first(where: { $0.failure != nil }) {
      let tag = failed.account.network.tag
      return Part(text: "\(tag) \(marks.failed) \(AccountStatus.offline)", scope: .barFailure)
    }
    return unreachedPart(inFull: false)
  }

  /// One mark for all accounts that are reached.
  private var summary: Part? {
    let unreached = unreachedPart(inFull: false)
    guard let accounts, !accounts.isEmpty else { return unreached }
    if let unreached { return unreached }
    for status in accounts {
      guard case .syncing(let progress) = status.state else { continue }
      return Part(text: "\(status.account.network.tag) \(progress.words)", scope: .bar)
    }
    let isFollowing = accounts.contains { if case .following = $0.state { true } else { false } }
    return Part(text: isFollowing ? "\(marks.following) synced" : "archive", scope: .bar)
  }

  private func drawEnd(
    _ parts: [Part], into buffer: inout CellBuffer, rect: Rect, after: Int
  ) {
    var column = rect.column + rect.columns - 1 - width(parts)
    guard column > after else { return }
    for part in parts {
      column += buffer.put(
        part.text, row: rect.row, column: column, style: theme.style(part.scope))
    }
  }
}

extension AccountStatus {
  /// What a failure is called where there is room for one word.
  fileprivate static let offline = "offline"

  var failure: SafeText? {
    if case .failed(let reason) = state { return reason }
    return nil
  }

  /// "ig ●", "tg ○ retry 20s" or "tg ○ offline", "wa –" for an archive where nothing comes by
  /// itself.
  fileprivate func parts(_ marks: Marks, inFull: Bool) -> [(String, Scope)] {
    let tag = account.network.tag
    switch state {
    case .following: return [("\(tag) \(marks.following)", .bar)]
    case .archive: return [("\(tag) \(marks.dash)", .bar)]
    case .syncing(let progress):
      return [("\(tag) \(progress.words)", .bar)]
    case .failed(let reason):
      let words = inFull ? reason.string : Self.offline
      return [("\(tag) ", .bar), ("\(marks.failed) \(words)", .barFailure)]
    }
  }
}
