import Cells
import Domain
import FoundationEssentials

extension State {
  // MARK: Theirs

  mutating func receive(_ presence: Presence) -> [Effect] {
    colleagues.take(presence, at: now)
    return watchColleagues()
  }

  mutating func forgetColleagues() -> [Effect] {
    colleagues.forget(at: now)
    return watchColleagues()
  }

  private func watchColleagues() -> [Effect] {
    guard let end = colleagues.nextEnd else { return [.stopTimer(.colleagues)] }
    let left = max(0, end.timeIntervalSince(now))
    return [.startTimer(.colleagues, milliseconds: Int((left * 1000).rounded(.up)))]
  }

  /// Asks before a second reply goes out while a colleague writes one.
  /// - Returns: whether there was somebody to ask about.
  mutating func askAboutColleagues(_ outgoing: Outgoing) -> Bool {
    guard let words = colleagues.words(at: outgoing.conversation), words.isAnswering else {
      return false
    }
    ask(
      Question(
        kind: .colleagueWrites(outgoing), sentence: "\(words.text) here right now. Send yours too?")
    )
    return true
  }

  // MARK: Ours

  /// Tells the server where we are when that has changed, at most every few seconds; that we write,
  /// and that we left Porch, is said at once.
  mutating func tellWhereWeAre() -> [Effect] {
    let place = isFinished ? nil : placeOrReply
    guard place != ownPresence.said else { return [] }
    if !isFinished, place?.state != .composing, let said = ownPresence.saidAt {
      let left = OwnPresence.pause - now.timeIntervalSince(said)
      // More is left only after the clock was set back.
      if left > 0, left <= OwnPresence.pause {
        guard !ownPresence.isTimerRunning else { return [] }
        ownPresence.isTimerRunning = true
        return [.startTimer(.ownPresence, milliseconds: Int((left * 1000).rounded(.up)))]
      }
    }
    var effects: [Effect] = []
    if let said = ownPresence.said, said.conversation != place?.conversation {
      effects.append(.presence(said.conversation, .away, connection: said.connection))
    }
    if let place {
      effects.append(.presence(place.conversation, place.state, connection: place.connection))
    }
    ownPresence.said = place
    ownPresence.saidAt = now
    return effects
  }

  mutating func maySayWhereWeAre() {
    ownPresence.isTimerRunning = false
    ownPresence.saidAt = nil
  }

  /// What we write comes before what we have written, and that before what we read.
  private var placeOrReply: OwnPresence.Place? {
    mutating get {
      let place = place
      return place?.state == .composing ? place : replyPlace ?? place
    }
  }

  /// The conversation that is read or answered, if a server follows it; a preview is no place, and
  /// who has pressed nothing for minutes is nowhere.
  private var place: OwnPresence.Place? {
    mutating get {
      guard !isAbsent, let opened, let page = thread.page, page.conversation.id == opened,
        case .server(let connection) = page.account.delivery
      else { return nil }
      return OwnPresence.Place(
        conversation: opened, connection: connection, state: isTyping ? .composing : .viewing)
    }
  }

  private var isAbsent: Bool {
    ownPresence.touchedAt.map { now.timeIntervalSince($0) >= OwnPresence.absence } ?? false
  }

  private var isTyping: Bool {
    mutating get {
      guard focus == .composer, composer.conversation == opened, !composer.isEmpty else {
        ownPresence.typedAt = nil
        return false
      }
      if ownPresence.typedAt == nil || ownPresence.text != composer.text {
        ownPresence.text = composer.text
        ownPresence.typedAt = now
      }
      return ownPresence.typedAt.map { now.timeIntervalSince($0) < OwnPresence.idle } ?? false
    }
  }
}
