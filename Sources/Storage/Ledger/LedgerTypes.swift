package import Domain
package import FoundationEssentials

/// A message with everything that its JSON on the wire is made of.
package struct MessageFacts: Sendable {
  package var row: Int64
  /// The id it is served under; see ``PublicID``.
  package var id: String
  package var remoteID: String
  package var conversation: String
  package var author: String
  package var direction: Message.Direction
  /// Safe to draw; what came is in ``payload``.
  package var text: String
  package var sentAt: Date
  package var isAutomated: Bool
  package var isEdited: Bool
  package var isDeleted: Bool
  package var isForwarded: Bool
  package var inReplyTo: String?
  package var subject: String?
  package var clientID: String?
  /// A word of the Inbox API.
  package var delivery: String?
  package var failure: String?
  /// It is not safely away. Where ``delivery`` is nil, no outbox knows of it: its source said so.
  package var isPending: Bool
  package var writtenBy: String?
  package var revision: Int64
  package var attachments: [Attachment]
  package var reactions: [Reaction]
  /// The newest state as it came; empty where there is none. Not always JSON.
  package var payload: [UInt8]
}

/// A participant with the object it came as.
package struct ParticipantFacts: Sendable {
  package var id: String
  package var name: String?
  package var handle: String?
  package var isSelf: Bool
  package var isAutomated: Bool
  package var url: String?
  package var followsUs: Bool?
  package var followedAt: Date?
  package var payload: [UInt8]
}

/// A conversation with everything that its JSON on the wire is made of.
package struct ConversationFacts: Sendable {
  package var row: Int64
  package var id: String
  package var remoteID: String
  package var accountRow: Int64
  package var account: String
  package var network: String
  package var kind: String
  package var title: String
  package var url: String?
  package var canReply: Bool?
  package var triage: TriageState
  package var assignee: String?
  package var labels: [String]
  package var participants: [ParticipantFacts]
  package var unread: Int64
  package var waitingSince: Date?
  package var lastMessageAt: Date?
  package var lastMessage: MessageFacts?
  /// When the account's reply window ends, from its latest inbound message.
  package var windowEndsAt: Date?
  package var createdAt: Date
  package var updatedAt: Date
  package var revision: Int64
  package var isGone: Bool
  package var payload: [UInt8]

  /// As it was made, before its first message.
  package var beforeMessages: ConversationFacts {
    var before = self
    before.unread = 0
    before.waitingSince = nil
    before.lastMessageAt = nil
    before.lastMessage = nil
    before.windowEndsAt = nil
    return before
  }
}

/// An account with the object it came as.
package struct AccountFacts: Sendable {
  package var account: Account
  package var payload: [UInt8]
}

/// Makes JSON of facts. `Storage` knows no wire: the hub brings one.
package protocol LedgerRendering: Sendable {
  /// Without revision, time of update and the closing brace: what is compared to tell a change.
  func core(_ conversation: ConversationFacts) -> [UInt8]
  func conversation(core: [UInt8], revision: Int64, updatedAt: Date) -> [UInt8]
  func message(_ message: MessageFacts) -> [UInt8]
  func gone(kind: String, id: String) -> [UInt8]
}

/// One entry of the change log.
package struct LedgerChange: Sendable {
  package var seq: Int64
  package var at: Date
  /// "conversation", "message" or "gone".
  package var type: String
  /// The resource as JSON.
  package var bytes: [UInt8]
}

/// A conversation as it is served, found by its id.
package struct ServedConversation: Sendable {
  package var row: Int64
  package var revision: Int64
  package var updatedAt: Date
  package var core: [UInt8]
}

/// A user's key that was used before.
package struct UsedKey: Sendable {
  package var digest: [UInt8]
  package var message: Int64
}
