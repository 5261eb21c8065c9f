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
  /// Files whose reading began.
  var files = 0
  var notes: [String] = []
  var needs: [ImportNeed] = []
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
