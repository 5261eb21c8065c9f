import Dispatch
import Synchronization

/// Hands things from the threads that read to the thread that stores, a few at a time.
///
/// Decoding and SQLite each fill a core; side by side an import, or a first sync, takes the longer of
/// the two, not their sum. The bound keeps memory flat when the store is the slower one.
final class Conveyor<Item: Sendable>: Sendable {
  private struct State {
    var items: [Item] = []
    var isEnded = false
    var isStopped = false
  }

  private let state = Mutex(State())
  private let free: DispatchSemaphore
  private let filled = DispatchSemaphore(value: 0)

  /// Filled up from zero: a semaphore that goes away below the value it began with ends the program,
  /// and what nobody took any more leaves it there.
  init(capacity: Int) {
    free = DispatchSemaphore(value: 0)
    for _ in 0..<capacity { free.signal() }
  }

  /// Waits for a free place. false when nobody takes any more: stop producing.
  func put(_ item: Item) -> Bool {
    free.wait()
    let isTaken = state.withLock { state in
      guard !state.isStopped else { return false }
      state.items.append(item)
      return true
    }
    if isTaken { filled.signal() } else { free.signal() }
    return isTaken
  }

  /// The producer has no more.
  func end() {
    state.withLock { $0.isEnded = true }
    filled.signal()
  }

  /// Waits for the next item; nil when there will be none.
  func take() -> Item? {
    filled.wait()
    let item = state.withLock { $0.items.isEmpty ? nil : $0.items.removeFirst() }
    // The end is left standing for whoever asks again.
    if item == nil { filled.signal() } else { free.signal() }
    return item
  }

  /// Waits for something. - Returns: everything there is, for one transaction; nothing when there
  /// will be no more.
  func takeAll() -> [Item] {
    guard let first = take() else { return [] }
    let more = state.withLock { state in
      defer { state.items = [] }
      return state.items
    }
    for _ in more {
      filled.wait()
      free.signal()
    }
    return [first] + more
  }

  /// The consumer gives up; a waiting producer is let go.
  func stop() {
    state.withLock { $0.isStopped = true }
    free.signal()
  }
}
