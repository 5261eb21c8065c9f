import Domain
import FoundationEssentials

/// A reply of ours that has been sent and may not have left yet: to colleagues we still write it, or
/// theirs would go out unasked beside it.
struct OwnReply: Equatable, Sendable {
  var message: Message.ID
  var place: OwnPresence.Place
  /// When it counts no longer, wherever it is then.
  var until: Date

  /// Seconds after the send.
  static let longest = 10.0
}

extension State {
  /// Where a reply on its way keeps us, for ``tellWhereWeAre()``.
  var replyPlace: OwnPresence.Place? {
    guard let reply = ownPresence.reply, now < reply.until else { return nil }
    return reply.place
  }

  /// A reply is in the outbox; `said` is what colleagues had been told of its conversation.
  mutating func keepAnswering(_ message: Message.ID, to conversation: Conversation.ID) -> [Effect] {
    guard let said = ownPresence.said, said.conversation == conversation else { return [] }
    var place = said
    place.state = .composing
    ownPresence.reply = OwnReply(
      message: message, place: place, until: now.addingTimeInterval(OwnReply.longest))
    return [.startTimer(.ownReply, milliseconds: Int(OwnReply.longest * 1000))]
  }

  /// The page tells whether the reply has left.
  mutating func noteReply(in page: ConversationPage?) -> [Effect] {
    guard let reply = ownPresence.reply,
      let message = page?.messages.last(where: { $0.id == reply.message }),
      !message.isLeaving
    else { return [] }
    return endReply()
  }

  /// Nothing waits to be sent any more, or the reply was taken back, or its time is over.
  mutating func endReply() -> [Effect] {
    guard ownPresence.reply != nil else { return [] }
    ownPresence.reply = nil
    return [.stopTimer(.ownReply)]
  }
}

extension Message {
  /// It will leave by itself.
  fileprivate var isLeaving: Bool {
    switch delivery {
    case .pending(.held), .pending(.queued), .pending(.sending): true
    default: false
    }
  }
}
