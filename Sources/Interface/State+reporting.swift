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

  // MARK: Keys that are not those of before

  /// What the keys mean at the moment, as far as it makes what was said before untrue.
  enum KeysInForce: Equatable {
    case reading, composer, help, snooze, time, question, links, accounts
  }

  var keysInForce: KeysInForce {
    switch overlay {
    case .help: .help
    case .snooze(let prompt): prompt.typed == nil ? .snooze : .time
    case .question: .question
    case .links: .links
    case .accounts: .accounts
    case nil: focus == .composer ? .composer : .reading
    }
  }

  /// What was said before the composer, an overlay or a prompt came gives way: the keys it names
  /// mean something else there. A failure or warning is told again afterwards.
  mutating func keysChanged(saidBefore before: Notice?) -> [Effect] {
    guard keysInForce != .reading else { return notice == nil ? tellWhatWaited() : [] }
    guard let said = notice, said == before else { return [] }
    if said.weight != .info { setAside = said }
    notice = nil
    return []
  }

  /// What gave way or had to wait, once the status line is free for it.
  mutating func tellWhatWaited() -> [Effect] {
    // What can be taken back for seconds only comes first.
    guard keysInForce == .reading, outbox.held.isEmpty, let aside = setAside else {
      return reportLater()
    }
    setAside = nil
    return show(aside)
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
