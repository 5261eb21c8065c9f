package import FoundationEssentials

/// What Porch's own export says of a thing beyond the Inbox API: the `porch` object of a line.
///
/// Read by an import, never by whoever follows a server or a folder, and never sent.
package struct KeptResource: Hashable, Sendable, Decodable {
  /// Of a conversation: what had arrived up to here was read.
  package var readTo: Date?
  /// Of a conversation: what had arrived up to here was put away.
  package var doneAt: Date?
  /// Of a conversation: the wake time of the snooze that a message ended.
  package var previousWake: Date?
  /// Of a conversation: what was being written, as it was typed.
  package var draft: String?
  /// Of a message: when it arrived, where that is not when it was sent.
  package var arrivedAt: Date?
  /// Of a participant: when the name was in use, where a message told it.
  package var namedAt: Date?
  /// Of a message: a delivery the API has no word for, `handed_over`.
  package var delivery: String?
  /// Of a reply that had not left: `failed` or `unknown`.
  package var outbox: String?
  /// Of such a reply: its text as it was typed, where that is not its text.
  package var typed: String?
  /// Of a message that answers nobody, because it never arrived.
  package var unsent: Bool?

  package init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: WireKey.self)
    readTo = fields.lenientTime(.readTo)
    doneAt = fields.lenientTime(.doneAt)
    previousWake = fields.lenientTime(.previousWake)
    draft = fields.lenient(.draft)
    arrivedAt = fields.lenientTime(.arrivedAt)
    namedAt = fields.lenientTime(.namedAt)
    delivery = fields.lenient(.delivery)
    outbox = fields.lenient(.outbox)
    typed = fields.lenient(.typed)
    unsent = fields.lenient(.unsent)
  }
}

/// A participant on a line of its own, so that the order in which people became known, and those who
/// only ever said something, come along.
package struct ParticipantLine: Hashable, Sendable {
  package var account: String?
  package var participant: ParticipantResource
  package var porch: KeptResource?

  init(fields: WireFields, from decoder: any Decoder) throws {
    account = fields.lenientID(.account)
    participant = try ParticipantResource(from: decoder)
    porch = fields.lenient(.porch)
  }
}

/// What was decided about identities: that they are one person, or that they are not.
package struct PeopleLine: Hashable, Sendable {
  package var same: [IdentityReference]?
  package var apart: [IdentityReference]?

  init(fields: WireFields) throws {
    same = fields.lenientList(.same)
    apart = fields.lenientList(.apart)
    guard same != nil || apart != nil else { throw WireError.missing(field: "same") }
  }
}

/// An identity by its account and its source's own id.
package struct IdentityReference: Hashable, Sendable, Decodable {
  package var account: String
  package var id: String

  package init(account: String, id: String) {
    self.account = account
    self.id = id
  }

  package init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: WireKey.self)
    account = try fields.requiredID(.account)
    id = try fields.requiredID(.id)
  }
}
