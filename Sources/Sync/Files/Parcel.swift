import Dispatch
import Domain
import Foundation
import Synchronization

/// A batch on its way from a reader to the store, with what is needed to name its parts.
struct Parcel: Sendable {
  var file: String
  var batch: Batch
  /// Where each item of the batch stood: a line or an entry, as printed.
  var places: [String]
  var skips: [ImportReport.Skip] = []
  /// Skips beyond what a parcel carries.
  var moreSkips = 0
  /// The file could not be read any further.
  var isBroken = false
  /// Bytes of the file that this parcel accounts for.
  var bytes: Int64 = 0
  /// Messages found, taken or not.
  var messages = 0
}

/// Hands things from the thread that reads to the thread that stores, a few at a time.
///
/// Decoding and SQLite each fill a core; side by side an import takes the longer of the two, not
/// their sum. The bound keeps memory flat when the store is the slower one.
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

  /// The consumer gives up; a waiting producer is let go.
  func stop() {
    state.withLock { $0.isStopped = true }
    free.signal()
  }
}

enum Pipeline {
  /// Runs `produce` on a thread of its own and `consume` here, in the order produced.
  ///
  /// Does not return before the producer has: nothing of it is left behind.
  static func run<Item: Sendable, Result: Sendable, Failure: Error>(
    produce: @escaping @Sendable (Conveyor<Item>) -> Result,
    consume: (Item) throws(Failure) -> Void
  ) throws(Failure) -> Result {
    let conveyor = Conveyor<Item>(capacity: 3)
    let outcome = Mutex<Result?>(nil)
    let box = Outcome(outcome)
    let finished = DispatchSemaphore(value: 0)
    let thread = Thread {
      let result = produce(conveyor)
      box.value.withLock { $0 = result }
      conveyor.end()
      finished.signal()
    }
    // JSON nested to the decoder's limit needs more than the half megabyte a thread is given.
    thread.stackSize = 8 << 20
    thread.start()
    do throws(Failure) {
      while let item = conveyor.take() { try consume(item) }
    } catch {
      conveyor.stop()
      finished.wait()
      throw error
    }
    finished.wait()
    guard let result = box.value.withLock({ $0 }) else {
      preconditionFailure("A producer ended without a result.")
    }
    return result
  }

  /// A place for the result that both threads can hold.
  private final class Outcome<Value: Sendable>: Sendable {
    let value: Mutex<Value?>
    init(_ value: consuming Mutex<Value?>) { self.value = value }
  }
}
