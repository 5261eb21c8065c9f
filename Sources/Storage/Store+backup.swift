import Foundation
import GRDB

extension Store {
  /// Writes a copy of everything to a file that is not there yet (0600).
  package func backup(to path: String) throws(StoreError) {
    do {
      try writer.writeWithoutTransaction { db in
        try Store.write(db, copyTo: path, through: path + ".part")
      }
    } catch {
      throw StoreError(error, path: path)
    }
  }

  /// Writes a copy, 0600 from its first byte on. Under its name it is whole or not there, whenever
  /// the program is killed; a failure leaves nothing of it.
  /// - Parameters:
  ///   - db: reads what is copied, and has no transaction that writes.
  ///   - part: what it is called until it is whole, in the same folder. What a program that was
  ///     killed left there is written over.
  static func write(_ db: Database, copyTo path: String, through part: String) throws {
    var status = stat()
    guard lstat(path, &status) != 0 else { throw failure(EEXIST, path) }
    unlink(part)
    let descriptor = Foundation.open(part, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure(errno, path) }
    defer { close(descriptor) }
    do {
      try fill(part, from: db)
      guard fsync(descriptor) == 0, link(part, path) == 0 || rename(part, path) == 0 else {
        throw failure(errno, path)
      }
      unlink(part)
      syncFolder(of: path)
    } catch {
      unlink(part)
      throw StoreError(error, path: path)
    }
  }

  /// Without a journal, which a program that is killed would leave: a half copy is thrown away.
  private static func fill(_ part: String, from db: Database) throws {
    var configuration = Configuration()
    configuration.prepareDatabase { copy in
      try copy.execute(sql: "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
    }
    let queue = try DatabaseQueue(path: part, configuration: configuration)
    try queue.inDatabase { copy in try db.backup(to: copy) }
    try queue.close()
  }

  /// So that the name is on the disk too. Where folders cannot be told to be, nothing is lost but
  /// the name after a power failure.
  private static func syncFolder(of path: String) {
    let folder = (path as NSString).deletingLastPathComponent
    let descriptor = Foundation.open(folder.isEmpty ? "." : folder, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }
}
