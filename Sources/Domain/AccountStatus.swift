package import FoundationEssentials

/// How an account stands right now, for the end of the view bar.
package struct AccountStatus: Hashable, Sendable {
  package enum State: Hashable, Sendable {
    /// Read to its end and watched.
    case following(since: Date)
    /// An imported archive: nothing comes by itself.
    case archive
    /// Not readable at the moment; the sentence says why and what happens next.
    case failed(SafeText)
  }

  package var account: Account
  package var state: State

  package init(account: Account, state: State) {
    self.account = account
    self.state = state
  }
}
