import Domain
import Foundation
import GRDB
import GRDBSQLite

extension Store {
  /// Opens the store at a path, making it (0600, in a folder of 0700) where there is none.
  ///
  /// A file of an older version is copied beside itself before its schema changes; see
  /// ``StoreUpgrade``.
  /// - Throws: ``StoreError/newer(path:found:known:)`` for a file of a newer version, which is left
  ///   as it is, and whatever else keeps a store from being read and written.
  package static func open(
    path: String, upgrading: (StoreUpgrade) -> Void = { _ in }
  ) throws(StoreError) -> Store {
    try open(path: path, schema: .current, upgrading: upgrading)
  }

  /// A store that ends with the process.
  package static func inMemory() throws(StoreError) -> Store {
    do {
      let queue = try DatabaseQueue(configuration: configuration)
      try queue.write { db in try Schema.current.takeSteps(after: 0, db) }
      return Store(writer: queue, path: "memory")
    } catch {
      throw StoreError(error, path: "memory")
    }
  }

  static func open(
    path: String, schema: Schema, upgrading: (StoreUpgrade) -> Void = { _ in }
  ) throws(StoreError) -> Store {
    do {
      let isNew = try makeFile(at: path)
      if !isNew {
        try refuseWhatCannotBeWritten(path)
        if try !isMarkedAsOurs(path) { try refuseWhatIsNotOurs(path) }
        // It is a store, or an empty file that becomes one; before SQLite holds locks on it.
        keepFromOthers(path)
      }
      let pool = try DatabasePool(path: path, configuration: configuration)
      try pool.writeWithoutTransaction { db in
        try prepareWriter(db)
        try bringUpToDate(db, path: path, schema: schema, telling: upgrading)
      }
      return Store(writer: pool, path: path)
    } catch {
      throw StoreError(error, path: path)
    }
  }

  private static var configuration: Configuration {
    var configuration = Configuration()
    configuration.busyMode = .timeout(3)
    configuration.maximumReaderCount = 2
    // Our rows refer to each other by numbers this module hands out; nothing is ever orphaned, and
    // the check would be paid for every message.
    configuration.foreignKeysEnabled = false
    configuration.prepareDatabase { db in
      // Kilobytes. The system caches the file; a large cache of our own would count twice.
      try db.execute(sql: "PRAGMA cache_size = -\(readerCache)")
    }
    return configuration
  }

  /// Milliseconds.
  static let writePatience = 10_000
  /// Kilobytes of page cache of a connection that reads, and of the one that writes.
  static let readerCache = 512
  static let smallCache = 2000
  static let bulkCache = 65_536
  /// Pages of log before it is folded into the file; the first bounds what a start has to read.
  static let smallLog = 250
  static let bulkLog = 32_768

  private static func prepareWriter(_ db: Database) throws {
    try db.execute(sql: "PRAGMA synchronous = FULL")
    try db.execute(sql: "PRAGMA cache_size = -\(smallCache)")
    // Milliseconds. Longer than a batch of another process's import takes, or a draft would be lost
    // to it. Writes have a thread of their own, and in a store with a log readers wait for none.
    try db.execute(sql: "PRAGMA busy_timeout = \(writePatience)")
    try db.execute(sql: "PRAGMA wal_autocheckpoint = \(smallLog)")
    // The log outlives the last connection, or every start would have to write one and wait for
    // the disk.
    var keep: CInt = 1
    sqlite3_file_control(db.sqliteConnection, nil, SQLITE_FCNTL_PERSIST_WAL, &keep)
  }

  /// Leaves a log of one page for the next start: none would have to be made, a long one read.
  static func foldLog(of writer: any DatabaseWriter) {
    guard writer is DatabasePool else { return }
    // Nothing is lost when this fails: the log is read, and folded, by whoever opens the file next.
    try? writer.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA busy_timeout = 0")
      try db.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
      try db.execute(
        sql: """
          INSERT INTO counter VALUES ('closed', 1) ON CONFLICT (name) DO UPDATE SET value = value + 1
          """)
    }
  }
}
