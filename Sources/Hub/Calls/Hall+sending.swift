import Crypto
import Domain
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import InboxAPI
import NIOCore
import Storage
import Synchronization

extension Hall {
  /// A reply or a note, once for each key.
  func send(to id: String, _ request: Request, _ user: HubUser) async throws -> Response {
    guard let key = request.headers[.idempotencyKey], !key.isEmpty else {
      throw Problem.malformed("The header Idempotency-Key is missing: it is the client_id.")
    }
    let bytes = try await body(of: request)
    let draft = try SendRequest(json: bytes)
    guard key == draft.clientID else {
      throw Problem.invalid("Idempotency-Key is not the `client_id`.")
    }
    let place = SendKey(user: user.name, key: key)
    guard sending.withLock({ $0.insert(place).inserted }) else { throw Problem.inFlight }
    defer { sending.withLock { _ = $0.remove(place) } }
    let (row, isReplay) = try await writer.perform(bytes: bytes.count) { ledger in
      try Self.send(draft, to: id, by: user.name, ledger)
    }
    let message = try await readers.perform { [ledger] in
      try ledger.message(row: row).map { Renderer().message($0) }
    }
    guard let message else { throw Problem.internalError }
    var headers = HTTPFields()
    if isReplay { headers[.idempotentReplayed] = "true" }
    return .json(message, status: isReplay ? .ok : .created, headers: headers)
  }

  private static func send(
    _ draft: SendRequest, to id: String, by user: String, _ ledger: LedgerTransaction
  ) throws -> (row: Int64, isReplay: Bool) {
    guard let found = try ledger.conversation(id) else { throw Problem.notFound("conversation") }
    let digest = draft.digest(in: id)
    if let used = try ledger.usedKey(draft.clientID, of: user) {
      guard used.digest == digest else {
        throw Problem(
          .unprocessableContent, "key_reused",
          "This key was used for another message. A new message needs a new one.")
      }
      return (used.message, true)
    }
    guard let facts = try ledger.facts(ofConversation: found.row) else {
      throw Problem.notFound("conversation")
    }
    let account = try ledger.account(facts.accountRow)
    try draft.check(against: account, facts, at: ledger.now)
    if let answered = draft.inReplyTo {
      guard let place = try ledger.message(answered), place.conversation == found.row,
        !place.isGone
      else { throw Problem.invalid("`in_reply_to` is no message of this conversation.") }
    }
    let message = LedgerDraft(
      conversation: found.row, id: "m-\(UUID().uuidString.lowercased())", text: draft.text,
      isNote: draft.kind == .note, inReplyTo: draft.inReplyTo, clientID: draft.clientID, user: user)
    let row = try ledger.send(message) { draft.payload(message, in: id, of: account, sentAt: $0) }
    try ledger.remember(draft.clientID, of: user, digest: digest, message: row)
    return (row, false)
  }
}

extension SendRequest {
  /// SHA-256 of the known fields: unknown ones, and the order of all, make no other body.
  fileprivate func digest(in conversation: String) -> [UInt8] {
    var json = JSONBytes()
    json.put("{")
    json.field("conversation", text: conversation)
    json.field("text", text: text)
    json.field("kind", text: kind.rawValue)
    json.field("in_reply_to", orNull: inReplyTo)
    json.put("}")
    return Array(SHA256.hash(data: json.bytes))
  }

  /// Why the network would not take it.
  fileprivate func check(
    against account: Account, _ facts: ConversationFacts, at now: Date
  ) throws(Problem) {
    guard kind == .reply else {
      guard account.can(.note) else { throw .forbidden("This account takes no notes.") }
      return
    }
    guard account.can(.send) else { throw .forbidden("This account cannot send.") }
    guard facts.canReply != false else {
      throw .forbidden("This conversation cannot be replied to.")
    }
    if let most = account.maxText, account.maxTextUnit.length(of: text) > most {
      throw Problem(
        .unprocessableContent, "too_long",
        "A message here has at most \(most) \(account.maxTextUnit.rawValue).")
    }
    if let end = Renderer.windowEnd(facts), end <= now {
      throw Problem(
        .unprocessableContent, "window_closed",
        "The network took replies until \(Timestamp.text(end)) only.")
    }
  }

  fileprivate func payload(
    _ message: LedgerDraft, in conversation: String, of account: Account, sentAt: Date
  ) -> [UInt8] {
    var json = JSONBytes()
    json.put("{")
    json.field("id", text: message.id)
    json.field("conversation", text: conversation)
    json.field("author", text: account.selfID ?? account.remoteID)
    json.field("by", text: message.user)
    json.field("direction", text: message.isNote ? "note" : "out")
    json.field("text", text: text)
    json.field("sent_at", ifAny: sentAt)
    json.field("in_reply_to", ifAny: inReplyTo)
    json.field("client_id", text: clientID)
    json.put("}")
    return json.bytes
  }
}
