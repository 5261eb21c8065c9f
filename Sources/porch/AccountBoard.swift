import Domain
import Interface
import Storage
import Synchronization

/// How every account stands, gathered from those who follow them, for the end of the view bar.
final class AccountBoard: Sendable {
  private let store: Store
  private let post: Post
  private let states = Mutex<[Account.ID: AccountStatus.State]>([:])

  init(store: Store, post: Post) {
    self.store = store
    self.post = post
  }

  func took(_ status: AccountStatus) {
    states.withLock { $0[status.account.id] = status.state }
    do {
      let known = states.withLock { $0 }
      var statuses = try InboxRun.statuses(in: store).map { listed in
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
