import Domain
import Interface
import Storage
import Sync
import Synchronization

/// How every account stands, gathered from those who follow them, for the end of the view bar.
final class AccountBoard: Sendable {
  private let store: Store
  private let post: Post
  private let states = Mutex<[Account.ID: AccountStatus.State]>([:])
  private let standings: Mutex<[String: ConnectionStanding]>
  private let watches = Mutex<[Watch]>([])
  /// The servers that the store knew at some moment.
  private let seen = Mutex<Set<String>>([])

  /// - Parameter servers: the configured ones, before anything is known of them.
  init(store: Store, post: Post, servers: [ConnectionSettings] = []) {
    self.store = store
    self.post = post
    let unknown = servers.map {
      ConnectionStanding(name: $0.name, url: SafeText(line: "\($0.address)"))
    }
    standings = Mutex(Dictionary(unknown.map { ($0.name, $0) }, uniquingKeysWith: { $1 }))
    if !unknown.isEmpty { post.post(.standingsChanged(unknown), replacing: .standings) }
  }

  /// Keeps the numbers of what is to be sent as the store has them, also while a server says
  /// nothing. Without servers nothing is watched.
  func countWhatWaits() {
    guard standings.withLock({ !$0.isEmpty }) else { return }
    let outbox = store.watchOutbox { [weak self] _ in self?.recount() }
    let upstream = store.watchUpstream { [weak self] _ in self?.recount() }
    let names = store.watchConnections { [weak self] _ in self?.recount() }
    watches.withLock { $0 = [outbox, upstream, names] }
  }

  func stop() {
    watches.withLock { watches in
      for watch in watches { watch.cancel() }
      watches = []
    }
  }

  private func recount() {
    do {
      let stored = try store.connections()
      // One that was there and is not was removed by another program; one that never was comes yet.
      let names = Set(stored.map(\.name))
      let removed = seen.withLock { seen in
        defer { seen = names }
        return seen.subtracting(names)
      }
      standings.withLock { known in
        let before = known
        for name in removed { known[name] = nil }
        for connection in stored {
          known[connection.name]?.user = connection.userID.map { SafeText(line: $0, limit: 60) }
          known[connection.name]?.role = connection.role
          known[connection.name]?.waitingReplies = connection.waitingReplies
          known[connection.name]?.waitingChanges = connection.waitingChanges
        }
        if known != before { postStandings(known) }
      }
      if !removed.isEmpty { try postStatuses() }
    } catch {
      post.post(.reported(Notice(reporting: error)))
    }
  }

  private func postStandings(_ known: [String: ConnectionStanding]) {
    let all = known.values.sorted { $0.name < $1.name }
    post.post(.standingsChanged(all), replacing: .standings)
  }

  func took(_ standing: ConnectionStanding) {
    // Posted under the lock: the newest has to be the last one.
    standings.withLock { known in
      // Its last words, after it was removed.
      guard known[standing.name] != nil else { return }
      known[standing.name] = standing
      postStandings(known)
    }
  }

  /// A server could not even be asked: only the reason is new.
  func failed(_ server: String, _ reason: SafeText) {
    guard var standing = standings.withLock({ $0[server] }) else { return }
    standing.lastError = reason
    took(standing)
  }

  func took(_ status: AccountStatus) {
    states.withLock { $0[status.account.id] = status.state }
    do {
      try postStatuses(with: status)
    } catch {
      post.post(.reported(Notice(reporting: error)))
    }
  }

  /// - Parameter status: of an account that the store may not know yet.
  private func postStatuses(with status: AccountStatus? = nil) throws {
    let known = states.withLock { $0 }
    let servers = standings.withLock { Set($0.keys) }
    var statuses = try InboxRun.statuses(in: store, servers: servers).map { listed in
      // What is kept of a server that was removed is an archive, whatever was said of it before.
      let isArchive = listed.state == .archive
      return isArchive
        ? listed
        : AccountStatus(account: listed.account, state: known[listed.account.id] ?? listed.state)
    }
    if let status, !statuses.contains(where: { $0.account.id == status.account.id }),
      status.connection.map(servers.contains) ?? true
    {
      statuses.append(status)
    }
    post.post(.accountsChanged(statuses), replacing: .accounts)
  }
}
