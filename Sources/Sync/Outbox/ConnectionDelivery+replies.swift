import Domain
import Foundation
import InboxAPI
import Storage

/// Replies: each is sent under its client id until the server has decided about it.
extension ConnectionDelivery {
  /// A server keeps a key for at least seven days. What was queued longer ago than this is looked
  /// for in the thread before it is sent, in seconds.
  static let keyAge = 6 * 86_400.0
  /// Pages of a thread in which an old reply is looked for, of 200 messages each.
  private static let mostPages = 25

  static func isLeaving(_ entry: OutboxEntry) -> Bool {
    entry.state == .queued || entry.state == .sending
  }

  static func isOnItsWay(_ entry: OutboxEntry) -> Bool {
    if case .held = entry.state { true } else { isLeaving(entry) }
  }

  /// Sends what may leave now, the oldest first. A reply waits for the earlier ones of its
  /// conversation, unless those failed or nobody knows what became of them.
  func sendReplies(_ patience: inout Patience) throws {
    while !isStopping, let entry = try nextReply(patience) {
      try send(entry, &patience)
    }
  }

  private func nextReply(_ patience: Patience) throws -> OutboxEntry? {
    let entries = try store.pendingOutbox().filter { isOurs($0) && Self.isOnItsWay($0) }
      .sorted { $0.message.value < $1.message.value }
    var behind: Set<Conversation.ID> = []
    for entry in entries where behind.insert(entry.conversation).inserted {
      let place = Patience.Place.replies(entry.conversation.value)
      if Self.isLeaving(entry), !patience.isWaiting(place, at: timing.uptime()) { return entry }
    }
    return nil
  }

  private func send(_ entry: OutboxEntry, _ patience: inout Patience) throws {
    let place = Patience.Place.replies(entry.conversation.value)
    if now().timeIntervalSince(entry.queuedAt) > Self.keyAge {
      guard try !lookFor(entry, place, &patience) else { return }
    }
    guard try claim(entry) else { return }
    let answer: SendAnswer
    do throws(APIError) {
      answer = try client.send(
        SendRequest(text: entry.text, kind: .reply, clientID: entry.clientID),
        to: entry.conversationRemoteID)
    } catch {
      try failed(entry, error, place, &patience)
      return
    }
    try timing.step()
    try settle(entry, with: answer.message)
    try timing.step()
    patience.succeeded(place)
  }

  /// Counts the attempt before it is made. What is found as being sent was: by an earlier run, or
  /// by another process, whose request and ours are one to the server.
  /// - Returns: false when the reply was taken back or settled meanwhile.
  private func claim(_ entry: OutboxEntry) throws -> Bool {
    guard entry.state == .queued else { return true }
    do throws(StoreError) {
      try store.markSending(entry.message)
    } catch {
      let current = try store.pendingOutbox().first { $0.message == entry.message }
      guard current?.state != .queued else { throw error }
      return false
    }
    try timing.step()
    return true
  }

  /// The server's copy takes the place of ours in one transaction, so that the change which tells
  /// of it later changes nothing.
  private func settle(_ entry: OutboxEntry, with message: MessageResource) throws {
    var message = message
    message.clientID = entry.clientID
    message.conversation = entry.conversationRemoteID
    let payload = Array(try JSONEncoder().encode(message))
    if let incoming = Self.incoming(message, entry.account, payload) {
      _ = try store.receive(Batch(items: [.message(incoming)], isHistory: false), at: now())
    }
    let left = try store.pendingOutbox().first { $0.message == entry.message }
    guard let left else { return }
    if case .failed(let reason) = left.state { sayFailed(reason) }
    guard Self.isLeaving(left) else { return }
    if message.delivery == "failed" {
      let why = message.failure.map { ": \($0)" } ?? ""
      try store.markFailed(
        entry.message,
        reason: SafeText(
          line: "\(entry.account.network.title) gave it back\(why)."
            + " Copy the text into a new reply.", limit: 500))
    } else {
      // It is safely away, whatever cannot be read of what the server says about it.
      try store.markSent(entry.message, at: now())
    }
  }

  private static func incoming(
    _ message: MessageResource, _ account: Account, _ payload: [UInt8]
  ) -> IncomingMessage? {
    do throws(Rejection) {
      var incoming = try Normalise.served(message, account: account.remoteID, payload: payload)
      incoming.direction = .out
      return incoming
    } catch {
      return nil
    }
  }
}

// MARK: When it did not work

extension ConnectionDelivery {
  private func failed(
    _ entry: OutboxEntry, _ error: APIError, _ place: Patience.Place, _ patience: inout Patience
  ) throws {
    switch error.meaning {
    case .refused:
      let reason = error.refusal(of: entry.account)
      patience.succeeded(place)
      let isOpen = try store.pendingOutbox().contains { $0.message == entry.message }
      // The server's own word may have settled it meanwhile.
      guard isOpen else { break }
      try store.markFailed(entry.message, reason: reason)
      sayFailed(reason)
    case .cancelled where isStopping: break
    case .connection:
      // An earlier attempt, which this run knows nothing of, may still have arrived.
      let isFirst = entry.state == .queued && entry.attempts == 0
      try store.queueAgain(entry.message, takingBackAttempt: isFirst)
      postpone(error, place, &patience)
    case .unclear, .cancelled:
      try store.queueAgain(entry.message, takingBackAttempt: false)
      postpone(error, place, &patience)
    }
    try timing.step()
  }

  private func sayFailed(_ reason: SafeText) {
    notice(Notice(.failure, SafeText(line: "A reply was not sent. \(reason)", limit: 600)))
  }

  /// Leaves the place, or the whole connection, alone for a while; says why unless that was said.
  func postpone(_ error: APIError, _ place: Patience.Place, _ patience: inout Patience) {
    let words = error.notice.text.string
    let uptime = timing.uptime()
    let isNews =
      switch error.meaning {
      case .connection(let seconds):
        patience.waitForConnection(retryAfter: seconds, saying: words, at: uptime)
      case .unclear(let seconds):
        patience.wait(for: place, retryAfter: seconds, saying: words, at: uptime)
      case .refused, .cancelled:
        patience.wait(for: place, retryAfter: nil, saying: words, at: uptime)
      }
    if isNews { notice(error.notice) }
  }

  // MARK: Old replies

  /// A reply older than a server keeps its key could be sent a second time: it is looked for in the
  /// thread first. Where it was tried and is not there, nobody knows, and the person is asked.
  /// - Returns: whether it must not be sent now.
  private func lookFor(
    _ entry: OutboxEntry, _ place: Patience.Place, _ patience: inout Patience
  ) throws -> Bool {
    let found: MessageResource?
    do throws(APIError) {
      found = try find(entry)
    } catch {
      // A thread that is not there holds no reply; sending will say why in words.
      if case .refused = error.meaning { return false }
      postpone(error, place, &patience)
      return true
    }
    try timing.step()
    if let found {
      try settle(entry, with: found)
    } else if entry.attempts > 0 {
      try store.markUnknown(entry.message)
      let words: SafeText =
        "It is not clear whether a reply of some days ago arrived. Look at the thread and decide."
      notice(Notice(.warning, words))
    } else {
      return false
    }
    try timing.step()
    patience.succeeded(place)
    return true
  }

  private func find(_ entry: OutboxEntry) throws(APIError) -> MessageResource? {
    var cursor: String?
    for _ in 0..<Self.mostPages {
      let page = try client.messages(
        of: entry.conversationRemoteID, cursor: cursor, limit: 200)
      if let found = page.data.first(where: { $0.clientID == entry.clientID }) { return found }
      // Nothing that was sent a day before it was written is it, whoever's clock is wrong.
      let isBefore = page.data.last.map { $0.sentAt < entry.queuedAt.addingTimeInterval(-86_400) }
      guard let next = page.nextCursor, next != cursor, isBefore != true else { return nil }
      cursor = next
    }
    return nil
  }
}
