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
  private let lockPatience: Double

  /// - Parameters:
  ///   - lockPatience: how long a reply file that another program has locked is waited for, in
  ///     seconds; afterwards its replies stay queued and are tried again.
  ///   - trouble: told in a sentence when the store itself cannot be worked with.
  package init(
    store: Store, now: @escaping @Sendable () -> Date = { Date() }, lockPatience: Double = 2,
    trouble: @escaping @Sendable (Notice) -> Void = { _ in }
  ) {
    self.store = store
    self.now = now
    self.lockPatience = lockPatience
    self.trouble = trouble
  }

  /// How long a store that failed, or a file that is locked, is left alone, in seconds.
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

  /// Returns when the reply under way, if any, is where it belongs, but after a second at the
  /// latest: a disk that hangs does not keep the program. What is not said to be sent by then is
  /// looked for in the file at the next start. Only after ``start()``.
  package func stop() {
    isStopping.withLock { $0 = true }
    bell.wake()
    ended.wait(seconds: 1)
  }

  /// Delivers what may leave. - Returns: after how many seconds to look again; nil: when told.
  private func deliverAndWait() -> Double? {
    do throws(StoreError) {
      try store.releaseHeld(at: now())
      let isAllTried = try deliverWaiting()
      let releases = try store.pendingOutbox().compactMap { entry -> Date? in
        if case .held(let release) = entry.state { release } else { nil }
      }
      let next = releases.min().map { max(0, $0.timeIntervalSince(now())) }
      return isAllTried ? next : min(next ?? Self.patience, Self.patience)
    } catch {
      trouble(error.notice)
      return Self.patience
    }
  }

  /// Releases what is due and brings everything on its way that may leave now, in the caller's
  /// thread: for the command line, and for pictures that have a clock of their own.
  package func deliverOnce() throws(StoreError) {
    try store.releaseHeld(at: now())
    _ = try deliverWaiting()
  }

  /// Everything that may leave now, oldest first, by the store's word and not by a snapshot's: a
  /// snapshot may have been taken before what we did last.
  /// - Returns: false when a file was locked and its replies have to be tried again.
  private func deliverWaiting() throws(StoreError) -> Bool {
    var locked: Set<String> = []
    for entry in try store.pendingOutbox() where Self.isLeaving(entry) {
      switch entry.account.delivery {
      case .handover, .server: continue
      case .demo:
        try store.markSending(entry.message)
        try store.markSent(entry.message, at: now())
      case .dropFolder(let path):
        if !locked.contains(path), try !deliver(entry, to: path) { locked.insert(path) }
      }
    }
    return locked.isEmpty
  }

  private static func isLeaving(_ entry: OutboxEntry) -> Bool {
    entry.state == .queued || entry.state == .sending
  }

  /// - Returns: false when the file is locked by another program: the reply stays as it is.
  private func deliver(_ entry: OutboxEntry, to folder: String) throws(StoreError) -> Bool {
    let file: ReplyFile
    do throws(FileTrouble) {
      file = try ReplyFile(dropFolder: folder, patience: lockPatience) {
        isStopping.withLock { $0 }
      }
    } catch {
      if error.isBusy { return false }
      try store.markFailed(entry.message, reason: Self.reason(error, folder: folder))
      return true
    }
    // The file is locked: what another process handed over meanwhile is no longer pending.
    guard let current = try store.pendingOutbox().first(where: { $0.message == entry.message }),
      Self.isLeaving(current)
    else { return true }
    if current.state == .queued { try store.markSending(current.message) }
    do throws(FileTrouble) {
      let mayBeThere = current.state == .sending || current.attempts > 0
      let isThere = mayBeThere ? try file.holds(clientID: current.clientID) : false
      if !isThere { try file.append(try Self.line(of: current)) }
    } catch {
      try store.markFailed(current.message, reason: Self.reason(error, folder: folder))
      return true
    }
    try store.markSent(current.message, at: now())
    return true
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
