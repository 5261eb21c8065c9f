package import Domain
package import FoundationEssentials
import GRDB

/// One human with everything that a table of people says.
package struct PersonEntry: Sendable {
  package var person: Person.ID
  /// In the order in which they became known.
  package var identities: [Identity]
  /// The ids to print, as ``Store/identity(_:)`` takes them back.
  package var printedIDs: [String]
  package var conversations: Int
  /// When anybody last said something in one of them.
  package var lastMessageAt: Date?
}

extension Store {
  /// The identity of an id as it was printed: the source's own, or `account/id`, or else the only
  /// one that looks the same when it is printed.
  /// - Throws: ``StoreError/nobody(id:)``, ``StoreError/ambiguous(id:matches:)`` when several
  ///   accounts have that id, ``StoreError/alike(id:list:)`` when several look the same. Ourselves
  ///   are nobody to join or split.
  package func identity(_ printedID: String) throws(StoreError) -> Identity {
    try reading { db in
      var found = try Identity.all(db, where: "i.remote_id = ?1", printedID)
      for slash in printedID.indices where found.isEmpty && printedID[slash] == "/" {
        found = try Identity.all(
          db, where: "i.remote_id = ?1 AND a.remote_id = ?2",
          String(printedID[printedID.index(after: slash)...]), String(printedID[..<slash]))
      }
      guard let first = found.first else { return try Self.identity(db, like: printedID) }
      guard found.count == 1 else {
        throw StoreError.ambiguous(
          id: printedID, matches: found.map { "\($0.accountRemoteID)/\($0.remoteID)" })
      }
      return first
    }
  }

  private static func identity(_ db: Database, like printedID: String) throws -> Identity {
    let look = PrintedLook(of: printedID)
    let query = try Prepared(
      db,
      """
      SELECT \(Identity.columns) FROM \(Identity.source)
      WHERE i.person IS NOT NULL AND i.is_self = 0
      """)
    var found: [Identity] = []
    try query.each { row in
      if look.isOf(row.text(5), in: row.text(3)) { found.append(Identity(row: row)) }
    }
    guard let first = found.first else { throw StoreError.nobody(id: printedID) }
    guard found.count == 1 else {
      throw StoreError.alike(id: printedID, list: "porch people --json")
    }
    return first
  }

  /// The id to print for an identity.
  package func printedID(of identity: Identity) throws(StoreError) -> String {
    try reading { db in try Identity.printedID(db, identity) }
  }

  /// Everybody but us, in the order in which they became known, read in runs of 500 people: the body
  /// runs outside of any transaction.
  /// - Parameter onlyJoined: only who has several identities.
  package func eachPerson(
    onlyJoined: Bool = false, _ body: (PersonEntry) throws -> Void
  ) throws {
    var last: Int64 = 0
    while true {
      let run = try reading { db in
        try PersonEntry.run(db, after: last, onlyJoined: onlyJoined)
      }
      for entry in run { try body(entry) }
      guard run.count == PersonEntry.runLength, let end = run.last else { return }
      last = end.person.value
    }
  }

  // MARK: Suggesting

  /// People who may be one and of whom nobody has said that they are not: one walk over what people
  /// are known by.
  /// - Parameter most: no more than this many.
  package func suggestions(most: Int = 1000) throws(StoreError) -> [PersonSuggestion] {
    try reading { db in try Suggestions.all(db, most: most) }
  }

  // MARK: Deciding

  /// Makes two people one, with all their identities.
  /// - Parameters:
  ///   - place: the conversation in which somebody decided it, where undo finds it again; nil writes
  ///     nothing into the journal.
  ///   - run: a string unique to one run of the program; undo stays within it.
  /// - Returns: false when they are one already.
  package func join(
    _ other: Identity.ID, into one: Identity.ID, at place: Conversation.ID? = nil, run: String,
    now: Date
  ) throws(StoreError) -> Bool {
    try writing { db in
      guard let from = try People.person(db, of: other.value),
        let to = try People.person(db, of: one.value)
      else { throw StoreError.noSuch(id: String(other.value)) }
      let moved = try People.identities(db, of: from)
      let apart = try People.pairsApart(db, from, to)
      guard try People.join(db, other.value, into: one.value) else { return false }
      let entry = PeopleEntry(
        kind: .joined, identities: moved, from: from, to: to, forgotten: apart)
      try Store.journal(db, entry, at: place, run: run, now: now)
      return true
    }
  }

  /// Remembers that two identities are not one person, so that it is not suggested again. Who are
  /// one already stay so; see ``split(_:now:)``.
  package func keepApart(
    _ one: Identity.ID, _ other: Identity.ID, at place: Conversation.ID? = nil, run: String,
    now: Date
  ) throws(StoreError) {
    try writing { db in
      try People.setApart(db, one.value, other.value)
      let entry = PeopleEntry(kind: .apart, identities: [one.value, other.value])
      try Store.journal(db, entry, at: place, run: run, now: now)
    }
  }

  /// Makes an identity a person of its own, and remembers that it is none of those it was joined
  /// with.
  /// - Returns: false when it was on its own already.
  package func split(_ identity: Identity.ID, now: Date) throws(StoreError) -> Bool {
    let now = Milliseconds(now)
    return try writing { db in
      guard let person = try People.person(db, of: identity.value) else {
        throw StoreError.noSuch(id: String(identity.value))
      }
      let others = try People.identities(db, of: person).filter { $0 != identity.value }
      guard !others.isEmpty else { return false }
      try db.execute(sql: "INSERT INTO person (created_at) VALUES (?)", arguments: [now])
      try People.move(db, [identity.value], to: db.lastInsertedRowID)
      for other in others { try People.setApart(db, identity.value, other) }
      return true
    }
  }

  private static func journal(
    _ db: Database, _ entry: PeopleEntry, at place: Conversation.ID?, run: String, now: Date
  ) throws {
    guard let place, let row = try RollUp.load(db, place.value) else { return }
    try Journal.write(
      db, JournalEntry(people: entry, of: row), conversation: place.value, run: run,
      at: Milliseconds(now))
  }
}

/// A decision about people as the journal keeps it.
struct PeopleEntry: Codable, Equatable {
  enum Kind: String, Codable { case joined, apart }
  var kind: Kind
  /// Those who were moved to another person; or the two who are apart.
  var identities: [Int64]
  var from: Int64?
  var to: Int64?
  /// Who was apart until they were joined; nil in journals of before this was kept.
  var forgotten: [ApartPair]?

  func undo(_ db: Database) throws {
    switch kind {
    case .joined:
      try move(db, from: to, to: from)
      for pair in forgotten ?? [] where try areTwo(db, pair) {
        try People.setApart(db, pair.one, pair.other)
      }
    case .apart: try People.forgetApart(db, identities[0], identities[1])
    }
  }

  func redo(_ db: Database) throws {
    switch kind {
    case .joined:
      for pair in forgotten ?? [] { try People.forgetApart(db, pair.one, pair.other) }
      try move(db, from: from, to: to)
    case .apart: try People.setApart(db, identities[0], identities[1])
    }
  }

  /// Whether both are still there, and not one person by a later decision.
  private func areTwo(_ db: Database, _ pair: ApartPair) throws -> Bool {
    guard let one = try People.person(db, of: pair.one),
      let other = try People.person(db, of: pair.other)
    else { return false }
    return one != other
  }

  /// Only those whom nobody has moved since.
  private func move(_ db: Database, from: Int64?, to: Int64?) throws {
    guard let to else { return }
    let still = try identities.filter { try People.person(db, of: $0) == from }
    try People.move(db, still, to: to)
  }

  /// The one that the person of the conversation was joined with, or kept apart from.
  var other: Int64? { kind == .joined ? identities.first : identities.last }

  var step: PeopleStep { kind == .joined ? .joined : .apart }
}
