import GRDB

/// What opening the files of an import needs. Frozen: what comes later is a step of its own.
enum SchemaV5 {
  /// `container`: folders, archives and files that were imported, by their absolute path; `archive`
  /// is where in it another archive lies, '' where none does. `attachment.entry`: the path in the
  /// container, '' for the container itself.
  static func create(_ db: Database) throws {
    try db.execute(
      sql: """
        CREATE TABLE container (
          id INTEGER PRIMARY KEY, path TEXT NOT NULL, archive TEXT NOT NULL, UNIQUE (path, archive)
        ) STRICT;
        ALTER TABLE attachment ADD COLUMN container INTEGER REFERENCES container;
        ALTER TABLE attachment ADD COLUMN entry TEXT;
        """)
  }
}
