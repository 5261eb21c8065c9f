import Foundation
import TestSupport
import Testing

/// The command line as a script uses it: exit codes, JSON, sentences.
@Suite struct CommandLineTests {
  private func homeWithShop() throws -> Home {
    let home = try Home()
    try home.write(Lines.shop, to: "drop/inbox/shop.jsonl")
    #expect(try home.run(["import", home.folder.path + "/drop"]).code == 0)
    return home
  }

  private func objects(_ outcome: Home.Outcome) throws -> [[String: Any]] {
    try outcome.lines.map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
  }

  @Test func importingTwiceAddsNothing() throws {
    let home = try homeWithShop()
    let again = try home.run(["import", home.folder.path + "/drop", "--json"])
    let report = try #require(try objects(again).first)
    #expect(report["added"] as? Int == 0)
    #expect(report["known"] as? Int == 5)
    #expect(again.code == 0)
  }

  @Test func aDryRunWritesNothing() throws {
    let home = try Home()
    let file = try home.write(Lines.shop, to: "shop.jsonl")
    #expect(try home.run(["import", "--dry-run", file]).code == 0)
    #expect(try home.run(["list", "--view", "all", "--json"]).output == "")
  }

  @Test func theListIsOneConversationALineLongestWaitFirst() throws {
    let home = try homeWithShop()
    let waiting = try objects(try home.run(["list", "--json"]))
    #expect(waiting.map { $0["id"] as? String } == ["c-ana", "c-jo"])
    #expect(waiting[0]["waiting_since"] as? String == "2026-11-20T10:00:00.000Z")
    #expect(waiting[0]["network"] as? String == "instagram")
    #expect(waiting[0]["snoozed_until"] is NSNull)
    let all = try objects(try home.run(["list", "--json", "--view", "all"]))
    #expect(Set(all.compactMap { $0["id"] as? String }) == ["c-ana", "c-jo", "c-bo"])
  }

  @Test func idsThatArePrintedAreAcceptedBack() throws {
    let home = try homeWithShop()
    let shown = try objects(try home.run(["show", "c-ana", "--json"]))
    #expect(shown.map { $0["id"] as? String } == ["m1", "m2"])
    #expect(shown[0]["conversation"] as? String == "c-ana")
    #expect(try home.run(["flag", "c-ana"]).code == 0)
    #expect(try objects(try home.run(["list", "--json", "--view", "flagged"])).count == 1)
    #expect(try home.run(["snooze", "c-ana", "--until", "in 2h"]).code == 0)
    #expect(try objects(try home.run(["list", "--json", "--view", "snoozed"])).count == 1)
    #expect(try home.run(["done", "c-jo"]).code == 0)
    #expect(try home.run(["list", "--json"]).output == "")
  }

  @Test func aConversationIsShownWithAllThatIsKnownOfIt() throws {
    let home = try Home()
    let lines = """
      {"type":"account","id":"shop","network":"linkedin","name":"Shop","self":"us"}
      {"type":"message","id":"m1","conversation":"c","author":{"id":"ana","name":"Ana"},\
      "direction":"in","text":"Is it open?","subject":"Sunday","edited":true,\
      "sent_at":"2026-11-20T10:00:00Z"}
      {"type":"message","id":"m2","conversation":"c","author":{"id":"us"},"direction":"out",\
      "text":"Yes.","in_reply_to":"m1","reactions":[{"emoji":"❤","author":"ana"}],\
      "sent_at":"2026-11-20T10:01:00Z"}
      {"type":"message","id":"m3","conversation":"c","author":{"id":"bo","name":"Bo"},\
      "direction":"system","text":"Bo left the group.","sent_at":"2026-11-20T10:02:00Z"}
      """
    let file = try home.write(lines, to: "lines.jsonl")
    #expect(try home.run(["import", file]).code == 0)
    let shown = try home.run(["show", "c"]).lines
    #expect(shown[0].hasPrefix("Ana (edited) · "))
    #expect(shown[1...2] == ["  Subject: Sunday", "  Is it open?"])
    #expect(shown[3].hasPrefix("You · "))
    #expect(shown[4...6] == ["  > Is it open?", "  Yes.", "  [reactions: ❤ Ana]"])
    #expect(shown[7] == "— Bo left the group.")
  }

  @Test func aReplyGoesIntoTheOutboxAtOnce() throws {
    let home = try homeWithShop()
    let sent = try home.run(["reply", "c-ana"], input: "Yes!\nTwo kinds.\n")
    #expect(sent.code == 0, "\(sent.errors)")
    let replies = try home.text(of: "drop/outbox/replies.jsonl")
    let reply = try #require(
      try JSONSerialization.jsonObject(with: Data(replies.utf8)) as? [String: Any])
    #expect(reply["text"] as? String == "Yes!\nTwo kinds.")
    #expect(reply["conversation"] as? String == "c-ana")
    #expect(reply["type"] as? String == "reply")
    #expect(try objects(try home.run(["list", "--json"])).count == 1)
  }

  @Test func wrongUseIsTwoAndTrouble() throws {
    let home = try homeWithShop()
    #expect(try home.run(["list", "--view", "nonsense"]).code == 2)
    #expect(try home.run(["--nonsense"]).code == 2)
    let missing = try home.run(["show", "nobody"])
    #expect(missing.code == 1)
    #expect(missing.errors.contains("nobody") && missing.errors.split(separator: "\n").count == 1)
    #expect(try home.run(["flag", "c-ana", "nobody"]).code == 3)
    #expect(try home.run(["--version"]).output.hasPrefix("porch "))
    #expect(try home.run(["reply", "c-ana"], input: "  \n").code == 1)
  }

  @Test func aScriptSeesWhatLiesInTheFoldersNow() throws {
    let home = try Home()
    try home.write(Lines.shop, to: "drop/inbox/shop.jsonl")
    try home.write(
      "drop_folders = [\"\(home.folder.path)/drop\", \"\(home.folder.path)/nowhere\"]\n",
      to: "config/porch/config.toml")
    let first = try home.run(["list", "--json"])
    #expect(try objects(first).map { $0["id"] as? String } == ["c-ana", "c-jo"])
    #expect(first.code == 0)
    #expect(first.errors.contains("nowhere") && first.errors.split(separator: "\n").count == 1)
    let late = Lines.message("n1", in: "c-new", from: "Priya", "is it for beginners?")
    try home.write(Lines.shop + late + "no JSON\n", to: "drop/inbox/shop.jsonl")
    let shown = try home.run(["show", "c-new", "--json"])
    #expect(try objects(shown).map { $0["text"] as? String } == ["is it for beginners?"])
    #expect(shown.errors.contains("shop.jsonl:8 was skipped"), "\(shown.errors)")
    try home.write(
      Lines.message("n2", in: "c-late", from: "Bo", "and me?"), to: "drop/inbox/more.jsonl")
    #expect(try home.run(["reply", "c-late"], input: "And you.").code == 0)
    #expect(try home.text(of: "drop/outbox/replies.jsonl").contains("And you."))
  }

  private func homeThatFollowsTheShop() throws -> Home {
    let home = try Home()
    try home.write(Lines.shop, to: "drop/inbox/shop.jsonl")
    try home.write(
      "drop_folders = [\"\(home.folder.path)/drop\"]\n", to: "config/porch/config.toml")
    #expect(try home.run(["list"]).code == 0)
    return home
  }

  @Test func aReplyIsNoAnswerToWhatNobodyHasSeen() throws {
    let home = try homeThatFollowsTheShop()
    let late = Lines.message(
      "m9", in: "c-ana", from: "Ana", "never mind", at: "2026-11-21T09:00:00Z")
    try home.write(late, to: "drop/inbox/more.jsonl")
    let refused = try home.run(["reply", "c-ana"], input: "We do!")
    #expect(refused.code == 1)
    #expect(refused.errors.contains("Ana") && refused.errors.contains("never mind"))
    #expect(
      !FileManager.default.fileExists(atPath: home.folder.path + "/drop/outbox/replies.jsonl"))
    // Now it has been said.
    #expect(try home.run(["reply", "c-ana"], input: "We do!").code == 0)
    #expect(try home.text(of: "drop/outbox/replies.jsonl").contains("We do!"))
  }

  @Test func triageOnTheCommandLinePutsNothingAwayThatNobodyHasSeen() throws {
    let home = try homeThatFollowsTheShop()
    let late =
      Lines.message(
        "m9", in: "c-ana", from: "Ana", "one more thing", at: "2026-11-21T09:00:00Z")
      + Lines.message("n1", in: "c-new", from: "Priya", "hello")
    try home.write(late, to: "drop/inbox/more.jsonl")
    #expect(try home.run(["done", "c-ana"]).code == 0)
    let waiting = try objects(try home.run(["list", "--json"]))
    #expect(waiting.compactMap { $0["id"] as? String }.contains("c-ana"))
    let other = Lines.message("n2", in: "c-other", from: "Cy", "hello")
    try home.write(other, to: "drop/inbox/other.jsonl")
    #expect(try home.run(["done", "c-other"]).code == 0)
    #expect(try home.run(["done", "c-other", "nobody"]).code == 3)
  }

  @Test func aLineThatACommandSkipsIsInTheLogToo() throws {
    let home = try homeThatFollowsTheShop()
    try home.write("no JSON\n", to: "drop/inbox/more.jsonl")
    #expect(try home.run(["list"]).errors.contains("more.jsonl:1 was skipped"))
    let log = try home.text(of: "state/porch/porch.log")
    #expect(log.contains("more.jsonl") && !log.contains("no JSON"), "\(log)")
  }

  @Test func anEmptyListSaysSoBesideTheOutput() throws {
    let home = try Home()
    let table = try home.run(["list"])
    #expect(table.output == "" && table.errors == "Nobody is waiting.\n" && table.code == 0)
    #expect(try home.run(["list", "--view", "done"]).errors == "Nothing in “done”.\n")
    let json = try home.run(["list", "--json"])
    #expect(json.output == "" && json.errors == "")
  }

  @Test func aWordThatIsNoCommandIsAnsweredShortly() throws {
    let home = try Home()
    let near = try home.run(["lst"])
    #expect(near.code == 2)
    #expect(near.errors.contains("`porch list`") && near.errors.split(separator: "\n").count == 1)
    let far = try home.run(["frobnicate", "--json"])
    #expect(far.code == 2)
    #expect(far.errors.contains("--help") && !far.errors.contains("Did you mean"))
    #expect(try home.run(["list", "too", "much"]).errors.contains("too"))
  }

  @Test func anEmptyLineLeavesTheImportsQuestions() throws {
    let home = try Home()
    let chat = "01/02/2026, 10:00 - Ana: hi\n02/02/2026, 10:00 - Bo: hello\n"
    let file = try home.write(chat, to: "WhatsApp Chat with Ana.txt")
    let program = try home.open(["import", file])
    #expect(program.waits(toShow: "empty line"), "\(program.screen.text)")
    program.type("\n")
    #expect(program.waitForEnd() == 1, "\(program.screen.text)")
    #expect(program.screen.text.contains("skipped"), "\(program.screen.text)")
  }

  @Test func theConfigInTheReadmeHasEverySettingAndNoMistake() throws {
    let readme = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appending(path: "../../README.md")
    let text = try String(contentsOf: readme, encoding: .utf8)
    let block = try #require(text.split(separator: "```toml\n").last)
    let example = try #require(block.split(separator: "```").first)
    let home = try Home()
    try home.write(String(example), to: "config/porch/config.toml")
    let doctor = try home.run(["doctor"])
    #expect(doctor.output.contains("config.toml: no mistakes"), "\(doctor.output)")
    for name in [
      "theme", "density", "send_key", "hold", "bell", "clipboard", "open", "drop_folders", "[keys.",
    ] {
      #expect(example.contains("\n\(name)") || example.hasPrefix(name), "\(name)")
    }
  }

  @Test func withoutATerminalTheInboxSaysSo() throws {
    let outcome = try Home().run([])
    #expect(outcome.code == 1)
    #expect(outcome.errors.contains("terminal"))
    #expect(outcome.output.isEmpty)
  }

  @Test func mistakesInTheConfigNameFileAndLine() throws {
    let home = try Home()
    let file = try home.write(
      "density = 7\ntheme = \"default\"\nbroken =\n", to: "config/porch/config.toml")
    let doctor = try home.run(["doctor"])
    #expect(doctor.code == 1)
    #expect(doctor.output.contains("\(file):1:"), "\(doctor.output)")
    #expect(doctor.output.contains("\(file):3:"), "\(doctor.output)")
  }

  @Test func aFullDiskIsSaidInASentence() throws {
    let home = try homeWithShop()
    let shell = try home.shell("\(Home.program) list --json > /dev/full")
    #expect(shell.code == 1)
    #expect(shell.errors.contains("written"), "\(shell.errors)")
  }

  @Test func anIdCannotTurnTheTextAround() throws {
    let home = try Home()
    let file = try home.write(
      Lines.message("m1", in: "c\u{202E}evil", from: "Ana", "hi"), to: "shop.jsonl")
    #expect(try home.run(["import", file]).code == 0)
    for arguments in [["list"], ["list", "--json"]] {
      let output = try home.run(arguments).output
      #expect(output.contains("evil") && !output.contains("\u{202E}"))
    }
    let id = try #require(try objects(try home.run(["list", "--json"])).first?["id"] as? String)
    #expect(try home.run(["flag", id]).code == 0)
  }

  /// All that are in the project's folder, by a program that was copied away from it.
  @Test func themesComeAlongWithTheProgram() throws {
    let home = try Home()
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appending(path: "../../themes").standardized.path
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
      .map { String($0.dropLast(".toml".count)) }.sorted()
    #expect(names.contains("light"))
    let copy = "cd / && cp \(Home.program) \(home.folder.path)/p && \(home.folder.path)/p"
    let list = try home.shell("\(copy) theme list").output
    #expect(list.split(separator: "\n") == names.map { $0 == "default" ? "default *" : "\($0)" })
    for name in names { #expect(try home.run(["theme", "show", name]).code == 0) }
    #expect(try home.run(["theme", "show", "nonsense"]).code == 1)
    let light = try home.shell("\(home.folder.path)/p theme show light").output
    #expect(light.contains("fg #262626"), "\(light)")
  }
}
