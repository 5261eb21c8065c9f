import Domain
import Foundation
import InboxAPI

/// What a bridge hands in, as things of the domain: texts safe, lists and times bounded. What came
/// travels beside it as it came.
///
/// `Normalise` in Sync does much of this for what a client reads. The two stay apart because no module
/// that both may import knows the wire and the domain at once: those two know nothing of each other, and
/// the store nothing of the wire. They also promise different things: a bridge's message is refused by
/// the name of its field, may say that it is queued, and may be empty.
enum Arrival {
  private static let most = (attachments: 100, reactions: 1000, participants: 2000, labels: 100)
  private static let longestURL = 2000
  /// Times outside 1970 to 2100 are mistakes of unit or format, never the age of a message.
  private static let times =
    Date(timeIntervalSince1970: 0)..<Date(timeIntervalSince1970: 4_102_444_800)

  /// A hub is the way its own accounts send; one that the store knows another way for keeps it.
  static func account(_ resource: AccountResource) -> IncomingAccount {
    IncomingAccount(
      id: resource.id, network: resource.network.map(Network.init(lenient:)),
      name: line(resource.name), handle: line(resource.handle), selfID: resource.selfID,
      maxText: resource.maxText.flatMap { $0 > 0 ? $0 : nil },
      maxTextUnit: resource.maxTextUnit.flatMap(TextUnit.init(rawValue:)), delivery: .handover,
      capabilities: resource.capabilities.map {
        Set($0.compactMap(Account.Capability.init(rawValue:)))
      }, replyWindowHours: resource.replyWindowHours.flatMap { $0 > 0 ? $0 : nil })
  }

  private static func participant(_ resource: ParticipantResource) -> IncomingParticipant {
    IncomingParticipant(
      id: resource.id, name: line(resource.name), handle: line(resource.handle),
      isSelf: resource.isSelf ?? false, isAutomated: resource.automated ?? false,
      url: url(resource.url), followsUsSince: bounded(resource.followedAt),
      followsUs: resource.followsUs)
  }

  /// - Parameter now: when it is made as done, if it is.
  static func conversation(
    _ resource: ConversationResource, account: String, payload: [UInt8], at now: Date
  ) -> IncomingConversation {
    let status = resource.status.flatMap(Status.init(rawValue:)) ?? .open
    let triage = TriageState(
      status: status, snoozedUntil: status == .snoozed ? bounded(resource.snoozedUntil) : nil,
      doneAt: status == .done ? now : nil, flagged: resource.flagged ?? false,
      lane: resource.lane.flatMap(Lane.init(rawValue:)))
    return IncomingConversation(
      id: resource.id, account: account, network: resource.network.map(Network.init(lenient:)),
      kind: resource.kind.flatMap(Conversation.Kind.init(rawValue:)), title: line(resource.title),
      participants: resource.participants.map {
        $0.prefix(most.participants).map(participant)
      }, url: url(resource.url), canReply: resource.canReply, initialTriage: triage,
      initialLabels: (resource.labels ?? []).prefix(most.labels).compactMap(line),
      assignee: line(resource.assignee), payload: payload)
  }

  static func message(
    _ resource: MessageResource, account: String, selfID: String?, payload: [UInt8]
  ) throws(Problem) -> IncomingMessage {
    guard let direction = Message.Direction(rawValue: resource.direction) else {
      throw .invalid("`direction` is not known.")
    }
    guard times.contains(resource.sentAt) else {
      throw .invalid("`sent_at` is outside the years 1970 to 2099.")
    }
    let author = author(resource.author, direction, selfID)
    return IncomingMessage(
      id: resource.id, account: account, conversation: resource.conversation, author: author,
      direction: direction, text: SafeText(sanitising: resource.text), sentAt: resource.sentAt,
      writtenBy: resource.by, isAutomated: resource.automated ?? author.isAutomated,
      isEdited: resource.editedAt != nil || resource.edited == true,
      isDeleted: resource.deletedAt != nil || resource.deleted == true,
      isForwarded: resource.forwarded ?? false, inReplyTo: resource.inReplyTo,
      subject: line(resource.subject), clientID: resource.clientID, delivery: delivery(resource),
      attachments: (resource.attachments ?? []).prefix(most.attachments).map(attachment),
      reactions: (resource.reactions ?? []).prefix(most.reactions).map {
        Reaction(emoji: SafeText(line: $0.emoji, limit: 32), author: SafeText(line: $0.author))
      }, payload: payload)
  }

  /// The direction says who is us, whatever the author's own mark: out and notes are ours.
  private static func author(
    _ resource: AuthorResource, _ direction: Message.Direction, _ selfID: String?
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

  private static func attachment(_ resource: AttachmentResource) -> Attachment {
    Attachment(
      kind: resource.kind.flatMap(Attachment.Kind.init(rawValue:)) ?? .file,
      name: line(resource.name), mime: line(resource.mime), size: resource.size,
      url: url(resource.url), missing: line(resource.missing))
  }

  private static func delivery(_ resource: MessageResource) -> Delivery? {
    switch resource.delivery {
    case "queued": .pending(.queued)
    case "sent": .sent
    case "delivered": .delivered
    case "read": .read
    case "failed":
      .pending(
        .failed(reason: SafeText(line: resource.failure ?? "The network refused the message.")))
    default: nil
    }
  }

  private static func line(_ text: String?) -> SafeText? {
    guard let text, !text.isEmpty else { return nil }
    return SafeText(line: text)
  }

  private static func url(_ text: String?) -> SafeText? {
    guard let text, !text.isEmpty else { return nil }
    return SafeText(line: text, limit: longestURL)
  }

  private static func bounded(_ date: Date?) -> Date? {
    guard let date, times.contains(date) else { return nil }
    return date
  }
}
