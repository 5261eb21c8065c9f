import Domain
import Foundation
import Storage
import Sync
import Testing

/// Many files of one import, which share transactions.
@Suite struct SeveralFilesTests {
  let scratch: Scratch
  let store: Store

  init() throws {
    scratch = try Scratch()
    store = try Store.inMemory()
  }

  private func message(_ id: String, of conversation: String) -> String {
    #"{"type":"message","id":"\#(id)","conversation":"\#(conversation)","author":{"id":"ana"},"#
      + #""direction":"in","text":"hi","sent_at":"2026-01-01T10:00:00Z"}"#
  }

  @Test func eachFileIsNamedForItsOwnMistakes() throws {
    let bad = String(repeating: "{\"type\":\"message\"}\n", count: 1200)
    let first = try scratch.write(message("m1", of: "c") + "\n" + bad, to: "1.jsonl")
    let second = try scratch.write(
      message("m2", of: "c") + "\n{}\n" + message("m3", of: "c"), to: "2.jsonl")
    let report = try Import.once(first, second, into: store)
    #expect(report.added == 3)
    #expect(report.skipped.count { $0.file == "1.jsonl" } == 1000)
    #expect(report.skippedMore == 200)
    #expect(report.skipped.last?.file == "2.jsonl" && report.skipped.last?.at == "2")
  }

  @Test func whatTheStoreRefusesIsToldOfTheFileItCameFrom() throws {
    let names = try (1...3).map { number in
      let id = number == 2 ? String(repeating: "x", count: 3000) : "m\(number)"
      return try scratch.write(message(id, of: "c"), to: "\(number).jsonl")
    }
    let report = try Import.run(paths: names, into: store, options: .inUTC, now: { noon })
    #expect(report.added == 2)
    #expect(report.skipped.map(\.file) == ["2.jsonl"])
    #expect(report.skipped.map(\.at) == ["1"])
  }

  @Test func aLaterFileKnowsTheAccountThatAnEarlierOneTold() throws {
    let account = #"{"type":"account","id":"shop","network":"telegram","name":"Shop"}"#
    let first = try scratch.write(account + "\n" + message("m1", of: "c"), to: "1.jsonl")
    let second = try scratch.write(message("m2", of: "c"), to: "2.jsonl")
    let report = try Import.once(first, second, into: store)
    #expect(report.added == 2 && report.conversations == 1)
    #expect(try store.accounts().map(\.remoteID) == ["shop"])
  }
}
