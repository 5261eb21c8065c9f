import Foundation
import Storage
import Testing

@testable import Sync

/// Drop files that are not only added to.
@Suite struct ChangedInPlaceTests {
  private let scratch: Scratch
  private let store: Store

  init() throws {
    scratch = try Scratch()
    store = try Store.inMemory()
  }

  private func line(_ number: Int, _ text: String? = nil) -> String {
    #"{"type":"message","id":"m\#(number)","conversation":"c","author":{"id":"ana"},"#
      + #""direction":"in","text":"\#(text ?? "t\(number)")","sent_at":"2026-11-20T10:00:00Z"}"#
      + "\n"
  }

  private func read() { #expect(DropFolder.readOnce(scratch.path + "/shop", into: store) == []) }

  private var bookmark: FileBookmark? {
    get throws {
      let path = DropFolder.absolute(scratch.path + "/shop") + "/inbox/a.jsonl"
      return FileBookmark(text: try store.bookmark(of: DropFolderReader.fileBookmark(path)))
    }
  }

  /// In place, as long as before, with no other byte touched.
  private func change(_ old: String, to new: String) throws {
    let file = scratch.path + "/shop/inbox/a.jsonl"
    let data = try Data(contentsOf: URL(fileURLWithPath: file))
    let place = try #require(data.range(of: Data(old.utf8)))
    try #require(old.utf8.count == new.utf8.count)
    let handle = try #require(FileHandle(forWritingAtPath: file))
    defer { try? handle.close() }
    try handle.seek(toOffset: UInt64(place.lowerBound))
    try handle.write(contentsOf: Data(new.utf8))
  }

  @Test func aLineChangedInTheMiddleIsAnUpdateAlsoWithNewLinesBehindIt() throws {
    try scratch.write((1...20).map { line($0) }.joined(), to: "shop/inbox/a.jsonl")
    read()
    try change("t10", to: "new")
    try scratch.append(line(21), to: "shop/inbox/a.jsonl")
    read()
    let texts = try store.texts()
    #expect(texts.count == 21)
    #expect(texts.contains("new") && !texts.contains("t10") && texts.contains("t21"))
  }

  @Test func aLineChangedInTheMiddleIsAnUpdateWithNothingElseNew() throws {
    try scratch.write((1...20).map { line($0) }.joined(), to: "shop/inbox/a.jsonl")
    read()
    try change("t10", to: "new")
    read()
    #expect(try store.texts().contains("new"))
    // Written to and the same: it is looked at once, and known to be so.
    let before = try #require(try bookmark)
    utimes(scratch.path + "/shop/inbox/a.jsonl", nil)
    read()
    let after = try #require(try bookmark)
    #expect(after.times != before.times && after.digest == before.digest)
  }

  @Test func theDigestIsTheSameHoweverTheFileWasRead() throws {
    try scratch.write(line(1) + line(2), to: "shop/inbox/a.jsonl")
    read()
    try scratch.append(line(3), to: "shop/inbox/a.jsonl")
    read()
    let grown = try #require(try bookmark)
    let data = try Data(contentsOf: URL(fileURLWithPath: scratch.path + "/shop/inbox/a.jsonl"))
    #expect(grown.digest == Fingerprint([UInt8](data)).value)
    #expect(grown.offset == Int64(data.count) && grown.line == 3)
  }

  @Test func aLargeFileIsNotReadAgainForEveryLineButForEveryEighth() throws {
    let long = String(repeating: "x", count: 60_000)
    let lines = (1...80).map { line($0, "t\($0) " + long) }
    try scratch.write(lines.joined(), to: "shop/inbox/a.jsonl")
    read()
    try #require(try #require(try bookmark).offset > FileBookmark.small)
    try change("t40 ", to: "new ")
    try scratch.append(line(81), to: "shop/inbox/a.jsonl")
    read()
    #expect(try store.texts().contains("t81"))
    #expect(try !store.texts().contains { $0.hasPrefix("new ") })
    for number in 82...92 {
      try scratch.append(line(number, "t\(number) " + long), to: "shop/inbox/a.jsonl")
    }
    read()
    #expect(try store.texts().contains { $0.hasPrefix("new ") })
  }

  @Test func anImportLooksAtAllOfALargeFile() throws {
    let long = String(repeating: "x", count: 60_000)
    let lines = (1...80).map { line($0, "t\($0) " + long) }
    try scratch.write(lines.joined(), to: "shop/inbox/a.jsonl")
    read()
    try change("t40 ", to: "new ")
    try scratch.append(line(81), to: "shop/inbox/a.jsonl")
    let report = try Import.once(scratch.path + "/shop", into: store)
    #expect(report.updated == 1 && report.added == 1)
    #expect(try store.texts().contains { $0.hasPrefix("new ") })
  }
}
