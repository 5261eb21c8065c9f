import Domain
import Foundation
import Storage

/// Another program that writes to a store and takes its time.
final class StoreLock: Sendable {
  private let held = DispatchSemaphore(value: 0)
  private let over = DispatchSemaphore(value: 0)

  /// Returns once it has the store.
  init(_ path: String) throws {
    let ledger = try Ledger(Store.open(path: path), renderer: Mute(), changesKept: 1000)
    let job = LedgerJob(
      { [held, over] ledger in
        try ledger.forgetKeys(olderThan: 1_000_000_000)
        held.signal()
        over.wait()
      }, done: { _ in })
    let thread = Thread { ledger.run([job], at: Date()) { _ in } }
    thread.name = "other writer"
    thread.start()
    held.wait()
  }

  func release() { over.signal() }
}

/// Renders nothing, for a ledger that only holds a store.
struct Mute: LedgerRendering {
  func core(_ conversation: ConversationFacts) -> [UInt8] { [] }
  func conversation(core: [UInt8], revision: Int64, updatedAt: Date) -> [UInt8] { [] }
  func message(_ message: MessageFacts) -> [UInt8] { [] }
  func gone(kind: String, id: String) -> [UInt8] { [] }
}
