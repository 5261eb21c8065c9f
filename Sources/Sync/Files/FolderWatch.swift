import Glibc

/// Waits for a folder to change, without waking for anything else.
///
/// While the folder is not there, the nearest folder above it is watched for its coming.
final class FolderWatch {
  enum Wake: Hashable {
    case changed
    case stopped
  }

  private let folder: String
  private let inotify: Int32
  private let stopDescriptor: Int32
  private var watches: [Int32] = []

  /// What may make the folder come, go, or become readable.
  private static let coming =
    UInt32(IN_CREATE) | UInt32(IN_MOVED_TO) | UInt32(IN_MOVED_FROM) | UInt32(IN_DELETE)
    | UInt32(IN_DELETE_SELF) | UInt32(IN_MOVE_SELF) | UInt32(IN_ATTRIB) | UInt32(IN_ONLYDIR)
  /// In the folder itself writing counts too.
  private static let writing = coming | UInt32(IN_CLOSE_WRITE) | UInt32(IN_MODIFY)

  /// - Parameter stopDescriptor: readable once the watch shall end.
  init(folder: String, stopDescriptor: Int32) throws(FileTrouble) {
    self.folder = folder
    self.stopDescriptor = stopDescriptor
    inotify = inotify_init1(Int32(IN_CLOEXEC) | Int32(IN_NONBLOCK))
    guard inotify >= 0 else { throw FileTrouble(path: folder, code: errno) }
  }

  deinit { close(inotify) }

  /// Watches the folder and the one above it, or the nearest that is there.
  ///
  /// Called before every reading, so that what changes during the reading is an event after it.
  func arm() throws(FileTrouble) {
    for watch in watches { inotify_rm_watch(inotify, watch) }
    watches = []
    var path = folder
    var isArmed = false
    while true {
      let watch = inotify_add_watch(inotify, path, path == folder ? Self.writing : Self.coming)
      if watch >= 0 {
        watches.append(watch)
        // The folder itself and the one above it, from where it can be taken away.
        if isArmed || path != folder { return }
        isArmed = true
      } else if errno == ENOSPC || errno == EMFILE || errno == ENOMEM {
        throw FileTrouble(path: path, code: errno)
      }
      guard path.count > 1 else {
        guard watches.isEmpty else { return }
        throw FileTrouble(path: folder, code: ENOENT)
      }
      path = Self.parent(of: path)
    }
  }

  /// Blocks until something changed below the watched folders or the stop descriptor is readable.
  /// - Parameter seconds: after which it counts as changed; nil waits for as long as it takes.
  func wait(atMost seconds: Int32?) -> Wake {
    var descriptors = [
      pollfd(fd: inotify, events: Int16(POLLIN), revents: 0),
      pollfd(fd: stopDescriptor, events: Int16(POLLIN), revents: 0),
    ]
    while true {
      let ready = poll(&descriptors, 2, seconds.map { $0 * 1000 } ?? -1)
      if ready < 0 && errno == EINTR { continue }
      if ready == 0 { return .changed }
      if ready < 0 || descriptors[1].revents != 0 { return .stopped }
      if drain() { return .changed }
    }
  }

  /// Empties the queue. false when it held only the end of watches taken off by ``arm()``.
  private func drain() -> Bool {
    let size = 16 << 10
    return withUnsafeTemporaryAllocation(byteCount: size, alignment: 8) { buffer in
      var hasChange = false
      while true {
        let got = read(inotify, buffer.baseAddress, size)
        if got < 0 && errno == EINTR { continue }
        guard got > 0 else { return hasChange }
        var index = 0
        while index + MemoryLayout<inotify_event>.size <= got {
          let event = buffer.loadUnaligned(fromByteOffset: index, as: inotify_event.self)
          let isOfCurrent = watches.contains(event.wd) || event.mask & UInt32(IN_Q_OVERFLOW) != 0
          if isOfCurrent { hasChange = true }
          index += MemoryLayout<inotify_event>.size + Int(event.len)
        }
      }
    }
  }

  static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return "/" }
    return String(path[..<slash])
  }
}

/// A pipe that wakes a thread which waits in `poll`.
final class WakePipe: Sendable {
  let readable: Int32
  private let writable: Int32

  init() {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else {
      preconditionFailure("No file descriptors are left for a pipe.")
    }
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    (readable, writable) = (ends[0], ends[1])
  }

  deinit {
    close(readable)
    close(writable)
  }

  /// Blocks until somebody wakes the pipe, at most for so long; the rings so far are then used up.
  func wait(seconds: Double?) {
    var descriptor = pollfd(fd: readable, events: Int16(POLLIN), revents: 0)
    // One millisecond more, so that the wait never ends just before the moment.
    let limit = seconds.map { Int32(min($0, 86_400) * 1000) + 1 } ?? -1
    while poll(&descriptor, 1, limit) < 0 && errno == EINTR {}
    var rings = [UInt8](repeating: 0, count: 256)
    while read(readable, &rings, rings.count) == rings.count {}
  }

  func wake() {
    var byte: UInt8 = 1
    // A full pipe is awake already.
    _ = write(writable, &byte, 1)
  }
}
