package import Domain
import FoundationEssentials
package import InboxAPI

/// Why one thing from outside was not taken in: a sentence, said beside its file and line.
package struct Rejection: Error, Hashable, Sendable {
  package var reason: String
  package init(_ reason: String) { self.reason = reason }
}

/// Wire resources become things of the domain: the one door for text, times and ids from outside.
///
/// Pure. Everything drawn later is `SafeText` from here on; lists are bounded, so that one line
/// cannot fill the store.
///
/// `Arrival` in Hub does much of this for what a bridge hands in. The two stay apart because no module
/// that both may import knows the wire and the domain at once, and the hub knows of no sync; what is
/// bounded here is to be bounded there.
package enum Normalise {
  /// No network lists more on one message.
  static let mostAttachments = 100
  static let mostReactions = 1000
  static let mostParticipants = 2000
  static let mostLabels = 100
  /// The longest URL kept, in scalars.
  static let longestURL = 2000
  /// Times outside 1970 to 2100 are mistakes of unit or format, never the age of a message.
  static let times = Date(timeIntervalSince1970: 0)..<Date(timeIntervalSince1970: 4_102_444_800)

  package static func account(
    _ resource: AccountResource, delivery: Account.Delivery
  ) -> IncomingAccount {
    IncomingAccount(
      id: resource.id, network: resource.network.map(Network.init(lenient:)),
      name: line(resource.name), handle: line(resource.handle), selfID: resource.selfID,
      maxText: resource.maxText.flatMap { $0 > 0 ? $0 : nil },
      maxTextUnit: resource.maxTextUnit.flatMap(TextUnit.init(rawValue:)), delivery: delivery,
      capabilities: resource.capabilities.map { words in
        Set(words.compactMap(Account.Capability.init(rawValue:)))
      },
      replyWindowHours: resource.replyWindowHours.flatMap { $0 > 0 ? $0 : nil })
  }

  package static func participant(_ resource: ParticipantResource) -> IncomingParticipant {
    IncomingParticipant(
      id: resource.id, name: line(resource.name), handle: line(resource.handle),
      isSelf: resource.isSelf ?? false, isAutomated: resource.automated ?? false,
      url: url(resource.url), followsUsSince: bounded(resource.followedAt),
      followsUs: resource.followsUs)
  }

  package static func conversation(
    _ resource: ConversationResource, account: String, payload: [UInt8]?
  ) -> IncomingConversation {
    let status = resource.status.flatMap(Status.init(rawValue:)) ?? .open
    let triage = TriageState(
      status: status, snoozedUntil: status == .snoozed ? bounded(resource.snoozedUntil) : nil,
      doneAt: status == .done
        ? bounded(resource.lastMessageAt) ?? bounded(resource.updatedAt) : nil,
      flagged: resource.flagged ?? false, lane: resource.lane.flatMap(Lane.init(rawValue:)))
    return IncomingConversation(
      id: resource.id, account: account, network: resource.network.map(Network.init(lenient:)),
      kind: resource.kind.flatMap(Conversation.Kind.init(rawValue:)), title: line(resource.title),
      participants: resource.participants.map { $0.prefix(mostParticipants).map(participant) },
      url: url(resource.url), canReply: resource.canReply, initialTriage: triage,
      initialLabels: (resource.labels ?? []).prefix(mostLabels).compactMap(line),
      assignee: line(resource.assignee), payload: payload)
  }

  /// - Parameters:
  ///   - selfID: the participant that is us in this account, where it is known.
  ///   - asItStands: takes one with nothing to show, because it had something once.
  package static func message(
    _ resource: MessageResource, account: String, selfID: String?, payload: [UInt8],
    asItStands: Bool = false
  ) throws(Rejection) -> IncomingMessage {
    guard let direction = Message.Direction(rawValue: resource.direction) else {
      throw Rejection("the direction \"\(resource.direction.prefix(40))\" is not known")
    }
    guard times.contains(resource.sentAt) else {
      throw Rejection(
        "the time \(Timestamp.text(resource.sentAt)) is outside the years 1970 to 2099")
    }
    let attachments = (resource.attachments ?? []).prefix(mostAttachments).map(attachment)
    let reactions = (resource.reactions ?? []).prefix(mostReactions).map(reaction)
    let isDeleted = resource.deletedAt != nil || resource.deleted == true
    let isEmpty = resource.text.isEmpty && attachments.isEmpty && reactions.isEmpty
    if isEmpty && !isDeleted && !asItStands {
      throw Rejection("`text` is empty and nothing else is there to show")
    }
    let author = author(resource.author, direction: direction, selfID: selfID)
    return IncomingMessage(
      id: resource.id, account: account, conversation: resource.conversation, author: author,
      direction: direction, text: SafeText(sanitising: resource.text), sentAt: resource.sentAt,
      isAutomated: resource.automated ?? author.isAutomated,
      isEdited: resource.editedAt != nil || resource.edited == true, isDeleted: isDeleted,
      isForwarded: resource.forwarded ?? false, inReplyTo: resource.inReplyTo,
      subject: line(resource.subject), clientID: resource.clientID,
      delivery: delivery(resource), attachments: attachments, reactions: reactions,
      payload: payload)
  }

  /// The direction says who is us, whatever the author's own mark: out and notes are ours.
  private static func author(
    _ resource: AuthorResource, direction: Message.Direction, selfID: String?
  ) -> IncomingParticipant {
    var author =
      switch resource {
      case .id(let id): IncomingParticipant(id: id)
      case .whole(let whole): participant(whole)
      }
    switch direction {
    case .in: author.isSelf = false
    case .out, .note: author.isSelf = true
    case .system: author.isSelf = author.isSelf || author.id == selfID
    }
    return author
  }

  static func attachment(_ resource: AttachmentResource) -> Attachment {
    Attachment(
      kind: resource.kind.flatMap(Attachment.Kind.init(rawValue:)) ?? .file,
      name: line(resource.name), mime: line(resource.mime),
      size: resource.size.flatMap { $0 >= 0 ? $0 : nil }, url: url(resource.url),
      missing: line(resource.missing))
  }

  private static func reaction(_ resource: ReactionResource) -> Reaction {
    Reaction(
      emoji: SafeText(line: resource.emoji, limit: 32), author: SafeText(line: resource.author))
  }

  /// What a source says of our message's way. What is pending here is known to the outbox, not to
  /// a source, so `queued` says nothing.
  private static func delivery(_ resource: MessageResource) -> Delivery? {
    switch resource.delivery {
    case "sent": .sent
    case "delivered": .delivered
    case "read": .read
    case "failed":
      .pending(
        .failed(reason: SafeText(line: resource.failure ?? "The network refused the message.")))
    default: nil
    }
  }

  static func line(_ text: String?) -> SafeText? {
    guard let text, !text.isEmpty else { return nil }
    return SafeText(line: text)
  }

  static func url(_ text: String?) -> SafeText? {
    guard let text, !text.isEmpty else { return nil }
    return SafeText(line: text, limit: longestURL)
  }

  static func bounded(_ date: Date?) -> Date? {
    guard let date, times.contains(date) else { return nil }
    return date
  }
}
