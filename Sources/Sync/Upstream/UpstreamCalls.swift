package import Domain
package import InboxAPI

/// What telling a server takes of its API; ``InboxAPIClient`` does it over HTTP. Every call blocks.
package protocol UpstreamCalls: Sendable {
  func send(_ request: SendRequest, to conversation: String) throws(APIError) -> SendAnswer
  func patch(
    _ patch: TriagePatch, conversation: String, ifMatch revision: Int64?
  ) throws(APIError) -> ConversationResource
  /// The conversation as it is now.
  func current(_ conversation: String) throws(APIError) -> ConversationResource
  func messages(
    of conversation: String, cursor: String?, limit: Int
  ) throws(APIError) -> PageResource<MessageResource>
  func read(message: String, in conversation: String) throws(APIError)
  func unread(from message: String, in conversation: String) throws(APIError)
  func presence(_ state: Presence.State, in conversation: String) throws(APIError)
}

extension InboxAPIClient: UpstreamCalls {
  package func current(_ conversation: String) throws(APIError) -> ConversationResource {
    try self.conversation(conversation).conversation
  }
}
