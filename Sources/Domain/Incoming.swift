package import FoundationEssentials

/// One thing a source told us, normalised: text is safe, times are UTC, ids are bounded.
///
/// The raw payload travels beside it (``IncomingMessage/payload``) and is kept as it came.
package enum Incoming: Sendable {
  case account(IncomingAccount)
  case conversation(IncomingConversation)
  case message(IncomingMessage)
  /// A message or conversation that the source says is no more.
  case gone(IncomingGone)
  /// Somebody, apart from any conversation.
  case identity(IncomingIdentity)
  /// A decision of the person's about identities, out of an export of theirs.
  case people(IncomingPeople)
}

/// Somebody as an account knows them, told on their own.
package struct IncomingIdentity: Hashable, Sendable {
  package var account: String
  package var participant: IncomingParticipant
  /// When the name was in use; nil: it is how things are now.
  package var namedAt: Date?

  package init(account: String, participant: IncomingParticipant, namedAt: Date? = nil) {
    self.account = account
    self.participant = participant
    self.namedAt = namedAt
  }
}

/// That several identities are one person, or that two are not.
package struct IncomingPeople: Hashable, Sendable {
  package struct Member: Hashable, Sendable {
    package var account: String
    package var id: String
    package init(account: String, id: String) {
      self.account = account
      self.id = id
    }
  }

  package var members: [Member]
  package var areOne: Bool

  package init(members: [Member], areOne: Bool) {
    self.members = members
    self.areOne = areOne
  }
}

/// What a source says about an account. Fields it left out are nil and keep their stored value.
package struct IncomingAccount: Hashable, Sendable {
  package var id: String
  package var network: Network?
  package var name: SafeText?
  package var handle: SafeText?
  package var selfID: String?
  package var maxText: Int?
  package var maxTextUnit: TextUnit?
  package var delivery: Account.Delivery
  package var capabilities: Set<Account.Capability>?
  package var replyWindowHours: Int?

  package init(
    id: String, network: Network? = nil, name: SafeText? = nil, handle: SafeText? = nil,
    selfID: String? = nil, maxText: Int? = nil, maxTextUnit: TextUnit? = nil,
    delivery: Account.Delivery, capabilities: Set<Account.Capability>? = nil,
    replyWindowHours: Int? = nil
  ) {
    self.id = id
    self.network = network
    self.name = name
    self.handle = handle
    self.selfID = selfID
    self.maxText = maxText
    self.maxTextUnit = maxTextUnit
    self.delivery = delivery
    self.capabilities = capabilities
    self.replyWindowHours = replyWindowHours
  }
}

/// Somebody who takes part. `id` is the source's own; where a format has none it is a stable key.
package struct IncomingParticipant: Hashable, Sendable {
  package var id: String
  package var name: SafeText?
  package var handle: SafeText?
  package var isSelf: Bool
  package var isAutomated: Bool
  package var url: SafeText?
  package var followsUsSince: Date?
  package var followsUs: Bool?

  package init(
    id: String, name: SafeText? = nil, handle: SafeText? = nil, isSelf: Bool = false,
    isAutomated: Bool = false, url: SafeText? = nil, followsUsSince: Date? = nil,
    followsUs: Bool? = nil
  ) {
    self.id = id
    self.name = name
    self.handle = handle
    self.isSelf = isSelf
    self.isAutomated = isAutomated
    self.url = url
    self.followsUsSince = followsUsSince
    self.followsUs = followsUs
  }
}

/// A conversation as a source describes it. nil fields keep their stored value.
///
/// Status, snooze, flag, labels, assignee and lane are taken when the conversation is made. On
/// update they are ignored, and the local word wins, unless a server says them with a ``revision``:
/// then they are taken too, but for the fields that were changed here and not heard of there yet.
package struct IncomingConversation: Sendable {
  package var id: String
  package var account: String
  package var network: Network?
  package var kind: Conversation.Kind?
  package var title: SafeText?
  package var participants: [IncomingParticipant]?
  package var url: SafeText?
  package var canReply: Bool?
  package var initialTriage: TriageState
  package var initialLabels: [SafeText]
  package var assignee: SafeText?
  /// When the network stops taking a reply, as the source says.
  package var replyWindowEndsAt: Date?
  /// The server's count of its own changes to this conversation; an older one than the stored one
  /// changes nothing. nil for sources that do not count.
  package var revision: Int64?
  /// Inbound messages after the read mark that a server keeps for all its users.
  package var unreadCount: Int?
  /// The newest message that it counts, as its server calls it.
  package var lastMessage: String?
  /// When the server last changed it, by the server's clock: who wrote later is told by it.
  package var updatedAt: Date?
  /// The conversation as it came, kept for later versions; nil where the format has none.
  package var payload: [UInt8]?
  /// What an export of Porch says besides; taken when the conversation is made.
  package var kept: KeptConversation?

  package init(
    id: String, account: String, network: Network? = nil, kind: Conversation.Kind? = nil,
    title: SafeText? = nil, participants: [IncomingParticipant]? = nil, url: SafeText? = nil,
    canReply: Bool? = nil, initialTriage: TriageState = .init(), initialLabels: [SafeText] = [],
    assignee: SafeText? = nil, replyWindowEndsAt: Date? = nil, revision: Int64? = nil,
    unreadCount: Int? = nil, payload: [UInt8]? = nil
  ) {
    self.id = id
    self.account = account
    self.network = network
    self.kind = kind
    self.title = title
    self.participants = participants
    self.url = url
    self.canReply = canReply
    self.initialTriage = initialTriage
    self.initialLabels = initialLabels
    self.assignee = assignee
    self.replyWindowEndsAt = replyWindowEndsAt
    self.revision = revision
    self.unreadCount = unreadCount
    self.payload = payload
  }
}

/// What only Porch knows of a conversation.
package struct KeptConversation: Hashable, Sendable {
  /// What had arrived up to here was read.
  package var readTo: Date?
  /// What was being written, as it was typed.
  package var draft: String?
  package var createdAt: Date?

  package init(readTo: Date? = nil, draft: String? = nil, createdAt: Date? = nil) {
    self.readTo = readTo
    self.draft = draft
    self.createdAt = createdAt
  }
}

/// What only Porch knows of a message.
package struct KeptMessage: Hashable, Sendable {
  /// A reply of ours that had not left: failed or unclear. It is kept, and never sent by itself.
  package var outbox: OutboxState?
  /// The text of such a reply as it was typed; nil where that is the message's.
  package var typed: String?
  /// It answers nobody, because it never arrived.
  package var isUnsent: Bool

  package init(outbox: OutboxState? = nil, typed: String? = nil, isUnsent: Bool = false) {
    self.outbox = outbox
    self.typed = typed
    self.isUnsent = isUnsent
  }
}

/// A message as a source tells it.
package struct IncomingMessage: Sendable {
  package var id: String
  package var account: String
  package var conversation: String
  package var author: IncomingParticipant
  package var direction: Message.Direction
  package var text: SafeText
  /// UTC. Messages that share a coarse time are nudged apart by whole milliseconds in file order.
  package var sentAt: Date
  /// When it reached its server, by the server's clock. nil: now, or for history when it was sent.
  package var arrivedAt: Date?
  /// Which of our users wrote it (out and notes), as the server's user id.
  package var writtenBy: String?
  /// The server's count of its own changes to this message; an older one than the stored one
  /// changes nothing. nil for sources that do not count.
  package var revision: Int64?
  package var isAutomated: Bool
  package var isEdited: Bool
  package var isDeleted: Bool
  package var isForwarded: Bool
  package var inReplyTo: String?
  package var subject: SafeText?
  package var clientID: String?
  package var delivery: Delivery?
  package var attachments: [Attachment]
  package var reactions: [Reaction]
  /// The message as it came (a JSON line, a JSON object, lines of a text export), UTF-8 or not.
  package var payload: [UInt8]
  /// What an export of Porch says besides.
  package var kept: KeptMessage?

  package init(
    id: String, account: String, conversation: String, author: IncomingParticipant,
    direction: Message.Direction, text: SafeText, sentAt: Date, arrivedAt: Date? = nil,
    writtenBy: String? = nil, revision: Int64? = nil, isAutomated: Bool = false,
    isEdited: Bool = false, isDeleted: Bool = false, isForwarded: Bool = false,
    inReplyTo: String? = nil, subject: SafeText? = nil, clientID: String? = nil,
    delivery: Delivery? = nil, attachments: [Attachment] = [], reactions: [Reaction] = [],
    payload: [UInt8]
  ) {
    self.id = id
    self.account = account
    self.conversation = conversation
    self.author = author
    self.direction = direction
    self.text = text
    self.sentAt = sentAt
    self.arrivedAt = arrivedAt
    self.writtenBy = writtenBy
    self.revision = revision
    self.isAutomated = isAutomated
    self.isEdited = isEdited
    self.isDeleted = isDeleted
    self.isForwarded = isForwarded
    self.inReplyTo = inReplyTo
    self.subject = subject
    self.clientID = clientID
    self.delivery = delivery
    self.attachments = attachments
    self.reactions = reactions
    self.payload = payload
  }
}

/// The end of a message or conversation, by the source's own id.
package struct IncomingGone: Hashable, Sendable {
  package enum Kind: Hashable, Sendable { case conversation, message }
  package var kind: Kind
  package var account: String
  package var id: String
  package init(kind: Kind, account: String, id: String) {
    self.kind = kind
    self.account = account
    self.id = id
  }
}

/// A run of incoming things that is taken in as one transaction, with the place to go on from.
package struct Batch: Sendable {
  /// Where a source goes on after this batch: a name (a file's path) and a value it understands.
  package struct Bookmark: Hashable, Sendable {
    package var source: String
    package var value: String
    package init(source: String, value: String) {
      self.source = source
      self.value = value
    }
  }

  package var items: [Incoming]
  /// History arrives when it was sent: it never reopens, wakes or counts as news.
  package var isHistory: Bool
  /// Stored in this order, with the items.
  package var bookmarks: [Bookmark]
  /// Whether a message that is told again is always news, in every field: for sources that have
  /// compared it with what is there. Others tell a message again and again, and in any order.
  package var lastWordWins = false

  package init(items: [Incoming], isHistory: Bool, bookmarks: [Bookmark] = []) {
    self.items = items
    self.isHistory = isHistory
    self.bookmarks = bookmarks
  }
}

/// What became of a batch: counts of messages.
package struct Receipt: Hashable, Sendable {
  package var conversationsAdded = 0
  package var added = 0
  package var updated = 0
  package var known = 0
  /// Identities that became one person with another, because an export says so.
  package var peopleJoined = 0
  /// Items that could not be taken, by position in the batch, with the reason as a sentence.
  package var refused: [Refusal] = []
  /// What somebody has to hear: where a change of ours and one of a colleague's met.
  package var notices: [Notice] = []

  package struct Refusal: Hashable, Sendable {
    package var index: Int
    package var reason: String
    package init(index: Int, reason: String) {
      self.index = index
      self.reason = reason
    }
  }

  package init() {}
}
