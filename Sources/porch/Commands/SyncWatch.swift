import Domain
import Foundation
import Interface
import Storage
import Sync
import Synchronization

/// Follows servers until Ctrl-C, and says on a line when one of them stands otherwise than before.
final class SyncWatch: Sendable {
  private let store: Store
  private let json: Bool
  private let line = SyncLine()
  /// What was last said of each account.
  private let said = Mutex<[String: String]>([:])

  init(store: Store, json: Bool) {
    self.store = store
    self.json = json
  }

  func run(_ servers: [ConnectionSettings]) throws {
    // Before any thread starts, so that the signal waits for us and ends nobody's write.
    var ends = sigset_t()
    sigemptyset(&ends)
    for signal in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&ends, signal) }
    pthread_sigmask(SIG_BLOCK, &ends, nil)
    let followed = servers.map { server in
      FollowedServer(server, store: store, events: events(of: server.name)) { [self] reason in
        say(server.name, nil, "failed", reason.string)
      }
    }
    for server in followed { server.start() }
    var signal: Int32 = 0
    while sigwait(&ends, &signal) != 0 {}
    FollowedServer.stop(followed)
    line.clear()
  }

  private func events(of server: String) -> ConnectionEvents {
    ConnectionEvents(
      status: { [self] status in
        let account = SafeText(line: status.account.name.string).string
        switch status.state {
        case .syncing(let progress): line.show(progress, of: server)
        case .following, .archive:
          line.done(server)
          say(server, account, "followed", nil)
        case .failed(let reason): say(server, account, "failed", reason.string)
        }
      }, standing: { _ in }, presence: { _ in },
      notice: { [line] in line.say($0.text.string, of: server) })
  }

  private struct Line: Encodable {
    var at: String
    var server: String
    var account: String?
    var state: String
    var reason: String?
  }

  /// Once for each change: a failure that is tried again every few seconds is no news.
  private func say(_ server: String, _ account: String?, _ state: String, _ reason: String?) {
    let fact = [state, reason].compactMap(\.self).joined(separator: ": ")
    let key = "\(server)/\(account ?? "")"
    let isNews = said.withLock { said in
      defer { said[key] = fact }
      return said[key] != fact
    }
    guard isNews else { return }
    line.clear()
    do {
      var output = Output()
      if json {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
        let line = Line(
          at: Date().formatted(.iso8601), server: server, account: account, state: state,
          reason: reason)
        try output.json(String(decoding: try encoder.encode(line), as: UTF8.self))
      } else {
        let name = account.map { "\(server) (\($0))" } ?? server
        try output.line("\(DateWords.clock(Date(), in: .current)) \(name): \(fact)")
      }
      try output.finish()
    } catch {
      Main.writeError("porch: \(Notice(reporting: error).text)")
    }
  }
}
