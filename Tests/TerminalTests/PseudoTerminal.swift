import Foundation
import Glibc
import Synchronization

/// A terminal of the kernel's, with the far end in our hands: what is written to it is collected.
final class PseudoTerminal: Sendable {
  let near: Int32
  private let far: Int32
  private let seen = Mutex<[UInt8]>([])
  private let ended = DispatchSemaphore(value: 0)
  /// Written to in order to end the collecting: a read under way would keep the far end open.
  private let stop: (read: Int32, write: Int32)

  /// TIOCSPTLCK and TIOCGPTN of Linux's <asm-generic/ioctls.h>, macros that Swift does not see.
  private static let unlock: UInt = 0x4004_5431
  private static let askNumber: UInt = 0x8004_5430

  init(rows: UInt16 = 24, columns: UInt16 = 80) throws {
    far = open("/dev/ptmx", O_RDWR | O_NOCTTY)
    var unlocked: Int32 = 0
    var number: UInt32 = 0
    guard far >= 0, ioctl(far, Self.unlock, &unlocked) == 0,
      ioctl(far, Self.askNumber, &number) == 0
    else { throw POSIXError(.ENXIO) }
    near = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw POSIXError(.EMFILE) }
    stop = (ends[0], ends[1])
    resize(rows: rows, columns: columns)
    Thread.detachNewThread { [self] in collect() }
  }

  func resize(rows: UInt16, columns: UInt16) {
    var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(far, UInt(TIOCSWINSZ), &size)
  }

  /// Keys pressed by somebody.
  func type(_ text: String) {
    let bytes = Array(text.utf8)
    _ = write(far, bytes, bytes.count)
  }

  /// The modes, as bytes to compare.
  var modes: [UInt32] {
    var modes = termios()
    tcgetattr(near, &modes)
    return [modes.c_iflag, modes.c_oflag, modes.c_cflag, modes.c_lflag]
  }

  /// Hangs up, as a closed window does.
  func hangUp() {
    _ = write(stop.write, [0], 1)
    ended.wait()
  }

  /// All that was written so far. Ends when a mark sent through the terminal itself has come out.
  func written() -> [UInt8] {
    let mark = Array("\u{1}\u{2}\u{3}".utf8)
    _ = write(near, mark, mark.count)
    ended.wait()
    return seen.withLock { bytes in
      defer { bytes = [] }
      return Array(bytes.dropLast(mark.count))
    }
  }

  private func collect() {
    var bytes = [UInt8](repeating: 0, count: 65_536)
    var waiting = [
      pollfd(fd: far, events: Int16(POLLIN), revents: 0),
      pollfd(fd: stop.read, events: Int16(POLLIN), revents: 0),
    ]
    while poll(&waiting, 2, -1) > 0, waiting[1].revents == 0 {
      let count = read(far, &bytes, bytes.count)
      guard count > 0 else { break }
      let isMarked = seen.withLock { seen in
        seen.append(contentsOf: bytes[..<count])
        return seen.suffix(3) == [1, 2, 3]
      }
      if isMarked { ended.signal() }
    }
    close(far)
    ended.signal()
  }
}
