package import Domain
package import Foundation
import Glibc
package import Storage

/// A folder that any script can make into a network: `inbox/*.jsonl` is read as it grows.
///
/// Lives on a thread of its own that sleeps until the kernel says that something changed. What is
/// there when the folder is read for the first time ever is history; everything later is live.
package final class DropFolder: Sendable {
  package struct Events: Sendable {
    /// How each account of the folder stands; called when that changes, from the folder's thread.
    package var status: @Sendable (AccountStatus) -> Void
    /// A line or file that was not taken in, for the log.
    package var skipped: @Sendable (ImportReport.Skip) -> Void

    package init(
      status: @escaping @Sendable (AccountStatus) -> Void,
      skipped: @escaping @Sendable (ImportReport.Skip) -> Void = { _ in }
    ) {
      self.status = status
      self.skipped = skipped
    }
  }

  /// Absolute, with links resolved where it exists.
  package let path: String
  private let store: Store
  private let events: Events
  private let now: @Sendable () -> Date
  private let stopPipe = WakePipe()

  package init(
    path: String, store: Store, events: Events, now: @escaping @Sendable () -> Date = { Date() }
  ) {
    self.path = Self.absolute(path)
    self.store = store
    self.events = events
    self.now = now
  }

  /// Reads everything, then follows; returns when the task is cancelled or ``stop()`` is called.
  package func follow() async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let thread = Thread { [self] in
          runUntilStopped()
          continuation.resume()
        }
        thread.name = "drop folder"
        thread.start()
      }
    } onCancel: {
      stop()
    }
  }

  /// The same without a task: on a thread of its own until ``stop()``.
  package func start() {
    let thread = Thread { [self] in runUntilStopped() }
    thread.name = "drop folder"
    thread.start()
  }

  /// Reads what lies in a folder now and no more, in the caller's thread: for the command line.
  /// - Returns: what could not be read or taken in, a sentence each.
  package static func readOnce(
    _ path: String, into store: Store, now: @escaping @Sendable () -> Date = { Date() }
  ) -> [SafeText] {
    var reader = DropFolderReader(path: absolute(path), store: store, now: now)
    let outcome = reader.read()
    let skips = outcome.skips.map(\.sentence)
    return (outcome.trouble.map { [$0] } ?? []) + skips
  }

  /// Ends ``follow()`` once the transaction under way is done.
  package func stop() { stopPipe.wake() }

  var inbox: String { path + "/inbox" }

  private func runUntilStopped() {
    var reader = DropFolderReader(path: path, store: store, now: now)
    var said = StatusMemory(events: events)
    do throws(FileTrouble) {
      let watch = try FolderWatch(folder: inbox, stopDescriptor: stopPipe.readable)
      var outcome: DropFolderReader.Outcome
      repeat {
        try watch.arm()
        outcome = reader.read()
        for skip in outcome.skips { events.skipped(skip) }
        said.say(reader.accounts(), trouble: outcome.trouble, at: now())
        // Files tell when they change; a store that was locked or full does not.
      } while watch.wait(atMost: outcome.isStoreTrouble ? 30 : nil) == .changed
    } catch {
      said.say(
        reader.accounts(),
        trouble: SafeText(
          line: "Cannot watch \(inbox): \(Self.watchTrouble(error)). It is not followed."),
        at: now())
    }
  }

  private static func watchTrouble(_ trouble: FileTrouble) -> String {
    switch trouble.code {
    case ENOSPC: "the system's limit on watched folders (fs.inotify.max_user_watches) is reached"
    case EMFILE: "the system's limit on watchers (fs.inotify.max_user_instances) is reached"
    default: trouble.sentence
    }
  }

  /// The path as accounts and bookmarks name it, whatever folder the program was started in.
  package static func absolute(_ path: String) -> String {
    let expanded = path.hasPrefix("~/") || path == "~" ? home() + path.dropFirst() : path
    if let resolved = realpath(expanded, nil) {
      defer { free(resolved) }
      return String(cString: resolved)
    }
    let rooted =
      expanded.hasPrefix("/") ? expanded : FileManager.default.currentDirectoryPath + "/" + expanded
    var parts: [Substring] = []
    for part in rooted.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }

  private static func home() -> String { ProcessInfo.processInfo.environment["HOME"] ?? "" }
}

/// Says a status only when it differs from the one said before.
private struct StatusMemory {
  let events: DropFolder.Events
  private var said: [Account.ID: (account: Account, trouble: SafeText?)] = [:]

  init(events: DropFolder.Events) { self.events = events }

  mutating func say(_ accounts: [Account], trouble: SafeText?, at now: Date) {
    // A stand-in whose folder has accounts by now fails no longer.
    for (id, last) in said where !accounts.contains(where: { $0.id == id }) {
      said[id] = nil
      if last.trouble != nil {
        events.status(AccountStatus(account: last.account, state: .following(since: now)))
      }
    }
    for account in accounts {
      if let before = said[account.id], before.trouble == trouble { continue }
      said[account.id] = (account, trouble)
      events.status(
        AccountStatus(
          account: account, state: trouble.map { .failed($0) } ?? .following(since: now)))
    }
  }
}
