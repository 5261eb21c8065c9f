package import Domain
package import InboxAPI

/// The calls of a client that reads its token anew when it is refused, and then asks once more.
///
/// Who delivers waits minutes after a refusal that stays, so that a command that makes tokens is not
/// run in a loop. Presence, which does not wait, renews nothing.
package struct RenewingCalls: UpstreamCalls {
  private let client: InboxAPIClient

  package init(_ client: InboxAPIClient) { self.client = client }

  private func renewing<Value>(
    _ call: () throws(APIError) -> Value
  ) throws(APIError) -> Value {
    do {
      return try call()
    } catch {
      guard error == .unauthorized, client.renewToken() else { throw error }
      return try call()
    }
  }

  package func send(
    _ request: SendRequest, to conversation: String
  ) throws(APIError) -> SendAnswer {
    try renewing { () throws(APIError) in try client.send(request, to: conversation) }
  }

  package func patch(
    _ patch: TriagePatch, conversation: String, ifMatch revision: Int64?
  ) throws(APIError) -> ConversationResource {
    try renewing { () throws(APIError) in
      try client.patch(patch, conversation: conversation, ifMatch: revision)
    }
  }

  package func current(_ conversation: String) throws(APIError) -> ConversationResource {
    try renewing { () throws(APIError) in try client.current(conversation) }
  }

  package func messages(
    of conversation: String, cursor: String?, limit: Int
  ) throws(APIError) -> PageResource<MessageResource> {
    try renewing { () throws(APIError) in
      try client.messages(of: conversation, cursor: cursor, limit: limit)
    }
  }

  package func read(message: String, in conversation: String) throws(APIError) {
    try renewing { () throws(APIError) in try client.read(message: message, in: conversation) }
  }

  package func unread(from message: String, in conversation: String) throws(APIError) {
    try renewing { () throws(APIError) in try client.unread(from: message, in: conversation) }
  }

  package func presence(
    _ state: Presence.State, in conversation: String
  ) throws(APIError) {
    try client.presence(state, in: conversation)
  }
}
