import Domain
import Foundation
import Sync

/// A file that is whole or not there: written under another name beside its place, readable by its
/// owner alone, and given its name once it is on the disk.
///
/// What an export that was killed left beside the same place goes first. One that is being written is
/// locked by who writes it, and stays.
final class LeavingFile {
  private let path: String
  private let temporary: String
  private let isReplacing: Bool
  private var descriptor: Int32
  private var buffer: [UInt8] = []

  /// - Throws: ``CommandError`` where something else is in the way, or nothing can be written.
  init(at path: String, replacing: Bool) throws {
    self.path = path
    isReplacing = replacing
    try Self.look(at: path, replacing: replacing)
    let folder = (path as NSString).deletingLastPathComponent
    let name = (path as NSString).lastPathComponent
    Self.removeLeftovers(of: name, in: folder)
    temporary = folder + "/" + UnfinishedExport.name(of: name, key: UUID().uuidString)
    descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw Self.trouble(with: path) }
    // Where a file system has no locks nobody gets one, and nothing is taken for a leftover.
    _ = flock(descriptor, LOCK_EX | LOCK_NB)
  }

  private static func removeLeftovers(of name: String, in folder: String) {
    // A folder that cannot be listed can be written to all the same.
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    for leftover in names where UnfinishedExport.isOne(leftover, of: name) {
      let path = folder + "/" + leftover
      let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
      guard descriptor >= 0 else { continue }
      defer { _ = Glibc.close(descriptor) }
      var status = stat()
      if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
        status.st_uid == geteuid(), flock(descriptor, LOCK_EX | LOCK_NB) == 0
      {
        unlink(path)
      }
    }
  }

  private static func look(at path: String, replacing: Bool) throws {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    let shown = SafeText(line: path, limit: 1000)
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw CommandError("\(shown) is there and is no plain file. Choose another name.")
    }
    guard replacing else {
      throw CommandError("\(shown) is there already. Choose another name, or say --force.")
    }
  }

  private static func trouble(with path: String) -> CommandError {
    let reason = String(cString: strerror(errno))
    return CommandError("\(SafeText(line: path, limit: 1000)) could not be written: \(reason).")
  }

  func write(_ bytes: [UInt8]) throws {
    buffer += bytes
    if buffer.count >= 1 << 18 { try drain() }
  }

  private func drain() throws {
    try buffer.withUnsafeBytes { bytes in
      var done = 0
      while done < bytes.count {
        let count = Glibc.write(
          descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done)
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { throw Self.trouble(with: path) }
        done += count
      }
    }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Gives the file its name. What came to be there meanwhile is not replaced unasked.
  func finish() throws {
    try drain()
    guard fsync(descriptor) == 0 else { throw Self.trouble(with: path) }
    try takeName()
    // Closing unlocks: before, another export could have taken it for a leftover.
    _ = Glibc.close(descriptor)
    descriptor = -1
  }

  private func takeName() throws {
    if !isReplacing {
      if link(temporary, path) == 0 {
        unlink(temporary)
        return
      }
      if errno == EEXIST { try Self.look(at: path, replacing: false) }
      // A file system without links; the look before has to do.
    }
    guard rename(temporary, path) == 0 else { throw Self.trouble(with: path) }
  }

  /// Leaves nothing behind.
  func abandon() {
    if descriptor >= 0 { _ = Glibc.close(descriptor) }
    unlink(temporary)
  }
}
