import Domain
import Foundation
import Storage
import Sync
import Testing

/// Exports that other projects test with, where they lie beside the project; skipped elsewhere.
@Suite struct ExportFixtureTests {
  private static let folder = URL(fileURLWithPath: #filePath)
    .appendingPathComponent("../../../../../shared/fixtures").standardizedFileURL.path

  private static func isHere(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: folder + "/" + name)
  }

  @Test(
    .enabled(if: isHere("telegram")),
    arguments: ["test_batch_export.json", "test_single_export.json"])
  func aTelegramSampleOfAnotherProjectIsTakenWhole(name: String) throws {
    let store = try Store.inMemory()
    let file = Self.folder + "/telegram/joweich_chat-miner__" + name
    let report = try Import.once(file, into: store, .me("Author 1"))
    #expect(report.added == 2 && report.skipped == [])
    let messages = try store.allMessages().map(\.message)
    #expect(messages.map(\.text) == ["Minimal Message", "Link:https://telegram.org/"])
    #expect(messages.map(\.direction) == [.out, .in])
    #expect(messages.map(\.sentAt.timeIntervalSince1970) == [1_544_006_350, 1_544_006_964])
    #expect(try Import.once(file, into: store, .me("Author 1")).known == 2)
  }

  @Test(.enabled(if: isHere("x_twitter")))
  func anXSampleOfAnotherProjectIsTakenWhole() throws {
    let store = try Store.inMemory()
    let files = ["account.js", "direct-messages.js"].map {
      Self.folder + "/x_twitter/trigga6006_personify__" + $0
    }
    let report = try Import.run(
      paths: files, into: store, options: .inUTC, now: { noon })
    #expect(report.added == 1 && report.skipped == [])
    let message = try #require(try store.allMessages().first?.message)
    #expect(message.direction == .out && message.author == "Personify Tester")
    #expect(try store.allConversations().map(\.conversation.title) == ["200200"])
    #expect(try store.accounts().map(\.handle) == ["@personify_user"])
  }
}
