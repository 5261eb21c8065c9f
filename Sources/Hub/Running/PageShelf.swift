import NIOCore
import Synchronization

/// Pages of lists as they were last given: many clients ask for the same first page, and it stays what
/// it is until something is written.
final class PageShelf: Sendable {
  private struct State {
    var version = 0
    var pages: [String: ByteBuffer] = [:]
    var bytes = 0
  }

  private let state = Mutex(State())
  private static let mostBytes = 16 * 1024 * 1024

  /// A page, or the version under which one may be put.
  func page(_ key: String) -> (page: ByteBuffer?, version: Int) {
    state.withLock { ($0.pages[key], $0.version) }
  }

  /// Kept only if nothing was written since the version was told.
  func put(_ page: ByteBuffer, _ key: String, version: Int) {
    state.withLock { state in
      guard state.version == version else { return }
      // A key is as long as whoever asks likes.
      let bytes = page.readableBytes + 2 * key.utf8.count + 200
      if state.bytes + bytes > Self.mostBytes {
        state.pages = [:]
        state.bytes = 0
      }
      state.pages[key] = page
      state.bytes += bytes
    }
  }

  func clear() {
    state.withLock { state in
      state.version += 1
      state.pages = [:]
      state.bytes = 0
    }
  }
}
