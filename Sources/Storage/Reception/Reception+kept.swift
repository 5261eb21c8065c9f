import Domain
import FoundationEssentials
import GRDB

/// What comes out of an export of Porch and no other source tells.
extension Reception {
  /// Whether a reply that had not left belongs to this store's own outbox, which knows better what
  /// became of it.
  func isOurs(_ kept: KeptMessage, _ message: IncomingMessage) throws -> Bool {
    guard kept.outbox != nil, let client = message.clientID else { return false }
    let query = try Prepared(db, "SELECT 1 FROM outbox WHERE client_id = ?")
    query.bind(1, client)
    return try query.first { _ in true } ?? false
  }

  /// A reply that had not left is there as it stood. Nothing sends it but a person who says so.
  func keep(_ kept: KeptMessage, of message: StoredMessage, in place: Int) throws {
    guard let outbox = kept.outbox, let client = message.clientID, message.direction == .out
    else { return }
    let (state, reason): (String, String?) =
      switch outbox {
      case .failed(let reason): ("failed", reason.string)
      default: ("unknown", nil)
      }
    let row = try Prepared(db, "SELECT account FROM message WHERE id = ?")
    row.bind(1, message.id)
    guard let account = try row.first({ $0.int(0) as Int64 }) else { return }
    try Outbox.insert(
      db,
      NewReply(
        message: message.id, client: client, conversation: message.conversation,
        account: account, text: kept.typed ?? message.text, queuedAt: message.sentAt,
        state: state, reason: reason))
    touched[place].row.standing.hasOutbox = try Outbox.updateConversation(
      db, message.conversation)
  }

  func take(_ incoming: IncomingIdentity) throws {
    let account = try account(incoming.account)
    _ = try identity(
      incoming.participant, account: account, isOurs: incoming.participant.isSelf,
      stamp: incoming.namedAt.map { Milliseconds($0) })
  }

  /// Whoever is not known here is left out. What was decided here since then stands.
  func take(_ people: IncomingPeople) throws {
    var identities: [Int64] = []
    for member in people.members {
      let query = try Prepared(
        db,
        """
        SELECT i.id FROM identity i JOIN account a ON a.id = i.account
        WHERE i.remote_id = ? AND a.remote_id = ? AND i.person IS NOT NULL
        """)
      query.bind(1, member.id)
      query.bind(2, member.account)
      if let id = try query.first({ $0.int(0) as Int64 }) { identities.append(id) }
    }
    guard let first = identities.first else { return }
    for other in identities.dropFirst() {
      try decide(first, other, areOne: people.areOne)
    }
  }

  private func decide(_ one: Int64, _ other: Int64, areOne: Bool) throws {
    guard let mine = try People.person(db, of: one), let theirs = try People.person(db, of: other),
      mine != theirs
    else { return }
    guard areOne else { return try People.setApart(db, one, other) }
    guard try !People.areApart(db, mine, theirs) else { return }
    if try People.join(db, other, into: one) { receipt.peopleJoined += 1 }
  }
}
