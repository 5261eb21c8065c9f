import Domain
import Foundation
import InboxAPI
import Storage
import Sync
import Synchronization
import Testing

/// A store with two conversations of a server, that server, and clocks that tests move.
final class UpstreamWorld: Sendable {
  let scratch: Scratch
  let server: UpstreamServer
  let clock = Clock()
  let notices = Mutex<[String]>([])
  private let opened: Mutex<Store>

  final class Clock: Sendable {
    private let passed = Mutex(0.0)
    private let counted = Mutex(0)
    var uptime: Double { passed.withLock { $0 } }
    var now: Date { noon.addingTimeInterval(uptime) }
    /// How often it moved.
    var passes: Int { counted.withLock { $0 } }

    func pass(_ seconds: Double) {
      passed.withLock { $0 += seconds }
      counted.withLock { $0 += 1 }
    }
  }

  init() throws {
    scratch = try Scratch()
    server = UpstreamServer(now: { [clock] in clock.now })
    opened = Mutex(try Store.open(path: scratch.path + "/porch.sqlite"))
    let account = IncomingAccount(
      id: "shop", network: .instagram, name: "The Shop", selfID: "us", maxText: 1000,
      delivery: .server(connection: "work"), capabilities: Set(Account.Capability.allCases))
    let conversations = ["c1", "c2"].map { id in
      var resource = ConversationResource(id: id)
      resource.account = "shop"
      resource.status = "open"
      resource.revision = 3
      resource.updatedAt = noon.addingTimeInterval(-600)
      resource.title = "Ana \(id)"
      return resource
    }
    server.state.withLock { state in
      for resource in conversations { state.conversations[resource.id] = resource }
    }
    var items: [Incoming] = [.account(account)]
    for resource in conversations {
      items.append(.conversation(Normalise.served(resource, account: "shop", payload: nil)))
      items.append(.message(message("m-\(resource.id)", in: resource.id, at: -300)))
    }
    _ = try store.receive(Batch(items: items, isHistory: true), at: noon)
  }

  func message(_ id: String, in conversation: String, at seconds: Double) -> IncomingMessage {
    IncomingMessage(
      id: id, account: "shop", conversation: conversation,
      author: IncomingParticipant(id: "ana", name: "Ana"), direction: .in, text: "Are you there?",
      sentAt: noon.addingTimeInterval(seconds), payload: Array(id.utf8))
  }

  var store: Store { opened.withLock { $0 } }

  /// As after a restart: another `Store` on the same file.
  func reopen() throws {
    try opened.withLock { $0 = try Store.open(path: scratch.path + "/porch.sqlite") }
  }

  func id(_ conversation: String = "c1") throws -> Conversation.ID {
    try store.resolve(conversation)
  }

  func delivery(
    readMarks: Bool = false, step: @escaping @Sendable () throws -> Void = {}
  ) -> ConnectionDelivery {
    ConnectionDelivery(
      store: store, connection: "work", client: server, sendsReadMarks: readMarks,
      now: { [clock] in clock.now },
      timing: DeliveryTiming(
        uptime: { [clock] in clock.uptime }, random: { 0.5 },
        pause: { [clock] in clock.pass($0) }, step: step),
      notice: { [self] notice in notices.withLock { $0.append(notice.text.string) } })
  }

  @discardableResult
  func enqueue(
    _ text: String, in conversation: String = "c1", hold: Double = 0
  ) throws -> Message.ID {
    let outcome = try store.enqueue(
      Outgoing(conversation: id(conversation), text: text, seen: nil), hold: hold, run: "r",
      at: clock.now)
    switch outcome {
    case .queued(let message), .held(let message, _): return message
    default: throw StoreError.failed(reason: "not enqueued: \(outcome)")
    }
  }

  func triage(_ step: TriageStep, _ conversation: String = "c1") throws {
    try store.triage(step, id(conversation), run: "r", at: clock.now)
  }

  func states() throws -> [OutboxState] { try store.pendingOutbox().map(\.state) }

  /// Every message of ours: its text, whether its server gave it an id, and how far it has come.
  func ours() throws -> [String] {
    try store.allMessages().map(\.message).filter { $0.direction == .out }.map {
      "\($0.text) \($0.remoteID.hasPrefix("local:") ? "here" : $0.remoteID)"
    }
  }

  func triaged(_ conversation: String = "c1") throws -> TriageState {
    let all = try store.allConversations()
    return try #require(all.first { $0.conversation.remoteID == conversation }).conversation.triage
  }

  func said() -> [String] { notices.withLock { $0 } }
}
