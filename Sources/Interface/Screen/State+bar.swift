import Cells
import Domain
import FoundationEssentials

extension State {
  /// The first line: the views that hold somebody, and how the accounts stand.
  ///
  /// What does not fit is left out, the least important first: names of accounts, views that are
  /// not looked at, the clock. The view one is in and a failure stay.
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
    let variants = [
      accountParts + [Part(text: "   ", scope: .bar), clock],
      summary.map { [$0, Part(text: " ", scope: .bar), clock] } ?? [clock],
    ]
    for variant in variants where width(tabs) + width(variant) + 3 <= room { return variant }
    // What was set aside stays in sight, for nothing is hidden; a failure needs the room more.
    let active = tabs.filter { $0.view == list.view || $0.view == .pitches && !hasFailure }
    for variant in [variants[1], [clock]] where width(active) + width(variant) + 2 <= room {
      return variant
    }
    guard hasFailure, let summary else { return [] }
    let left = room - width(active) - 2
    return left > 3
      ? [Part(text: TextLayout.clip(summary.text, columns: left), scope: summary.scope)] : []
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

  private var unreachedPart: Part? {
    unreached.map { server in
      let name = TextLayout.clip(SafeText(line: server.name).string, columns: 12)
      guard let error = server.lastError else {
        return Part(text: "\(name) connecting", scope: .bar)
      }
      return Part(text: "\(marks.failed) \(name) \(error.string)", scope: .barFailure)
    }
  }

  /// "ig ● 3 wa – tg ○ retry 20s": what several accounts of a network have in common is said once.
  private var accountParts: [Part] {
    var said: [(words: [Part], count: Int)] = []
    for status in accounts ?? [] {
      let words = status.parts(marks).map { Part(text: $0.0, scope: $0.1) }
      if let index = said.firstIndex(where: { $0.words == words }) {
        said[index].count += 1
      } else {
        said.append((words, 1))
      }
    }
    if let unreachedPart { said.append(([unreachedPart], 1)) }
    return Array(
      said.map { words, count in
        count == 1 ? words : [Part(text: "\(count) ", scope: .bar)] + words
      }.joined(separator: [Part(text: " ", scope: .bar)]))
  }

  /// One mark for all accounts, or the first failure in words.
  private var summary: Part? {
    guard let accounts, !accounts.isEmpty else { return unreachedPart }
    if let failed = accounts.first(where: { $0.failure != nil }), let reason = failed.failure {
      let words = "\(marks.failed) \(failed.account.network.tag) \(reason.string)"
      return Part(text: words, scope: .barFailure)
    }
    if let unreachedPart { return unreachedPart }
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
  var failure: SafeText? {
    if case .failed(let reason) = state { return reason }
    return nil
  }

  /// "ig ●", "tg ○ retry 20s", "wa –" for an archive where nothing comes by itself.
  fileprivate func parts(_ marks: Marks) -> [(String, Scope)] {
    let tag = account.network.tag
    switch state {
    case .following: return [("\(tag) \(marks.following)", .bar)]
    case .archive: return [("\(tag) \(marks.dash)", .bar)]
    case .syncing(let progress):
      return [("\(tag) \(progress.words)", .bar)]
    case .failed(let reason):
      return [("\(tag) ", .bar), ("\(marks.failed) \(reason.string)", .barFailure)]
    }
  }
}
