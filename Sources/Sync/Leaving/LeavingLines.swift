import Domain
import FoundationEssentials
import InboxAPI
package import Storage

/// The store as lines of the drop folder's format, with what an import needs besides to make the same
/// store of them again in a `porch` object.
package struct LeavingLines {
  private var json = JSONBytes()

  package init() {}

  /// The lines of one thing, each with its newline; none for what has no line.
  package mutating func lines(of thing: Exported) -> [UInt8] {
    json.clear()
    switch thing {
    case .conversations: return []
    case .account(let account): put(account)
    case .identity(let identity): put(identity)
    case .conversation(let conversation): put(conversation)
    case .message(let message): put(message)
    case .people(let people): put(people)
    }
    json.put("}\n")
    return json.bytes
  }

  private mutating func begin(_ type: String) {
    json.put("{")
    json.field("type", text: type)
  }

  /// Neither how replies leave nor an address travels: whoever imports it can hand replies over only.
  private mutating func put(_ account: Account) {
    begin("account")
    json.field("id", text: account.remoteID)
    json.field("network", text: account.network.rawValue)
    json.field("name", ifAny: account.name)
    json.field("handle", ifAny: account.handle)
    json.field("self", ifAny: account.selfID)
    if let most = account.maxText {
      json.field("max_text", Int64(most))
      json.field("max_text_unit", text: account.maxTextUnit.rawValue)
    }
    if let hours = account.replyWindowHours { json.field("reply_window_hours", Int64(hours)) }
    if let capabilities = account.capabilities {
      json.list("capabilities", capabilities.map(\.rawValue).sorted()) { $0.put(text: $1) }
    }
  }

  private mutating func put(_ identity: IncomingIdentity) {
    begin("participant")
    json.field("account", text: identity.account)
    Self.put(identity.participant, into: &json)
    if let named = identity.namedAt {
      json.field("porch")
      json.put("{")
      json.field("named_at", ifAny: named)
      json.put("}")
    }
  }

  private static func put(_ participant: IncomingParticipant, into json: inout JSONBytes) {
    json.field("id", text: participant.id)
    json.field("name", ifAny: participant.name)
    json.field("handle", ifAny: participant.handle)
    if participant.isSelf { json.field("is_self", true) }
    if participant.isAutomated { json.field("automated", true) }
    json.field("url", ifAny: participant.url)
    if let follows = participant.followsUs { json.field("follows_us", follows) }
    json.field("followed_at", ifAny: participant.followsUsSince)
  }

  private mutating func put(_ exported: ExportedConversation) {
    let conversation = exported.conversation
    let triage = conversation.triage
    begin("conversation")
    json.field("id", text: conversation.remoteID)
    json.field("account", text: exported.accountRemoteID)
    json.field("network", text: conversation.network.rawValue)
    json.field("kind", text: conversation.kind.rawValue)
    json.field("title", ifAny: exported.givenTitle)
    let participants = exported.participants.prefix(Normalise.mostParticipants)
    json.list("participants", Array(participants)) { json, participant in
      json.put("{")
      Self.put(participant, into: &json)
      json.put("}")
    }
    json.field("url", ifAny: conversation.url)
    json.field("status", text: triage.status.rawValue)
    json.field("snoozed_until", orNull: triage.snoozedUntil)
    json.field("flagged", triage.flagged)
    json.list("labels", conversation.labels) { $0.put(text: $1.string) }
    json.field("assignee", orNull: conversation.assignee.flatMap { $0.isEmpty ? nil : $0.string })
    json.field("lane", orNull: triage.lane?.rawValue)
    json.field("unread_count", Int64(conversation.unread))
    // A reply that has not left answers them here, and nobody where this is imported.
    if conversation.outbox == nil {
      json.field("waiting_since", orNull: conversation.waitingSince)
    }
    json.field("last_message_at", orNull: conversation.lastMessageAt)
    if let canReply = conversation.canReply { json.field("can_reply", canReply) }
    json.field("reply_window_ends_at", ifAny: exported.replyWindowEnds)
    json.field("created_at", ifAny: exported.createdAt)
    json.field("porch")
    json.put("{")
    json.field("read_to", ifAny: exported.readTo)
    json.field("done_at", ifAny: triage.doneAt)
    json.field("previous_wake", ifAny: triage.previousWake)
    json.field("draft", ifAny: exported.draft)
    json.put("}")
  }

  private mutating func put(_ people: IncomingPeople) {
    begin("people")
    json.list(people.areOne ? "same" : "apart", people.members) { json, member in
      json.put("{")
      json.field("account", text: member.account)
      json.field("id", text: member.id)
      json.put("}")
    }
  }
}

extension LeavingLines {
  private mutating func put(_ exported: ExportedMessage) {
    let (detail, message) = (exported.detail, exported.detail.message)
    begin("message")
    json.field("id", text: message.remoteID)
    json.field("account", text: exported.accountRemoteID)
    json.field("conversation", text: exported.conversationRemoteID)
    json.field("author", text: detail.authorID)
    json.field("by", ifAny: detail.writtenBy)
    json.field("direction", text: message.direction.rawValue)
    json.field("text", text: message.text.string)
    json.field("sent_at", ifAny: message.sentAt)
    json.field("in_reply_to", ifAny: detail.inReplyTo)
    json.field("subject", ifAny: message.subject)
    if message.isAutomated { json.field("automated", true) }
    if message.isEdited { json.field("edited", true) }
    if message.isDeleted { json.field("deleted", true) }
    if message.isForwarded { json.field("forwarded", true) }
    json.field("client_id", ifAny: detail.clientID)
    let delivery = LeavingDelivery(exported)
    json.field("delivery", ifAny: delivery.word)
    json.field("failure", ifAny: delivery.failure)
    putParts(of: message)
    putKept(of: exported, delivery)
  }

  private mutating func putParts(of message: Message) {
    if !message.attachments.isEmpty {
      json.list("attachments", Array(message.attachments.enumerated())) { json, item in
        json.put("{")
        json.field("id", text: String(item.offset + 1))
        json.field("kind", text: item.element.kind.rawValue)
        json.field("name", ifAny: item.element.name)
        json.field("mime", ifAny: item.element.mime)
        if let size = item.element.size { json.field("size", size) }
        json.field("url", ifAny: item.element.url)
        json.field("missing", ifAny: item.element.missing)
        json.put("}")
      }
    }
    guard !message.reactions.isEmpty else { return }
    json.list("reactions", message.reactions) { json, reaction in
      json.put("{")
      json.field("emoji", text: reaction.emoji.string)
      json.field("author", text: Self.id(reaction.author.string))
      json.put("}")
    }
  }

  /// An author is an id on the wire, and other sources give a name of any length, or none.
  private static func id(_ author: String) -> String {
    guard !author.isEmpty else { return "?" }
    guard author.utf8.count > WireID.longest else { return author }
    var id = ""
    for character in author {
      guard id.utf8.count + character.utf8.count <= WireID.longest else { break }
      id.append(character)
    }
    // As it will be read, or the next export would say it otherwise.
    id = SafeText(line: id).string
    return id.isEmpty ? "?" : id
  }

  private mutating func putKept(of exported: ExportedMessage, _ delivery: LeavingDelivery) {
    let message = exported.detail.message
    // A message that has lost all it said is taken back by its `porch` object only.
    let isEmpty =
      message.text.isEmpty && message.attachments.isEmpty && message.reactions.isEmpty
      && !message.isDeleted
    let isLate = message.arrivedAt != message.sentAt
    let typed = delivery.outbox == nil || exported.typed == message.text.string
    guard isEmpty || isLate || delivery.isKept || exported.detail.isUnsent else { return }
    json.field("porch")
    json.put("{")
    if isLate || isEmpty { json.field("arrived_at", ifAny: message.arrivedAt) }
    json.field("delivery", ifAny: delivery.keptWord)
    json.field("outbox", ifAny: delivery.outbox)
    if !typed { json.field("typed", ifAny: exported.typed) }
    if exported.detail.isUnsent, delivery.outbox == nil { json.field("unsent", true) }
    json.put("}")
  }
}

/// How far a message had come when it was exported. What had not left is told as failed, with its
/// text: an import must never send it, and nobody may take it for sent.
private struct LeavingDelivery {
  /// The API's word.
  var word: String?
  var failure: String?
  /// The word the API does not have.
  var keptWord: String?
  /// Where it stood in the outbox.
  var outbox: String?

  var isKept: Bool { keptWord != nil || outbox != nil }

  init(_ exported: ExportedMessage) {
    switch exported.detail.message.delivery {
    case .sent: word = "sent"
    case .delivered: word = "delivered"
    case .read: word = "read"
    case .handedOver: (word, keptWord) = ("sent", "handed_over")
    case .pending(let state): (word, failure, outbox) = Self.standing(state)
    // A source said that it failed; there is nothing of it in the outbox.
    case nil: word = exported.detail.isPending ? "failed" : nil
    }
  }

  private static func standing(_ state: OutboxState) -> (String, String, String) {
    switch state {
    case .failed(let reason): ("failed", reason.string, "failed")
    case .held, .queued, .unconfirmed:
      ("failed", "It had not left when the inbox was exported", "failed")
    case .sending, .unknown:
      ("failed", "Nobody knew whether it had left when the inbox was exported", "unknown")
    }
  }
}

extension JSONBytes {
  /// Left out where there is nothing to read.
  fileprivate mutating func field(_ name: String, ifAny text: SafeText?) {
    guard let text, !text.isEmpty else { return }
    field(name, text: text.string)
  }
}
