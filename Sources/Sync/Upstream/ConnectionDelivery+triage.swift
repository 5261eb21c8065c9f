import Domain
import Foundation
import InboxAPI
import Storage

/// Triage and read marks: what was done here to a conversation is told in one request.
extension ConnectionDelivery {
  /// How often in a row somebody else may be faster before others get their turn.
  private static let mostMeetings = 5

  func tellChanges(of conversation: Conversation.ID, _ patience: inout Patience) throws {
    let place = Patience.Place.changes(conversation.value)
    guard !patience.isWaiting(place, at: timing.uptime()) else { return }
    var outcome = Outcome.again
    for _ in 0..<Self.mostMeetings where outcome == .again {
      guard let change = try store.upstreamChange(of: conversation) else { return }
      outcome = try tell(change, place, &patience)
    }
    if outcome == .again {
      postpone(.stale(current: nil), place, &patience)
    }
  }

  private enum Outcome { case done, again, postponed }

  private func tell(
    _ change: UpstreamChange, _ place: Patience.Place, _ patience: inout Patience
  ) throws -> Outcome {
    let triage = change.fields.filter { $0.field != .read }
    if !triage.isEmpty {
      let outcome = try patch(triage, of: change, place, &patience)
      guard outcome == .done else { return outcome }
    }
    for mark in change.fields where mark.field == .read {
      guard try tell(mark, of: change, place, &patience) else { return .postponed }
    }
    return .done
  }

  // MARK: Triage

  private func patch(
    _ fields: [UpstreamChange.Field], of change: UpstreamChange, _ place: Patience.Place,
    _ patience: inout Patience
  ) throws -> Outcome {
    // A patch on no revision would overwrite whatever somebody else did meanwhile.
    if change.revision == nil { return try meet(nil, change, place, &patience) }
    try store.noteUpstreamAttempt(fields, of: change.conversation)
    try timing.step()
    let answer: ConversationResource
    do throws(APIError) {
      answer = try client.patch(
        TriagePatch(fields, at: now()), conversation: change.conversationServerID,
        ifMatch: change.revision)
    } catch {
      return try failed(fields, of: change, error, place, &patience)
    }
    try timing.step()
    try say(
      store.acceptUpstream(
        fields, of: change.conversation, answer: Self.incoming(answer, change), at: now()))
    try timing.step()
    patience.succeeded(place)
    return .done
  }

  private func failed(
    _ fields: [UpstreamChange.Field], of change: UpstreamChange, _ error: APIError,
    _ place: Patience.Place, _ patience: inout Patience
  ) throws -> Outcome {
    if case .stale(let current) = error {
      return try meet(current, change, place, &patience)
    }
    guard error.meaning == .refused else {
      if error.meaning != .cancelled || !isStopping { postpone(error, place, &patience) }
      return .postponed
    }
    if fields.count > 1, !error.isAboutTheConversation {
      // Nothing of it was applied, and one of them is why: each on its own shows which.
      for field in fields {
        guard let change = try store.upstreamChange(of: change.conversation) else { break }
        let outcome = try patch([field], of: change, place, &patience)
        if outcome != .done { return outcome }
      }
      return .done
    }
    try refuse(fields, of: change, error)
    return .done
  }

  /// Somebody was faster, or nothing is known of the conversation as it is there: that and our
  /// changes meet in the store.
  private func meet(
    _ current: ConversationResource?, _ change: UpstreamChange, _ place: Patience.Place,
    _ patience: inout Patience
  ) throws -> Outcome {
    let said: ConversationResource
    do throws(APIError) {
      if let current {
        said = current
      } else {
        said = try client.current(change.conversationServerID)
      }
    } catch {
      if error.meaning == .refused {
        try refuse(change.fields, of: change, error)
        return .done
      }
      postpone(error, place, &patience)
      return .postponed
    }
    let last = said.lastMessage
    let isTheirs = last?.direction == "in" && last?.automated != true
    try say(
      store.meetUpstream(
        change.conversation, current: Self.incoming(said, change),
        newest: isTheirs ? last?.id : nil, at: now()))
    try timing.step()
    return .again
  }

  private func refuse(
    _ fields: [UpstreamChange.Field], of change: UpstreamChange, _ error: APIError
  ) throws {
    let reason = error.notice.text
    if case .notFound = error {
      // Kept, they would hold here a conversation that the server no longer has.
      try store.clearUpstream(change.fields, of: change.conversation)
    } else {
      try store.markUpstreamTrouble(fields, of: change.conversation, reason: reason)
    }
    try timing.step()
    let words = fields.map(\.field.words).joined(separator: ", ")
    notice(
      Notice(
        .warning,
        SafeText(
          line: "\(change.account.name) does not have our \(words) with \(change.title)"
            + " as it is here. \(reason)", limit: 600)))
  }

  private func say(_ receipt: Receipt) { receipt.notices.forEach(notice) }

  private static func incoming(
    _ resource: ConversationResource, _ change: UpstreamChange
  ) throws -> IncomingConversation {
    var resource = resource
    resource.id = change.conversationServerID
    let payload = Array(try JSONEncoder().encode(resource))
    return Normalise.served(resource, account: change.account.remoteID, payload: payload)
  }

  // MARK: Read marks

  /// - Returns: false when it has to wait.
  private func tell(
    _ mark: UpstreamChange.Field, of change: UpstreamChange, _ place: Patience.Place,
    _ patience: inout Patience
  ) throws -> Bool {
    try store.noteUpstreamAttempt([mark], of: change.conversation)
    try timing.step()
    do throws(APIError) {
      switch mark.value {
      case .read(let message):
        try client.read(message: message, in: change.conversationServerID)
      case .unread(let message):
        try client.unread(from: message, in: change.conversationServerID)
      default: break
      }
    } catch {
      guard error.meaning == .refused else {
        if error.meaning != .cancelled || !isStopping { postpone(error, place, &patience) }
        return false
      }
      switch error {
      case .notFound, .invalid: break  // What was read is no longer there to be marked.
      default:
        try refuse([mark], of: change, error)
        return true
      }
    }
    try timing.step()
    try store.clearUpstream([mark], of: change.conversation)
    try timing.step()
    patience.succeeded(place)
    return true
  }
}

extension APIError {
  /// Whether no other change of the same conversation would fare better.
  fileprivate var isAboutTheConversation: Bool {
    switch self {
    case .notFound, .unexpected, .changesExpired: true
    default: false
    }
  }
}
