package import Domain
package import FoundationEssentials

/// One server the user configured, and how far its changes have been followed.
package struct Connection: Hashable, Sendable, Identifiable {
  package typealias ID = LocalID<Connection>

  package var id: ID
  /// Its name in the config.
  package var name: String
  package var url: String
  /// Who we are there; nil before it was ever reached.
  package var userID: String?
  /// "reader", "agent", "admin", or what a later server calls it.
  package var role: String?
  /// The opaque id of its change log, and the last change that is here.
  package var log: String?
  package var seq: Int64?
  /// How far the snapshot under way has come, as whoever takes it wrote; nil when none is.
  package var snapshot: String?
  /// Counts snapshots, the one under way too.
  package var generation: Int
  /// When it was last heard of, by our clock.
  package var syncedAt: Date?
  /// Why it could not be followed, as a sentence; nil when it is.
  package var failure: SafeText?
  /// Replies that have not left, and changes of ours that it has not heard of.
  package var waitingReplies: Int
  package var waitingChanges: Int
}

/// What one or more answers of a server bring, with the places that follow: one transaction.
package struct ServerParcel: Sendable {
  /// Where something goes on once the items are in.
  package enum Place: Hashable, Sendable {
    /// The walk through the conversations, as whoever takes the snapshot wrote it.
    case snapshot(String)
    /// The messages of a conversation go on at this cursor.
    case thread(Conversation.ID, cursor: String?)
    /// The messages of a conversation are all here.
    case threadRead(Conversation.ID)
    /// All that can be read of a conversation's messages is here; what was not seen may be there
    /// all the same.
    case threadReadPartly(Conversation.ID)
    /// The messages of a conversation cannot be had; what is here of them stays.
    case threadDropped(Conversation.ID)
    /// Changes up to this one are here.
    case changes(seq: Int64)
  }

  package var items: [Incoming]
  /// Words of a snapshot count whatever was known before; changes count when they are newer.
  package var isSnapshot: Bool
  package var places: [Place]

  package init(items: [Incoming], isSnapshot: Bool, places: [Place] = []) {
    self.items = items
    self.isSnapshot = isSnapshot
    self.places = places
  }
}

/// A conversation whose messages are not all here.
package struct ThreadToRead: Hashable, Sendable {
  package var conversation: Conversation.ID
  /// The server's own id of it.
  package var serverID: String
  /// The id under which its account is known here.
  package var account: String
  /// nil: from the newest message.
  package var cursor: String?
}
