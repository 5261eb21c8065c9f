import Domain
import FoundationEssentials
import GRDB

extension Reception {
  /// Source ids are opaque, but not unbounded (inbox-api: 1–255 bytes).
  func check(_ id: String, _ what: String) throws {
    guard !id.isEmpty else { throw Refused(reason: "The id of the \(what) is empty.") }
    guard id.utf8.count <= 255 else {
      throw Refused(reason: "The id of the \(what) is longer than 255 bytes.")
    }
  }

  // MARK: Accounts

  /// A way to send, once known, stays: an imported archive of the same account tells what was said
  /// and not that replies no longer leave, and a folder's replies never move to another folder.
  func take(_ account: IncomingAccount) throws -> ReceptionMemory.KnownAccount {
    try check(account.id, "account")
    var account = account
    let connection = try connection(of: account)
    let serverID = connection.map { _ in account.id }
    if let connection { account.id = try localID(of: account, connection) }
    let (delivery, folder) = account.delivery.stored
    if let folder { try refuseAnother(folder, for: account.id) }
    try db.execute(
      sql: """
        INSERT INTO account (remote_id, network, name, handle, self_id, max_text, max_text_unit,
          delivery, folder, connection, server_id, capabilities, reply_window_hours)
        VALUES (?1, ifnull(?2, 'other'), ifnull(?3, ?1), ?4, ?5, ?6, ifnull(?7, 'scalars'), ?8, ?9,
          ?10, ?11, ?12, ?13)
        ON CONFLICT (remote_id) DO UPDATE SET
          network = ifnull(?2, network), name = ifnull(?3, name), handle = ifnull(?4, handle),
          self_id = ifnull(?5, self_id), max_text = ifnull(?6, max_text),
          max_text_unit = ifnull(?7, max_text_unit),
          delivery = CASE WHEN ?8 = 'handover' OR folder IS NOT NULL THEN delivery ELSE ?8 END,
          folder = ifnull(folder, ?9), connection = ifnull(?10, connection),
          server_id = ifnull(?11, server_id), capabilities = ifnull(?12, capabilities),
          reply_window_hours = ifnull(?13, reply_window_hours)
        """,
      arguments: [
        account.id, account.network?.rawValue, account.name?.string, account.handle?.string,
        account.selfID, account.maxText, account.maxTextUnit?.rawValue, delivery, folder,
        connection, serverID, account.capabilities.map(Self.words), account.replyWindowHours,
      ])
    memory.accounts[account.id] = nil
    guard let known = try storedAccount(account.id) else {
      throw Refused(reason: "The account could not be stored.")
    }
    return known
  }

  private func refuseAnother(_ folder: String, for account: String) throws {
    let query = try Prepared(db, "SELECT folder FROM account WHERE remote_id = ?")
    query.bind(1, account)
    guard let stored = try query.first({ $0.text(0) as String? }) ?? nil, stored != folder else {
      return
    }
    let (name, first, other) = (
      SafeText(line: account).string, SafeText(line: stored, limit: 1000).string,
      SafeText(line: folder, limit: 1000).string
    )
    throw Refused(
      reason: "The account “\(name)” belongs to \(first) already; give the account of \(other)"
        + " another id.")
  }

  /// The account of a source's id; one that no line describes is made: it cannot send.
  func account(_ id: String) throws -> ReceptionMemory.KnownAccount {
    if let known = memory.accounts[id] { return known }
    if let stored = try storedAccount(id) { return stored }
    return try take(
      IncomingAccount(id: id, name: SafeText(line: id), delivery: .handover))
  }

  private func storedAccount(_ id: String) throws -> ReceptionMemory.KnownAccount? {
    let query = try Prepared(
      db,
      """
      SELECT a.id, a.network, a.self_id, a.connection,
        CASE WHEN k.role = 'reader' THEN '' ELSE a.capabilities END
      FROM account a LEFT JOIN connection k ON k.id = a.connection WHERE a.remote_id = ?
      """)
    query.bind(1, id)
    let known = try query.first { row in
      ReceptionMemory.KnownAccount(
        id: row.int(0), network: row.text(1), selfID: row.text(2), connection: row.int(3),
        capabilities: (row.text(4) as String?).map {
          Set($0.split(separator: " ").map(String.init))
        })
    }
    memory.accounts[id] = known
    return known
  }

  // MARK: Identities

  /// The identity of a participant, made or brought up to date.
  /// - Parameter stamp: when the name was in use; an older one never replaces a newer one. nil for a
  ///   list of participants, which says how things are now.
  func identity(
    _ participant: IncomingParticipant, account: ReceptionMemory.KnownAccount, isOurs: Bool,
    stamp: Milliseconds?
  ) throws -> ReceptionMemory.KnownIdentity {
    let key = ReceptionMemory.Key(account: account.id, id: participant.id)
    if var known = try memory.identities[key] ?? storedIdentity(key) {
      if try bringUpToDate(&known, participant, stamp: stamp) || memory.identities[key] == nil {
        memory.remember(known, as: key)
      }
      return known
    }
    try check(participant.id, "author")
    let known = try makeIdentity(
      participant, key: key,
      isSelf: isOurs || participant.isSelf || participant.id == account.selfID,
      namedAt: stamp ?? .never)
    memory.remember(known, as: key)
    return known
  }

  private func storedIdentity(_ key: ReceptionMemory.Key) throws -> ReceptionMemory.KnownIdentity? {
    let query = try Prepared(
      db,
      """
      SELECT id, name, handle, is_self, automated, named_at FROM identity
      WHERE remote_id = ? AND account = ?
      """)
    query.bind(1, key.id)
    query.bind(2, key.account)
    return try query.first {
      ReceptionMemory.KnownIdentity(
        id: $0.int(0), name: $0.text(1), handle: $0.text(2), isSelf: $0.bool(3),
        isAutomated: $0.bool(4), namedAt: $0.int(5))
    }
  }

  private func makeIdentity(
    _ participant: IncomingParticipant, key: ReceptionMemory.Key, isSelf: Bool,
    namedAt: Milliseconds
  ) throws -> ReceptionMemory.KnownIdentity {
    var person: Int64?
    if !isSelf {
      let insert = try Prepared(db, "INSERT INTO person (created_at) VALUES (?)")
      insert.bind(1, now)
      try insert.run()
      person = db.lastInsertedRowID
    }
    let insert = try Prepared(
      db,
      """
      INSERT INTO identity (account, person, remote_id, name, handle, url, is_self, automated,
        follows_us, follows_us_since, named_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    insert.bind(1, key.account)
    insert.bind(2, person)
    insert.bind(3, participant.id)
    insert.bind(4, participant.name?.string)
    insert.bind(5, participant.handle?.string)
    insert.bind(6, participant.url?.string)
    insert.bind(7, isSelf)
    insert.bind(8, participant.isAutomated)
    insert.bind(9, participant.followsUs)
    insert.bind(10, participant.followsUsSince.map { Milliseconds($0) })
    insert.bind(11, namedAt)
    try insert.run()
    let id = db.lastInsertedRowID
    if !isSelf, !participant.isAutomated {
      try People.index(
        db, id, name: participant.name?.string, handle: participant.handle?.string,
        remoteID: participant.id)
    }
    return ReceptionMemory.KnownIdentity(
      id: id, name: participant.name?.string, handle: participant.handle?.string,
      isSelf: isSelf, isAutomated: participant.isAutomated, namedAt: namedAt)
  }

  /// - Returns: whether anything changed.
  private func bringUpToDate(
    _ known: inout ReceptionMemory.KnownIdentity, _ participant: IncomingParticipant,
    stamp: Milliseconds?
  ) throws -> Bool {
    let isCurrent = stamp.map { $0 >= known.namedAt } ?? true
    let name = isCurrent ? participant.name?.string ?? known.name : known.name
    let handle = isCurrent ? participant.handle?.string ?? known.handle : known.handle
    let wasSelf = known.isSelf
    let isSelf = wasSelf || participant.isSelf
    let isRenamed = name != known.name || handle != known.handle
    // A list of participants may bring what a message never says (links, follows).
    let isList = stamp == nil
    let bringsMore =
      isList
      && (participant.isAutomated != known.isAutomated || participant.url != nil
        || participant.followsUs != nil || participant.followsUsSince != nil)
    guard isRenamed || isSelf != known.isSelf || bringsMore else { return false }
    known.name = name
    known.handle = handle
    known.isSelf = isSelf
    if isList { known.isAutomated = participant.isAutomated }
    known.namedAt = max(known.namedAt, stamp ?? known.namedAt)
    let update = try Prepared(
      db,
      """
      UPDATE identity SET name = ?, handle = ?, is_self = ?, automated = ?, named_at = ?,
        url = ifnull(?, url), follows_us = ifnull(?, follows_us),
        follows_us_since = ifnull(?, follows_us_since)
      WHERE id = ?
      """)
    update.bind(1, known.name)
    update.bind(2, known.handle)
    update.bind(3, known.isSelf)
    update.bind(4, known.isAutomated)
    update.bind(5, known.namedAt)
    update.bind(6, participant.url?.string)
    update.bind(7, participant.followsUs)
    update.bind(8, participant.followsUsSince.map { Milliseconds($0) })
    update.bind(9, known.id)
    try update.run()
    try People.indexAgain(db, known.id)
    // We take part in everything, and nothing is titled after us.
    if isRenamed, !wasSelf { try retitleConversations(of: known.id) }
    return true
  }
}

extension Account.Delivery {
  /// As stored in `account.delivery` and `account.folder`.
  var stored: (String, String?) {
    switch self {
    case .dropFolder(let path): ("drop_folder", path)
    case .handover: ("handover", nil)
    case .demo: ("demo", nil)
    case .server: ("server", nil)
    }
  }

  init(stored delivery: String, folder: String?, connection: String?) {
    switch delivery {
    case "server": self = .server(connection: connection ?? "")
    case "drop_folder": self = .dropFolder(path: folder ?? "")
    case "demo": self = .demo
    default: self = .handover
    }
  }
}
