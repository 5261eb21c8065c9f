import Foundation
import GRDB

extension Store {
  /// Turns away a database of some other program, before anything of it is changed: opening a store
  /// sets how its file is written.
  ///
  /// For a file that does not say in its first bytes that it is ours: those of others, and those that
  /// are still empty, are opened to be looked at.
  static func refuseWhatIsNotOurs(_ path: String) throws {
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(3)
    try DatabaseQueue(path: path, configuration: configuration).read { db in
      let id = try Int32.fetchOne(db, sql: "PRAGMA application_id")
      if id == Schema.applicationID { return }
      let things = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema")
      let version = try Schema.version(of: db)
      guard id == 0, things == 0, version == 0 else { throw StoreError.notAStore(path: path) }
    }
  }

  /// Whether the file's header names this program (bytes 68 to 71, big-endian). What is only in the
  /// log is not seen here.
  static func isMarkedAsOurs(_ path: String) throws -> Bool {
    guard let file = FileHandle(forReadingAtPath: path) else { return false }
    defer {
      // Only read from: there is nothing that closing could lose.
      try? file.close()
    }
    let header = try file.read(upToCount: 72) ?? Data()
    guard header.count == 72, header.starts(with: Data("SQLite format 3\0".utf8)) else {
      return false
    }
    return header.suffix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      == UInt32(Schema.applicationID)
  }
}
