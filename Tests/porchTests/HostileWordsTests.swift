import Foundation
import Testing

/// What was typed, and what the environment says, is repeated by sentences; it steers no terminal.
@Suite struct HostileWordsTests {
  private static let hostile = "x\u{1B}[31m\u{9B}2J\u{7}y"

  private func expectPlain(_ outcome: Home.Outcome, _ location: SourceLocation = #_sourceLocation) {
    let text = outcome.output + outcome.errors
    #expect(!text.isEmpty, sourceLocation: location)
    #expect(
      text.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control },
      "\(text.debugDescription)", sourceLocation: location)
  }

  @Test(arguments: [
    ["list", "--view", hostile], ["import", "--network", hostile, "/"], ["list", "--" + hostile],
    ["snooze", "c-ana", "--until", hostile], ["import", "--timezone", hostile, "/"],
    ["show", hostile], [hostile], ["list", "--store", "/nowhere/" + hostile],
    ["import", "/nowhere/" + hostile], ["theme", "show", hostile], ["account", "check", hostile],
    ["export", "--format", hostile], ["done", hostile], ["list", "--limit", hostile],
  ])
  func whatWasTypedIsRepeatedWithoutControls(_ arguments: [String]) throws {
    let home = try Home()
    try home.write(Lines.shop, to: "drop/inbox/shop.jsonl")
    #expect(try home.run(["import", home.folder.path + "/drop"]).code == 0)
    expectPlain(try home.run(arguments))
  }

  @Test func namesOfFilesAreListedWithoutControls() throws {
    let home = try Home()
    try home.write("", to: "config/porch/themes/" + Self.hostile + ".toml")
    let config = #"""
      [accounts.one]
      url = "http://127.0.0.1:1"
      token_file = "/t/x\u001b[31my"
      [accounts.two]
      url = "http://127.0.0.1:1"
      token_command = ["x\u001b[31my"]

      """#
    try home.write(config, to: "config/porch/config.toml")
    expectPlain(try home.run(["theme", "list"]))
    #expect(try home.run(["theme", "list"]).output.contains("xy"))
    expectPlain(try home.run(["account", "list"]))
    #expect(try home.run(["account", "list"]).output.contains("xy"))
  }

  @Test func theDoctorRepeatsPathsAndTheLocaleWithoutControls() throws {
    let home = try Home()
    let folder = home.folder.path + "/" + Self.hostile
    try home.write(
      #"drop_folders = ["/tmp/x\u001b[31mz"]"# + "\n", to: Self.hostile + "/porch/config.toml")
    expectPlain(
      try home.run(
        ["doctor", "--store", folder + "/s.sqlite"],
        adding: ["LC_ALL": "de\u{1B}[31m", "XDG_CONFIG_HOME": folder, "TERM": "x\u{1B}[31m"]))
  }
}
