package import Domain
package import Foundation
import Glibc
import InboxAPI
package import Storage
import Synchronization

/// Brings replies on their way: releases what was held, hands drop folders their lines.
///
/// Lives on a thread of its own that sleeps until the outbox changes or the next hold is over;
/// nothing is asked periodically. A reply is handed over exactly once, whatever moment the program
/// dies at: it is marked as being sent before it is written, and what is found so marked at a start
/// is looked for in the file first.
package final class OutboxDelivery: Sendable {
  private let store: Store
  private let now: @Sendable () -> Date
  private let trouble: @Sendable (Notice) -> Void
  private let bell = WakePipe()
  private let ended = WakePipe()
  private let isStopping = Mutex(false)

  /// - Parameter trouble: told in a sentence when the store itself cannot be worked with.
  package init(
    store: Store, now: @escaping @Sendable () -> Date = { Date() },
    trouble: @escaping @Sendable (Notice) -> Void = { _ in }
  ) {
    self.store = store
    self.now = now
    self.trouble = trouble
  }

  /// How long a store that failed is left alone, in seconds.
  private static let patience = 30.0

  package func start() {
    let thread = Thread { [self] in
      let watch = store.watchOutbox { [bell] _ in bell.wake() }
      while !isStopping.withLock({ $0 }) {
        bell.wait(seconds: deliverAndWait())
      }
      watch.cancel()
      ended.wake()
    }
    thread.name = "outbox"
    thread.start()
  }

  /// Looks at the outbox now, as after a change.
  package func look() { bell.wake() }

  /// Returns when the reply under way, if any, is where it belongs. Only after ``start()``.
  package func stop() {
    isStopping.withLock { $0 = true }
    bell.wake()
    ended.wait(seconds: nil)
  }

  /// Delivers what may leave. - Returns: after how many seconds to look again; nil: when told.
  private func deliverAndWait() -> Double? {
    do throws(StoreError) {
      try deliverOnce()
      let releases = try store.pendingOutbox().compactMap { entry -> Date? in
        if case .held(let release) = entry.state { release } else { nil }
      }
      return releases.min().map { max(0, $0.timeIntervalSince(now())) }
    } catch {
      trouble(error.notice)
      return Self.patience
    }
  }

  /// Releases what is due and brings everything on its way that may leave now, in the caller's
  /// thread: for the command line, and for pictures that have a clock of their own.
  package func deliverOnce() throws(StoreError) {
    try store.releaseHeld(at: now())
    try deliverWaiting()
  }

  /// Everything that may leave now, oldest first, by the store's word and not by a snapshot's: a
  /// snapshot may have been taken before what we did last.
  private func deliverWaiting() throws(StoreError) {
    for entry in try store.pendingOutbox() where Self.isLeaving(entry) {
      switch entry.account.delivery {
      case .handover: continue
      case .demo:
        try store.markSending(entry.message)
        try store.markSent(entry.message, at: now())
      case .dropFolder(let path): try deliver(entry, to: path)
      }
    }
  }

  private static func isLeaving(_ entry: OutboxEntry) -> Bool {
    entry.state == .queued || entry.state == .sending
  }

  private func deliver(_ entry: OutboxEntry, to folder: String) throws(StoreError) {
    let file: ReplyFile
    do throws(FileTrouble) {
      file = try ReplyFile(dropFolder: folder)
    } catch {
      return try store.markFailed(entry.message, reason: Self.reason(error, folder: folder))
    }
    // The file is locked: what another process handed over meanwhile is no longer pending.
    guard let current = try store.pendingOutbox().first(where: { $0.message == entry.message }),
      Self.isLeaving(current)
    else { return }
    if current.state == .queued { try store.markSending(current.message) }
    do throws(FileTrouble) {
      let mayBeThere = current.state == .sending || current.attempts > 0
      let isThere = mayBeThere ? try file.holds(clientID: current.clientID) : false
      if !isThere { try file.append(try Self.line(of: current)) }
    } catch {
      return try store.markFailed(current.message, reason: Self.reason(error, folder: folder))
    }
    try store.markSent(current.message, at: now())
  }

  private static func line(of entry: OutboxEntry) throws(FileTrouble) -> String {
    do {
      return try WireText.replyLine(
        clientID: entry.clientID, conversation: entry.conversationRemoteID, text: entry.text,
        queuedAt: entry.queuedAt)
    } catch {
      throw FileTrouble(path: "replies.jsonl", code: EILSEQ)
    }
  }

  private static func reason(_ trouble: FileTrouble, folder: String) -> SafeText {
    SafeText(
      line: "Could not write to \(folder)/outbox: \(trouble.sentence). "
        + "The text is kept; mend that and retry.")
  }
}
