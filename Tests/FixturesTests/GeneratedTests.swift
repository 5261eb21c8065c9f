import Domain
import Fixtures
import Foundation
import Testing

/// The generator is a measuring instrument: it has to be exact and the same every time.
struct GeneratedTests {
  private func lengths(of generated: Generated) -> [Int] {
    var counts: [String: Int] = [:]
    for case .message(let it) in generated.batches().flatMap(\.items) {
      counts[it.conversation, default: 0] += 1
    }
    return counts.values.sorted()
  }

  @Test(arguments: [(1, 1), (7, 7), (1_000, 100), (5_000, 100), (10_000, 1_000), (300, 250)])
  func thereAreAsManyMessagesAsAskedFor(messages: Int, conversations: Int) {
    let lengths = lengths(of: Generated(messages: messages, conversations: conversations))
    #expect(lengths.reduce(0, +) == messages)
    #expect(lengths.count == conversations)
  }

  @Test func lengthsAreThoseOfRealArchives() {
    let generated = Generated(messages: 20_000, conversations: 2_000)
    let lengths = lengths(of: generated)
    #expect(lengths[200] == 2)
    #expect((3...5).contains(lengths[1_000]))
    #expect((10...14).contains(lengths[1_800]))
    var characters: [Int] = []
    for case .message(let it) in generated.batches().flatMap(\.items) {
      characters.append(it.text.string.count)
    }
    characters.sort()
    #expect((7...13).contains(characters[2_000]))
    #expect((38...50).contains(characters[10_000]))
    #expect((110...135).contains(characters[18_000]))
    #expect((100...300).contains(characters.count { $0 > 279 }))
  }

  @Test func theSameSeedSaysTheSame() {
    func texts(_ seed: UInt64) -> [String] {
      Generated(messages: 300, conversations: 40, seed: seed).batches().flatMap(\.items)
        .compactMap { if case .message(let it) = $0 { it.text.string } else { nil } }
    }
    #expect(texts(5) == texts(5))
    #expect(texts(5) != texts(6))
  }

  @Test func theLinesOfTheFileAreTheMessagesOfTheBatches() throws {
    let generated = Generated(messages: 500, conversations: 60)
    let file = FileManager.default.temporaryDirectory
      .appending(path: "generated-\(UUID().uuidString).jsonl")
    defer { try? FileManager.default.removeItem(at: file) }  // a left-over file harms nothing
    try generated.writeLines(to: file.path)
    let objects = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
    let dates = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    var written: [String] = []
    for object in objects where object["type"] as? String == "message" {
      let time = try dates.parse(try #require(object["sent_at"] as? String))
      written.append(
        "\(object["id"] ?? "") \(object["direction"] ?? "") \(object["text"] ?? "") \(stamp(time))")
    }
    var expected: [String] = []
    for case .message(let it) in generated.batches().flatMap(\.items) {
      expected.append("\(it.id) \(it.direction.rawValue) \(it.text) \(stamp(it.sentAt))")
    }
    #expect(written == expected)
    #expect(objects.count == 1 + 60 + 500)
  }

  private func stamp(_ date: Date) -> Int64 { Int64((date.timeIntervalSince1970 * 1000).rounded()) }
}
