import Domain
import GRDB

/// What suggesting, joining and splitting people needs. Frozen: what comes later is a step of its
/// own.
enum SchemaV6 {
  static func create(_ db: Database) throws {
    try db.execute(sql: tables)
    let known = try Prepared(
      db,
      """
      SELECT id, name, handle, remote_id FROM identity
      WHERE is_self = 0 AND automated = 0 AND person IS NOT NULL
      """)
    try known.each { row in
      try People.index(
        db, row.int(0), name: row.text(1), handle: row.text(2), remoteID: row.text(3))
    }
  }

  /// `identity_key`: what an identity could be known by elsewhere (``Likeness/key``), so that those
  /// who are alike are found by one look. `person_apart`: two identities of which somebody said that
  /// they are not one person, the smaller first.
  private static let tables = """
    CREATE TABLE identity_key (
      key INTEGER NOT NULL, identity INTEGER NOT NULL REFERENCES identity,
      PRIMARY KEY (key, identity)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX identity_key_identity ON identity_key (identity);
    CREATE TABLE person_apart (
      one INTEGER NOT NULL REFERENCES identity, other INTEGER NOT NULL REFERENCES identity,
      PRIMARY KEY (one, other)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX person_apart_other ON person_apart (other);
    """
}
