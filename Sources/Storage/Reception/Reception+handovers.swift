import Domain
import FoundationEssentials
import GRDB

/// A reply that left through the clipboard, before any export has told of it.
struct HandedOver {
  var message: Int64
  var text: String
  var sentAt: Milliseconds
}

extension Reception {
  /// A reply that was handed over carries no client id in the network's next export. It is known
  /// by its words within a day of when it was handed over, or it would stand in the thread twice.
  /// - Returns: whether the message was one of those.
  func mergeWithHandedOver(
    _ message: IncomingMessage, in place: Int, author: ReceptionMemory.KnownIdentity,
    _ account: ReceptionMemory.KnownAccount
  ) throws -> Bool {
    let echoes = try handedOver(in: place)
    guard !echoes.isEmpty, !message.isDeleted else { return false }
    let sentAt = Milliseconds(message.sentAt)
    let text = Drafts.trimmed(message.text.string)
    let nearest = echoes.indices
      .filter { abs(echoes[$0].sentAt - sentAt) <= Self.day && echoes[$0].text == text }
      .min { abs(echoes[$0].sentAt - sentAt) < abs(echoes[$1].sentAt - sentAt) }
    // A message that is known by its id is that message, whatever else says the same.
    guard let nearest, let old = try StoredMessage.load(db, echoes[nearest].message),
      try StoredMessage.load(db, account: account.id, remoteID: message.id) == nil
    else { return false }
    touched[place].handedOver?.remove(at: nearest)
    try merge(message, with: old, author: author)
    return true
  }

  /// The network's copy takes the place of ours, with its id and its time.
  private func merge(
    _ message: IncomingMessage, with old: StoredMessage, author: ReceptionMemory.KnownIdentity
  ) throws {
    var new = old
    replaceWords(of: &new, with: message)
    new.remoteID = message.id
    new.author = author.id
    new.sentAt = Milliseconds(message.sentAt)
    new.arrivedAt = arrival(of: new.sentAt)
    new.isAutomated = message.isAutomated || message.author.isAutomated || author.isAutomated
    new.isForwarded = message.isForwarded
    new.inReplyTo = message.inReplyTo
    new.isUnsent = false
    new.delivery = message.delivery?.stored ?? Delivery.sent.stored
    if new.delivery == "pending" { new.delivery = Delivery.sent.stored }
    try replaceParts(of: old, with: message)
    try write(new, insteadOf: old, payload: nil)
    insertPayload.bind(1, old.id)
    insertPayload.bind(2, message.payload)
    try insertPayload.run()
    try settleOutbox(of: new, at: now)
  }

  /// What was handed over in a conversation and has no id of its network yet: one look-up for each
  /// conversation that was there before the batch.
  private func handedOver(in place: Int) throws -> [HandedOver] {
    if let known = touched[place].handedOver { return known }
    var found: [HandedOver] = []
    if !touched[place].isNew {
      let query = try Prepared(
        db,
        """
        SELECT m.id, m.text, m.sent_at FROM outbox o
        JOIN account a ON a.id = o.account AND a.delivery = 'handover'
        JOIN message m ON m.id = o.message AND m.remote_id = 'local:' || o.client_id
        WHERE o.conversation = ? ORDER BY m.id
        """)
      query.bind(1, touched[place].row.id)
      try query.each { row in
        found.append(
          HandedOver(
            message: row.int(0), text: String(Drafts.trimmed(row.text(1))), sentAt: row.int(2)))
      }
    }
    touched[place].handedOver = found
    return found
  }
}
