import Dispatch
import Synchronization

/// What several threads fetch for one that stores: bounded, and emptied at once.
final class Basket<Item: Sendable>: Sendable {
  private struct State {
    var items: [Item] = []
    var isClosed = false
  }

  private let state = Mutex(State())
  private let free: DispatchSemaphore
  private let filled = DispatchSemaphore(value: 0)

  /// From nothing up: a semaphore that ends below its first value, as with things that nobody took,
  /// ends the program.
  init(capacity: Int) {
    free = DispatchSemaphore(value: 0)
    for _ in 0..<capacity { free.signal() }
  }

  /// Waits for room. - Returns: false when nobody takes any more.
  func put(_ item: Item) -> Bool {
    free.wait()
    let isTaken = state.withLock { state in
      guard !state.isClosed else { return false }
      state.items.append(item)
      return true
    }
    if isTaken { filled.signal() } else { free.signal() }
    return isTaken
  }

  /// Waits for something. - Returns: everything there is.
  func takeAll() -> [Item] {
    filled.wait()
    let items = state.withLock { state in
      defer { state.items = [] }
      return state.items
    }
    for index in items.indices {
      if index > 0 { filled.wait() }
      free.signal()
    }
    return items
  }

  /// Nobody takes any more; whoever waits for room is let go.
  func close() {
    state.withLock { $0.isClosed = true }
    free.signal()
  }
}
