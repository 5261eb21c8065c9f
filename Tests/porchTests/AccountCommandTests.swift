import Foundation
import TestSupport
import Testing

/// `porch account`: what it finds, what it writes, and what it leaves alone.
@Suite struct AccountCommandTests {
  private static let config = "# mine\ndensity = 1 # one line\n"

  private func homeWithConfig() throws -> Home {
    let home = try Home()
    try home.write(Self.config, to: "config/porch/config.toml")
    return home
  }

  private func config(of home: Home) throws -> String {
    try home.text(of: "config/porch/config.toml")
  }

  @Test func addingChecksSaysWhatItFoundAndWritesOneSection() throws {
    let home = try homeWithConfig()
    let hub = try HubProcess(home: home)
    let token = try hub.token("sam")
    let added = try hub.add(token: token)
    #expect(added.code == 0, "\(added.errors)")
    #expect(added.output.contains("You are sam, an agent"), "\(added.output)")
    #expect(added.output.contains("Instagram  Seed shop: can send, note"), "\(added.output)")
    let secret = try home.text(of: "token").trimmingCharacters(in: .newlines)
    let written = try config(of: home)
    #expect(!written.contains(secret) && !added.output.contains(secret))
    #expect(
      written == Self.config
        + "\n[accounts.team]\nurl = \"\(hub.url)\"\ntoken_file = \"\(token)\"\n")
    let checked = try home.run(["account", "check"])
    #expect(checked.code == 0 && checked.output.contains("You are sam"), "\(checked.errors)")
    let again = try hub.add(token: token)
    #expect(again.code == 1 && again.errors.contains("already"), "\(again.errors)")
    let doctor = try home.run(["doctor"])
    #expect(doctor.output.contains("Server team: token from the file"), "\(doctor.output)")
    #expect(doctor.output.contains("You are sam, an agent"), "\(doctor.output)")
  }

  @Test func aServerThatDoesNotAnswerIsNotWritten() throws {
    let home = try homeWithConfig()
    let token = try home.write("secret\n", to: "token")
    chmod(token, 0o600)
    let arguments = [
      "account", "add", "team", "--url", "http://127.0.0.1:1", "--token-file", token,
    ]
    let refused = try home.run(arguments)
    #expect(refused.code == 1)
    #expect(refused.errors.contains("Nothing was written; --no-check"), "\(refused.errors)")
    #expect(try config(of: home) == Self.config)
    #expect(try home.run(arguments + ["--no-check"]).code == 0)
    #expect(try config(of: home).contains("[accounts.team]"))
    #expect(try home.run(["account", "check", "team"]).code == 1)
  }

  @Test func aTokenTheServerDoesNotKnowIsNotWritten() throws {
    let home = try homeWithConfig()
    let hub = try HubProcess(home: home)
    let token = try home.write("not-the-token\n", to: "wrong")
    chmod(token, 0o600)
    let refused = try hub.add(token: token)
    #expect(refused.code == 1 && refused.errors.contains("token"), "\(refused.errors)")
    #expect(!refused.errors.contains("not-the-token"))
    #expect(try config(of: home) == Self.config)
  }

  @Test(arguments: [
    ["--url", "http://inbox.example.com", "--token-env", "T"],
    ["--url", "https://sam:pw@inbox.example.com", "--token-env", "T"],
    ["--url", "https://inbox.example.com/?token=x", "--token-env", "T"],
    ["--url", "https://inbox.example.com"],
    ["--url", "https://inbox.example.com", "--token-env", "T", "--token-file", "/t"],
    ["--url", "https://inbox.example.com", "--token-command", "pass 'show"],
  ])
  func wrongUseIsTwoAndWritesNothing(arguments: [String]) throws {
    let home = try homeWithConfig()
    let outcome = try home.run(["account", "add", "team"] + arguments)
    #expect(outcome.code == 2, "\(outcome.errors)")
    #expect(try config(of: home) == Self.config)
    #expect(try home.run(["account", "add", "a b"] + arguments).code == 2)
  }

  @Test(arguments: ["sk-live_99secret", "abcDEF99secret"])
  func aTokenInPlaceOfAVariablesNameIsNeitherKeptNorRepeated(_ token: String) throws {
    let home = try homeWithConfig()
    let outcome = try home.run([
      "account", "add", "team", "--url", "http://127.0.0.1:1", "--no-check", "--token-env", token,
    ])
    #expect(outcome.code == 2 && outcome.errors.contains("the name of a variable"))
    #expect(!(outcome.errors + outcome.output).contains(token))
    #expect(try config(of: home) == Self.config)
  }

  @Test func aTokenFileThatOthersReadIsRefused() throws {
    let home = try homeWithConfig()
    let token = try home.write("secret\n", to: "token")
    chmod(token, 0o644)
    let outcome = try home.run(
      ["account", "add", "team", "--url", "http://127.0.0.1:1", "--token-file", token])
    #expect(outcome.code == 1 && outcome.errors.contains("chmod 600"), "\(outcome.errors)")
    #expect(try config(of: home) == Self.config)
  }

  @Test func theTokenMayComeFromACommandOrAVariable() throws {
    let home = try homeWithConfig()
    let hub = try HubProcess(home: home)
    let token = try hub.token("sam")
    let byCommand = try home.run(
      ["account", "add", "one", "--url", hub.url, "--token-command", "cat '\(token)'"])
    #expect(byCommand.code == 0, "\(byCommand.errors)")
    #expect(try config(of: home).contains("token_command = [\"cat\", \"\(token)\"]"))
    let secret = try home.text(of: "token").trimmingCharacters(in: .newlines)
    let arguments = ["account", "add", "two", "--url", hub.url, "--token-env", "SAMS_TOKEN"]
    #expect(try home.run(arguments).code == 1)
    #expect(try home.run(arguments, adding: ["SAMS_TOKEN": secret]).code == 0)
    let some = try home.run(["account", "check"])
    #expect(some.code == 3 && some.errors.contains("SAMS_TOKEN"), "\(some.errors)")
  }

  @Test func theListTellsHowTheyStandAndAsksNobody() throws {
    let home = try homeWithConfig()
    #expect(try home.run(["account", "list"]).errors.contains("No accounts"))
    let hub = try HubProcess(home: home)
    try hub.add(token: try hub.token("sam"))
    #expect(try home.run(["account", "list"]).output.contains("never read"))
    #expect(try home.run(["sync"]).code == 0)
    hub.stop()
    let listed = try home.run(["account", "list"])
    #expect(listed.code == 0 && listed.output.contains("team"), "\(listed.errors)")
    #expect(listed.output.contains("instagram Seed shop · read today"), "\(listed.output)")
    #expect(listed.output.contains(" · as sam, agent · "), "\(listed.output)")
    let line = try #require(try home.run(["account", "list", "--json"]).lines.first)
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    #expect(object["name"] as? String == "team" && object["kind"] as? String == "server")
    #expect(object["configured"] as? Bool == true)
    #expect(object["user"] as? String == "sam" && object["role"] as? String == "agent")
    #expect(object["accounts"] as? [String] == ["instagram Seed shop"])
  }

  @Test func anotherTokenIsTakenOnceTheServerKnowsIt() throws {
    let home = try homeWithConfig()
    let hub = try HubProcess(home: home)
    try hub.add(token: try hub.token("sam"))
    let before = try config(of: home)
    let wrong = try home.write("not-the-token\n", to: "wrong")
    chmod(wrong, 0o600)
    let refused = try home.run(["account", "set", "team", "--token-file", wrong])
    #expect(
      refused.code == 1 && refused.errors.contains("Nothing was changed"), "\(refused.errors)")
    #expect(try config(of: home) == before)
    let token = try hub.token("kim", role: "reader", in: "kims")
    let changed = try home.run(["account", "set", "team", "--token-command", "cat '\(token)'"])
    #expect(changed.code == 0, "\(changed.errors)")
    #expect(changed.output.contains("You are kim, a reader"), "\(changed.output)")
    #expect(changed.output.contains("stays on this machine"), "\(changed.output)")
    #expect(
      try config(of: home) == Self.config
        + "\n[accounts.team]\nurl = \"\(hub.url)\"\ntoken_command = [\"cat\", \"\(token)\"]\n")
    #expect(try home.run(["sync"]).code == 0)
    #expect(try home.run(["account", "list"]).output.contains("as kim, reader"))
    #expect(try home.run(["account", "set", "nobody", "--token-env", "T"]).code == 1)
    #expect(try home.run(["account", "set", "team"]).code == 2)
  }

  @Test func anotherAddressIsReadAnewAndWhatHasNotLeftGoesThere() throws {
    let home = try homeWithConfig()
    let hub = try HubProcess(home: home)
    try hub.add(token: try hub.token("sam"))
    #expect(try home.run(["sync"]).code == 0)
    hub.stop()
    let queued = try home.run(["reply", "c-ana", "--wait", "0"], input: "Two kinds.\n")
    #expect(queued.code == 3, "\(queued.errors)")
    #expect(try home.run(["flag", "c-jo"]).code == 0)
    // The same shop on another machine, from a log of its own.
    let moved = try HubProcess(home: Home())
    let token = try moved.token("sam")
    let set = try home.run(["account", "set", "team", "--url", moved.url, "--token-file", token])
    #expect(set.code == 0, "\(set.errors)")
    let synced = try home.run(["sync"])
    #expect(synced.code == 0, "\(synced.errors)")
    #expect(
      try moved.texts(of: "c-ana") == [
        "Two kinds.", "hello? :)", "Do you still have sunflower seeds?",
      ])
    #expect(try moved.call("GET", "/v1/conversations/c-jo").body.contains(#""flagged":true"#))
    #expect(try home.run(["sync"]).code == 0)
    let thread = try home.run(["show", "c-ana", "--json"])
    #expect(thread.lines.count == 3, "\(thread.output)")
    #expect(try home.run(["list", "--json", "--view", "all"]).lines.count == 3)
  }

  @Test func removingAsksAboutTheMessagesOrIsTold() throws {
    let home = try homeWithConfig()
    let hub = try HubProcess(home: home)
    let token = try hub.token("sam")
    try hub.add(token: token)
    #expect(try home.run(["sync"]).code == 0)
    let unclear = try home.run(["account", "remove", "team"])
    #expect(unclear.code == 2 && unclear.errors.contains("--keep or --delete"))
    #expect(try config(of: home).contains("[accounts.team]"))
    #expect(try home.run(["account", "remove", "team", "--keep", "--delete"]).code == 2)
    #expect(try home.run(["account", "remove", "nobody", "--keep"]).code == 1)

    let kept = try home.run(["account", "remove", "team", "--keep"])
    #expect(kept.code == 0, "\(kept.errors)")
    #expect(try config(of: home) == Self.config)
    #expect(try home.run(["list", "--json"]).lines.count == 2)
    #expect(try home.run(["account", "list"]).output.contains("archive"))
  }

  @Test func deletingLeavesNothingOfItAndTheRestAsItWas() throws {
    let home = try homeWithConfig()
    let own = try home.write(
      Lines.message("x1", in: "c-own", from: "Kim", "Mine?"), to: "own.jsonl")
    #expect(try home.run(["import", own]).code == 0)
    let hub = try HubProcess(home: home)
    try hub.add(token: try hub.token("sam"))
    #expect(try home.run(["sync"]).code == 0)
    #expect(try home.run(["list", "--json"]).lines.count == 3)
    let deleted = try home.run(["account", "remove", "team", "--delete"])
    #expect(deleted.code == 0, "\(deleted.errors)")
    #expect(deleted.output.contains("deleted"))
    let left = try home.run(["list", "--json", "--view", "all"])
    #expect(left.lines.count == 1 && left.output.contains("c-own"), "\(left.output)")
    #expect(try home.run(["doctor"]).output.contains("1 conversations, 1 waiting"))
    try hub.add(token: home.folder.path + "/token")
    #expect(try home.run(["sync"]).code == 0)
    #expect(try home.run(["list", "--json"]).lines.count == 3)
  }
}
