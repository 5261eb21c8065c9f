package import Domain

/// What following one connection says, from its own thread.
package struct ConnectionEvents: Sendable {
  /// How changes come.
  package enum Following: String, Hashable, Sendable {
    case events
    case longPoll = "long poll"
    case polling
  }

  /// How each of its accounts stands; told when that changes, and while it is read a few times a
  /// second.
  package var status: @Sendable (AccountStatus) -> Void
  package var standing: @Sendable (ConnectionStanding) -> Void
  /// A colleague at a conversation.
  package var presence: @Sendable (Presence) -> Void
  /// What went wrong, or was left out: for the status line and the log.
  package var notice: @Sendable (Notice) -> Void
  package var followingWith: @Sendable (Following) -> Void

  package init(
    status: @escaping @Sendable (AccountStatus) -> Void = { _ in },
    standing: @escaping @Sendable (ConnectionStanding) -> Void = { _ in },
    presence: @escaping @Sendable (Presence) -> Void = { _ in },
    notice: @escaping @Sendable (Notice) -> Void = { _ in },
    followingWith: @escaping @Sendable (Following) -> Void = { _ in }
  ) {
    self.status = status
    self.standing = standing
    self.presence = presence
    self.notice = notice
    self.followingWith = followingWith
  }
}
