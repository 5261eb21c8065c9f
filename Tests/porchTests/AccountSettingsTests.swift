import Domain
import Foundation
import Interface
import Sync
import Testing

@testable import porch

/// The servers of a config: what is understood, and what is said of the rest.
@Suite struct AccountSettingsTests {
  private func settings(_ text: String) -> Settings {
    Settings(TolerantTOML(text: text, path: "config.toml"))
  }

  private func sentences(_ text: String) -> String {
    settings(text).notices.map(\.text.string).joined(separator: "\n")
  }

  @Test func everyWayToATokenIsUnderstood() throws {
    let settings = settings(
      """
      [accounts.team]
      url = "https://inbox.example.com"
      token_command = ["pass", "show", "inbox"]
      ca_file = "/etc/ca.pem"
      read_receipts = true
      [accounts.home]
      url = "http://127.0.0.1:8787"
      token_file = "/run/token"
      [accounts.shop]
      url = "https://shop.example.com/porch"
      token_env = "SHOP_TOKEN"
      """)
    #expect(settings.notices.isEmpty, "\(settings.notices)")
    #expect(settings.accounts.map(\.name) == ["home", "shop", "team"])
    let team = try #require(settings.accounts.last)
    #expect(team.token == .command(["pass", "show", "inbox"]))
    #expect(team.authorityFile == "/etc/ca.pem" && team.sendsReadMarks)
    #expect(team.address == (try ServerAddress("https://inbox.example.com")))
    #expect(settings.accounts[0].token == .file("/run/token"))
    #expect(settings.accounts[1].token == .environment("SHOP_TOKEN"))
    #expect(!settings.accounts[0].sendsReadMarks && settings.accounts[0].authorityFile == nil)
  }

  @Test(arguments: [
    ("url = \"https://a.example\"", 1, "one of token_file"),
    ("token_env = \"T\"", 1, "wants a url"),
    ("url = 7\ntoken_env = \"T\"", 2, "“url” wants an address"),
    ("token_env = \"T\"\nurl = \"http://a.example\"", 3, "https://"),
    ("url = \"https://sam:pw@a.example\"\ntoken_env = \"T\"", 2, "token"),
    ("url = \"https://a.example/?token=x\"\ntoken_env = \"T\"", 2, "?"),
    ("url = \"https://a.example\"\ntoken_env = \"T\"\ntoken_file = \"/t\"", 3, "one of token_file"),
    ("url = \"https://a.example\"\ntoken_command = \"pass\"", 3, "wants a list"),
    ("url = \"https://a.example\"\ntoken_command = []", 3, "wants a list"),
    ("url = \"https://a.example\"\ntoken_file = \"\"", 3, "a file in quotes"),
    ("url = \"https://a.example\"\ntoken_env = \"T\"\nca_file = 7", 4, "“ca_file” wants"),
  ])
  func aMistakeLeavesTheAccountOutAndNamesTheLine(section: String, line: Int, words: String) {
    let text =
      "[accounts.team] # ours\n\(section)\n[accounts.good]\nurl = \"https://b.example\"\ntoken_env = \"T\"\n"
    let settings = settings(text)
    #expect(settings.accounts.map(\.name) == ["good"])
    let sentence = sentences(text)
    #expect(sentence.hasPrefix("config.toml:\(line): ") && sentence.contains(words), "\(sentence)")
  }

  @Test func whatCanBeDoneWithoutIsReportedAndTheAccountStays() {
    let text =
      "[accounts.team]\nurl = \"https://a.example\"\ntoken_env = \"T\"\nread_receipts = 1\ncolour = 3\n"
    #expect(settings(text).accounts.count == 1)
    #expect(sentences(text).contains("config.toml:4: “read_receipts” wants true or false."))
    #expect(sentences(text).contains("config.toml:5: “colour” is not a setting of an account."))
  }

  @Test(arguments: ["accounts = 7\n", "accounts = []\n", "[accounts]\nteam = 7\n"])
  func whatIsNoSectionIsSaid(text: String) {
    #expect(settings(text).accounts.isEmpty)
    #expect(sentences(text).contains("[accounts.team]"), "\(sentences(text))")
  }

  @Test func theRestOfTheConfigCounts() {
    let settings = settings("density = 1\n[accounts.team]\nurl = 7\n")
    #expect(settings.density == .one && settings.notices.count == 1)
  }

  @Test(arguments: ["", "a b", "é", "a.b", "a\"", String(repeating: "n", count: 65), "[x]"])
  func whatIsNoNameIsRefused(name: String) { #expect(!AccountSettings.isName(name)) }

  @Test(arguments: ["team", "Team-2_x", "7", String(repeating: "n", count: 64)])
  func namesAreLettersDigitsAndLines(name: String) { #expect(AccountSettings.isName(name)) }
}

@Suite struct CommandWordsTests {
  @Test(arguments: [
    ("pass show inbox", ["pass", "show", "inbox"]), ("  a   b ", ["a", "b"]),
    ("sh -c 'echo  $X'", ["sh", "-c", "echo  $X"]), (#"a "b \" c" d"#, ["a", #"b " c"#, "d"]),
    (#"a\ b 'c\d'"#, ["a b", #"c\d"#]), ("a '' b", ["a", "", "b"]), ("", []),
    ("a;b | c > d", ["a;b", "|", "c", ">", "d"]),
  ])
  func quotesAndBackslashesMeanWhatTheyDoInAShell(line: String, words: [String]) {
    #expect(CommandWords.split(line) == words)
  }

  @Test(arguments: ["a 'b", "a \"b", "a \\"])
  func whatIsNotClosedIsRefused(line: String) { #expect(CommandWords.split(line) == nil) }
}
