import Domain
import Foundation
import Storage

/// A moment, in minutes after some other.
func at(_ minute: Double) -> Date { Date(timeIntervalSince1970: 1_700_000_000 + minute * 60) }

/// The things of these tests, with everything that does not matter filled in.
enum Make {
  static func account(
    _ id: String = "shop", network: Network = .instagram,
    delivery: Account.Delivery = .dropFolder(path: "/somewhere")
  ) -> Incoming {
    .account(
      IncomingAccount(
        id: id, network: network, name: "The Shop", selfID: "us", delivery: delivery))
  }

  static func them(_ id: String = "ana", name: SafeText? = "Ana Ribeiro") -> IncomingParticipant {
    IncomingParticipant(id: id, name: name, handle: SafeText(line: "\(id).grows"))
  }

  static let us = IncomingParticipant(id: "us", name: "The Shop", isSelf: true)

  static func message(
    _ id: String, in conversation: String = "c1", _ text: SafeText = "Do you ship to Porto?",
    at minute: Double, from author: IncomingParticipant? = nil,
    direction: Message.Direction = .in, account: String = "shop",
    change: (inout IncomingMessage) -> Void = { _ in }
  ) -> Incoming {
    var message = IncomingMessage(
      id: id, account: account, conversation: conversation,
      author: author ?? (direction == .in ? them() : us), direction: direction, text: text,
      sentAt: at(minute), payload: Array("{\"id\":\"\(id)\",\"text\":\"\(text)\"}".utf8))
    change(&message)
    return .message(message)
  }

  static func reply(
    _ id: String, in conversation: String = "c1", at minute: Double,
    change: (inout IncomingMessage) -> Void = { _ in }
  ) -> Incoming {
    message(id, in: conversation, "We do.", at: minute, direction: .out, change: change)
  }

  static func conversation(
    _ id: String = "c1", account: String = "shop",
    change: (inout IncomingConversation) -> Void = { _ in }
  ) -> Incoming {
    var conversation = IncomingConversation(id: id, account: account)
    change(&conversation)
    return .conversation(conversation)
  }
}

extension Store {
  /// A store in memory with the account of the fixtures.
  static func test(_ delivery: Account.Delivery = .dropFolder(path: "/somewhere")) throws -> Store {
    let store = try Store.inMemory()
    try store.live([Make.account(delivery: delivery)], at: 0)
    return store
  }

  @discardableResult
  func live(_ items: [Incoming], at minute: Double) throws -> Receipt {
    try receive(Batch(items: items, isHistory: false), at: at(minute))
  }

  @discardableResult
  func history(_ items: [Incoming], at minute: Double = 10_000) throws -> Receipt {
    try receive(Batch(items: items, isHistory: true), at: at(minute))
  }

  func only(_ id: String = "c1") throws -> Conversation {
    try conversation(resolve(id))!
  }

  func messages(_ id: String = "c1") throws -> [Message] {
    var messages: [Message] = []
    try eachMessage(of: resolve(id)) { messages.append($0.message) }
    return messages
  }

  func titles(_ view: InboxView, _ anchor: ListRequest.Anchor = .top, _ count: Int = 100) throws
    -> [String]
  {
    try list(ListRequest(view: view, anchor: anchor, count: count)).rows.map(\.title.string)
  }

  func page(_ anchor: PageRequest.Anchor = .unread, _ id: String = "c1", count: Int = 50) throws
    -> ConversationPage
  {
    try page(PageRequest(conversation: resolve(id), anchor: anchor, count: count))!
  }
}

/// A folder that is gone when its test is.
final class Folder: Sendable {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "/porch-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
  }

  /// Nothing depends on it being gone.
  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { "\(path)/\(name)" }

  func mode(_ name: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: file(name))[.posixPermissions] as? Int
  }

  var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
  }
}
