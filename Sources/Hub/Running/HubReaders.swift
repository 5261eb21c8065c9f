import Dispatch
import Synchronization

/// The threads that read for a hub: as many as the store has readers, so that none blocks another,
/// and no request blocks the network.
final class HubReaders: Sendable {
  private let queues = [
    DispatchQueue(label: "hub reader 1"), DispatchQueue(label: "hub reader 2"),
  ]
  private let next = Mutex(0)

  func perform<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws
    -> Value
  {
    let index = next.withLock { next in
      next = (next + 1) % queues.count
      return next
    }
    return try await withCheckedThrowingContinuation { done in
      queues[index].async { done.resume(with: Result { try body() }) }
    }
  }
}
