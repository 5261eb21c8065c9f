import Foundation
import TestSupport
import Testing

/// `porch account remove` on what no server feeds.
@Suite struct AccountRemovalTests {
  private static let name = "Instagram of The Petal Shop of Lisbon"

  /// An export of Instagram's, and lines of a second account.
  private func homeWithArchives() throws -> Home {
    let home = try Home()
    try home.write(
      #"""
      {"participants":[{"name":"Ana"},{"name":"The Petal Shop of Lisbon"}],"title":"Ana",
      "thread_path":"inbox/ana_17842999000111222","messages":[
      {"sender_name":"The Petal Shop of Lisbon","timestamp_ms":1700000002000,"content":"We do."},
      {"sender_name":"Ana","timestamp_ms":1700000001000,"content":"Do you have seeds?"}]}
      """#, to: "export/your_instagram_activity/messages/inbox/ana_17842999000111222/message_1.json"
    )
    try importExport(into: home)
    let own = try home.write(Lines.shop, to: "own.jsonl")
    #expect(try home.run(["import", own]).code == 0)
    return home
  }

  private func importExport(into home: Home) throws {
    let report = try home.run(
      ["import", "--me", "The Petal Shop of Lisbon", home.folder.path + "/export"])
    #expect(report.code == 0, "\(report.errors)")
  }

  /// The id of every conversation, and all that was said in it.
  private func contents(of home: Home) throws -> [String] {
    let ids = try home.run(["list", "--view", "all", "--json"]).lines.compactMap { line in
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      return object?["id"] as? String
    }.sorted()
    return try ids.flatMap { [$0] + (try home.run(["show", $0]).lines) }
  }

  @Test func anArchiveGoesByTheNameThatIsListedAndComesBackWithItsExport() throws {
    let home = try homeWithArchives()
    let before = try contents(of: home)
    #expect(before.contains { $0.contains("Do you have seeds?") })
    let listed = try home.run(["account", "list"])
    #expect(listed.output.contains(Self.name), "\(listed.output)")
    #expect(listed.output.contains("archive · id shop"), "\(listed.output)")

    let kept = try home.run(["account", "remove", Self.name, "--keep"])
    #expect(kept.code == 2 && kept.errors.contains("only what is here"), "\(kept.errors)")
    let unclear = try home.run(["account", "remove", Self.name])
    #expect(unclear.code == 2 && unclear.errors.contains("Say --delete"), "\(unclear.errors)")
    #expect(try contents(of: home) == before)

    let removed = try home.run(["account", "remove", Self.name, "--delete"])
    #expect(removed.code == 0, "\(removed.errors)")
    #expect(
      removed.output
        == "“\(Self.name)” is deleted: 1 conversation with 2 messages, 0 drafts.\n")
    let left = try home.run(["account", "list"])
    #expect(left.lines.count == 1 && left.output.contains("Seed shop"), "\(left.output)")
    let rest = try contents(of: home)
    #expect(!rest.isEmpty && rest.count < before.count)
    #expect(rest.allSatisfy { before.contains($0) && !$0.contains("Do you have seeds?") })
    let again = try home.run(["account", "remove", Self.name, "--delete"])
    #expect(again.code == 1 && again.errors.contains("There is no account"), "\(again.errors)")

    try importExport(into: home)
    #expect(try contents(of: home) == before)
  }

  @Test func oneNameOfTwoAccountsIsAskedForByTheirIds() throws {
    let home = try homeWithArchives()
    let twin = try home.write(
      Lines.shop.replacing(#""id":"shop""#, with: #""id":"a shop""#), to: "twin.jsonl")
    #expect(try home.run(["import", twin]).code == 0)
    let before = try home.run(["account", "list"])
    let unclear = try home.run(["account", "remove", "Seed shop", "--delete"])
    #expect(unclear.code == 1)
    #expect(unclear.errors.contains("Use an id: shop, 'a shop'."), "\(unclear.errors)")
    #expect(try home.run(["account", "list"]).output == before.output)
    let removed = try home.run(["account", "remove", "a shop", "--delete"])
    #expect(removed.code == 0, "\(removed.errors)")
    let left = try home.run(["account", "list"])
    #expect(left.output.contains("id shop") && !left.output.contains("a shop"), "\(left.output)")
  }

  @Test func aDropFolderInTheConfigIsReadAgainAndThatIsSaid() throws {
    let home = try Home()
    try home.write(Lines.shop, to: "drop/inbox/a.jsonl")
    let folder = home.folder.path + "/drop"
    try home.write("drop_folders = [\"\(folder)\"]\n", to: "config/porch/config.toml")
    let before = try home.run(["list", "--view", "all"])
    #expect(before.lines.count == 3)
    let removed = try home.run(["account", "remove", "shop", "--delete"])
    #expect(removed.code == 0, "\(removed.errors)")
    #expect(removed.output.contains("3 conversations with 5 messages"), "\(removed.output)")
    #expect(removed.output.contains("is in the config and will be read again"))
    #expect(try home.run(["account", "list"]).output == "")
    #expect(try home.run(["list", "--view", "all"]).output == before.output)
  }

  @Test func aPersonIsAskedAtTheTerminal() throws {
    let home = try homeWithArchives()
    let program = try home.open(["account", "remove", "Seed shop"])
    #expect(program.waits(toShow: "is 3 conversations with 5 messages, 0 drafts."))
    #expect(program.waits(toShow: "d deletes all of it"))
    program.type("\r")
    #expect(program.waitForEnd() == 1)
    #expect(try home.run(["account", "list"]).lines.count == 2)
    let deleting = try home.open(["account", "remove", "Seed shop"])
    #expect(deleting.waits(toShow: "d deletes all of it"))
    deleting.type("d\r")
    #expect(deleting.waitForEnd() == 0)
    #expect(try home.run(["account", "list"]).lines.count == 1)
  }
}
