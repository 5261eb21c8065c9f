import Domain
import Foundation
import GRDB
import GRDBSQLite

extension Store {
  /// Opens the store at a path, making it (0600, in a folder of 0700) where there is none.
  ///
  /// A file of an older version is copied beside itself before its schema changes.
  /// - Parameter upgrading: told the path of that copy before it is made. With a large file copy and
  ///   change take seconds.
  /// - Throws: ``StoreError/newer(path:found:known:)`` for a file of a newer version, which is left
  ///   as it is, and whatever else keeps a store from being read and written.
  package static func open(
    path: String, upgrading: (String) -> Void = { _ in }
  ) throws(StoreError) -> Store {
    try open(path: path, schema: .current, upgrading: upgrading)
  }

  /// A store that ends with the process.
  package static func inMemory() throws(StoreError) -> Store {
    do {
      let queue = try DatabaseQueue(configuration: configuration)
      try queue.writeWithoutTransaction { db in
        for number in 1...Schema.current.version { try Schema.current.take(step: number, db) }
      }
      return Store(writer: queue, path: "memory")
    } catch {
      throw StoreError(error, path: "memory")
    }
  }

  static func open(
    path: String, schema: Schema, upgrading: (String) -> Void = { _ in }
  ) throws(StoreError) -> Store {
    do {
      let isNew = try makeFile(at: path)
      var isOurs = isNew
      if !isNew {
        try refuseWhatCannotBeWritten(path)
        isOurs = try isMarkedAsOurs(path)
        if isOurs { keepFromOthers(path) } else { try refuseWhatIsNotOurs(path) }
      }
      let pool = try DatabasePool(path: path, configuration: configuration)
      try pool.writeWithoutTransaction { db in
        try prepareWriter(db)
        try bringUpToDate(db, path: path, schema: schema, telling: upgrading)
      }
      // It was an empty file, and is a store by now.
      if !isOurs { keepFromOthers(path) }
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

  // MARK: Versions

  private static func bringUpToDate(
    _ db: Database, path: String, schema: Schema, telling upgrading: (String) -> Void
  ) throws {
    let found = try Schema.version(of: db)
    if found == schema.version { return }
    if found < 0 { throw StoreError.notAStore(path: path) }
    if found > schema.version {
      throw StoreError.newer(path: path, found: found, known: schema.version)
    }
    // A file that began empty holds nothing yet that a copy could save. Forms between the one that
    // somebody has worked with and the newest hold nothing that the copy does not.
    if found > 0 {
      let copy = copyPath(of: path, before: found + 1)
      upgrading(copy)
      try write(db, copyTo: copy)
    }
    for number in (found + 1)...schema.version { try schema.take(step: number, db) }
  }

  /// Beside the file: `porch.sqlite.before-v2-20261122T101500Z`.
  private static func copyPath(of path: String, before version: Int) -> String {
    let stamp = Date().formatted(
      Date.ISO8601FormatStyle(dateSeparator: .omitted, timeSeparator: .omitted))
    return "\(path).before-v\(version)-\(stamp)"
  }

  /// Writes a compact copy, 0600 from its first byte on; a failure leaves no half of one.
  static func write(_ db: Database, copyTo path: String) throws {
    let descriptor = Foundation.open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure(errno, path) }
    do {
      try db.execute(sql: "VACUUM INTO ?", arguments: [path])
      guard fsync(descriptor) == 0 else { throw failure(errno, path) }
      close(descriptor)
    } catch {
      close(descriptor)
      unlink(path)
      throw error
    }
  }
}
