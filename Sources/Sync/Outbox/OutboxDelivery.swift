package import Domain
import Foundation
import Glibc
import InboxAPI
package import Storage

/// Brings replies on their way: releases what was held, hands drop folders their lines.
///
/// Driven by the store's own changes and by the time of the next release; nothing is asked
/// periodically. A reply is handed over exactly once, whatever moment the program dies at: it is
/// marked as being sent before it is written, and what is found so marked at a start is looked for
/// in the file first.
package struct OutboxDelivery: Sendable {
  private let store: Store
  private let clock: DeliveryClock
  private let trouble: @Sendable (Notice) -> Void

  init(
    store: Store, clock: DeliveryClock, trouble: @escaping @Sendable (Notice) -> Void = { _ in }
  ) {
    self.store = store
    self.clock = clock
    self.trouble = trouble
  }

  /// How long a store that failed is left alone.
  private static let secondsAfterTrouble = 30.0

  /// Runs until the task is cancelled.
  /// - Parameter trouble: told in a sentence when the store itself cannot be worked with.
  package static func run(
    store: Store, clock: DeliveryClock = .live,
    trouble: @escaping @Sendable (Notice) -> Void = { _ in }
  ) async {
    let delivery = OutboxDelivery(store: store, clock: clock, trouble: trouble)
    while !Task.isCancelled {
      do {
        try await delivery.followChanges()
        return
      } catch is CancellationError {
        return
      } catch {
        trouble(Self.notice(of: error))
      }
      // Only a cancelled sleep throws, and then the loop ends by itself.
      try? await clock.sleep(clock.now().addingTimeInterval(Self.secondsAfterTrouble))
    }
  }

  private static func notice(of error: any Error) -> Notice {
    (error as? StoreError)?.notice
      ?? Notice(.failure, "The outbox cannot be read. Replies wait until it can.")
  }

  private func followChanges() async throws {
    var timer: Task<Void, any Error>?
    defer { timer?.cancel() }
    for try await entries in store.outboxChanges() {
      timer?.cancel()
      try deliverWaiting()
      timer = releaseTimer(for: entries)
    }
  }

  /// Sleeps until the first held reply is due. Releasing it changes the outbox, which brings the
  /// next round.
  private func releaseTimer(for entries: [OutboxEntry]) -> Task<Void, any Error>? {
    let releases = entries.compactMap { entry -> Date? in
      if case .held(let release) = entry.state { release } else { nil }
    }
    guard let first = releases.min() else { return nil }
    return Task(name: "release held replies") { [self] in
      var moment = first
      while true {
        try await clock.sleep(moment)
        try Task.checkCancellation()
        do throws(StoreError) {
          return try store.releaseHeld(at: clock.now())
        } catch {
          trouble(error.notice)
          moment = clock.now().addingTimeInterval(Self.secondsAfterTrouble)
        }
      }
    }
  }

  /// Everything that may leave now, oldest first, by the store's word and not by a snapshot's: a
  /// snapshot may have been taken before what we did last.
  func deliverWaiting() throws(StoreError) {
    for entry in try store.pendingOutbox() where Self.isLeaving(entry) {
      switch entry.account.delivery {
      case .handover: continue
      case .demo:
        try store.markSending(entry.message)
        try store.markSent(entry.message, at: clock.now())
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
    try store.markSent(current.message, at: clock.now())
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
