import Domain

/// What the status line says of things that no key asked for.
extension State {
  /// A confirmation of the person's own step keeps its time: what failed in the background is in
  /// the view bar in any case, and is told after it. Of several the newest is.
  mutating func report(_ notice: Notice) -> [Effect] {
    guard notice.text != self.notice?.text else { return [] }
    if self.notice != nil && isNoticeOwn || !outbox.held.isEmpty {
      laterNotice = notice
      return []
    }
    laterNotice = nil
    let effects = show(notice)
    isNoticeOwn = false
    return effects
  }

  /// What had to wait for the status line, once that is free.
  mutating func reportLater() -> [Effect] {
    guard let later = laterNotice else { return [] }
    return report(later)
  }

  // MARK: Sync now

  mutating func syncNow() -> [Effect] {
    syncAsked = Dictionary(standings.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
    return [.syncNow] + say("Asking every server.")
  }

  /// Says once what the asking came to: the first failure, or that all is here.
  mutating func sayWhatSyncNowCameTo() -> [Effect] {
    guard !syncAsked.isEmpty else { return [] }
    for standing in standings {
      guard let before = syncAsked[standing.name], standing.isAnswer(since: before) else {
        continue
      }
      if let error = standing.lastError {
        syncAsked = [:]
        return say("\(standing.name): \(error.string)", .failure)
      }
      syncAsked[standing.name] = nil
    }
    return syncAsked.isEmpty ? say("Up to date.") : []
  }
}

extension ConnectionStanding {
  /// Whether the server has been asked since, and not only our queue has changed. One that fails in
  /// the same words again stands as it stood.
  fileprivate func isAnswer(since before: Self) -> Bool {
    self == before
      ? lastError != nil : lastSuccess != before.lastSuccess || lastError != before.lastError
  }
}
