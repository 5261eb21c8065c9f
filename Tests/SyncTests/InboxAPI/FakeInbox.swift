import Foundation
import InboxAPI
import Synchronization

@testable import Sync

/// A small inbox that speaks the Inbox API as the text says, with pages of a few items, so that
/// every edge of a page is met.
final class FakeInbox: Sendable {
  struct State {
    var log = "log-1"
    var accounts = [#"{"id":"shop","network":"instagram","name":"The Shop","self":"us"}"#]
    var conversations: [ConversationResource] = []
    var messages: [String: [MessageResource]] = [:]
    var changes: [ChangeResource] = []
    /// Changes up to this one are no longer in the log.
    var compacted: Int64 = 0
    var failed: [FailedAccountResource] = []
    var seq: Int64 = 0
  }

  let state = Mutex(State())
  let pageSize: Int

  init(pageSize: Int = 3) { self.pageSize = pageSize }

  /// When everything begins; minutes after it.
  static func at(_ minute: Int) -> Date {
    Date(timeIntervalSince1970: 1_790_000_000 + Double(minute) * 60)
  }

  /// So many conversations of so many messages, alternately theirs and ours, all read.
  func fill(conversations: Int, messages: Int) {
    for number in 1...conversations {
      describe("c\(number)") { $0.unreadCount = 0 }
      for index in 1...messages {
        say(
          "m\(number)-\(index)", in: "c\(number)", at: number * 100 + index, isOurs: index % 2 == 0)
      }
    }
    // What there is from the start is no change.
    state.withLock {
      $0.changes = []
      $0.compacted = $0.seq
    }
  }

  func describe(_ id: String, _ change: (inout ConversationResource) -> Void = { _ in }) {
    state.withLock { state in
      var conversation =
        state.conversations.first { $0.id == id }
        ?? {
          var new = ConversationResource(id: id)
          new.account = "shop"
          new.network = "instagram"
          new.kind = "direct"
          new.participants = [.init(id: "p-\(id)", name: "Person \(id)")]
          new.status = "open"
          new.unreadCount = 0
          new.revision = 0
          return new
        }()
      change(&conversation)
      conversation.revision = (conversation.revision ?? 0) + 1
      state.conversations.removeAll { $0.id == id }
      state.conversations.append(conversation)
      state.log(.init(seq: 0, at: nil, type: "conversation", conversation: conversation))
    }
  }

  func say(
    _ id: String, in conversation: String, at minute: Int, isOurs: Bool = false,
    _ change: (inout MessageResource) -> Void = { _ in }
  ) {
    state.withLock { state in
      let old = state.messages[conversation]?.first { $0.id == id }
      var message =
        old
        ?? MessageResource(
          id: id, conversation: conversation, author: .id(isOurs ? "us" : "p-\(conversation)"),
          direction: isOurs ? "out" : "in", text: "Text of \(id)", sentAt: Self.at(minute))
      change(&message)
      message.revision = (old?.revision ?? 0) + 1
      state.messages[conversation, default: []].removeAll { $0.id == id }
      state.messages[conversation, default: []].append(message)
      if let place = state.conversations.firstIndex(where: { $0.id == conversation }) {
        state.conversations[place].lastMessageAt = message.sentAt
        state.conversations[place].lastMessage = message
      }
      state.log(.init(seq: 0, at: Self.at(minute), type: "message", message: message))
    }
  }

  func end(_ kind: String, _ id: String) {
    state.withLock { state in
      if kind == "conversation" {
        state.conversations.removeAll { $0.id == id }
        state.messages[id] = nil
      } else {
        for key in state.messages.keys { state.messages[key]?.removeAll { $0.id == id } }
      }
      state.log(.init(seq: 0, at: nil, type: "gone", gone: .init(kind: kind, id: id)))
    }
  }

  // MARK: Answers

  func answer(_ asked: Asked) -> Reply {
    let state = state.withLock { $0 }
    let parts = asked.path.split(separator: "/").map {
      String($0).removingPercentEncoding ?? ""
    }
    switch (parts.dropFirst().first, parts.count) {
    case ("me", _):
      return .json(
        200,
        """
        {"user":{"id":"u1","name":"Ana"},"role":"agent","accounts":[\(state.accounts.joined(separator: ","))],
         "log":"\(state.log)","seq":\(state.seq),"server":{"name":"fake","version":"1"}}
        """)
    case ("conversations", 2):
      let wanted = state.conversations.filter { one in
        !state.failed.contains { $0.account == one.account }
          && (asked.query["account"] ?? one.account) == one.account
      }
      return page(
        wanted.sorted { ($0.lastMessageAt ?? .distantPast) > ($1.lastMessageAt ?? .distantPast) },
        asked, failed: state.failed)
    case ("conversations", 3):
      guard let one = state.conversations.first(where: { $0.id == parts[2] }) else {
        return missing
      }
      return .json(200, Self.text(one))
    case ("conversations", 4):
      guard let messages = state.messages[parts[2]] else { return missing }
      return page(messages.sorted { $0.sentAt > $1.sentAt }, asked)
    case ("changes", _): return changes(state, asked)
    case ("events", _): return events(state, asked)
    default: return missing
    }
  }

  private var missing: Reply { .json(404, #"{"status":404,"code":"not_found","title":"No"}"#) }

  private func page<Item: Codable & Sendable>(
    _ items: [Item], _ asked: Asked, failed: [FailedAccountResource] = []
  ) -> Reply {
    let start = asked.query["cursor"].flatMap { Int($0.dropFirst()) } ?? 0
    let end = min(start + pageSize, items.count)
    var page = PageResource<Item>(data: Array(items[min(start, end)..<end]))
    page.nextCursor = end < items.count ? "p\(end)" : nil
    page.failedAccounts = failed.isEmpty ? nil : failed
    return .json(200, Self.text(page))
  }

  private func changes(_ state: State, _ asked: Asked) -> Reply {
    let after = asked.query["after"].flatMap { Int64($0) } ?? 0
    guard after >= state.compacted, after <= state.seq else {
      return .json(410, #"{"status":410,"code":"changes_expired","title":"Gone"}"#)
    }
    let news = Array(state.changes.filter { $0.seq > after }.prefix(pageSize))
    let last = news.last?.seq ?? state.seq
    return .json(
      200, Self.text(ChangesResource(data: news, seq: last, more: last < state.seq)))
  }

  /// What there is, and then the stream ends.
  private func events(_ state: State, _ asked: Asked) -> Reply {
    let after = asked.headers["last-event-id"].flatMap { Int64($0) } ?? state.seq
    guard after >= state.compacted, after <= state.seq else {
      return .json(410, #"{"status":410,"code":"changes_expired","title":"Gone"}"#)
    }
    let news = state.changes.filter { $0.seq > after }
    return .stream([": hello\n\n"] + news.map(Self.event), isHeld: true)
  }

  static func event(_ change: ChangeResource) -> String {
    "id: \(change.seq)\nevent: change\ndata: \(text(change))\n\n"
  }

  static func text(_ value: some Encodable) -> String {
    // Resources of ours; what they cannot say would be seen at once.
    (try? WireText.line(value)) ?? "{}"
  }
}

extension FakeInbox.State {
  fileprivate mutating func log(_ change: ChangeResource) {
    seq += 1
    var change = change
    change.seq = seq
    change.at = change.at ?? FakeInbox.at(Int(seq))
    changes.append(change)
  }
}
