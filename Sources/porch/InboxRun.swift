import Cells
import Domain
import Foundation
import Interface
import Logging
import Storage
import Sync
import Terminal

/// One run of the full-screen inbox, from the first paint to the last write.
///
/// Only what the first frame needs happens before it: the store's first window, the counts, the
/// terminal. Everything else starts once that frame is out.
struct InboxRun {
  let paths: Paths
  let settings: Settings
  let store: Store
  /// What else happens meanwhile (the demo's people); started after the first paint and cancelled
  /// at the end. Everything that runs for real has a thread that sleeps instead of a task.
  var background: [@Sendable (Store, Post) async -> Void] = []

  init(paths: Paths, settings: Settings, storePath: String) throws {
    // Before the store starts threads.
    Footprint.shareHeap()
    self.init(paths: paths, settings: settings, store: try Store.opened(at: storePath))
  }

  init(paths: Paths, settings: Settings, store: Store) {
    self.paths = paths
    self.settings = settings
    self.store = store
  }

  func run() throws {
    // A helper program that ends early must not take the inbox with it.
    signal(SIGPIPE, SIG_IGN)
    // What opening took is not needed at the same time as what showing takes.
    Footprint.letGoOfCode()
    let tty = try CursesTty()
    defer { tty.close() }
    let (state, notices) = makeState(size: tty.size, isUTF8: tty.isUTF8)
    let mailbox = Post()
    let board = AccountBoard(store: store, post: mailbox, servers: settings.accounts)
    let servers = servers(reportingTo: board, mailbox)
    let effects = EffectRunner(
      store: store, post: mailbox, clipboard: Clipboard(command: settings.clipboard),
      links: LinkOpener(command: settings.open), holdSeconds: settings.hold,
      servers: servers)
    let loop = Loop(state: state, tty: tty, mailbox: mailbox, effects: effects)
    let folders = dropFolders(reportingTo: board, mailbox)
    let outbox = OutboxDelivery(store: store, trouble: { mailbox.post(.reported($0)) })
    var tasks: [Task<Void, Never>] = []
    var others: OtherWriters?
    defer { others = nil }
    let unkept = try loop.run(opening: opening(state)) {
      if let notice = summary(of: notices) { mailbox.post(.noticed(notice)) }
      // Or what a dead program left behind could be sent before it is held anew.
      effects.start {
        outbox.start()
        for server in servers { server.start() }
      }
      for folder in folders { folder.start() }
      board.countWhatWaits()
      others = OtherWriters(of: store) { [path = store.path] in
        mailbox.post(.reported(Self.gone(path)))
      }
      tasks = background.map { work in Task { [store] in await work(store, mailbox) } }
      Footprint.letGoOfCode()
    }
    tty.close()
    for task in tasks { task.cancel() }
    for folder in folders { folder.stop() }
    FollowedServer.stop(servers)
    outbox.stop()
    board.stop()
    if let trouble = unkept.rescue(knownTo: store) { throw trouble }
  }

  private static func gone(_ path: String) -> Notice {
    let sentence =
      "The store is gone from \(path): what you do now will be lost. Quit, and put it back."
    return Notice(.failure, SafeText(line: sentence))
  }

  /// One mistake is said as it is; of several only the number fits the line.
  private func summary(of notices: [Notice]) -> Notice? {
    guard notices.count > 1 else { return notices.first }
    let sentence = "\(notices.count) mistakes in \(paths.config): `porch doctor` names them."
    return Notice(.warning, SafeText(line: sentence))
  }

  /// The state before anything was read, and what was wrong in the config.
  func makeState(size: Size, isUTF8: Bool, now: Date = Date(), timeZone: TimeZone = .current) -> (
    State, [Notice]
  ) {
    let themes = ThemeFile(paths: paths)
    let (theme, themeNotices) = themes.theme(of: settings)
    let options = InterfaceOptions(
      keymap: settings.keymap, theme: theme, themeOnLight: themes.themeOnLight(of: settings),
      density: settings.density, utf8: isUTF8, bell: settings.bell)
    let state = State(size: size, now: now, timeZone: timeZone, options: options)
    return (state, settings.notices + themeNotices)
  }

  /// The facts of the first frame, read before it.
  private func opening(_ state: State) throws -> [Action] {
    [
      .accountsChanged(try Self.statuses(in: store, servers: Set(settings.accounts.map(\.name)))),
      .countsChanged(try store.counts()),
      .listChanged(try store.list(state.list.request)),
    ]
  }

  /// How every account stands before anybody was asked.
  /// - Parameter servers: the names of those that are followed.
  static func statuses(in store: Store, servers: Set<String> = []) throws -> [AccountStatus] {
    try store.accounts().map { account in
      switch account.delivery {
      case .handover: return AccountStatus(account: account, state: .archive)
      case .server(let name):
        let left = SafeText(line: "“\(name)” is not in the config any more")
        let isFollowed = servers.contains(name)
        return AccountStatus(
          account: account, state: isFollowed ? .syncing(SyncProgress()) : .failed(left))
      case .dropFolder, .demo:
        return AccountStatus(account: account, state: .following(since: Date()))
      }
    }
  }

  /// Every configured server, each with failures of its own.
  private func servers(reportingTo board: AccountBoard, _ post: Post) -> [FollowedServer] {
    let events = ConnectionEvents(
      status: { board.took($0) }, standing: { board.took($0) },
      presence: { post.post(.colleagueSeen($0)) }, notice: { post.post(.reported($0)) })
    return settings.accounts.map { account in
      FollowedServer(account, store: store, events: events) { board.failed(account.name, $0) }
    }
  }

  /// Every configured drop folder, each with failures of its own.
  private func dropFolders(reportingTo board: AccountBoard, _ post: Post) -> [DropFolder] {
    let log = Log.start(at: paths.log)
    let events = DropFolder.Events(
      status: { board.took($0) },
      skipped: { skip in
        post.post(.reported(Notice(.warning, skip.sentence)))
        log.warning(
          "A line was skipped.",
          metadata: ["file": "\(skip.file)", "at": "\(skip.at)", "reason": "\(skip.reason)"])
      })
    return settings.dropFolders.map { DropFolder(path: $0, store: store, events: events) }
  }
}
