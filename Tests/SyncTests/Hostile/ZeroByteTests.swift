import Domain
import Foundation
import Storage
import Testing

@testable import Sync

/// Zeros in a text: what a disk or a copy that broke off leaves.
@Suite struct ZeroByteTests {
  private let bench: HostileBench

  init() throws { bench = try HostileBench() }

  @Test(arguments: ExportSample.all)
  func zerosInATextCostNoMessage(sample: ExportSample) throws {
    let whole = Array(sample.text(60).utf8)
    let found = try bench.read(whole, of: sample).found
    var dice = Dice(seed: 11)
    for _ in 0..<20 {
      var bytes = whole
      for _ in 0..<5 { bytes.insert(0, at: Int(dice.next() % UInt64(min(4096, bytes.count)))) }
      let report = try bench.read(bytes, of: sample)
      #expect(report.found == found)
      #expect(report.skipped == [])
    }
  }

  @Test(arguments: ExportSample.all)
  func aTextWhoseEndIsZerosIsReadUpToThere(sample: ExportSample) throws {
    let whole = Array(sample.text(60).utf8)
    let cut = whole.count * 2 / 3
    let bytes = whole[..<cut] + [UInt8](repeating: 0, count: whole.count)
    let report = try bench.read(Array(bytes), of: sample)
    #expect(report.found >= ExportSample.whole(in: whole[..<cut]))
  }

  @Test func wordsAroundAZeroAreKept() throws {
    let scratch = try Scratch()
    let file = try scratch.write(
      "13/03/2024, 00:00 - Ana: good\0 morning\n13/03/2024, 00:01 - Bob: hi\n\0",
      to: "WhatsApp Chat with Ana.txt")
    let store = try Store.inMemory()
    _ = try Import.once(file, into: store, .me("Bob"))
    #expect(try store.texts() == ["good morning", "hi"])
  }

  @Test func linesOfADropFolderWithZerosAreTaken() throws {
    let scratch = try Scratch()
    let text = ExportSample.lines.text(6)
    let line = try #require(text.range(of: "#4#"))
    try scratch.write(
      text.replacingCharacters(in: line, with: "\0#4#\0"), to: "shop/inbox/a.jsonl")
    let store = try Store.inMemory()
    let report = try Import.once(scratch.path + "/shop", into: store)
    #expect(report.added == 6)
    #expect(report.skipped == [])
  }

  @Test(arguments: ["message_1.json", "result.json", "messages.csv", "_chat.txt", "a.jsonl"])
  func whatIsNoTextIsStillRefused(name: String) throws {
    var dice = Dice(seed: 3)
    let random: [UInt8] = [0] + (0..<5000).map { _ in UInt8(truncatingIfNeeded: dice.next()) }
    // A program: numbers of four bytes, most of them small.
    let numbers: [UInt8] = (0..<2000).flatMap { _ in [UInt8(dice.next() % 90), 0, 0, 0] } + [1]
    for bytes in [random, numbers, [UInt8](repeating: 0, count: 9000)] {
      let scratch = try Scratch()
      let file = try scratch.write(Data(bytes), to: name)
      let report = try Import.once(file, into: try Store.inMemory())
      #expect(
        report.skipped.map(\.reason) == ["it is not text (a picture perhaps); export it again"])
    }
  }

  @Test(arguments: [String.Encoding.utf16, .utf16LittleEndian, .utf16BigEndian])
  func utf16IsStillKnown(encoding: String.Encoding) throws {
    let data = try #require(ExportSample.whatsApp.text(60).data(using: encoding))
    #expect(FileForm(head: Array(data.prefix(4096))) == .utf16)
  }
}
