import Domain
import Foundation
import Glibc
import Storage
import Sync
import Synchronization
import Testing

@Suite struct OutboxTests {
  let scratch: Scratch
  let store: Store
  let conversation: Conversation.ID

  init() throws {
    scratch = try Scratch()
    store = try Store.inMemory()
    try scratch.write(
      #"{"type":"message","id":"1","conversation":"c 1","author":{"id":"p"},"direction":"in","#
        + #""text":"hi","sent_at":"2026-11-21T09:00:00Z"}"# + "\n", to: "shop/inbox/a.jsonl")
    _ = try Import.once(scratch.path + "/shop", into: store)
    conversation = try #require(try store.allConversations().first).conversation.id
  }

  private let replies = "shop/outbox/replies.jsonl"

  /// A clock that stands still until a test moves it.
  final class HandClock: Sendable {
    private let moment = Mutex(noon)
    var now: Date { moment.withLock { $0 } }
    func move(to date: Date) { moment.withLock { $0 = date } }
  }

  private func enqueue(_ text: String, hold: Double = 0) throws {
    _ = try store.enqueue(
      Outgoing(conversation: conversation, text: text, seen: nil), hold: hold, run: "test", at: noon
    )
  }

  /// Runs the delivery until nothing is left that it could deliver.
  private func deliver(
    with clock: HandClock = HandClock(), until done: (OutboxDelivery) throws -> Bool
  ) async throws {
    let delivery = OutboxDelivery(store: store, now: { clock.now })
    delivery.start()
    defer { delivery.stop() }
    let deadline = ContinuousClock.now + .seconds(20)
    while try !done(delivery) {
      guard ContinuousClock.now < deadline else {
        Issue.record("nothing was delivered in time")
        break
      }
      await Task.yield()
    }
  }

  private func lines() throws -> [[String: String]] {
    try scratch.text(of: replies).split(separator: "\n").map {
      try JSONDecoder().decode([String: String].self, from: Data($0.utf8))
    }
  }

  private var isEmpty: Bool { get throws { try store.pendingOutbox().isEmpty } }

  @Test func aReplyIsAppendedAsOneLine() async throws {
    try enqueue("Yes,\n\"of course\" \u{1F600}")
    try await deliver { _ in try isEmpty }
    let line = try #require(try lines().first)
    #expect(line["type"] == "reply")
    #expect(line["conversation"] == "c 1")
    #expect(line["text"] == "Yes,\n\"of course\" \u{1F600}")
    #expect(line["queued_at"] == "2027-01-15T08:00:00.000Z")
    #expect(line["client_id"]?.isEmpty == false)
    #expect(line.count == 5)
    let attributes = try FileManager.default.attributesOfItem(atPath: scratch.path + "/" + replies)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
  }

  @Test func aHeldReplyLeavesWhenItsTimeHasCome() async throws {
    try enqueue("later", hold: 5)
    let clock = HandClock()
    let delivery = OutboxDelivery(store: store, now: { clock.now })
    try delivery.deliverOnce()
    #expect(!FileManager.default.fileExists(atPath: scratch.path + "/" + replies))
    clock.move(to: noon.addingTimeInterval(4.9))
    try delivery.deliverOnce()
    #expect(!FileManager.default.fileExists(atPath: scratch.path + "/" + replies))
    try await deliver(with: clock) { running in
      clock.move(to: noon.addingTimeInterval(5.1))
      running.look()
      return try isEmpty
    }
    #expect(try lines().map { $0["text"] } == ["later"])
  }

  @Test func aCrashAfterTheWriteSendsNothingTwice() async throws {
    try enqueue("once")
    let entry = try #require(try store.pendingOutbox().first)
    try store.markSending(entry.message)
    try scratch.write(
      #"{"type":"reply","client_id":"\#(entry.clientID)","conversation":"c 1","text":"once"}"#
        + "\n", to: replies)
    try await deliver { _ in try isEmpty }
    #expect(try lines().count == 1)
  }

  @Test func aCrashBeforeTheWriteStillSends() async throws {
    try enqueue("once")
    let entry = try #require(try store.pendingOutbox().first)
    try store.markSending(entry.message)
    try await deliver { _ in try isEmpty }
    #expect(try lines().map { $0["client_id"] } == [entry.clientID])
  }

  @Test func aCrashInTheMiddleOfTheWriteIsMended() async throws {
    try enqueue("once")
    let entry = try #require(try store.pendingOutbox().first)
    try store.markSending(entry.message)
    try scratch.write(#"{"type":"reply","client_id":"\#(entry.clientID)","te"#, to: replies)
    try await deliver { _ in try isEmpty }
    let written = try scratch.text(of: replies).split(separator: "\n")
    #expect(written.count == 2)
    #expect(written.last?.contains(entry.clientID) == true)
    #expect(try scratch.text(of: replies).hasSuffix("}\n"))
  }

  @Test func aFileThatItsReaderPutAsideStillCounts() async throws {
    try enqueue("once")
    let entry = try #require(try store.pendingOutbox().first)
    try store.markSending(entry.message)
    try scratch.write(
      #"{"type":"reply","client_id":"\#(entry.clientID)"}"# + "\n", to: "shop/outbox/work.jsonl")
    try await deliver { _ in try isEmpty }
    #expect(try scratch.text(of: replies).isEmpty)
  }

  @Test func anOutboxThatCannotBeWrittenKeepsTheText() async throws {
    try scratch.write("in the way", to: "shop/outbox")
    try enqueue("kept")
    try await deliver { _ in
      if case .failed = try store.pendingOutbox().first?.state { true } else { false }
    }
    let entry = try #require(try store.pendingOutbox().first)
    #expect(entry.text == "kept")
    try FileManager.default.removeItem(atPath: scratch.path + "/shop/outbox")
    try store.retry(entry.message)
    try await deliver { _ in try isEmpty }
    #expect(try lines().map { $0["client_id"] } == [entry.clientID])
  }

  @Test func aFileThatAnotherProgramHasLockedLeavesTheReplyQueued() async throws {
    try scratch.write("", to: replies)
    let descriptor = open(scratch.path + "/" + replies, O_RDWR | O_CLOEXEC)
    try #require(flock(descriptor, LOCK_EX) == 0)
    try enqueue("patient")
    let delivery = OutboxDelivery(store: store, now: { noon }, lockPatience: 0.01)
    try delivery.deliverOnce()
    #expect(try store.pendingOutbox().map(\.state) == [.queued])
    let stuck = OutboxDelivery(store: store, now: { noon }, lockPatience: 3600)
    stuck.start()
    stuck.stop()
    #expect(try store.pendingOutbox().map(\.state) == [.queued])
    close(descriptor)
    try delivery.deliverOnce()
    #expect(try isEmpty)
    #expect(try lines().map { $0["text"] } == ["patient"])
  }

  @Test func twoDeliveriesOnOneStoreSendOnce() async throws {
    for number in 1...20 { try enqueue("reply \(number)") }
    let other = OutboxDelivery(store: store, now: { noon })
    other.start()
    try await deliver { _ in try isEmpty }
    other.stop()
    let sent = try lines().map { $0["text"] }
    #expect(sent.count == 20)
    #expect(Set(sent).count == 20)
  }
}
