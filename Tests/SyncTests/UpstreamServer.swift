import Domain
import Foundation
import InboxAPI
import Sync
import Synchronization

/// A server in memory that keeps keys as the Inbox API says, and that fails as a test wants it to.
final class UpstreamServer: UpstreamCalls {
  /// What becomes of one call.
  enum Mishap {
    case none
    /// The call never reaches it, or is refused by it.
    case before(APIError)
    /// It does what it was asked, and its answer is lost.
    case after(APIError)
  }

  struct State {
    var script: [Mishap] = []
    /// What every call fails with once the script is over.
    var always: APIError?
    var calls: [String] = []
    var messages: [MessageResource] = []
    var conversations: [String: ConversationResource] = [:]
    /// Why the network behind it gives back what it is sent.
    var failure: String?
    /// What happens at the server while a call is under way.
    var meanwhile: (@Sendable () throws -> Void)?
  }

  let state = Mutex(State())
  let now: @Sendable () -> Date

  init(now: @escaping @Sendable () -> Date = { noon }) { self.now = now }

  var calls: [String] { state.withLock { $0.calls } }
  var texts: [String] { state.withLock { $0.messages.map(\.text) } }

  func script(_ mishaps: Mishap...) { state.withLock { $0.script = mishaps } }

  func always(_ error: APIError?) { state.withLock { $0.always = error } }

  func conversation(_ id: String) -> ConversationResource? {
    state.withLock { $0.conversations[id] }
  }

  /// A colleague's change: the revision is raised.
  func change(
    _ id: String, at date: Date? = nil, _ body: (inout ConversationResource) -> Void
  ) {
    state.withLock { state in
      guard var conversation = state.conversations[id] else { return }
      body(&conversation)
      conversation.revision = (conversation.revision ?? 0) + 1
      conversation.updatedAt = date ?? now()
      state.conversations[id] = conversation
    }
  }

  // MARK: How a call goes

  private func call<Answer>(
    _ name: String, _ body: (inout State) throws(APIError) -> Answer
  ) throws(APIError) -> Answer {
    let (mishap, meanwhile) = state.withLock { state in
      state.calls.append(name)
      defer { state.meanwhile = nil }
      if !state.script.isEmpty { return (state.script.removeFirst(), state.meanwhile) }
      return (state.always.map { .before($0) } ?? .none, state.meanwhile)
    }
    if case .before(let error) = mishap { throw error }
    let answer = try state.withLock { (state) throws(APIError) in try body(&state) }
    do { try meanwhile?() } catch { throw .unexpected(status: 0, what: "\(error)") }
    if case .after(let error) = mishap { throw error }
    return answer
  }

  func send(
    _ request: SendRequest, to conversation: String
  ) throws(APIError) -> SendAnswer {
    try call("send \(conversation) \(request.text)") { state in
      if let known = state.messages.first(where: { $0.clientID == request.clientID }) {
        return SendAnswer(message: known, isReplay: true)
      }
      var message = MessageResource(
        id: "s\(state.messages.count + 1)", conversation: conversation, author: .id("us"),
        direction: "out", text: request.text, sentAt: now().addingTimeInterval(1))
      message.clientID = request.clientID
      message.revision = 1
      message.by = "u1"
      message.delivery = state.failure == nil ? "sent" : "failed"
      message.failure = state.failure
      state.messages.append(message)
      return SendAnswer(message: message, isReplay: false)
    }
  }

  func patch(
    _ patch: TriagePatch, conversation id: String, ifMatch revision: Int64?
  ) throws(APIError) -> ConversationResource {
    let words = Self.words(of: patch)
    return try call("patch \(id) [\(revision.map(String.init) ?? "*")] \(words)") {
      state throws(APIError) in
      guard var conversation = state.conversations[id] else {
        throw .notFound(.test(404, "not_found"))
      }
      if let revision, revision != conversation.revision { throw .stale(current: conversation) }
      let before = conversation
      conversation.take(patch)
      guard conversation != before else { return conversation }
      conversation.revision = (conversation.revision ?? 0) + 1
      conversation.updatedAt = now()
      state.conversations[id] = conversation
      return conversation
    }
  }

  private static func words(of patch: TriagePatch) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    // A patch is made of plain values.
    let data = (try? encoder.encode(patch)) ?? Data()
    return String(decoding: data, as: UTF8.self)
  }

  func current(_ id: String) throws(APIError) -> ConversationResource {
    try call("get \(id)") { state throws(APIError) in
      guard let found = state.conversations[id] else { throw .notFound(.test(404, "not_found")) }
      return found
    }
  }

  func messages(
    of conversation: String, cursor: String?, limit: Int
  ) throws(APIError) -> PageResource<MessageResource> {
    try call("messages \(conversation)") { state in
      PageResource(data: state.messages.filter { $0.conversation == conversation }.reversed())
    }
  }

  func read(message: String, in conversation: String) throws(APIError) {
    try call("read \(conversation) \(message)") { _ in }
  }

  func unread(from message: String, in conversation: String) throws(APIError) {
    try call("unread \(conversation) \(message)") { _ in }
  }

  func presence(_ state: Presence.State, in conversation: String) throws(APIError) {
    try call("presence \(conversation) \(state.rawValue)") { _ in }
  }
}

extension ProblemResource {
  static func test(_ status: Int, _ code: String, _ detail: String = "") -> ProblemResource {
    ProblemResource(status: status, code: code, title: "", detail: detail)
  }
}

extension ConversationResource {
  fileprivate mutating func take(_ patch: TriagePatch) {
    if let status = patch.status {
      self.status = status
      snoozedUntil = nil
      if case .value(let date) = patch.snoozedUntil { snoozedUntil = date }
    }
    if let flagged = patch.flagged { self.flagged = flagged }
    switch patch.lane {
    case .untouched: break
    case .null: lane = nil
    case .value(let word): lane = word
    }
    let kept = Set(labels ?? []).union(patch.addLabels).subtracting(patch.removeLabels)
    labels = kept.sorted()
  }
}
