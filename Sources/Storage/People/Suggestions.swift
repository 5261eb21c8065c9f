import Domain
import GRDB

/// Who may be one person, found by what they are known by.
enum Suggestions {
  /// What more people than this have in common says nothing of any two of them. It bounds what a
  /// common name costs, too.
  private static let mostAlike: Int64 = 12

  static func all(_ db: Database, most: Int) throws -> [PersonSuggestion] {
    let keys = try Prepared(
      db,
      """
      SELECT k.key FROM identity_key k JOIN identity i ON i.id = k.identity
      GROUP BY k.key HAVING count(*) BETWEEN 2 AND \(mostAlike)
        AND count(DISTINCT i.account) > 1 AND count(DISTINCT i.person) > 1
      """)
    var found: [PersonSuggestion] = []
    var seen: Set<[Int64]> = []
    try keys.each { row in
      guard found.count < most else { return }
      let alike = try identities(db, of: row.int(0))
      for (index, one) in alike.enumerated() {
        for other in alike[(index + 1)...] {
          let pair = [one.person.value, other.person.value].sorted()
          guard found.count < most, let likeness = one.likeness(to: other),
            !seen.contains(pair), try !People.areApart(db, pair[0], pair[1])
          else { continue }
          seen.insert(pair)
          found.append(PersonSuggestion(one: one, other: other, likeness: likeness))
        }
      }
    }
    return found.sorted { ($0.one.id, $0.other.id) < ($1.one.id, $1.other.id) }
  }

  /// Somebody who may be the person of an identity; the one known longest where there are several.
  static func first(_ db: Database, for identity: Int64, of person: Int64) throws
    -> PersonSuggestion?
  {
    for mine in try People.identities(db, of: person).prefix(20) {
      guard let one = try Identity.load(db, mine) else { continue }
      for likeness in one.likenesses {
        for other in try identities(db, of: likeness.key) {
          guard let likeness = one.likeness(to: other),
            try !People.areApart(db, person, other.person.value)
          else { continue }
          return PersonSuggestion(one: one, other: other, likeness: likeness)
        }
      }
    }
    return nil
  }

  /// Those who have something in common; nobody where too many have it.
  private static func identities(_ db: Database, of key: Int64) throws -> [Identity] {
    let query = try Prepared(
      db,
      """
      SELECT \(Identity.columns) FROM identity_key k JOIN identity i ON i.id = k.identity
      JOIN account a ON a.id = i.account
      WHERE k.key = ? AND i.person IS NOT NULL AND i.is_self = 0
      ORDER BY k.identity LIMIT \(mostAlike + 1)
      """)
    query.bind(1, key)
    var found: [Identity] = []
    try query.each { found.append(Identity(row: $0)) }
    return found.count > mostAlike ? [] : found
  }
}
