import Dispatch
import Domain
import Foundation
import Storage
import Sync
import Synchronization

/// One configured server while Porch runs: its token, what reads from it and what sends to it.
///
/// The token is fetched on a thread of its own, because a program that fetches one may ask its
/// owner first. Without a token nothing is asked of the server until ``syncNow()``.
final class FollowedServer: Sendable {
  let settings: ConnectionSettings
  private let store: Store
  private let events: ConnectionEvents
  private let failed: @Sendable (SafeText) -> Void

  private struct Running: Sendable {
    var client: InboxAPIClient
    var sync: ConnectionSync
    var delivery: ConnectionDelivery
  }

  private enum Stand {
    case resting, starting
    case running(Running)
    case stopped
  }

  private let stand = Mutex(Stand.resting)

  /// - Parameter failed: told why the server cannot even be asked.
  init(
    _ settings: ConnectionSettings, store: Store, events: ConnectionEvents,
    failed: @escaping @Sendable (SafeText) -> Void
  ) {
    self.settings = settings
    self.store = store
    self.events = events
    self.failed = failed
  }

  /// Returns at once.
  func start() {
    let mayStart = stand.withLock { stand in
      guard case .resting = stand else { return false }
      stand = .starting
      return true
    }
    guard mayStart else { return }
    let thread = Thread { [self] in begin() }
    thread.name = "server \(settings.name)"
    thread.start()
  }

  private func begin() {
    do throws(TokenError) {
      let client = InboxAPIClient(settings, token: try settings.token.read())
      let running = Running(
        client: client,
        sync: ConnectionSync(store: store, settings: settings, client: client, events: events),
        delivery: ConnectionDelivery(
          store: store, connection: settings.name, client: RenewingCalls(client),
          sendsReadMarks: settings.sendsReadMarks, notice: events.notice))
      // What waits because of the old token can leave with the new one.
      client.whenSiblingRenews { [weak delivery = running.delivery] in delivery?.look() }
      // Under the lock, so that nothing is stopped before it has started.
      let isWanted = stand.withLock { stand in
        guard case .starting = stand else { return false }
        stand = .running(running)
        running.sync.start()
        running.delivery.start()
        return true
      }
      if !isWanted { client.close() }
    } catch {
      stand.withLock { stand in
        if case .starting = stand { stand = .resting }
      }
      failed(error.notice.text)
    }
  }

  func syncNow() {
    guard let running else { return start() }
    running.sync.syncNow()
    running.delivery.look()
  }

  /// Tells colleagues where we are, as long as the server is followed.
  func say(_ state: Presence.State, in conversation: Conversation.ID) {
    running?.delivery.sayPresence(state, in: conversation)
  }

  private var running: Running? {
    stand.withLock { if case .running(let running) = $0 { running } else { nil } }
  }

  private func stop() {
    let running = stand.withLock { stand -> Running? in
      defer { stand = .stopped }
      if case .running(let running) = stand { return running }
      return nil
    }
    guard let running else { return }
    running.delivery.stop()
    running.sync.stop()
    running.client.close()
  }

  /// Stops all of them at once. A server that hangs keeps nobody: after a second Porch ends, and
  /// what was under way is done again the next time.
  static func stop(_ servers: [FollowedServer]) {
    let all = DispatchGroup()
    for server in servers {
      all.enter()
      let thread = Thread {
        server.stop()
        all.leave()
      }
      thread.name = "end \(server.settings.name)"
      thread.start()
    }
    _ = all.wait(timeout: .now() + 1)
  }
}
