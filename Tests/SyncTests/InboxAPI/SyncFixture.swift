import Domain
import Foundation
import InboxAPI
import Storage
import Synchronization
import Testing

@testable import Sync

/// One connection of a test: a store, a server, and what was said.
final class SyncRig: Sendable {
  let store: Store
  let notices = Kept<Notice>()
  let waits = Kept<Double>()
  let ways = Kept<ConnectionEvents.Following>()
  let states = Kept<AccountStatus>()
  let colleagues = Kept<Presence>()
  let standings = Kept<ConnectionStanding>()

  init(_ store: Store) { self.store = store }

  convenience init() throws { self.init(try Store.inMemory()) }

  func sync(
    _ server: CrookedServer, token: TokenSource = .environment("HOME"), readers: Int = 2,
    now: Date = noon, onWait: @escaping @Sendable (Double) -> Void = { _ in },
    on way: @escaping @Sendable (ConnectionEvents.Following) -> Void = { _ in }
  ) throws -> ConnectionSync {
    var pacing = SyncPacing()
    pacing.random = { 0.5 }
    pacing.readers = readers
    pacing.wait = { [waits, server] seconds in
      // Held as long as somebody may talk to it.
      withExtendedLifetime(server) {}
      waits.add(seconds)
      onWait(seconds)
    }
    return ConnectionSync(
      store: store, settings: try .test(server.url, token: token),
      client: try .test(server.url, token: token),
      events: ConnectionEvents(
        status: { [states] in states.add($0) }, standing: { [standings] in standings.add($0) },
        presence: { [colleagues] in colleagues.add($0) }, notice: { [notices] in notices.add($0) },
        followingWith: { [ways] in
          ways.add($0)
          way($0)
        }), now: { now }, pacing: pacing)
  }

  func text() throws -> String { try store.said() }

  var said: [String] { notices.all.map(\.text.string) }
}

extension Store {
  /// Everything a server can say, as text: conversations in the order of their ids, each with its
  /// messages in thread order.
  func said() throws -> String {
    var lines: [String] = []
    for detail in try allConversations() {
      let one = detail.conversation
      var line = "\(one.remoteID) “\(one.title)” \(one.triage.status) unread \(one.unread)"
      if one.triage.flagged { line += " flagged" }
      if let lane = one.triage.lane { line += " \(lane)" }
      if let assignee = one.assignee { line += " @\(assignee)" }
      if !one.labels.isEmpty { line += " \(one.labels.map(\.string))" }
      lines.append(line)
      try eachMessage(of: one.id) { detail in
        let message = detail.message
        lines.append(
          "  \(message.remoteID) \(message.direction) \(message.isDeleted ? "gone" : message.text.string)"
        )
      }
    }
    return lines.sortedByConversation().joined(separator: "\n")
  }
}

extension [String] {
  fileprivate func sortedByConversation() -> [String] {
    var groups: [[String]] = []
    for line in self {
      if line.hasPrefix("  ") {
        groups[groups.count - 1].append(line)
      } else {
        groups.append([line])
      }
    }
    return groups.sorted { $0[0] < $1[0] }.flatMap(\.self)
  }
}

/// Waits for something that another thread brings about; a test that waits in vain fails.
func eventually(
  _ what: Comment, sourceLocation: SourceLocation = #_sourceLocation, _ isSo: () throws -> Bool
) rethrows {
  let limit = DispatchTime.now().uptimeNanoseconds + 20_000_000_000
  while try !isSo() {
    guard DispatchTime.now().uptimeNanoseconds < limit else {
      Issue.record(what, sourceLocation: sourceLocation)
      return
    }
    sched_yield()
  }
}
