import Foundation

/// The store's files: made for their owner alone, and no other file touched.
extension Store {
  /// Makes folder and file with their modes before SQLite sees them; its own files follow suit.
  /// What lies at the path already is left as it is.
  /// - Returns: whether the file is new.
  static func makeFile(at path: String) throws -> Bool {
    let folder = (path as NSString).deletingLastPathComponent
    if !folder.isEmpty, !FileManager.default.fileExists(atPath: folder) {
      do {
        try FileManager.default.createDirectory(
          atPath: folder, withIntermediateDirectories: true,
          attributes: [.posixPermissions: 0o700])
      } catch {
        throw failure(errno, path)
      }
    }
    let descriptor = Foundation.open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
    if descriptor >= 0 {
      close(descriptor)
      return true
    }
    guard errno == EEXIST else { throw failure(errno, path) }
    return false
  }

  /// A file without its owner's permission to write was made so on purpose, and stays so for the
  /// superuser too, whom no permission keeps out.
  static func refuseWhatCannotBeWritten(_ path: String) throws {
    var status = stat()
    guard stat(path, &status) == 0 else { throw failure(errno, path) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw StoreError.cannotOpen(path: path, reason: "it is not a file")
    }
    guard access(path, R_OK) == 0 else { throw failure(errno, path) }
    let folder = (path as NSString).deletingLastPathComponent
    let isKept = status.st_uid == geteuid() && status.st_mode & S_IWUSR == 0
    guard !isKept, access(path, W_OK) == 0, access(folder.isEmpty ? "." : folder, W_OK) == 0 else {
      throw StoreError.readOnly(path: path)
    }
  }

  /// Takes the permissions of others from a store that somebody copied with them. Only for a file
  /// that is known to be ours, and only before it is opened. Not ours to change: not a failure.
  static func keepFromOthers(_ path: String) {
    // A store may be reached by a link; SQLite's own files are beside the file itself.
    guard let real = realpath(path, nil) else { return }
    defer { free(real) }
    for suffix in ["", "-wal", "-shm"] { narrow(String(cString: real) + suffix) }
  }

  private static func narrow(_ path: String) {
    var status = stat()
    // Looked at first: closing a descriptor gives up the locks that this process has on the file by
    // any other, and hardly ever is there something to change.
    guard lstat(path, &status) == 0, isTooOpen(status) else { return }
    // What lies there may have been exchanged since: by descriptor, through no link, without
    // waiting for the other end of a pipe.
    let descriptor = Foundation.open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    guard fstat(descriptor, &status) == 0, isTooOpen(status) else { return }
    _ = fchmod(descriptor, status.st_mode & 0o600)
  }

  private static func isTooOpen(_ status: stat) -> Bool {
    status.st_mode & S_IFMT == S_IFREG && status.st_mode & 0o7177 != 0
      && status.st_uid == geteuid()
  }

  /// Whether the disk that holds a file takes no more: tried with as much as SQLite begins its
  /// smallest file with.
  static func isDiskFull(at path: String) -> Bool {
    let folder = (path as NSString).deletingLastPathComponent
    var name = Array(((folder.isEmpty ? "." : folder) + "/.porch-XXXXXX").utf8CString)
    let descriptor = mkstemp(&name)
    guard descriptor >= 0 else { return errno == ENOSPC || errno == EDQUOT }
    defer { close(descriptor) }
    unlink(name)
    let bytes = [UInt8](repeating: 0, count: 32_768)
    let count = Foundation.write(descriptor, bytes, bytes.count)
    return count < 0 ? errno == ENOSPC || errno == EDQUOT : count < bytes.count
  }

  static func failure(_ code: CInt, _ path: String) -> StoreError {
    switch code {
    case EROFS: .readOnly(path: path)
    case ENOSPC, EDQUOT: .full(path: path)
    default: .cannotOpen(path: path, reason: String(cString: strerror(code)))
    }
  }
}
