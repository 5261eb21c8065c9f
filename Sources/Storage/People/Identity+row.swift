import Domain
import FoundationEssentials
import GRDB

extension Identity {
  static let columns = """
    i.id, i.person, i.account, a.remote_id, a.network, i.remote_id, i.name, i.handle, i.automated
    """
  static let source = "identity i JOIN account a ON a.id = i.account"

  /// Of a row whose person is not NULL.
  init(row: Prepared) {
    self.init(
      id: ID(row.int(0)), person: Person.ID(row.int(1)), account: Account.ID(row.int(2)),
      accountRemoteID: row.text(3), network: Network(lenient: row.text(4)),
      remoteID: row.text(5), name: row.safe(6), handle: row.safe(7), isAutomated: row.bool(8))
  }

  /// - Parameter condition: with ?1, ?2 … for the texts.
  static func all(
    _ db: Database, where condition: String, _ texts: String...
  ) throws -> [Identity] {
    let query = try Prepared(
      db,
      """
      SELECT \(columns) FROM \(source)
      WHERE \(condition) AND i.person IS NOT NULL AND i.is_self = 0 ORDER BY i.id
      """)
    for (index, text) in texts.enumerated() { query.bind(Int32(index + 1), text) }
    var found: [Identity] = []
    try query.each { found.append(Identity(row: $0)) }
    return found
  }

  static func load(_ db: Database, _ id: Int64) throws -> Identity? {
    let query = try Prepared(
      db,
      """
      SELECT \(columns) FROM \(source)
      WHERE i.id = ? AND i.person IS NOT NULL AND i.is_self = 0
      """)
    query.bind(1, id)
    return try query.first(Identity.init(row:))
  }

  /// The source's id, with the account before it where another account has the same.
  static func printedID(_ db: Database, _ identity: Identity) throws -> String {
    let query = try Prepared(db, "SELECT count(*) FROM identity WHERE remote_id = ?")
    query.bind(1, identity.remoteID)
    let count = try query.first { $0.int(0) as Int64 } ?? 0
    return count > 1 ? "\(identity.accountRemoteID)/\(identity.remoteID)" : identity.remoteID
  }
}

extension PersonEntry {
  static let runLength = 500

  static func run(
    _ db: Database, after last: Int64, onlyJoined: Bool
  ) throws -> [PersonEntry] {
    let query = try Prepared(
      db,
      """
      SELECT person FROM identity WHERE person > ?1 AND is_self = 0 GROUP BY person
      HAVING count(*) >= ?2 ORDER BY person LIMIT \(runLength)
      """)
    query.bind(1, last)
    query.bind(2, onlyJoined ? 2 : 1 as Int64)
    var people: [Int64] = []
    try query.each { people.append($0.int(0)) }
    return try people.map { try load(db, $0) }
  }

  private static func load(_ db: Database, _ person: Int64) throws -> PersonEntry {
    let query = try Prepared(
      db,
      """
      SELECT \(Identity.columns) FROM \(Identity.source)
      WHERE i.person = ? AND i.is_self = 0 ORDER BY i.id
      """)
    query.bind(1, person)
    var identities: [Identity] = []
    try query.each { identities.append(Identity(row: $0)) }
    let talks = try Prepared(
      db,
      """
      SELECT count(*), max(last_message_at) FROM conversation WHERE gone = 0 AND id IN
        (SELECT p.conversation FROM identity i JOIN participant p ON p.identity = i.id
        WHERE i.person = ?)
      """)
    talks.bind(1, person)
    let counted = try talks.first { ($0.int(0) as Int64, $0.date(1)) }
    return PersonEntry(
      person: Person.ID(person), identities: identities,
      printedIDs: try identities.map { try Identity.printedID(db, $0) },
      conversations: Int(clamping: counted?.0 ?? 0), lastMessageAt: counted?.1)
  }
}
