import Domain
import FoundationEssentials
import GRDB

extension Reception {
  func take(_ message: IncomingMessage) throws {
    try check(message.id, "message")
    try check(message.author.id, "author")
    let sentAt = Milliseconds(message.sentAt)
    guard sentAt > .never, sentAt < .endless else {
      throw Refused(reason: "The time of the message is out of range.")
    }
    let account = try account(of: message)
    if let client = message.clientID, message.direction == .out,
      try mergeWithOurs(message, client: client, account)
    {
      return
    }
    if let kept = message.kept, try isOurs(kept, message) {
      receipt.known += 1
      return
    }
    let isOurs = message.direction == .out || message.direction == .note
    let author = try identity(message.author, account: account, isOurs: isOurs, stamp: sentAt)
    let place = try conversation(
      message.conversation, account, from: message.direction == .in ? author : nil)
    if isHistory, message.direction == .out, message.clientID == nil,
      try mergeWithHandedOver(message, in: place, author: author, account)
    {
      return
    }
    let new = newRow(message, in: place, author: author, sentAt: sentAt)
    guard try new.insert(with: insertMessage, account: account.id) else {
      try takeAgain(message, author: author, account)
      return
    }
    nextMessage += 1
    receipt.added += 1
    try keepParts(of: message, id: new.id)
    if let kept = message.kept { try keep(kept, of: new, in: place) }
    // We take part in everything of ours; that needs no row for each.
    if message.direction == .in || message.direction == .out && !author.isSelf {
      try join(place, author, canBePeer: message.direction == .in)
    }
    try count(new, message, in: place)
    if server != nil { try hearAwaited(message.id, in: place) }
  }

  private func newRow(
    _ message: IncomingMessage, in place: Int, author: ReceptionMemory.KnownIdentity,
    sentAt: Milliseconds
  ) -> StoredMessage {
    // A live arrival is later than every arrival before it, so that "after" always has an answer.
    let arrivedAt =
      isHistory
      ? arrival(of: message.arrivedAt.map { Milliseconds($0) } ?? sentAt)
      : liveArrival(of: message, in: place)
    let isAutomated = message.isAutomated || message.author.isAutomated || author.isAutomated
    return StoredMessage(
      id: nextMessage, conversation: touched[place].row.id, direction: message.direction,
      author: author.id, text: message.shownText, sentAt: sentAt, arrivedAt: arrivedAt,
      isAutomated: isAutomated, isEdited: message.isEdited, isDeleted: message.isDeleted,
      isForwarded: message.isForwarded, inReplyTo: message.inReplyTo,
      subject: message.subject?.string, clientID: message.clientID,
      delivery: message.delivery?.stored, hasContent: message.hasContent,
      isClosing: message.direction == .in && message.closes,
      isUnsent: lastWordWins && message.hasFailed || message.kept?.isUnsent == true,
      parts: message.parts, remoteID: message.id, remoteRevision: message.revision,
      writtenBy: message.writtenBy, seenGeneration: server?.generation)
  }

  /// When history arrived: when it was sent. But a clock that ran years ahead must not date every
  /// later arrival, which comes after all before it.
  func arrival(of sentAt: Milliseconds) -> Milliseconds { min(sentAt, now + Self.day) }

  static let day: Milliseconds = 86_400_000

  /// What a new message means to its conversation, and what a person who writes does to it.
  private func count(_ new: StoredMessage, _ message: IncomingMessage, in place: Int) throws {
    let tally = new.tally
    touched[place].row.add(tally) { message.line }
    touched[place].row.standing.isGone = false
    // What comes with the conversation itself does not open what its source says is done.
    guard !touched[place].isNew, tally.isFromPerson,
      touched[place].row.standing.triage.status != .open
    else { return }
    if try isHistory ? endsPuttingAway(place, tally) : opens(place, message) {
      touched[place].row.standing.triage = touched[place].row.standing.triage.wokenByInbound()
      try Upstream.follow(db, wakingOf: touched[place].row, at: now)
    }
  }

  func keepParts(of message: IncomingMessage, id: Int64) throws {
    insertPayload.bind(1, id)
    insertPayload.bind(2, message.payload)
    try insertPayload.run()
    if !message.attachments.isEmpty { try Attachments.write(db, message.attachments, of: id) }
    if !message.reactions.isEmpty { try Reactions.write(db, message.reactions, of: id) }
  }
}

extension IncomingMessage {
  /// What is stored to be shown and searched: nothing of a deleted message. Its payload keeps it.
  var shownText: String { isDeleted ? "" : text.string }

  var hasFailed: Bool { if case .pending(.failed) = delivery { true } else { false } }

  var hasContent: Bool { !text.isEmpty || !attachments.isEmpty }

  var closes: Bool { attachments.isEmpty && Waiting.closes(text.string) }

  var parts: Int64 { (attachments.isEmpty ? 0 : 1) | (reactions.isEmpty ? 0 : 2) }

  /// What a row shows of it.
  var line: String {
    text.isEmpty ? RollUp.Line.naming(attachments.first) : RollUp.Line.cut(text.string)
  }
}
