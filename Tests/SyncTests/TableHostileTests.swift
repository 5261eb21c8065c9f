import Domain
import Foundation
import Storage
import Sync
import Testing

/// Damaged files of the formats that are tables, sections, lines and mails: no crash, nothing lost
/// that is not told.
@Suite struct TableHostileTests {
  /// A generator with a seed, so that what is found once is found again.
  private struct Seeded: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ (state >> 29)
    }
  }

  static let samples: [(name: String, text: String)] = [
    (
      "messages.csv",
      LinkedInTests.two
        + "c3,,\(LinkedInTests.bo),\(LinkedInTests.ana),2024-03-15 10:00:00 UTC,,\"<p>Two</p>\n\"\"lines\"\"\",INBOX,,No,No\n"
    ),
    ("chat_history.json", SnapchatTests.keyed),
    ("chat_history.json", SnapchatTests.sections),
    ("Ana Alm.txt", SignalTests.chat),
    (
      "all.mbox",
      MboxTests.two
        + "From - Mon Jan 01 00:00:00 +0000 2024\nFrom: =?utf-8?Q?C=C3=BD?= <cy@x.example>\nTo: bo@x.example\nDate: 3 Jan 24 10:00 EST\n"
        + MboxTests.parts
    ),
  ]

  private func check(_ bytes: Data, _ name: String, _ scratch: Scratch) throws {
    let store = try Store.inMemory()
    let report = try Import.once(try scratch.write(bytes, to: name), into: store, .me("bo"))
    #expect(try store.allMessages().count == report.added)
    #expect(report.added > 0 || !report.skipped.isEmpty || !report.notes.isEmpty)
  }

  @Test(arguments: samples.indices) func flippedBytesCrashNothing(index: Int) throws {
    let (name, text) = Self.samples[index]
    let scratch = try Scratch()
    var random = Seeded(state: UInt64(index) + 20_240_315)
    for _ in 0..<150 {
      var bytes = Data(text.utf8)
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        let palette = Array("\"\",,\n\n{}[]<>=:?-\0\u{FF} ".utf8)
        bytes[place] =
          Bool.random(using: &random)
          ? UInt8.random(in: 0...255, using: &random)
          : palette[Int.random(in: 0..<palette.count, using: &random)]
      }
      try check(bytes, name, scratch)
    }
  }

  @Test(arguments: samples.indices) func filesThatAreCutOffCrashNothing(index: Int) throws {
    let (name, text) = Self.samples[index]
    let scratch = try Scratch()
    for end in stride(from: 1, to: text.utf8.count, by: 23) {
      try check(Data(text.utf8.prefix(end)), name, scratch)
    }
  }
}
