package import Domain
package import Foundation
package import InboxAPI

/// What a server says has a revision, and with it counts more than what a file says.
extension Normalise {
  /// - Parameter account: the id under which the account is known here.
  package static func served(
    _ resource: ConversationResource, account: String, payload: [UInt8]?
  ) -> IncomingConversation {
    var incoming = conversation(resource, account: account, payload: payload)
    incoming.revision = resource.revision
    incoming.unreadCount = resource.unreadCount.map { max(0, $0) }
    incoming.lastMessage = resource.lastMessage?.id
    incoming.replyWindowEndsAt = bounded(resource.replyWindowEndsAt)
    incoming.updatedAt = bounded(resource.updatedAt)
    return incoming
  }

  /// - Parameters:
  ///   - account: the id under which the account is known here; empty: that of its conversation.
  ///   - arrivedAt: when it reached the server, by the server's clock.
  package static func served(
    _ resource: MessageResource, account: String = "", arrivedAt: Date? = nil, payload: [UInt8]
  ) throws(Rejection) -> IncomingMessage {
    var incoming = try message(resource, account: account, selfID: nil, payload: payload)
    incoming.revision = resource.revision
    incoming.writtenBy = resource.by
    incoming.arrivedAt = bounded(arrivedAt)
    return incoming
  }
}
