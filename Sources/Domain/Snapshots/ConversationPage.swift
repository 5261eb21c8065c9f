package import FoundationEssentials

/// Which part of a thread is wanted.
package struct PageRequest: Hashable, Sendable {
  package enum Anchor: Hashable, Sendable {
    /// The first unread message, or the newest when nothing is unread.
    case unread
    case newest
    case around(Message.ID)
    case oldest
  }

  package var conversation: Conversation.ID
  package var anchor: Anchor
  /// The most messages to deliver.
  package var count: Int

  package init(conversation: Conversation.ID, anchor: Anchor, count: Int) {
    self.conversation = conversation
    self.anchor = anchor
    self.count = count
  }
}

/// A window of a thread with everything its pane, the composer and the person pane show.
package struct ConversationPage: Hashable, Sendable {
  package var request: PageRequest
  package var conversation: Conversation
  package var account: Account
  /// Oldest first.
  package var messages: [Message]
  package var hasOlder: Bool
  package var hasNewer: Bool
  /// The newest message of the conversation, where it is not among these.
  package var newestBeyond: Message.ID?
  package var firstUnread: Message.ID?
  /// The text kept for this conversation, as it was typed.
  package var draft: String?
  package var person: PersonCard
  /// When the network stops taking replies, as its source last said; nil where it did not. A later
  /// message of theirs may have moved it since.
  package var replyWindowEnds: Date?

  package init(
    request: PageRequest, conversation: Conversation, account: Account, messages: [Message],
    hasOlder: Bool = false, hasNewer: Bool = false, firstUnread: Message.ID? = nil,
    draft: String? = nil, person: PersonCard = .init(), replyWindowEnds: Date? = nil
  ) {
    self.request = request
    self.conversation = conversation
    self.account = account
    self.messages = messages
    self.hasOlder = hasOlder
    self.hasNewer = hasNewer
    self.firstUnread = firstUnread
    self.draft = draft
    self.person = person
    self.replyWindowEnds = replyWindowEnds
  }

  /// The newest message of the conversation, be it among these or not.
  package var newest: Message.ID? { hasNewer ? newestBeyond : messages.last?.id }
}

/// What is known of the person beside the thread, all of it from the store.
package struct PersonCard: Hashable, Sendable {
  package var name: SafeText
  package var handle: SafeText?
  package var followsUsSince: Date?
  package var firstWroteAt: Date?
  package var lastRepliedAt: Date?
  /// Other identities of the same person.
  package var alsoOn: [Identity]
  /// Other conversations with this person.
  package var otherConversations: Int
  /// Somebody who may be the same person, of whom nobody has decided.
  package var perhaps: Perhaps?

  /// Somebody who may be this person.
  package struct Perhaps: Hashable, Sendable {
    /// The identity of this person that is like the other.
    package var own: Domain.Identity.ID
    package var other: Domain.Identity.ID
    package var name: SafeText
    package var network: Network
    /// Why, as the end of a sentence: "the same full name".
    package var reason: SafeText

    package init(
      own: Domain.Identity.ID, other: Domain.Identity.ID, name: SafeText, network: Network,
      reason: SafeText
    ) {
      self.own = own
      self.other = other
      self.name = name
      self.network = network
      self.reason = reason
    }

    /// "Ana Lima on LinkedIn"
    package var words: String { "\(name.string) on \(network.title)" }
  }

  /// A person as one network knows them.
  package struct Identity: Hashable, Sendable {
    package var network: Network
    package var handle: SafeText
    package init(network: Network, handle: SafeText) {
      self.network = network
      self.handle = handle
    }
  }

  package init(
    name: SafeText = .empty, handle: SafeText? = nil, followsUsSince: Date? = nil,
    firstWroteAt: Date? = nil, lastRepliedAt: Date? = nil, alsoOn: [Identity] = [],
    otherConversations: Int = 0, perhaps: Perhaps? = nil
  ) {
    self.name = name
    self.handle = handle
    self.followsUsSince = followsUsSince
    self.firstWroteAt = firstWroteAt
    self.lastRepliedAt = lastRepliedAt
    self.alsoOn = alsoOn
    self.otherConversations = otherConversations
    self.perhaps = perhaps
  }
}
