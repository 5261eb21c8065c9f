import Foundation
import Sync
import TestSupport
import Testing

@testable import porch

/// A section put into the user's config and taken out of it: every other byte stays.
@Suite struct AccountSectionTests {
  private let team = AccountSection(
    name: "team",
    entries: [
      ("url", .text("https://a.example")), ("token_command", .list(["pass", "a \"b\" \\ \u{7}"])),
      ("read_receipts", .yes),
    ])

  private static let configs = [
    "", "# mine\n", "density = 1", "density = 1\n", "density = 1\n\n",
    "density = 1\r\nbell = true\r\n",
    "# a\n\n\n[keys.inbox] # those\n\"d\" = \"done\"\n# the end\n",
    "open = [\n  \"a\", # one\n  \"b\",\n]\n\n[accounts.other]\nurl = \"https://b.example\"\n",
    "theme = \"\"\"\n[accounts.team]\n\"\"\"\n", "\u{FEFF}# marked\ndensity = 2\n",
  ]

  @Test(arguments: configs)
  func whatIsAddedIsReadAndComesOutWithoutATrace(config: String) throws {
    let added = try team.added(to: config)
    #expect(added.utf8.starts(with: config.utf8))
    let read = Settings(TolerantTOML(text: added, path: "")).accounts
    let ours = try #require(read.first { $0.name == "team" })
    #expect(ours.token == .command(["pass", "a \"b\" \\ \u{7}"]) && ours.sendsReadMarks)
    #expect(ours.address == (try ServerAddress("https://a.example")))
    // A section that looks so in a text is not ours to take out.
    guard !config.contains("[accounts.team]") else {
      #expect(throws: CommandError.self) { try AccountSection.removed("team", from: added) }
      return
    }
    let end = config.isEmpty || config.utf8.last == 10 ? "" : "\n"
    #expect(try AccountSection.removed("team", from: added) == config + end)
  }

  @Test func commentsAndNeighboursStay() throws {
    let config = """
      # first
      [accounts.a]  # A
      url = "https://a.example"
      token_command = [
        "pass", # why
        "a",
      ]
      # inside

      # about b
      [ accounts . "team" ]
      url = "https://b.example"

      # about keys
      [keys.inbox]
      "d" = "done"

      """
    let without = try AccountSection.removed("team", from: config)
    #expect(
      without
        == config.replacing("[ accounts . \"team\" ]\nurl = \"https://b.example\"\n", with: ""))
    let rest = try AccountSection.removed("a", from: without)
    #expect(
      rest.hasPrefix("# first\n# inside\n\n# about b\n\n# about keys\n[keys.inbox]\n"), "\(rest)")
  }

  @Test(arguments: [
    "accounts = { team = { url = \"x\" } }\n", "[accounts]\nteam = { url = \"x\" }\n",
    "[accounts]\nteam.url = \"x\"\n",
  ])
  func anotherWayOfWritingItIsLeftToItsWriter(config: String) {
    #expect(throws: CommandError.self) { try AccountSection.removed("team", from: config) }
    #expect(throws: CommandError.self) { try team.added(to: config) }
  }

  @Test func aConfigWithAMistakeIsNotTouched() {
    #expect { try team.added(to: "a = 1\nbroken =\n") } throws: { "\($0)".contains("line 2") }
    #expect(throws: CommandError.self) { try AccountSection.removed("team", from: "broken =\n") }
  }

  @Test func aNameThatIsTakenIsRefused() throws {
    let config = try team.added(to: "")
    #expect { try team.added(to: config) } throws: { "\($0)".contains("account remove team") }
  }

  // MARK: The file

  @Test func aNewConfigIsTheUsersAlone() throws {
    let home = try Home()
    let path = home.folder.path + "/new/porch/config.toml"
    try ConfigFile(path: path).change { _ in "density = 1\n" }
    #expect(try home.text(of: "new/porch/config.toml") == "density = 1\n")
    #expect(try Self.mode(path) == 0o600)
    #expect(try Self.mode(home.folder.path + "/new/porch") == 0o700)
    let files = try FileManager.default.contentsOfDirectory(atPath: home.folder.path + "/new/porch")
    #expect(files == ["config.toml"])
  }

  @Test func aLinkedConfigStaysALinkAndKeepsItsPermissions() throws {
    let home = try Home()
    let real = try home.write("a = 1\n", to: "dotfiles/porch.toml")
    chmod(real, 0o640)
    let link = home.folder.path + "/config.toml"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: real)
    try ConfigFile(path: link).change { $0 + "b = 2\n" }
    #expect(try home.text(of: "dotfiles/porch.toml") == "a = 1\nb = 2\n")
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == real)
    #expect(try Self.mode(real) == 0o640)
  }

  @Test func aChangeThatFailsLeavesTheFileAsItWas() throws {
    let home = try Home()
    let path = try home.write("a = 1\n", to: "config.toml")
    #expect(throws: CommandError.self) {
      try ConfigFile(path: path).change { _ in throw CommandError("no") }
    }
    #expect(try home.text(of: "config.toml") == "a = 1\n")
  }

  private static func mode(_ path: String) throws -> Int {
    let facts = try FileManager.default.attributesOfItem(atPath: path)
    return try #require(facts[.posixPermissions] as? Int)
  }

  @Test func whatIsSetTakesThePlaceOfWhatItStandsForAndNothingElse() throws {
    let config = """
      # first
      [accounts.other]
      url = "https://b.example"
      token_env = "B"

      [accounts.team] # ours
      # where it is
      url = "https://a.example"
      ca_file = "~/ca.pem"
      token_env = "A"

      [keys.inbox]
      "d" = "done"
      """ + "\r\n"
    let set = AccountSection(
      name: "team",
      entries: [("url", .text("https://c.example")), ("token_command", .list(["pass", "c"]))])
    let wanted = config.replacing("https://a.example", with: "https://c.example")
      .replacing("token_env = \"A\"", with: "token_command = [\"pass\", \"c\"]")
    #expect(try set.changed(in: config) == wanted)
    let nobody = AccountSection(name: "nobody", entries: set.entries)
    #expect(throws: CommandError.self) { try nobody.changed(in: config) }
    let byHand = config.replacing("token_env = \"A\"", with: "token_command = [\n\"a\",\n]")
    #expect(throws: CommandError.self) { try set.changed(in: byHand) }
  }
}
