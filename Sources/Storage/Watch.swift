import Dispatch
import GRDB
import Synchronization

/// Something that is being watched; ends with ``cancel()`` or when nobody holds it.
///
/// A read that fails ends what GRDB observes. The watch then begins anew by itself, later each time
/// while it goes on failing; nothing is asked of the store in between, nor once it works.
package final class Watch: Sendable {
  /// Begins to observe. `failed` is to be called after an error, `worked` with every value.
  typealias Start =
    @Sendable (
      _ queue: DispatchQueue, _ failed: @escaping @Sendable () -> Void,
      _ worked: @escaping @Sendable () -> Void
    ) -> AnyDatabaseCancellable

  private struct State {
    var running: AnyDatabaseCancellable?
    var failures = 0
    var isOver = false
  }

  private let state = Mutex(State())
  private let queue = DispatchQueue(label: "porch.watch")
  private let start: Start

  init(_ start: @escaping Start) {
    self.start = start
    begin()
  }

  package func cancel() {
    let running = state.withLock { state in
      state.isOver = true
      return state.running.take()
    }
    running?.cancel()
  }

  /// Half a second, doubled with every failure up to the eight for which a failure stays on the
  /// screen: as long as it goes on, it is seen.
  /// - Returns: milliseconds.
  static func patience(afterFailures count: Int) -> Int { 500 << min(max(count - 1, 0), 4) }

  private func begin() {
    // Neither GRDB nor the queue keeps a watch that nobody else holds.
    let running = start(
      queue, { [weak self] in self?.failed() },
      { [weak self] in self?.state.withLock { $0.failures = 0 } })
    let isOver = state.withLock { state in
      if !state.isOver { state.running = running }
      return state.isOver
    }
    if isOver { running.cancel() }
  }

  private func failed() {
    let failures = state.withLock { state in
      state.failures += 1
      return state.failures
    }
    let wait = DispatchTimeInterval.milliseconds(Self.patience(afterFailures: failures))
    queue.asyncAfter(deadline: .now() + wait) { [weak self] in
      guard let self, !state.withLock({ $0.isOver }) else { return }
      begin()
    }
  }
}
