import Cells
import Dispatch
import Domain
import Foundation
import Interface
import Storage
import Sync
import Synchronization

/// Reads from all servers at once, each on a thread of its own, and says how far it is meanwhile.
final class SyncOnce: Sendable {
  private let store: Store
  private let line = SyncLine()

  init(store: Store) { self.store = store }

  /// - Returns: in the order of `servers`, once all of them are done.
  func run(_ servers: [ConnectionSettings]) -> [SyncOutcome] {
    let outcomes = Mutex<[String: SyncOutcome]>([:])
    let all = DispatchGroup()
    for server in servers {
      all.enter()
      let thread = Thread { [self] in
        let outcome = run(server)
        outcomes.withLock { $0[server.name] = outcome }
        line.done(server.name)
        all.leave()
      }
      thread.name = "sync \(server.name)"
      // JSON nested to the decoder's limit needs more than the half megabyte a thread is given.
      thread.stackSize = 8 << 20
      thread.start()
    }
    all.wait()
    line.clear()
    return servers.map { server in
      outcomes.withLock { $0[server.name] } ?? SyncOutcome(account: server.name)
    }
  }

  private func run(_ server: ConnectionSettings) -> SyncOutcome {
    let started = ContinuousClock.now
    let progress = Mutex(SyncProgress())
    let events = ConnectionEvents(
      status: { [line] status in
        guard case .syncing(let now) = status.state else { return }
        progress.withLock { $0 = now }
        line.show(now, of: server.name)
      }, standing: { _ in }, presence: { _ in },
      notice: { [line] in line.say($0.text.string, of: server.name) })
    var outcome = SyncOutcome(account: server.name)
    do {
      let client = InboxAPIClient(server, token: try server.token.read())
      defer { client.close() }
      outcome.messages = try ConnectionSync(
        store: store, settings: server, client: client, events: events
      ).catchUp()
      try ConnectionDelivery(
        store: store, connection: server.name, client: RenewingCalls(client),
        sendsReadMarks: server.sendsReadMarks, notice: events.notice
      ).deliverOnce()
    } catch {
      outcome.error = Notice(reporting: error).text.string
    }
    outcome.pages = progress.withLock { $0.pages }
    outcome.took = (ContinuousClock.now - started) / .seconds(1)
    do throws(StoreError) {
      let known = try store.connections().first { $0.name == server.name }
      outcome.waitingReplies = known?.waitingReplies ?? 0
      outcome.waitingChanges = known?.waitingChanges ?? 0
    } catch {
      outcome.error = outcome.error ?? error.notice.text.string
    }
    return outcome
  }
}

/// One line on stderr that says how far every server is, for a person who watches.
final class SyncLine: Sendable {
  private struct Known {
    var progress: [String: SyncProgress] = [:]
    var shown: ContinuousClock.Instant?
    var said: Set<String> = []
  }

  private let known = Mutex(Known())
  private let isTerminal = isatty(STDERR_FILENO) == 1

  func show(_ progress: SyncProgress, of server: String) {
    known.withLock { known in
      known.progress[server] = progress
      guard isTerminal, known.shown.map({ .now - $0 > .milliseconds(200) }) ?? true else { return }
      known.shown = .now
      draw(known)
    }
  }

  func done(_ server: String) {
    known.withLock { known in
      known.progress[server] = nil
      if known.shown != nil { draw(known) }
    }
  }

  /// A sentence on a line of its own, once: what is tried again and again is no news.
  func say(_ sentence: String, of server: String) {
    let start = "\(server): "
    let sentence = sentence.hasPrefix(start) ? sentence : start + sentence
    known.withLock { known in
      guard known.said.insert(sentence).inserted else { return }
      if known.shown != nil { erase() }
      Main.writeError("porch: \(sentence)")
    }
  }

  func clear() {
    known.withLock { known in
      if known.shown != nil { erase() }
      known.shown = nil
    }
  }

  private func erase() { StandardStreams.writeError("\r\u{1B}[K") }

  private func draw(_ known: Known) {
    let words = known.progress.sorted { $0.key < $1.key }
      .map { "\($0.key) \($0.value.fullWords)" }.joined(separator: " · ")
    let line = "\r\u{1B}[K" + TextLayout.clip(words, columns: Self.columns - 1)
    StandardStreams.writeError(line)
  }

  private static var columns: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }
}
