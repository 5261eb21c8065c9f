import Foundation
import GRDB

/// What is told while a store of an older version is brought into this one's form.
package enum StoreUpgrade: Hashable, Sendable {
  /// There is room for it, and it begins. With a large file it takes seconds.
  case begins
  /// It is done. As it was before, the store lies at this path.
  case done(copy: String)
}

extension Store {
  /// Takes the steps that lead from the file's version to the newest, all of them or none.
  ///
  /// Of several processes one does it: the write lock is held from before the copy until after the
  /// last step, so that the copy has all that was there, and the others wait for it.
  static func bringUpToDate(
    _ db: Database, path: String, schema: Schema, telling: (StoreUpgrade) -> Void
  ) throws {
    guard try version(of: db, path, knownTo: schema) < schema.version else { return }
    try db.execute(sql: "PRAGMA busy_timeout = \(upgradePatience)")
    var copy: String?
    do {
      try db.inTransaction(.immediate) {
        let found = try version(of: db, path, knownTo: schema)
        guard found < schema.version else { return .rollback }
        // A file that began empty holds nothing yet that a copy could save. Forms between the one
        // that somebody has worked with and the newest hold nothing that the copy does not.
        if found > 0 { copy = try keepCopy(db, path, before: found + 1, telling: telling) }
        try schema.takeSteps(after: found, db)
        return .commit
      }
    } catch {
      if let copy { unlink(copy) }
      throw explained(error, db, path)
    }
    try db.execute(sql: "PRAGMA busy_timeout = \(writePatience)")
    if let copy { telling(.done(copy: copy)) }
  }

  /// Milliseconds. Long enough for another process to copy and change a store of gigabytes.
  private static let upgradePatience = 120_000

  private static func version(
    of db: Database, _ path: String, knownTo schema: Schema
  ) throws -> Int {
    let found = try Schema.version(of: db)
    if found < 0 { throw StoreError.notAStore(path: path) }
    if found > schema.version {
      throw StoreError.newer(path: path, found: found, known: schema.version)
    }
    return found
  }

  /// The copy is made over another connection: this one holds the write lock.
  private static func keepCopy(
    _ db: Database, _ path: String, before version: Int, telling: (StoreUpgrade) -> Void
  ) throws -> String {
    let part = path + ".before.part"
    // Of a program that was killed while it made one.
    unlink(part)
    guard try room(beside: path) > size(of: db) + (1 << 20) else {
      throw StoreError.full(path: path)
    }
    telling(.begins)
    let copy = copyPath(of: path, before: version)
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(3)
    try DatabaseQueue(path: path, configuration: configuration).inDatabase { reader in
      try write(reader, copyTo: copy, through: part)
    }
    return copy
  }

  /// Beside the file: `porch.sqlite.before-v2-20261122T101500Z`.
  private static func copyPath(of path: String, before version: Int) -> String {
    let stamp = Date().formatted(
      Date.ISO8601FormatStyle(dateSeparator: .omitted, timeSeparator: .omitted))
    return "\(path).before-v\(version)-\(stamp)"
  }

  /// Bytes.
  private static func size(of db: Database) throws -> Int64 {
    let pages = try Int64.fetchOne(db, sql: "PRAGMA page_count") ?? 0
    return try pages * (Int64.fetchOne(db, sql: "PRAGMA page_size") ?? 0)
  }

  /// Bytes that may still be written to the disk; no limit where it does not say.
  private static func room(beside path: String) -> Int64 {
    let folder = (path as NSString).deletingLastPathComponent
    var disk = statvfs()
    guard statvfs(folder.isEmpty ? "." : folder, &disk) == 0, disk.f_blocks > 0 else { return .max }
    return Int64(
      clamping: UInt64(disk.f_bavail).multipliedReportingOverflow(
        by: UInt64(disk.f_frsize)
      ).partialValue)
  }

  /// For want of room it is said how much is wanted: the copy and, at the most, all of it anew.
  private static func explained(
    _ error: any Error, _ db: Database, _ path: String
  ) -> any Error {
    guard case .full = StoreError(error, path: path), let size = try? size(of: db) else {
      // A size that cannot be told leaves the error as it is.
      return error
    }
    // What was written of the change is in the log, and is nothing; when it cannot be cut off, the
    // next who opens the file writes over it.
    try? db.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
    return StoreError.noRoomToUpgrade(path: path, bytes: 2 * size + (1 << 20))
  }
}
