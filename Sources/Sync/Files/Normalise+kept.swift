import Domain
import FoundationEssentials
import InboxAPI

/// What Porch's own export says beyond the Inbox API. It is believed where a person imports a file
/// of theirs, and nowhere else: a script or a server that used these fields would decide for them.
extension Normalise {
  static func keep(_ resource: ConversationResource, in incoming: inout IncomingConversation) {
    guard let said = resource.porch else { return }
    incoming.kept = KeptConversation(
      readTo: bounded(said.readTo), draft: draft(said.draft),
      createdAt: bounded(resource.createdAt))
    incoming.initialTriage.doneAt = bounded(said.doneAt)
    incoming.initialTriage.previousWake = bounded(said.previousWake)
  }

  static func keep(_ resource: MessageResource, in incoming: inout IncomingMessage) {
    incoming.writtenBy = resource.by
    guard let said = resource.porch else { return }
    incoming.arrivedAt = bounded(said.arrivedAt)
    if said.delivery == "handed_over" { incoming.delivery = .handedOver }
    let outbox: OutboxState? =
      switch said.outbox {
      case "failed": .failed(reason: line(resource.failure) ?? "It had not left.")
      case "unknown": .unknown
      default: nil
      }
    incoming.kept = KeptMessage(
      outbox: outbox, typed: draft(said.typed), isUnsent: said.unsent == true || outbox != nil)
  }

  static func identity(_ line: ParticipantLine, account: String) -> IncomingIdentity {
    IncomingIdentity(
      account: account, participant: participant(line.participant),
      namedAt: bounded(line.porch?.namedAt))
  }

  static func people(_ line: PeopleLine) -> [IncomingPeople] {
    func decision(_ references: [IdentityReference]?, areOne: Bool) -> IncomingPeople? {
      guard let references, references.count > 1 else { return nil }
      return IncomingPeople(
        members: references.prefix(mostIdentities).map { .init(account: $0.account, id: $0.id) },
        areOne: areOne)
    }
    return [decision(line.same, areOne: true), decision(line.apart, areOne: false)]
      .compactMap(\.self)
  }

  /// Nobody is known under more names.
  static let mostIdentities = 1000

  /// What somebody typed stays as it was typed, but for what no text holds.
  private static func draft(_ text: String?) -> String? {
    guard let text, !text.isEmpty, text.unicodeScalars.count <= SafeText.longestText else {
      return nil
    }
    return text
  }
}
