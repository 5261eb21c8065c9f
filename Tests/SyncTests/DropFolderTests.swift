import Domain
import Foundation
import Glibc
import Storage
import Sync
import Synchronization
import Testing

/// With real files and the kernel's own events; waits look at the store until it is so.
@Suite struct DropFolderTests {
  let scratch: Scratch
  let store: Store
  let said = Said()

  init() throws {
    scratch = try Scratch()
    store = try Store.inMemory()
  }

  final class Said: Sendable {
    let statuses = Mutex<[AccountStatus]>([])
    let skips = Mutex<[ImportReport.Skip]>([])
  }

  private var folder: DropFolder {
    DropFolder(
      path: scratch.path + "/shop", store: store,
      events: .init(
        status: { [said] status in said.statuses.withLock { $0.append(status) } },
        skipped: { [said] skip in said.skips.withLock { $0.append(skip) } }))
  }

  private func line(_ id: Int, _ conversation: String = "c") -> String {
    #"{"type":"message","id":"m\#(id)","conversation":"\#(conversation)","author":{"id":"p\#(conversation)","name":"Ana"},"#
      + #""direction":"in","text":"t\#(id)","sent_at":"2026-11-21T09:00:\#(10 + id)Z"}"# + "\n"
  }

  /// Follows the folder while the body runs.
  private func following(_ body: () async throws -> Void) async throws {
    let folder = folder
    let task = Task { await folder.follow() }
    do {
      try await body()
    } catch {
      folder.stop()
      await task.value
      throw error
    }
    folder.stop()
    await task.value
  }

  private func until(
    _ what: Comment, _ condition: () throws -> Bool, line: SourceLocation = #_sourceLocation
  ) async throws {
    let deadline = ContinuousClock.now + .seconds(20)
    while try !condition() {
      guard ContinuousClock.now < deadline else {
        Issue.record(what, sourceLocation: line)
        return
      }
      await Task.yield()
    }
  }

  private func texts() throws -> Set<String> { Set(try store.texts()) }

  @Test func whatIsThereIsHistoryAndWhatComesIsLive() async throws {
    try scratch.write(line(1), to: "shop/inbox/a.jsonl")
    try await following {
      try await until("the first line") { try texts() == ["t1"] }
      #expect(try store.allConversations().map(\.conversation.unread) == [1])
      try await until("following is said") {
        said.statuses.withLock { $0.last?.account.remoteID == "shop" }
      }
      try scratch.append(line(2), to: "shop/inbox/a.jsonl")
      try await until("the second line") { try texts() == ["t1", "t2"] }
      try scratch.write(line(3), to: "shop/inbox/b.jsonl")
      try await until("a new file") { try texts() == ["t1", "t2", "t3"] }
    }
    let messages = try store.allMessages().map(\.message)
    #expect(messages.first?.arrivedAt == messages.first?.sentAt)
    #expect(messages.dropFirst().allSatisfy { $0.arrivedAt > $0.sentAt })
  }

  @Test func aLineIsReadWhenItIsWhole() async throws {
    let whole = line(1)
    try scratch.write(String(whole.prefix(40)), to: "shop/inbox/a.jsonl")
    try await following {
      try scratch.append(String(whole.dropFirst(40)) + line(2), to: "shop/inbox/a.jsonl")
      try await until("both lines") { try texts() == ["t1", "t2"] }
    }
    #expect(said.skips.withLock { $0 } == [])
  }

  @Test func aReplacedAndATruncatedFileAreReadAgain() async throws {
    try scratch.write(line(1) + line(2), to: "shop/inbox/a.jsonl")
    try await following {
      try await until("the first file") { try texts() == ["t1", "t2"] }
      try scratch.write(line(3), to: "shop/next.tmp")
      let inbox = scratch.path + "/shop/inbox/a.jsonl"
      #expect(rename(scratch.path + "/shop/next.tmp", inbox) == 0)
      try await until("the replaced file") { try texts() == ["t1", "t2", "t3"] }
      let handle = try #require(
        FileHandle(forWritingAtPath: scratch.path + "/shop/inbox/a.jsonl"))
      try handle.truncate(atOffset: 0)
      try handle.write(contentsOf: Data((line(4) + line(5)).utf8))
      try handle.close()
      try await until("the truncated file") { try texts() == ["t1", "t2", "t3", "t4", "t5"] }
    }
  }

  @Test func aFolderThatIsNotThereYetIsReadWhenItComes() async throws {
    try await following {
      try await until("the failure is said") {
        said.statuses.withLock { statuses in
          if case .failed = statuses.last?.state { true } else { false }
        }
      }
      try scratch.write(line(1), to: "shop/inbox/a.jsonl")
      try await until("the line of the new folder") { try texts() == ["t1"] }
      try await until("the recovery is said") {
        said.statuses.withLock { statuses in
          if case .following = statuses.last?.state { true } else { false }
        }
      }
    }
  }

  @Test func twoFoldersThatFailAreTwoFailures() async throws {
    let folders = ["a", "b"].map { name in
      DropFolder(
        path: scratch.path + "/\(name)/shop", store: store,
        events: .init(status: { [said] status in said.statuses.withLock { $0.append(status) } }))
    }
    for folder in folders { folder.start() }
    defer { for folder in folders { folder.stop() } }
    try await until("both failures") { said.statuses.withLock { $0.count == 2 } }
    let ids = said.statuses.withLock { $0.map(\.account.id) }
    #expect(Set(ids).count == 2)
    #expect(ids.allSatisfy { $0.value < 0 })
  }

  /// Who may read everything cannot be kept from reading.
  @Test(.enabled(if: geteuid() != 0))
  func aFileThatMayNotBeReadIsReadOnceItMay() async throws {
    let file = try scratch.write(line(1), to: "shop/inbox/a.jsonl")
    try #require(chmod(file, 0) == 0)
    try await following {
      try await until("the refusal") { said.skips.withLock { $0.count == 1 } }
      try #require(chmod(file, 0o600) == 0)
      try await until("the line") { try texts() == ["t1"] }
    }
  }

  @Test func noControlCharacterOfAFileGetsIntoTheLog() async throws {
    let bad = line(1).replacingOccurrences(
      of: "2026-11-21T09:00:11Z", with: #"now\u001b[2J\u202e\u0007"#)
    try scratch.write(bad, to: "shop/inbox/a.jsonl")
    try await following {
      try await until("the skip") { said.skips.withLock { $0.count == 1 } }
    }
    let reason = try #require(said.skips.withLock { $0.first?.reason })
    #expect(reason.contains("RFC 3339"))
    #expect(!reason.unicodeScalars.contains { $0.value < 0x20 || $0 == "\u{202E}" })
  }

  @Test func twoFoldersOfOneNameThatBeginAtOnceDoNotShareAnAccount() async throws {
    try scratch.write(line(1), to: "a/shop/inbox/a.jsonl")
    try scratch.write(line(2), to: "b/shop/inbox/a.jsonl")
    let folders = ["a", "b"].map { name in
      DropFolder(
        path: scratch.path + "/\(name)/shop", store: store, events: .init(status: { _ in }))
    }
    for folder in folders { folder.start() }
    defer { for folder in folders { folder.stop() } }
    try await until("both lines") { try texts() == ["t1", "t2"] }
    let paths = Set(folders.map { Account.Delivery.dropFolder(path: $0.path) })
    #expect(Set(try store.accounts().map(\.delivery)) == paths)
  }

  @Test func aSecondRunGoesOnWhereTheFirstEnded() async throws {
    try scratch.write(line(1) + "broken\n", to: "shop/inbox/a.jsonl")
    try await following { try await until("line 1") { try texts() == ["t1"] } }
    try scratch.append(line(2) + "broken too\n", to: "shop/inbox/a.jsonl")
    try await following { try await until("line 2") { try texts() == ["t1", "t2"] } }
    #expect(said.skips.withLock { $0.map(\.at) } == ["2", "4"])
    #expect(said.skips.withLock { $0.map(\.file) } == ["inbox/a.jsonl", "inbox/a.jsonl"])
  }

  @Test func anAccountOfAnEarlierRunStillHasItsConversations() async throws {
    let account = { (id: String) in #"{"type":"account","id":"\#(id)","network":"x"}"# + "\n" }
    try scratch.write(
      account("one") + line(1, "c1") + account("two") + line(2, "c2"), to: "shop/inbox/a.jsonl")
    try await following { try await until("both") { try texts() == ["t1", "t2"] } }
    try scratch.append(line(3, "c1") + line(4, "c3"), to: "shop/inbox/a.jsonl")
    try await following { try await until("two more") { try texts().count == 4 } }
    let accounts = try store.allConversations().map { "\($0.accountRemoteID)/\($0.printedID)" }
    #expect(Set(accounts) == ["one/c1", "two/c2", "two/c3"])
  }
}
