import Foundation

/// stdin, stdout and stderr as they were given to the program, which may be not at all.
enum StandardStreams {
  /// Puts what cannot be read or written in the place of a stream that is closed. The next file that
  /// is opened would take its place, and what is said would be written into that: into the store.
  static func fillGaps() {
    for (stream, wrongWay) in [(0, O_WRONLY), (1, O_RDONLY), (2, O_RDONLY)] as [(Int32, Int32)]
    where fcntl(stream, F_GETFD) < 0 {
      // The lowest number that is free is taken, and those before are not.
      _ = open("/dev/null", wrongWay)
    }
  }

  /// Writes to stderr as much as it takes: there is nobody to whom more could be said, and what was
  /// asked for is done all the same.
  static func writeError(_ text: String) {
    let bytes = Array(text.utf8)
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes {
        write(STDERR_FILENO, $0.baseAddress! + done, $0.count - done)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return }
      done += count
    }
  }
}
