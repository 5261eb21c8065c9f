import Foundation
import Testing

/// `porch export` and `porch people` as a script uses them.
@Suite struct ExportCommandTests {
  private func home() throws -> Home {
    let home = try Home()
    try home.write(Lines.shop, to: "shop.jsonl")
    #expect(try home.run(["import", home.folder.path + "/shop.jsonl"]).code == 0)
    return home
  }

  @Test func anExportMakesTheSameListElsewhere() throws {
    let home = try home()
    #expect(try home.run(["flag", "c-jo"]).code == 0)
    #expect(try home.run(["export", "--output", "out.jsonl"]).code == 0)
    let other = home.folder.path + "/other.sqlite"
    #expect(try home.run(["import", "out.jsonl", "--store", other]).code == 0)
    for view in ["waiting", "flagged", "all"] {
      let list = ["list", "--view", view]
      #expect(try home.run(list).output == home.run(list + ["--store", other]).output)
    }
    let again = try home.run(["export", "--store", other])
    #expect(try again.output == home.text(of: "out.jsonl"))
  }

  @Test func theFileIsOursAloneAndNothingIsLeftBesideIt() throws {
    let home = try home()
    try home.write("", to: "out/mine.txt")
    #expect(try home.run(["export", "-o", "out/all.jsonl"]).code == 0)
    let path = home.folder.path + "/out/all.jsonl"
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    let names = try FileManager.default.contentsOfDirectory(atPath: home.folder.path + "/out")
    #expect(names.sorted() == ["all.jsonl", "mine.txt"])
  }

  @Test func whatAKilledExportLeftIsNeverReadAndGoesWithTheNextOne() throws {
    let home = try home()
    let whole = try home.run(["export"]).output
    let half = String(whole.prefix(whole.count / 2))
    let names = [
      ".all.jsonl.0A1B2C3D.part", ".all.jsonl.11111111.part", ".all.jsonl.txt.0A1B2C3D.part",
      ".all.jsonl.mine.part",
    ]
    for name in names { try home.write(half, to: "out/" + name) }
    let folder = home.folder.path + "/out"
    let other = ["--store", home.folder.path + "/other.sqlite"]
    let named = try home.run(["import", "\(folder)/\(names[0])"] + other)
    #expect(named.code == 3 || named.code == 1)
    #expect((named.output + named.errors).contains("ended before it was whole"))
    _ = try home.run(["import", folder] + other)
    #expect(try home.run(["list", "--view", "all"] + other).lines.count == 0)
    // Another export is writing this one.
    let writing = open("\(folder)/\(names[1])", O_RDONLY)
    defer { close(writing) }
    #expect(flock(writing, LOCK_EX | LOCK_NB) == 0)
    #expect(try home.run(["export", "-o", "out/all.jsonl"]).code == 0)
    #expect(try home.text(of: "out/all.jsonl") == whole)
    let left = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(Set(left) == Set(names.dropFirst() + ["all.jsonl"]))
  }

  @Test func aFileThatIsThereIsReplacedOnlyWhenAsked() throws {
    let home = try home()
    try home.write("precious", to: "out.jsonl")
    let refused = try home.run(["export", "--output", "out.jsonl"])
    #expect(refused.code == 1)
    #expect(refused.errors.contains("is there already"))
    #expect(try home.text(of: "out.jsonl") == "precious")
    #expect(try home.run(["export", "--output", "out.jsonl", "--force"]).code == 0)
    #expect(try home.text(of: "out.jsonl").hasPrefix(#"{"type":"account""#))
    let device = try home.run(["export", "--output", "/dev/null", "--force"])
    #expect(device.code == 1)
    #expect(FileManager.default.fileExists(atPath: "/dev/null"))
  }

  @Test func oneConversationIsATextAMailboxOrLines() throws {
    let home = try home()
    let text = try home.run(["export", "c-bo", "--format", "text"])
    #expect(text.output.contains("09:05  You\n       Until six!"))
    #expect(try home.run(["export", "c-bo", "--format", "mbox"]).output.hasPrefix("From Bo@"))
    let lines = try home.run(["export", "c-bo"]).lines
    #expect(lines.count { $0.hasPrefix(#"{"type":"message""#) } == 2)
    #expect(!lines.contains { $0.contains("c-ana") })
  }

  @Test func wrongUseIsToldAsSuch() throws {
    let home = try home()
    #expect(try home.run(["export", "--format", "mbox"]).code == 2)
    #expect(try home.run(["export", "c-bo", "--view", "all"]).code == 2)
    #expect(try home.run(["export", "--view", "nowhere"]).code == 2)
    #expect(try home.run(["export", "--account", "nobody"]).code == 1)
    #expect(try home.run(["export", "c-nobody"]).code == 1)
    let missing = try home.run(["export", "--store", home.folder.path + "/none.sqlite"])
    #expect(missing.code == 1)
    #expect(missing.errors.contains("There is no store"))
    #expect(try home.run(["export", "--output", "no/such/folder/out"]).code == 1)
  }

  // MARK: People

  private func homeWithTwins() throws -> Home {
    let home = try Home()
    for (account, network) in [("ig", "instagram"), ("li", "linkedin")] {
      let lines =
        #"{"type":"account","id":"\#(account)","network":"\#(network)","name":"Us"}"# + "\n"
        + #"{"type":"message","id":"m","conversation":"c-\#(account)","author":{"id":"\#(account)-ana","name":"Ana Lima"},"#
        + #""direction":"in","text":"Hi","sent_at":"2026-11-20T10:00:00Z"}"# + "\n"
      try home.write(lines, to: "\(account).jsonl")
      let report = try home.run(["import", home.folder.path + "/\(account).jsonl"])
      #expect(
        report.output.contains("1 pair of people may be one person: `porch people suggest`")
          == (account == "li"))
    }
    return home
  }

  @Test func whoMayBeOneIsSuggestedWithTheCommandThatSaysSo() throws {
    let home = try homeWithTwins()
    let suggested = try home.run(["people", "suggest"])
    #expect(
      suggested.lines == [
        "Ana Lima on Instagram and Ana Lima on LinkedIn: the same full name",
        "  porch people merge ig-ana li-ana",
      ])
    let json = try home.run(["people", "suggest", "--json"]).lines
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(json[0].utf8)) as? [String: Any])
    #expect((object["one"] as? [String: Any])?["id"] as? String == "ig-ana")
    #expect(object["reason"] as? String == "the same full name")
    #expect(try home.run(["people", "merge", "ig-ana", "li-ana"]).code == 0)
    #expect(try home.run(["people", "suggest"]).output == "")
    let merged = try home.run(["people", "--merged"])
    #expect(merged.lines.count == 2)
    #expect(merged.lines[1].contains("also Ana Lima on LinkedIn  li-ana"))
    #expect(try home.run(["people", "split", "li-ana"]).code == 0)
    #expect(try home.run(["people", "--merged"]).output == "")
    #expect(try home.run(["people", "suggest"]).output == "")
  }

  /// A printed command, run as it stands, whatever the names in it hold.
  @Test func aSuggestedCommandIsTakenAsItIsPrinted() throws {
    let home = try Home()
    for (account, id) in [("ig", "Ana  Lima "), ("li", "Ana\u{A0}O\u{200C}'\u{200B}Lima")] {
      let lines =
        #"{"type":"account","id":"\#(account)","network":"other","name":"Us"}"# + "\n"
        + #"{"type":"message","id":"m","conversation":"c \#(id)","author":{"id":"\#(id)","name":"Ana Lima"},"#
        + #""direction":"in","text":"Hi","sent_at":"2026-11-20T10:00:00Z"}"# + "\n"
      try home.write(lines, to: "\(account).jsonl")
      #expect(try home.run(["import", home.folder.path + "/\(account).jsonl"]).code == 0)
    }
    let suggested = try home.run(["people", "suggest"]).lines
    let command = try #require(suggested.last).trimmingCharacters(in: .whitespaces)
    #expect(command.hasPrefix("porch people merge 'Ana Lima' "), "\(command)")
    let merged = try home.shell("'\(Home.program)'" + command.dropFirst("porch".count))
    #expect(merged.code == 0 && merged.output.contains("one person now"), "\(merged.errors)")
    let shown = try home.run(["show", "c Ana Lima"])
    #expect(shown.code == 0 && shown.output.contains("Hi"), "\(shown.errors)")
    #expect(try home.run(["flag", "c Ana Lima"]).code == 0)
  }

  @Test func whoIsNotTheSameIsNotSuggestedAgain() throws {
    let home = try homeWithTwins()
    #expect(try home.run(["people", "apart", "ig-ana", "li-ana"]).code == 0)
    #expect(try home.run(["people", "suggest"]).output == "")
    let people = try home.run(["people", "--json"]).lines
    #expect(people.count == 2)
    let nobody = try home.run(["people", "merge", "ig-ana", "nobody"])
    #expect(nobody.code == 1 && nobody.errors.contains("`porch people` lists"), "\(nobody.errors)")
    #expect(try home.run(["people", "merge", "ig-ana", "ig-ana"]).code == 1)
  }
}
