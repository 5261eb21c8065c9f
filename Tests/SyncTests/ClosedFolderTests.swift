import Foundation
import Storage
import Testing

@testable import Sync

/// Of the calling thread alone; Foundation does not have it. Returns the one before.
@_silgen_name("setfsuid") private func setFileUser(_ user: uid_t) -> Int32

/// Folders and files that may not be read: an import says so, or nobody misses what was in them.
@Suite struct ClosedFolderTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// Does something without the rights of the superuser, whom no permission keeps out.
  private func asAnybody<Value>(_ body: () throws -> Value) rethrows -> Value {
    // Of this thread alone, which is this test's until it returns.
    let before = setFileUser(geteuid() == 0 ? 65_534 : geteuid())
    defer { _ = setFileUser(uid_t(before)) }
    return try body()
  }

  private func line(_ number: Int) -> String {
    #"{"type":"message","id":"m\#(number)","conversation":"c","author":{"id":"ana"},"#
      + #""direction":"in","text":"t\#(number)","sent_at":"2026-11-20T10:00:00Z"}"# + "\n"
  }

  private func close(_ name: String, _ mode: mode_t = 0) throws {
    try #require(chmod(scratch.path + "/" + name, mode) == 0)
  }

  @Test func aFolderThatCannotBeOpenedIsASkipWithItsPath() throws {
    try scratch.write(line(1), to: "all/open/a.jsonl")
    try scratch.write(line(2), to: "all/shut/b.jsonl")
    try scratch.write(line(3), to: "all/listed/c.jsonl")
    try close("all/shut")
    try close("all/listed", 0o444)
    defer { for name in ["all/shut", "all/listed"] { try? close(name, 0o755) } }
    let store = try Store.inMemory()
    let report = try asAnybody { try Import.once(scratch.path + "/all", into: store) }
    #expect(try store.texts() == ["t1"])
    let reason = "it may not be read; check its permissions"
    #expect(report.skipped.map(\.file) == ["all/listed/c.jsonl", "all/shut"])
    #expect(report.skipped.allSatisfy { $0.reason == reason })
  }

  @Test func aFolderThatIsAllThereIsAndCannotBeOpenedSaysWhy() throws {
    try scratch.write(line(1), to: "all/a.jsonl")
    try close("all")
    defer { try? close("all", 0o755) }
    let report = try asAnybody {
      try Import.once(scratch.path + "/all", into: Store.inMemory())
    }
    #expect(
      report.skipped == [.init(file: "all", reason: "it may not be read; check its permissions")])
  }

  @Test func anInboxThatCannotBeOpenedIsASkip() throws {
    try scratch.write(line(1), to: "shop/inbox/a.jsonl")
    try close("shop/inbox")
    defer { try? close("shop/inbox", 0o755) }
    let report = try asAnybody {
      try Import.once(scratch.path + "/shop", into: Store.inMemory())
    }
    #expect(report.skipped.map(\.file) == ["shop/inbox"])
  }
}
