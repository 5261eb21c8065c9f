import Domain
import FoundationEssentials
import GRDB

extension Reception {
  func take(_ incoming: IncomingConversation) throws {
    try check(incoming.id, "conversation")
    let account = try account(incoming.account)
    let key = ReceptionMemory.Key(account: account.id, id: incoming.id)
    let known = try place(key)
    let place = try known ?? make(key, account, as: incoming)
    if let revision = incoming.revision {
      guard try hear(incoming, revision: revision, of: place, account, isMade: known == nil) else {
        return
      }
    }
    if !touched[place].isNew || known != nil { try update(place, with: incoming) }
    if let participants = incoming.participants {
      for participant in participants {
        let identity = try identity(participant, account: account, isOurs: false, stamp: nil)
        try join(place, identity)
      }
    }
    // An export says less than the source it once came from.
    let isOurs = incoming.kept != nil && known != nil
    if let payload = incoming.payload, !isOurs { try keep(payload, of: place) }
  }

  /// The conversation of a message; one that no line describes is made, titled after its author.
  func conversation(
    _ id: String, _ account: ReceptionMemory.KnownAccount,
    from author: ReceptionMemory.KnownIdentity?
  ) throws -> Int {
    if let last = lastPlace, last.key.account == account.id, last.key.id == id {
      unsettled.insert(last.place)
      return last.place
    }
    try check(id, "conversation")
    let key = ReceptionMemory.Key(account: account.id, id: id)
    let place =
      try place(key)
      ?? make(key, account, as: IncomingConversation(id: id, account: ""), peer: author)
    lastPlace = (key, place)
    return place
  }

  // MARK: Loading and making

  func place(_ key: ReceptionMemory.Key) throws -> Int? {
    if let place = places[key] {
      unsettled.insert(place)
      return place
    }
    guard let row = try RollUp.load(db, account: key.account, remoteID: key.id) else { return nil }
    var known = TouchedConversation(row: row, isNew: false, peer: row.peer)
    if isHistory, let kept = memory.keptMark, kept.conversation == row.id {
      known.keptMark = kept.readTo
    }
    return touch(known, key)
  }

  func place(conversation id: Int64) throws -> Int? {
    if let place = placesByNumber[id] {
      unsettled.insert(place)
      return place
    }
    let query = try Prepared(db, "SELECT account, remote_id FROM conversation WHERE id = ?")
    query.bind(1, id)
    let key = try query.first { ReceptionMemory.Key(account: $0.int(0), id: $0.text(1)) }
    return try key.flatMap { try place($0) }
  }

  private func touch(_ conversation: TouchedConversation, _ key: ReceptionMemory.Key) -> Int {
    touched.append(conversation)
    places[key] = touched.count - 1
    placesByNumber[conversation.row.id] = touched.count - 1
    unsettled.insert(touched.count - 1)
    return touched.count - 1
  }

  private func make(
    _ key: ReceptionMemory.Key, _ account: ReceptionMemory.KnownAccount,
    as incoming: IncomingConversation, peer: ReceptionMemory.KnownIdentity? = nil
  ) throws -> Int {
    let kind = incoming.kind ?? .direct
    let insert = try Prepared(
      db,
      """
      INSERT INTO conversation (account, remote_id, network, kind, title, given_title, url,
        can_reply, assignee, created_at, updated_at, status, snoozed_until, previous_wake, done_at,
        flagged, lane, peer, handle)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    insert.bind(1, key.account)
    insert.bind(2, key.id)
    insert.bind(3, incoming.network?.rawValue ?? account.network)
    insert.bind(4, kind.rawValue)
    let title = [incoming.title?.string, peer?.name, peer?.handle].compactMap(\.self)
    insert.bind(5, title.first { !$0.isEmpty } ?? SafeText(line: key.id).string)
    insert.bind(6, incoming.title?.string)
    insert.bind(7, incoming.url?.string)
    insert.bind(8, incoming.canReply)
    insert.bind(9, incoming.assignee?.string)
    insert.bind(10, incoming.kept?.createdAt.map { Milliseconds($0) } ?? now)
    insert.bind(11, now)
    incoming.initialTriage.bind(to: insert, at: 12)
    insert.bind(18, peer?.id)
    insert.bind(19, peer?.handle)
    try insert.run()
    receipt.conversationsAdded += 1
    var row = RollUp(id: db.lastInsertedRowID, account: key.account, kind: kind, peer: peer?.id)
    row.standing.triage = incoming.initialTriage
    row.storedStanding = row.standing
    for label in incoming.initialLabels { _ = try Labels.add(db, label.string, to: row.id) }
    if let draft = incoming.kept?.draft { try Drafts.put(db, draft, in: &row, at: now) }
    var made = TouchedConversation(row: row, isNew: true, peer: peer?.id)
    made.keptMark = incoming.kept?.readTo.map { Milliseconds($0) }
    return touch(made, key)
  }

  /// What a source says again. Status, flag, lane, labels and assignee are ours by then.
  private func update(_ place: Int, with incoming: IncomingConversation) throws {
    let id = touched[place].row.id
    try db.execute(
      sql: """
        UPDATE conversation SET network = ifnull(?1, network), kind = ifnull(?2, kind),
          given_title = ifnull(?3, given_title), url = ifnull(?4, url),
          can_reply = ifnull(?5, can_reply)
        WHERE id = ?6 AND (network <> ifnull(?1, network) OR kind <> ifnull(?2, kind)
          OR given_title IS NOT ifnull(?3, given_title) OR url IS NOT ifnull(?4, url)
          OR can_reply IS NOT ifnull(?5, can_reply))
        """,
      arguments: [
        incoming.network?.rawValue, incoming.kind?.rawValue, incoming.title?.string,
        incoming.url?.string, incoming.canReply, id,
      ])
    if db.changesCount > 0 {
      touched[place].isChanged = true
      touched[place].needsTitle = true
    }
    // It is back: the source speaks of it again.
    touched[place].row.standing.isGone = false
  }

  private func keep(_ payload: [UInt8], of place: Int) throws {
    let keep = try Prepared(
      db,
      """
      INSERT INTO conversation_payload VALUES (?1, ?2)
      ON CONFLICT (conversation) DO UPDATE SET bytes = ?2 WHERE bytes <> ?2
      """)
    keep.bind(1, touched[place].row.id)
    keep.bind(2, payload)
    try keep.run()
  }

  // MARK: Who takes part, and the title that follows

  /// Notes that an identity takes part. The first who is not us is the peer of a conversation.
  func join(
    _ place: Int, _ identity: ReceptionMemory.KnownIdentity, canBePeer: Bool = true
  ) throws {
    if touched[place].participants.contains(identity.id) { return }
    touched[place].participants.append(identity.id)
    let insert = try Prepared(db, "INSERT OR IGNORE INTO participant VALUES (?, ?)")
    insert.bind(1, touched[place].row.id)
    insert.bind(2, identity.id)
    try insert.run()
    let isHeaded = touched[place].isNew && touched[place].row.peer == identity.id
    guard insert.changes > 0, canBePeer, !identity.isSelf, !isHeaded else { return }
    touched[place].needsTitle = true
    if !touched[place].isNew { touched[place].isChanged = true }
    if touched[place].peer == nil { touched[place].peer = identity.id }
  }

  func retitleConversations(of identity: Int64) throws {
    let ids = try Int64.fetchAll(
      db, sql: "SELECT conversation FROM participant WHERE identity = ?", arguments: [identity])
    for id in ids {
      if let place = try place(conversation: id) { touched[place].needsTitle = true }
    }
  }

  /// A direct conversation is headed with the person's current name, a group with its title or else
  /// with the names of those in it.
  func retitle(_ place: Int) throws {
    let retitle = try Prepared(
      db,
      """
      UPDATE conversation SET peer = ?2, (title, handle) = (
        SELECT coalesce(
            CASE WHEN c.kind IN ('direct', 'request') THEN nullif(i.name, '') END,
            nullif(c.given_title, ''),
            CASE WHEN c.kind NOT IN ('direct', 'request') THEN (
              SELECT nullif(substr(group_concat(name, ', '), 1, 300), '') FROM (
                SELECT p.name FROM participant JOIN identity p ON p.id = participant.identity
                WHERE participant.conversation = c.id AND p.is_self = 0 AND p.name <> ''
                ORDER BY p.id LIMIT 20)) END,
            nullif(i.handle, ''), c.title),
          CASE WHEN c.kind IN ('direct', 'request') THEN i.handle END
        FROM conversation c LEFT JOIN identity i ON i.id = ?2 WHERE c.id = ?1)
      WHERE id = ?1
      """)
    retitle.bind(1, touched[place].row.id)
    retitle.bind(2, touched[place].peer)
    try retitle.run()
    if !touched[place].isNew { touched[place].isChanged = true }
  }
}
