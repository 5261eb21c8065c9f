import Foundation
import Glibc

/// `outbox/replies.jsonl` of a drop folder, open and locked for one delivery.
///
/// The lock is what makes two Porch processes on one store safe: whoever holds it looks at the
/// store again before writing.
final class ReplyFile {
  private let folder: String
  private let path: String
  private var descriptor: Int32 = -1

  /// - Parameters:
  ///   - dropFolder: the folder that holds `outbox`; it is not made when it is missing.
  ///   - patience: how long somebody else's lock is waited for, in seconds.
  ///   - isStopping: asked while waiting; true gives up.
  /// - Throws: also when another program keeps the file locked, see ``FileTrouble/isBusy``.
  init(
    dropFolder: String, patience: Double, isStopping: () -> Bool = { false }
  ) throws(FileTrouble) {
    folder = dropFolder + "/outbox"
    path = folder + "/replies.jsonl"
    if mkdir(folder, 0o700) == 0 {
      try Self.flush(folder: dropFolder)
    } else if errno != EEXIST {
      throw FileTrouble(path: folder, code: errno)
    }
    try openLocked(patience, isStopping)
  }

  deinit { close(descriptor) }

  /// A reader may have moved the file away between opening and locking: then it is opened anew.
  private func openLocked(
    _ patience: Double, _ isStopping: () -> Bool
  ) throws(FileTrouble) {
    for _ in 0..<100 {
      let opened = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
      guard opened >= 0 else { throw FileTrouble(path: path, code: errno) }
      descriptor = opened
      try lock(patience, isStopping)
      var ours = stat()
      var named = stat()
      if fstat(opened, &ours) == 0, stat(path, &named) == 0, ours.st_ino == named.st_ino,
        ours.st_dev == named.st_dev
      {
        guard ours.st_mode & S_IFMT == S_IFREG else { throw FileTrouble(path: path, code: EINVAL) }
        if ours.st_size == 0 { try Self.flush(folder: folder) }
        return
      }
      close(opened)
      descriptor = -1
    }
    throw FileTrouble(path: path, code: EBUSY)
  }

  /// A lock that blocks could not be given up, and whoever holds it may hold it for ever.
  private func lock(_ patience: Double, _ isStopping: () -> Bool) throws(FileTrouble) {
    let deadline = ContinuousClock.now + .seconds(patience)
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      let code = errno
      if code == EINTR { continue }
      guard code == EWOULDBLOCK, ContinuousClock.now < deadline, !isStopping() else {
        throw FileTrouble(path: path, code: code)
      }
      // The kernel tells nobody when a lock becomes free; this lasts seconds, and only meanwhile, on
      // the thread of the outbox.
      usleep(20_000)
    }
  }

  /// Appends one line with one write and waits until the disk has it. Afterwards all of it is
  /// there, or (as far as the file system lets us) nothing of it.
  func append(_ line: String) throws(FileTrouble) {
    let before = lseek(descriptor, 0, SEEK_END)
    guard before >= 0 else { throw FileTrouble(path: path, code: errno) }
    // A crash in the middle of a write left half a line: ours must not be glued to it.
    let bytes = Array(((try endsWithNewline(before)) ? line : "\n" + line).utf8)
    var written = -1
    repeat { written = write(descriptor, bytes, bytes.count) } while written < 0 && errno == EINTR
    var code: Int32 = written < 0 ? errno : written < bytes.count ? ENOSPC : 0
    if code == 0 && fsync(descriptor) != 0 { code = errno }
    guard code != 0 else { return }
    // What is half there is taken back; if that fails too, the next append starts a new line.
    _ = ftruncate(descriptor, before)
    throw FileTrouble(path: path, code: code)
  }

  /// Whether a whole line with this client id is in the file, or in another one of the outbox: a
  /// reader may put a file aside before it works through it.
  func holds(clientID: String) throws(FileTrouble) -> Bool {
    guard let stream = opendir(folder) else { throw FileTrouble(path: folder, code: errno) }
    defer { closedir(stream) }
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard !name.hasPrefix(".") else { continue }
      if try Self.file(folder + "/" + name, holds: clientID) { return true }
    }
    return false
  }

  private static func file(_ path: String, holds clientID: String) throws(FileTrouble) -> Bool {
    let file: ByteFile
    do throws(FileTrouble) {
      file = try ByteFile(path: path)
    } catch {
      // Folders, and files that have just been moved on, hold no line.
      if error.code == EISDIR || error.code == ENOENT || error.code == EINVAL { return false }
      throw error
    }
    let reader = LineReader(file, ending: .leave)
    while let line = try reader.next() {
      guard case .text(let bytes) = line, bytes.count >= clientID.utf8.count else { continue }
      // A line that is no reply is somebody else's.
      let reply = try? JSONDecoder().decode(Reply.self, from: Data(bytes))
      if reply?.client_id == clientID { return true }
    }
    return false
  }

  private struct Reply: Decodable {
    // The name on the wire; one field needs no list of keys.
    // swift-format-ignore: AlwaysUseLowerCamelCase
    var client_id: String
  }

  private func endsWithNewline(_ size: off_t) throws(FileTrouble) -> Bool {
    guard size > 0 else { return true }
    var last: UInt8 = 0
    guard pread(descriptor, &last, 1, size - 1) == 1 else {
      throw FileTrouble(path: path, code: errno)
    }
    return last == 10
  }

  private static func flush(folder: String) throws(FileTrouble) {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileTrouble(path: folder, code: errno) }
    defer { close(descriptor) }
    // Some file systems cannot flush a folder and say so; there the file's own flush must do.
    guard fsync(descriptor) == 0 || errno == EINVAL else {
      throw FileTrouble(path: folder, code: errno)
    }
  }
}
