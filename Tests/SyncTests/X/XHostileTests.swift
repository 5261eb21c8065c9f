import Domain
import Foundation
import Storage
import Sync
import Testing

@Suite struct XHostileTests {
  private typealias Sample = XSample
  private let scene: ImportScene
  private var store: Store { scene.store }

  init() throws { scene = try ImportScene() }

  @Test func whatCannotBeReadIsSkippedByItsPlace() throws {
    let bad = [
      "5", "null", "{}", #"{"hologramCreate" : {"createdAt" : "2023-11-14T22:13:01.000Z"}}"#,
      #"{"messageCreate" : 5}"#, #"{"messageCreate" : {"id" : "3", "text" : "no time"}}"#,
      #"{"messageCreate" : {"id" : "3", "text" : "x", "createdAt" : "99999-01-01T00:00:00Z"}}"#,
      #"{"messageCreate" : {"id" : "3", "text" : "x", "createdAt" : "0000-01-01T00:00:00Z"}}"#,
      #"{"messageCreate" : {"id" : "3", "text" : "nobody", "createdAt" : "2023-11-14T22:13:01.000Z"}}"#,
    ]
    let path = try scene.archive([
      "direct-messages.js": Sample.file([
        Sample.conversation("100-200", bad + [Sample.message("1", "good")])
      ])
    ])
    let report = try Import.once(path, into: store)
    #expect(try store.texts() == ["good"])
    #expect(report.skipped.map(\.at) == (1...bad.count).map { "conversation 1, message \($0)" })
    #expect(report.skipped.contains { $0.reason.contains("hologramCreate") })
  }

  @Test func idAndNameMayComeAfterTheMessages() throws {
    let text = """
      window.YTD.direct_messages.part0 = [{"dmConversation" : {"messages" : [
      \(Sample.message("1", "a", to: nil))], "name" : "Late", "conversationId" : "555"}}]
      """
    let report = try Import.once(scene.archive(["direct-messages.js": text]), into: store)
    #expect(report.added == 1)
    #expect(try store.allConversations().map(\.conversation.title) == ["Late"])
  }

  @Test func aConversationWithoutAnIDIsThatOfItsTwoPeople() throws {
    let text = Sample.file([
      #"{"dmConversation" : {"conversationId" : null, "messages" : [\#(Sample.message("1", "a"))]}}"#
    ])
    let report = try Import.once(scene.archive(["direct-messages.js": text]), into: store)
    #expect(report.added == 1)
    #expect(try store.allConversations().map(\.conversation.remoteID) == ["100-200"])
  }

  @Test func aCutFileGivesWhatStandsBeforeTheCut() throws {
    let text = Sample.file([
      Sample.conversation(
        "100-200", (1...5).map { Sample.message("\($0)", "text \($0)", second: 9 - $0) }),
      Sample.conversation("100-300", [Sample.message("6", "x", from: "300")]),
    ])
    let bytes = Array(text.utf8)
    var counts: [Int] = []
    for end in stride(from: 0, to: bytes.count, by: 61) {
      let scene = try ImportScene()
      let path = try scene.archive([
        "direct-messages.js": String(decoding: bytes[..<end], as: UTF8.self)
      ])
      let report = try Import.once(path, into: scene.store)
      #expect(!report.skipped.isEmpty, "cut at \(end)")
      counts.append(report.added)
    }
    #expect(counts == counts.sorted())
    #expect(Set(counts).isSuperset(of: [0, 1, 2, 3, 4, 5]))
  }

  @Test func flippedBytesNeverEndTheImport() throws {
    let text = Sample.file([
      Sample.conversation(
        "100-200", (1...5).map { Sample.message("\($0)", "text \($0)", second: 9 - $0) }),
      Sample.conversation("100-300", [Sample.message("6", "x", from: "300")]),
    ])
    var taken = 0
    var dice = Dice(seed: 7)
    for _ in 0..<300 {
      let bytes = dice.bent(text, at: 3, after: 30)
      let scene = try ImportScene()
      _ = try scene.archive([:])
      try scene.scratch.write(Data(bytes), to: "archive/data/direct-messages.js")
      taken += try Import.once(scene.scratch.path + "/archive", into: scene.store).added
    }
    #expect(taken > 300 * 3)
  }

  @Test func aBracketTooManyCostsOneMessageAtMost() throws {
    let text = Sample.file([
      Sample.conversation("100-200", [Sample.message("1", "a") + "}", Sample.message("2", "b")]),
      Sample.conversation("100-300", [Sample.message("3", "c", from: "300")]),
    ])
    let report = try Import.once(scene.archive(["direct-messages.js": text]), into: store)
    #expect(try Set(store.texts()).isSuperset(of: ["a", "b", "c"]))
    #expect(report.skipped.count == 1)
  }

  @Test func mediaNeverLeadOutOfTheArchive() throws {
    try scene.scratch.write("secret", to: "passwd")
    let media =
      #""mediaUrls" : ["https://x/../../..", "..\\..\\passwd", "", "https://x/a/../../passwd"]"#
    let text = Sample.file([
      Sample.conversation("100-200", [Sample.message("..", "x", more: media)])
    ])
    _ = try Import.once(
      scene.archive([
        "direct-messages.js": text.replacingOccurrences(of: #"..\..\"#, with: #"..\\..\\"#)
      ]), into: store)
    let found = try #require(try store.allMessages().first?.message.attachments)
    #expect(found.count == 4 && found.allSatisfy { $0.missing != nil && $0.place == nil })
  }
}
