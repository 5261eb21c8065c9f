package import Foundation
package import Storage

/// Keeps one connection up to date, on a thread of its own that sleeps while nothing comes.
///
/// First a snapshot, which goes on where it was if the program ends; then every change, by the
/// server's event stream, by long poll or by polling, whichever works. Whatever happens is said, and
/// tried again.
package final class ConnectionSync: Sendable {
  private let store: Store
  private let settings: ConnectionSettings
  private let client: InboxAPIClient
  private let events: ConnectionEvents
  private let now: @Sendable () -> Date
  private let pacing: SyncPacing
  private let control: SyncControl
  private let ended = WakePipe()

  package init(
    store: Store, settings: ConnectionSettings, client: InboxAPIClient, events: ConnectionEvents,
    now: @escaping @Sendable () -> Date = { Date() }, pacing: SyncPacing = SyncPacing()
  ) {
    self.store = store
    self.settings = settings
    // Ours alone, so that stopping ends no send that is under way.
    self.client = client.sibling()
    self.events = events
    self.now = now
    self.pacing = pacing
    control = SyncControl(pacing: pacing)
  }

  package func start() {
    let thread = Thread { [self] in
      engine().run()
      ended.wake()
    }
    thread.name = "sync \(settings.name)"
    // JSON nested to the decoder's limit needs more than the half megabyte a thread is given.
    thread.stackSize = 8 << 20
    thread.start()
  }

  /// Asks the server at once, also while a failure is being waited out.
  package func syncNow() {
    if control.wantNow() { client.interrupt() }
  }

  /// Ends it within a second: what is being fetched is given up, what is being stored is stored.
  /// Only after ``start()``.
  package func stop() {
    control.stop()
    client.close()
    ended.wait(seconds: 1)
  }

  /// Brings everything up to the server's head, once, in the caller's thread.
  /// - Returns: how many messages came.
  /// - Throws: ``SyncTrouble`` when the server fails again and again; what came until then is kept.
  @discardableResult
  package func catchUp() throws(SyncTrouble) -> Int { try engine().catchUp() }

  private func engine() -> SyncEngine {
    SyncEngine(
      store: store, client: client, voice: SyncVoice(settings, events, store, now),
      control: control, pacing: pacing)
  }
}
