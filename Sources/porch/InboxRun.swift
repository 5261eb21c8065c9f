import Cells
import Domain
import Foundation
import Interface
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
  /// What makes messages arrive; started after the first paint, cancelled at the end.
  var background: [@Sendable (Store, Post) async -> Void] = []

  init(paths: Paths, settings: Settings, storePath: String) throws {
    self.init(paths: paths, settings: settings, store: try Store.open(path: storePath))
    let folders = settings.dropFolders
    background = [{ store, post in await Self.follow(folders, into: store, post: post) }]
  }

  init(paths: Paths, settings: Settings, store: Store) {
    self.paths = paths
    self.settings = settings
    self.store = store
  }

  func run() throws {
    let tty = try CursesTty()
    defer { tty.close() }
    let (state, notices) = makeState(size: tty.size, isUTF8: tty.isUTF8)
    let mailbox = Post()
    let effects = EffectRunner(
      store: store, post: mailbox, clipboard: Clipboard(command: settings.clipboard),
      links: LinkOpener(command: settings.open), holdSeconds: settings.hold)
    let loop = Loop(state: state, tty: tty, mailbox: mailbox, effects: effects)
    var tasks: [Task<Void, Never>] = []
    try loop.run(opening: opening(state)) {
      for notice in notices { mailbox.post(.noticed(notice)) }
      effects.start()
      tasks = startBackground(mailbox)
    }
    for task in tasks { task.cancel() }
  }

  /// The state before anything was read, and what was wrong in the config.
  func makeState(size: Size, isUTF8: Bool, now: Date = Date(), timeZone: TimeZone = .current) -> (
    State, [Notice]
  ) {
    let (theme, themeNotices) = ThemeFile(paths: paths).theme(named: settings.theme)
    let (keymap, keyNotices) = settings.keymap
    let options = InterfaceOptions(
      keymap: keymap, theme: theme, density: settings.density, utf8: isUTF8, bell: settings.bell)
    let state = State(size: size, now: now, timeZone: timeZone, options: options)
    return (state, settings.notices + themeNotices + keyNotices)
  }

  /// The facts of the first frame, read before it.
  private func opening(_ state: State) throws -> [Action] {
    [
      .accountsChanged(try Self.statuses(in: store)),
      .countsChanged(try store.counts()),
      .listChanged(try store.list(state.list.request)),
    ]
  }

  static func statuses(in store: Store) throws -> [AccountStatus] {
    try store.accounts().map { account in
      let state: AccountStatus.State =
        account.delivery == .handover ? .archive : .following(since: Date())
      return AccountStatus(account: account, state: state)
    }
  }

  private func startBackground(_ post: Post) -> [Task<Void, Never>] {
    let store = store
    var tasks = background.map { work in Task.detached { await work(store, post) } }
    tasks.append(Task.detached { await OutboxDelivery.run(store: store) })
    return tasks
  }

  /// Follows every configured drop folder, each on its own failure.
  private static func follow(_ folders: [String], into store: Store, post: Post) async {
    await withTaskGroup(of: Void.self) { group in
      for folder in folders {
        group.addTask {
          let statuses = AccountBoard(store: store, post: post)
          await DropFolder(path: folder, store: store, events: statuses.events).follow()
        }
      }
    }
  }
}
