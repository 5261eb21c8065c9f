import GRDB

/// The steps that lead from an empty file to the schema this program knows; forward only.
struct Schema: Sendable {
  /// Step n leads from version n − 1 to version n.
  var steps: [@Sendable (Database) throws -> Void]

  static let current = Schema(steps: [
    SchemaV1.create, SchemaV2.create, SchemaV3.create, SchemaV4.create, SchemaV5.create,
    SchemaV6.create, SchemaV7.create,
  ])

  var version: Int { steps.count }

  /// "Porc" in ASCII: SQLite's place for saying whose file this is, bytes 68 to 71 of the file.
  static let applicationID: Int32 = 0x506F_7263

  /// The version of a file, one cheap read. 0 is an empty file.
  static func version(of db: Database) throws -> Int {
    try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
  }

  /// Takes every step after a version, in the transaction of the caller.
  func takeSteps(after found: Int, _ db: Database) throws {
    for step in steps[found...] { try step(db) }
    if found == 0 { try db.execute(sql: "PRAGMA application_id = \(Self.applicationID)") }
    try db.execute(sql: "PRAGMA user_version = \(version)")
  }
}
