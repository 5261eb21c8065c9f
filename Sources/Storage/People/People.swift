import Domain
import GRDB

/// Who is one person with whom, as rows: what a transaction needs.
enum People {
  // MARK: What they are known by

  static func index(
    _ db: Database, _ identity: Int64, name: String?, handle: String?, remoteID: String
  ) throws {
    for likeness in Likeness.all(name: name, handle: handle, remoteID: remoteID) {
      let insert = try Prepared(db, "INSERT OR IGNORE INTO identity_key VALUES (?, ?)")
      insert.bind(1, likeness.key)
      insert.bind(2, identity)
      try insert.run()
    }
  }

  /// After a new name or handle, or when an identity turned out to be ours or nobody's.
  static func indexAgain(_ db: Database, _ identity: Int64) throws {
    let delete = try Prepared(db, "DELETE FROM identity_key WHERE identity = ?")
    delete.bind(1, identity)
    try delete.run()
    let query = try Prepared(
      db,
      """
      SELECT name, handle, remote_id FROM identity
      WHERE id = ? AND is_self = 0 AND automated = 0 AND person IS NOT NULL
      """)
    query.bind(1, identity)
    let found = try query.first {
      (name: $0.text(0) as String?, handle: $0.text(1) as String?, id: $0.text(2) as String)
    }
    guard let found else { return }
    try index(db, identity, name: found.name, handle: found.handle, remoteID: found.id)
  }

  // MARK: Joining and splitting

  static func person(_ db: Database, of identity: Int64) throws -> Int64? {
    let query = try Prepared(db, "SELECT person FROM identity WHERE id = ?")
    query.bind(1, identity)
    return try query.first { $0.int(0) as Int64? } ?? nil
  }

  static func identities(_ db: Database, of person: Int64) throws -> [Int64] {
    let query = try Prepared(db, "SELECT id FROM identity WHERE person = ? ORDER BY id")
    query.bind(1, person)
    var found: [Int64] = []
    try query.each { found.append($0.int(0)) }
    return found
  }

  /// Makes two people one; what was said against it (``pairsApart(_:_:_:)``) no longer counts.
  /// - Returns: false when they are one already, or one of them is us.
  static func join(_ db: Database, _ other: Int64, into one: Int64) throws -> Bool {
    guard let from = try person(db, of: other), let to = try person(db, of: one), from != to
    else { return false }
    for moved in try identities(db, of: from) {
      for stays in try identities(db, of: to) { try forgetApart(db, moved, stays) }
    }
    try move(db, identities(db, of: from), to: to)
    return true
  }

  static func move(_ db: Database, _ identities: [Int64], to person: Int64) throws {
    // A person nobody is any more stays as a row, for undo.
    for identity in identities {
      let update = try Prepared(db, "UPDATE identity SET person = ? WHERE id = ?")
      update.bind(1, person)
      update.bind(2, identity)
      try update.run()
    }
  }

  // MARK: Not the same

  static func setApart(_ db: Database, _ one: Int64, _ other: Int64) throws {
    let insert = try Prepared(
      db, "INSERT OR IGNORE INTO person_apart VALUES (min(?1, ?2), max(?1, ?2))")
    insert.bind(1, one)
    insert.bind(2, other)
    try insert.run()
  }

  static func forgetApart(_ db: Database, _ one: Int64, _ other: Int64) throws {
    let delete = try Prepared(
      db, "DELETE FROM person_apart WHERE one = min(?1, ?2) AND other = max(?1, ?2)")
    delete.bind(1, one)
    delete.bind(2, other)
    try delete.run()
  }

  /// The identities of two people of which somebody said that they are not one person.
  static func pairsApart(_ db: Database, _ one: Int64, _ other: Int64) throws -> [ApartPair] {
    let query = try Prepared(
      db,
      """
      SELECT p.one, p.other FROM identity mine JOIN person_apart p
        ON p.one = mine.id OR p.other = mine.id
        JOIN identity theirs
          ON theirs.id = CASE WHEN p.one = mine.id THEN p.other ELSE p.one END
        WHERE mine.person = ?1 AND theirs.person = ?2 ORDER BY p.one, p.other
      """)
    query.bind(1, one)
    query.bind(2, other)
    var pairs: [ApartPair] = []
    try query.each { pairs.append(ApartPair(one: $0.int(0), other: $0.int(1))) }
    return pairs
  }

  /// Whether somebody said of any two of their identities that they are not one person.
  static func areApart(_ db: Database, _ one: Int64, _ other: Int64) throws -> Bool {
    let query = try Prepared(
      db,
      """
      SELECT EXISTS (SELECT 1 FROM identity mine JOIN person_apart p
        ON p.one = mine.id OR p.other = mine.id
        JOIN identity theirs
          ON theirs.id = CASE WHEN p.one = mine.id THEN p.other ELSE p.one END
        WHERE mine.person = ?1 AND theirs.person = ?2)
      """)
    query.bind(1, one)
    query.bind(2, other)
    return try query.first { $0.bool(0) } ?? false
  }

  // MARK: What was decided, for an export

  struct Decision {
    var members: [(id: Int64, account: Int64, member: IncomingPeople.Member)] = []
    var areOne: Bool
  }

  /// Every person of several identities, in the order of their first.
  static func joined(_ db: Database) throws -> [Decision] {
    var groups: [Int64: Decision] = [:]
    var order: [Int64] = []
    let query = try Prepared(
      db,
      """
      SELECT i.id, a.id, a.remote_id, i.remote_id, i.person
      FROM identity i JOIN account a ON a.id = i.account
      WHERE i.person IN (SELECT person FROM identity WHERE person IS NOT NULL
        GROUP BY person HAVING count(*) > 1)
      ORDER BY i.id
      """)
    try query.each { row in
      let person: Int64 = row.int(4)
      if groups[person] == nil { order.append(person) }
      groups[person, default: Decision(areOne: true)].members.append(
        (row.int(0), row.int(1), .init(account: row.text(2), id: row.text(3))))
    }
    return order.compactMap { groups[$0] }
  }

  static func apart(_ db: Database) throws -> [Decision] {
    var decisions: [Decision] = []
    let query = try Prepared(
      db,
      """
      SELECT i.id, a.id, a.remote_id, i.remote_id, j.id, b.id, b.remote_id, j.remote_id
      FROM person_apart p JOIN identity i ON i.id = p.one JOIN account a ON a.id = i.account
      JOIN identity j ON j.id = p.other JOIN account b ON b.id = j.account
      ORDER BY p.one, p.other
      """)
    try query.each { row in
      decisions.append(
        Decision(
          members: [
            (row.int(0), row.int(1), .init(account: row.text(2), id: row.text(3))),
            (row.int(4), row.int(5), .init(account: row.text(6), id: row.text(7))),
          ], areOne: false))
    }
    return decisions
  }
}

/// Two identities that are not one person, the smaller first.
struct ApartPair: Codable, Equatable {
  var one: Int64
  var other: Int64
}
