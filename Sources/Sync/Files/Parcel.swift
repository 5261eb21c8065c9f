import Dispatch
import Domain
import Foundation
import Synchronization

/// A batch on its way from a reader to the store, with what is needed to name its parts.
///
/// Of one file, or of many small ones: a transaction for each would cost more than what it stores.
struct Parcel: Sendable {
  /// Where an item stood: a file, and a line or an entry of it, as printed.
  struct Place: Sendable {
    var file: String
    var at: String

    func skip(_ reason: String) -> ImportReport.Skip { .init(file: file, at: at, reason: reason) }
  }

  /// More than anybody reads, of one file; the rest is counted.
  private static let mostSkips = 1000

  var batch: Batch
  /// Of each item of the batch.
  var places: [Place] = []
  private(set) var skips: [ImportReport.Skip] = []
  /// Skips of the file that had the last one.
  private var skipsOfLast = 0
  /// Skips beyond what a parcel carries.
  private(set) var moreSkips = 0
  /// The file that could not be read any further.
  var broken: String?
  /// Bytes read that this parcel accounts for.
  var bytes: Int64 = 0
  /// Messages found, taken or not.
  private(set) var messages = 0
  /// Files that messages were found in or something was said about, as printed.
  private(set) var heard: Set<String> = []
  /// Files whose reading began.
  var files = 0
  var notes: [String] = []
  var needs: [ImportNeed] = []

  init(isHistory: Bool) { batch = Batch(items: [], isHistory: isHistory) }

  /// Counts a message, whatever becomes of it.
  mutating func found(in file: String) {
    messages += 1
    heard.insert(file)
  }

  /// A binary file has a bad line every few bytes: a count of them is all that is of use.
  mutating func skip(_ skip: ImportReport.Skip) {
    heard.insert(skip.file)
    skipsOfLast = skips.last?.file == skip.file ? skipsOfLast + 1 : 1
    if skipsOfLast <= Self.mostSkips { skips.append(skip) } else { moreSkips += 1 }
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
    let conveyor = Conveyor<Item>(capacity: 1)
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
