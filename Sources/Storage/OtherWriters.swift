import Foundation
import Glibc

/// Notices soon, and without waking for anything else, that another process has written to the store:
/// a command, or a second inbox.
///
/// SQLite tells nobody of what other processes do. They write to the same log, which the system can
/// be asked to watch (inotify); whether it was really another is then asked of SQLite. Where there is
/// no inotify to be had, the clock's tick notices within a minute (``Store/wakeDue(at:)``).
package final class OtherWriters: Sendable {
  private let inotify: Int32
  /// The far end of what the thread waits on too: closing it ends the thread.
  private let held: Int32
  private let ended = DispatchSemaphore(value: 0)

  /// How long writes are gathered before one look at them, in milliseconds.
  private static let patience: Int32 = 250

  /// - Parameter gone: called at most once, when the store's file is no longer where it was: what is
  ///   written from then on goes with the process.
  /// - Returns: nil when the store is in memory, or nothing can be watched.
  package init?(of store: Store, gone: @escaping @Sendable () -> Void) {
    var ends: [Int32] = [-1, -1]
    inotify = inotify_init1(Int32(IN_CLOEXEC) | Int32(IN_NONBLOCK))
    guard inotify >= 0 else { return nil }
    // The log is there as long as somebody has the store open.
    let isWatched =
      inotify_add_watch(inotify, store.path + "-wal", UInt32(IN_MODIFY)) >= 0
      && inotify_add_watch(
        inotify, store.path, UInt32(IN_ATTRIB) | UInt32(IN_MOVE_SELF) | UInt32(IN_DELETE_SELF)) >= 0
    guard isWatched, pipe(&ends) == 0 else {
      close(inotify)
      return nil
    }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    held = ends[1]
    let (inotify, stop) = (inotify, ends[0])
    let file = Self.identity(of: store.path)
    let thread = Thread { [ended] in
      Self.watch(inotify, until: stop, store, file, gone)
      ended.signal()
    }
    thread.name = "other writers"
    thread.start()
  }

  deinit {
    close(held)
    // The thread holds the store, which is closed by the last who does. It is at most in the midst of
    // one look.
    _ = ended.wait(timeout: .now() + 1)
  }

  private static func watch(
    _ inotify: Int32, until stop: Int32, _ store: Store, _ file: [UInt64]?,
    _ gone: @Sendable () -> Void
  ) {
    defer { for descriptor in [inotify, stop] { close(descriptor) } }
    var isThere = true
    while wait(for: [inotify, stop]) == inotify {
      drain(inotify)
      guard wait(for: [stop], milliseconds: patience) == nil else { return }
      drain(inotify)
      // A store that is locked or broken says so where somebody uses it; the clock looks again.
      try? store.noticeOtherWriters()
      if isThere, identity(of: store.path) != file {
        isThere = false
        gone()
      }
    }
  }

  /// - Returns: the last of them that is readable; nil when none was in time.
  private static func wait(for descriptors: [Int32], milliseconds: Int32 = -1) -> Int32? {
    var waiting = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    while poll(&waiting, nfds_t(waiting.count), milliseconds) < 0, errno == EINTR {}
    return waiting.last { $0.revents != 0 }?.fd
  }

  /// Device and inode: another file may have been put in the place of the one that is open.
  private static func identity(of path: String) -> [UInt64]? {
    var status = stat()
    return stat(path, &status) == 0 ? [UInt64(status.st_dev), UInt64(status.st_ino)] : nil
  }

  private static func drain(_ inotify: Int32) {
    withUnsafeTemporaryAllocation(byteCount: 16 << 10, alignment: 8) { buffer in
      while read(inotify, buffer.baseAddress, buffer.count) > 0 {}
    }
  }
}
