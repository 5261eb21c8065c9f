package import FoundationEssentials

/// How an account stands right now, for the end of the view bar.
package struct AccountStatus: Hashable, Sendable {
  package enum State: Hashable, Sendable {
    /// Read to its end and watched.
    case following(since: Date)
    /// An imported archive: nothing comes by itself.
    case archive
    /// Being read for the first time, or again from the start.
    case syncing(SyncProgress)
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

/// How far a first sync has come.
package struct SyncProgress: Hashable, Sendable {
  /// Pages read, and messages taken in, since it began (or went on after an interruption).
  package var pages: Int
  package var messages: Int
  /// Messages a second, over the last few seconds.
  package var rate: Double
  /// nil while it cannot be told.
  package var secondsLeft: Int?

  package init(pages: Int = 0, messages: Int = 0, rate: Double = 0, secondsLeft: Int? = nil) {
    self.pages = pages
    self.messages = messages
    self.rate = rate
    self.secondsLeft = secondsLeft
  }
}

/// A colleague of ours who is at a conversation right now. Forgotten after 30 s without a word.
package struct Presence: Hashable, Sendable {
  /// The raw values are the ones of the Inbox API; "away" ends a presence.
  package enum State: String, Hashable, Sendable { case viewing, composing, away }

  package var conversation: Conversation.ID
  /// The colleague's user id, which is all that the API tells.
  package var user: SafeText
  package var state: State

  package init(conversation: Conversation.ID, user: SafeText, state: State) {
    self.conversation = conversation
    self.user = user
    self.state = state
  }
}

/// One server the user configured, as the account page shows it.
package struct ConnectionStanding: Hashable, Sendable {
  /// Its name in the config.
  package var name: String
  package var url: SafeText
  package var lastSuccess: Date?
  /// Replies and changes of ours that it has not heard of.
  package var waitingReplies: Int
  package var waitingChanges: Int
  /// How long the newest change took from the server's clock to ours, in seconds; nil: not seen.
  package var lag: Double?
  package var lastError: SafeText?
  /// Who we are there, a single line, and as what: "reader", "agent", "admin" or a later server's word; nil before
  /// it was ever reached.
  package var user: SafeText?
  package var role: String?

  package init(
    name: String, url: SafeText, lastSuccess: Date? = nil, waitingReplies: Int = 0,
    waitingChanges: Int = 0, lag: Double? = nil, lastError: SafeText? = nil,
    user: SafeText? = nil, role: String? = nil
  ) {
    self.user = user
    self.role = role
    self.name = name
    self.url = url
    self.lastSuccess = lastSuccess
    self.waitingReplies = waitingReplies
    self.waitingChanges = waitingChanges
    self.lag = lag
    self.lastError = lastError
  }
  /// Whoever may only look there decides for this machine alone.
  package var isReader: Bool { role == "reader" }

  /// "as Sam, reader"; nil before it was ever reached.
  package var userWords: String? {
    guard let user, let role else { return nil }
    return "as \(user.string), \(SafeText(line: role, limit: 40).string)"
  }
}
