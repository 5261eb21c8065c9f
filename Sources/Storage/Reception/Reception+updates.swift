import Domain
import FoundationEssentials
import GRDB

extension Reception {
  /// A message that is already there: nothing, or what changed of it.
  ///
  /// A source tells no revision, so the later word wins, except where it can only be the earlier
  /// one: a deleted message stays deleted, an edited one is not replaced by its unedited text, and a
  /// delivery does not go back. A time moved by less than a second is file order, not news.
  func takeAgain(
    _ message: IncomingMessage, author: ReceptionMemory.KnownIdentity,
    _ account: ReceptionMemory.KnownAccount
  ) throws {
    guard let old = try StoredMessage.load(db, account: account.id, remoteID: message.id) else {
      throw Refused(reason: "The message could not be stored.")
    }
    if message.revision != nil {
      try applyServers(message, to: old, author: author)
    } else {
      try apply(message, to: old, author: author)
    }
  }

  func apply(
    _ message: IncomingMessage, to old: StoredMessage, author: ReceptionMemory.KnownIdentity
  ) throws {
    var new = old
    let isEarlierWord =
      !lastWordWins && (old.isDeleted && !message.isDeleted || old.isEdited && !message.isEdited)
    if !isEarlierWord { replaceWords(of: &new, with: message) }
    new.isAutomated = message.isAutomated || message.author.isAutomated || author.isAutomated
    new.isForwarded = message.isForwarded
    new.direction = message.direction
    new.author = author.id
    new.inReplyTo = message.inReplyTo ?? old.inReplyTo
    new.clientID = old.clientID ?? message.clientID
    if Delivery.progress(message.delivery?.stored) > Delivery.progress(old.delivery) {
      new.delivery = message.delivery?.stored
      if lastWordWins { new.isUnsent = message.hasFailed }
    } else if lastWordWins, message.hasFailed {
      // However far it had come: it did not arrive, and so answers nobody.
      (new.delivery, new.isUnsent) = (message.delivery?.stored, true)
    }
    let sentAt = Milliseconds(message.sentAt)
    if abs(sentAt - old.sentAt) >= (lastWordWins ? 1 : 1000), old.clientID == nil {
      new.sentAt = sentAt
      if old.arrivedAt <= old.sentAt { new.arrivedAt = arrival(of: sentAt) }
    }
    let heard =
      try lastWordWins
      ? .never
      : new != old || !isEarlierWord && hasOtherParts(than: old, message)
        ? heard(message.payload, of: old.id) : .before
    guard heard != .before else {
      if !isEarlierWord { try moveFiles(of: old, with: message) }
      receipt.known += 1
      return
    }
    if !isEarlierWord { try replaceParts(of: old, with: message) }
    try write(new, insteadOf: old, payload: heard == .last ? nil : message.payload)
  }

  func replaceWords(of new: inout StoredMessage, with message: IncomingMessage) {
    new.text = message.shownText
    new.isEdited = message.isEdited
    new.isDeleted = message.isDeleted
    new.subject = message.subject?.string ?? new.subject
    new.parts = message.parts
    new.hasContent = message.hasContent
    new.isClosing = message.direction == .in && message.closes
  }

  /// When a payload was heard of a message.
  private enum Heard { case never, before, last }

  /// A file that is read again from its start tells every state of a message once more, and what it
  /// said before its last word is no news. Its last word may be: read with other options, it can
  /// mean something else.
  private func heard(_ payload: [UInt8], of message: Int64) throws -> Heard {
    let query = try Prepared(
      db,
      """
      SELECT max(place), max(CASE WHEN bytes = ?2 THEN place END) FROM (
        SELECT id AS place, bytes FROM payload_revision WHERE message = ?1
        UNION ALL SELECT 0, bytes FROM payload WHERE message = ?1)
      """)
    query.bind(1, message)
    query.bind(2, payload)
    let places = try query.first { ($0.int(0) as Int64?, $0.int(1) as Int64?) }
    guard let place = places?.1 else { return .never }
    return place == places?.0 ? .last : .before
  }

  func hasOtherParts(
    than old: StoredMessage, _ message: IncomingMessage
  ) throws -> Bool {
    if old.parts & 1 != 0 || !message.attachments.isEmpty,
      case let stored = try Attachments.read(db, of: old.id),
      Attachments.told(stored)
        != Attachments.told(Attachments.merged(message.attachments, over: stored))
    {
      return true
    }
    return try (old.parts & 2 != 0 || !message.reactions.isEmpty)
      && Reactions.read(db, of: old.id) != message.reactions
  }

  /// The same files somewhere else: the export was moved, or came again.
  private func moveFiles(of old: StoredMessage, with message: IncomingMessage) throws {
    guard message.attachments.contains(where: { $0.place != nil }) else { return }
    let stored = try Attachments.read(db, of: old.id)
    let attachments = Attachments.merged(message.attachments, over: stored)
    guard attachments != stored, Attachments.told(attachments) == Attachments.told(stored) else {
      return
    }
    try Attachments.write(db, attachments, of: old.id)
  }

  func replaceParts(of old: StoredMessage, with message: IncomingMessage) throws {
    guard try hasOtherParts(than: old, message) else { return }
    let stored = old.parts & 1 != 0 ? try Attachments.read(db, of: old.id) : []
    let attachments = Attachments.merged(message.attachments, over: stored)
    try Attachments.write(db, attachments, of: old.id)
    try Reactions.write(db, message.reactions, of: old.id)
  }

  /// Writes a changed message and makes its conversation reckon again.
  func write(
    _ new: StoredMessage, insteadOf old: StoredMessage, payload: [UInt8]?
  ) throws {
    receipt.updated += 1
    try new.update(db)
    if let payload {
      let keep = try Prepared(
        db,
        """
        INSERT INTO payload_revision (message, revision, bytes)
        SELECT id, revision, ? FROM message WHERE id = ?
        """)
      keep.bind(1, payload)
      keep.bind(2, old.id)
      try keep.run()
    }
    // What this batch brought is indexed at its end, as it is then.
    if old.id < firstNewMessage, old.text != new.text {
      try MessageIndex.remove(db, old.id, old.text)
      try MessageIndex.add(db, old.id, new.text)
    }
    guard let place = try place(conversation: old.conversation) else { return }
    touched[place].isChanged = true
    touched[place].row.change(old.tally, to: new.tally)
  }

  // MARK: Our own replies coming back

  /// A reply of ours that comes back by its client id is the one in the thread, not a second one.
  ///
  /// Its place stays: when it was sent by our clock decides what it answered.
  func mergeWithOurs(
    _ message: IncomingMessage, client: String, _ account: ReceptionMemory.KnownAccount
  ) throws -> Bool {
    let query = try Prepared(
      db, "SELECT message FROM outbox WHERE client_id = ? AND account = ?")
    query.bind(1, client)
    query.bind(2, account.id)
    guard let id = try query.first({ $0.int(0) as Int64 }),
      let old = try StoredMessage.load(db, id),
      // Only one without an id of its source is meant; after that it is found by its id.
      try old.remoteID == LocalEcho.remoteID(client: client) || isNamedByHub(old),
      try StoredMessage.load(db, account: account.id, remoteID: message.id) == nil
    else { return false }
    let author = try identity(message.author, account: account, isOurs: true, stamp: nil)
    var new = old
    new.remoteID = message.id
    new.author = author.id
    new.text = message.shownText
    new.isDeleted = message.isDeleted
    new.isEdited = message.isEdited
    new.isUnsent = false
    new.delivery = message.delivery?.stored ?? Delivery.sent.stored
    if new.delivery == "pending" { new.delivery = Delivery.sent.stored }
    if message.revision != nil { try takeOverPlace(of: message, in: &new, insteadOf: old) }
    try write(new, insteadOf: old, payload: nil)
    let keep = try Prepared(db, "INSERT OR REPLACE INTO payload VALUES (?, ?)")
    keep.bind(1, id)
    keep.bind(2, message.payload)
    try keep.run()
    try settleOutbox(of: new, at: now)
    // A network may give it back with the very answer that tells its id.
    var given = new
    try takeDelivery(of: message, in: &given, insteadOf: new)
    if given != new { try write(given, insteadOf: new, payload: nil) }
    return true
  }

  /// Whether a hub queued a reply, and its source has not named it yet.
  private func isNamedByHub(_ message: StoredMessage) throws -> Bool {
    let query = try Prepared(db, "SELECT 1 FROM hub_alias WHERE message = ? AND id = ?")
    query.bind(1, message.id)
    query.bind(2, message.remoteID)
    return try query.first { _ in true } ?? false
  }

  func settleOutbox(of message: StoredMessage, at now: Milliseconds) throws {
    try db.execute(
      sql: """
        UPDATE outbox SET state = 'sent', release_at = NULL, reason = NULL,
          sent_at = ifnull(sent_at, ?) WHERE message = ?
        """,
      arguments: [now, message.id])
    guard let place = try place(conversation: message.conversation) else { return }
    touched[place].row.standing.hasOutbox = try Outbox.updateConversation(
      db, message.conversation)
  }

  // MARK: The end of things

  /// Words of ours that have not left keep a conversation: nothing written is ever lost.
  func end(_ place: Int) throws {
    let row = touched[place].row
    guard !row.standing.hasDraft, !row.standing.hasOutbox, try !hasUnsentChange(row.id) else {
      return
    }
    touched[place].row.standing.isGone = true
  }

  func take(_ gone: IncomingGone) throws {
    guard let account = try account(of: gone) else {
      receipt.known += 1
      return
    }
    switch gone.kind {
    case .message:
      guard let old = try StoredMessage.load(db, account: account.id, remoteID: gone.id) else {
        throw Refused(reason: "There is no message \(gone.id) that could be gone.")
      }
      guard !old.isDeleted else {
        receipt.known += 1
        return
      }
      var new = old
      new.isDeleted = true
      new.text = ""
      try write(new, insteadOf: old, payload: nil)
    case .conversation:
      let key = ReceptionMemory.Key(account: account.id, id: gone.id)
      guard let place = try place(key) else {
        throw Refused(reason: "There is no conversation \(gone.id) that could be gone.")
      }
      try end(place)
    }
  }
}
