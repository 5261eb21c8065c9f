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

  func took(_ standing: ConnectionStanding) {
    // Posted under the lock: the newest has to be the last one.
    standings.withLock { known in
      known[standing.name] = standing
      let all = known.values.sorted { $0.name < $1.name }
      post.post(.standingsChanged(all), replacing: .standings)
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
      let known = states.withLock { $0 }
      let servers = standings.withLock { Set($0.keys) }
      var statuses = try InboxRun.statuses(in: store, servers: servers).map { listed in
        AccountStatus(account: listed.account, state: known[listed.account.id] ?? listed.state)
      }
      if !statuses.contains(where: { $0.account.id == status.account.id }) {
        statuses.append(status)
      }
      post.post(.accountsChanged(statuses), replacing: .accounts)
    } catch {
      post.post(.noticed(Notice(reporting: error)))
    }
  }
}
