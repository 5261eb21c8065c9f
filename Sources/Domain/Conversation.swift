package import FoundationEssentials

/// An exchange with a person, a group, or a public thread, with the roll-ups that a list row needs.
///
/// The roll-ups (``lastLine``, ``waitingSince``, ``unread``, …) are kept by the store in the
/// transaction that changes what they are computed from.
package struct Conversation: Hashable, Sendable, Identifiable {
  package typealias ID = LocalID<Conversation>

  package enum Kind: String, Hashable, Sendable {
    case direct, group, request, comments
  }

  /// The newest message, cut to one line for a row.
  package struct LastLine: Hashable, Sendable {
    package var text: SafeText
    package var direction: Message.Direction
    /// Whoever of ours wrote it, when that is not us; nil also where it is not known who we are.
    package var writtenBy: SafeText?
    package init(text: SafeText, direction: Message.Direction, writtenBy: SafeText? = nil) {
      self.text = text
      self.direction = direction
      self.writtenBy = writtenBy
    }
  }

  package var id: ID
  /// The source's own id, 1–255 bytes, unique within the account.
  package var remoteID: String
  package var account: Account.ID
  package var network: Network
  package var kind: Kind
  /// What the row and the thread are headed with: the person's name, or the group's title.
  package var title: SafeText
  package var handle: SafeText?
  /// Where the conversation is on its network, if that can be opened.
  package var url: SafeText?
  package var triage: TriageState
  package var assignee: SafeText?
  package var labels: [SafeText]
  /// Inbound messages that arrived after the read mark.
  package var unread: Int
  /// `sentAt` of the first unanswered inbound message; nil when nobody waits. See ``Waiting``.
  package var waitingSince: Date?
  /// The last word is a "thanks!" after an answer: no wait, but shown.
  package var isClosedByThem: Bool
  /// No human has ever answered this person here.
  package var isFirstContact: Bool
  package var lastMessageAt: Date?
  package var lastLine: LastLine?
  package var hasDraft: Bool
  /// The state of the newest message that has not safely left, if any.
  package var outbox: OutboxState?
  /// Whether the network takes a reply here at all; nil when it did not say.
  package var canReply: Bool?

  package init(
    id: ID, remoteID: String, account: Account.ID, network: Network, kind: Kind = .direct,
    title: SafeText, handle: SafeText? = nil, url: SafeText? = nil, triage: TriageState = .init(),
    assignee: SafeText? = nil, labels: [SafeText] = [], unread: Int = 0, waitingSince: Date? = nil,
    isClosedByThem: Bool = false, isFirstContact: Bool = false, lastMessageAt: Date? = nil,
    lastLine: LastLine? = nil, hasDraft: Bool = false, outbox: OutboxState? = nil,
    canReply: Bool? = nil
  ) {
    self.id = id
    self.remoteID = remoteID
    self.account = account
    self.network = network
    self.kind = kind
    self.title = title
    self.handle = handle
    self.url = url
    self.triage = triage
    self.assignee = assignee
    self.labels = labels
    self.unread = unread
    self.waitingSince = waitingSince
    self.isClosedByThem = isClosedByThem
    self.isFirstContact = isFirstContact
    self.lastMessageAt = lastMessageAt
    self.lastLine = lastLine
    self.hasDraft = hasDraft
    self.outbox = outbox
    self.canReply = canReply
  }
}
