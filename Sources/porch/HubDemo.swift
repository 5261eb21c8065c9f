import Dispatch
import Domain
import Fixtures
import Foundation
import Hub
import Logging
import Storage
import Sync

/// `porch demo --hub`: a hub with made-up people in a temporary folder, and an inbox that follows it.
///
/// The people write at the hub. What the inbox shows has come through the Inbox API, over loopback,
/// and what is answered goes back that way.
struct HubDemo {
  private let folder: URL
  private let hubStore: Store
  private let token: String

  init(now: Date = Date()) throws {
    folder = FileManager.default.temporaryDirectory
      .appending(path: "porch-demo-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    hubStore = try Store.open(path: folder.appending(path: "hub.sqlite").path)
    for batch in Demo.batches(now: now) { _ = try hubStore.receive(batch, at: now) }
    token = folder.appending(path: "token").path
    let secret = try Hub.addToken("you", role: "agent", to: hubStore)
    let isKept = FileManager.default.createFile(
      atPath: token, contents: Data(secret.utf8), attributes: [.posixPermissions: 0o600])
    guard isKept else {
      throw CommandError("The demo's token cannot be written to \(token). Is the disk full?")
    }
  }

  /// Runs hub and inbox until the inbox ends, and leaves nothing behind.
  func run(paths: Paths, settings: Settings, keys: [KeyScript.Step]) throws {
    // A folder of made-up people that stays behind harms nobody.
    defer { try? FileManager.default.removeItem(at: folder) }
    let serving = try Serving(hubStore)
    let port = try serving.port()
    defer { serving.end() }
    var settings = settings
    settings.dropFolders = []
    settings.accounts = [
      ConnectionSettings(
        name: "hub", address: try ServerAddress("http://127.0.0.1:\(port)"),
        token: .file(token))
    ]
    let store = try Store.open(path: folder.appending(path: "inbox.sqlite").path)
    var inbox = InboxRun(paths: paths, settings: settings, store: store)
    inbox.background = [
      { [hubStore] _, post in await DemoStore.arrivals(into: hubStore, post: post) },
      { [hubStore] store, post in
        await DemoStore.answers(from: store, into: hubStore, post: post)
      },
    ]
    if !keys.isEmpty {
      inbox.background.append { _, post in await KeyScript.play(keys, into: post) }
    }
    try inbox.run()
  }
}

/// A hub that runs in this process, on a port of its own.
private final class Serving: Sendable {
  private let task: Task<Void, Never>
  private let changed: Mailbox<Never, State>
  private let ended = DispatchSemaphore(value: 0)

  private enum State: Sendable {
    case listening(port: Int)
    case ended((any Error)?)
  }

  init(_ store: Store) throws {
    let changed = Mailbox<Never, State>()
    var hub = try Hub(
      store: store, settings: HubSettings(name: "Porch demo"),
      logger: Logger(label: "porch.hub") { _ in SwiftLogNoOpLogHandler() })
    hub.onListening = { changed.post(.listening(port: $0)) }
    self.changed = changed
    task = Task { [hub, ended] in
      do {
        try await hub.run()
        changed.post(.ended(nil))
      } catch {
        changed.post(.ended(error))
      }
      ended.signal()
    }
  }

  /// Waits until it listens.
  func port() throws -> Int {
    while true {
      changed.wait()
      for state in changed.takeAll() {
        switch state {
        case .listening(let port): return port
        case .ended(let error):
          throw CommandError("The hub did not start: \(error.map { "\($0)" } ?? "it ended").")
        }
      }
    }
  }

  /// Ends it, and waits until what it was writing is written.
  func end() {
    task.cancel()
    // A demo that does not end its hub in time is over all the same.
    _ = ended.wait(timeout: .now() + 5)
  }
}
