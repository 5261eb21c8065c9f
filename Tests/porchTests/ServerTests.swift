import Domain
import Foundation
import InboxAPI
import Sync
import TestSupport
import Testing

/// A hub and a client, two processes: what is read, what is sent, and what waits.
@Suite struct ServerTests {
  private func followed() throws -> (Home, HubProcess) {
    let home = try Home()
    let hub = try HubProcess(home: home)
    let added = try hub.add(token: try hub.token("sam"))
    #expect(added.code == 0, "\(added.errors)")
    return (home, hub)
  }

  private func atHub(_ hub: HubProcess, _ arguments: [String]) throws -> Home.Outcome {
    try hub.home.run(arguments + ["--store", hub.store])
  }

  @Test func aSyncBringsEverybodyOnce() throws {
    let (home, hub) = try followed()
    let first = try home.run(["sync"])
    #expect(first.code == 0, "\(first.errors)")
    #expect(first.output == "team: up to date, 5 messages read.\n", "\(first.output)")
    let waiting = try home.run(["list", "--json"])
    #expect(waiting.lines.count == 2 && waiting.output.contains("c-ana"), "\(waiting.output)")
    #expect(try home.run(["show", "c-bo", "--json"]).lines.count == 2)
    let again = try home.run(["sync", "team", "--json"])
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(again.output.utf8)) as? [String: Any])
    #expect(object["account"] as? String == "team" && object["messages"] as? Int == 0)
    #expect(object["error"] == nil)
    #expect(try hub.ingest("n1", in: "c-ana", from: "Ana", "and pumpkins?").status == 200)
    let later = try home.run(["sync"])
    #expect(later.output == "team: up to date, 1 message read.\n", "\(later.output)")
    #expect(try home.run(["sync", "nobody"]).code == 1)
    hub.stop()
  }

  @Test func aReplyIsSentWithinItsWait() throws {
    let (home, hub) = try followed()
    #expect(try home.run(["sync"]).code == 0)
    let sent = try home.run(["reply", "c-ana"], input: "Yes, two kinds.\n")
    #expect(sent.code == 0, "\(sent.errors)")
    let thread = try atHub(hub, ["show", "c-ana", "--json"])
    #expect(thread.lines.count { $0.contains("Yes, two kinds.") } == 1, "\(thread.output)")
    #expect(try home.run(["list", "--json"]).lines.count == 1)
  }

  @Test func aReplyThatCannotGoIsSentOnceByTheNextSync() throws {
    let (home, hub) = try followed()
    #expect(try home.run(["sync"]).code == 0)
    hub.stop()
    let queued = try home.run(["reply", "c-ana", "--wait", "0.2"], input: "Yes!\n")
    #expect(queued.code == 3 && queued.errors.contains("Queued for later"), "\(queued.errors)")
    let failed = try home.run(["sync"])
    #expect(failed.code == 1 && failed.errors.contains("team: "), "\(failed.errors)")
    let listed = try home.run(["account", "list"]).output
    #expect(listed.contains("last error: Cannot reach"), "\(listed)")
    #expect(!listed.contains("again"), "\(listed)")
    let again = try HubProcess(restarting: hub)
    let synced = try home.run(["sync"])
    #expect(synced.code == 0, "\(synced.errors)")
    #expect(try home.run(["sync"]).code == 0)
    let thread = try atHub(again, ["show", "c-ana", "--json"])
    #expect(thread.lines.count { $0.contains("Yes!") } == 1, "\(thread.output)")
  }

  @Test func aReplyThatAnOpenInboxSendsIsSentForTheCommandToo() throws {
    let (home, hub) = try followed()
    let inbox = try home.open()
    #expect(inbox.waits(seconds: 20, toShow: "Waiting 2"), "\(inbox.screen.text)")
    for round in 1...3 {
      let sent = try home.run(["reply", "c-ana", "--wait", "20"], input: "Answer \(round).\n")
      #expect(sent.code == 0, "\(sent.errors)")
    }
    #expect(try hub.texts(of: "c-ana").count { $0.hasPrefix("Answer") } == 3)
  }

  @Test func aReplyOnTheCommandLineIsWarnedAboutAndGoes() throws {
    let (home, hub) = try followed()
    #expect(try home.run(["sync"]).code == 0)
    let sent = try home.run(["reply", "c-ana"], input: "Hi {{name}}, see attached.\n")
    #expect(sent.code == 0 && sent.errors.contains("{{name}}"), "\(sent.errors)")
    #expect(try hub.texts(of: "c-ana").contains("Hi {{name}}, see attached."))
  }

  @Test func aMistypedStoreIsNotMade() throws {
    let home = try Home()
    let path = home.folder.path + "/nope.sqlite"
    let listed = try home.run(["hub", "token", "list", "--store", path])
    #expect(listed.code == 1 && listed.errors.contains("There is no store"), "\(listed.errors)")
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test func triageWorksWithoutTheServerAndIsToldByTheNextSync() throws {
    let (home, hub) = try followed()
    #expect(try home.run(["sync"]).code == 0)
    #expect(try home.run(["flag", "c-jo"]).code == 0)
    #expect(try home.run(["snooze", "c-ana", "--until-reply"]).code == 0)
    #expect(try atHub(hub, ["list", "--view", "flagged", "--json"]).output == "")
    #expect(try home.run(["account", "list"]).output.contains("changes wait to be sent"))
    #expect(try home.run(["sync"]).code == 0)
    #expect(try atHub(hub, ["list", "--view", "flagged", "--json"]).output.contains("c-jo"))
    #expect(try atHub(hub, ["list", "--view", "snoozed", "--json"]).output.contains("c-ana"))
  }

  @Test func oneServerThatFailsKeepsNoneOfTheOthers() throws {
    let (home, hub) = try followed()
    let token = home.folder.path + "/token"
    #expect(
      try home.run(
        [
          "account", "add", "away", "--url", "http://127.0.0.1:1", "--token-file", token,
          "--no-check",
        ]
      ).code == 0)
    let partly = try home.run(["sync"])
    #expect(partly.code == 3, "\(partly.errors)")
    #expect(partly.output.contains("team: up to date") && partly.errors.contains("away: "))
    #expect(try home.run(["list", "--json"]).lines.count == 2)
    hub.stop()
  }

  @Test func watchingGoesOnUntilItIsStopped() throws {
    let (home, hub) = try followed()
    let watch = try home.open(["sync", "--watch"])
    #expect(watch.waits(toShow: "team (Seed shop): followed"), "\(watch.screen.text)")
    let more = try home.write(
      Lines.message("m9", in: "c-ana", from: "Ana", "still there?"), to: "more.jsonl")
    #expect(try atHub(hub, ["import", more]).code == 0)
    #expect(
      watch.waits { _ in
        (try? home.run(["show", "c-ana", "--json"]).output.contains("still there?")) == true
      })
    watch.type("\u{3}")
    #expect(watch.waitForEnd() == 0, "\(watch.screen.text)")
  }

  @Test func theInboxFollowsShowsHowItStandsAndAnswers() throws {
    let (home, hub) = try followed()
    #expect(try home.run(["sync"]).code == 0)
    let inbox = try home.open()
    #expect(inbox.waits(toShow: "Ana"), "\(inbox.screen.text)")
    #expect(inbox.waits(toShow: "Waiting 2"), "\(inbox.screen.text)")
    #expect(inbox.waits(toShow: "ig ●"), "\(inbox.screen.text)")
    inbox.type("A")
    #expect(inbox.waits(toShow: hub.url), "\(inbox.screen.text)")
    #expect(inbox.waits(toShow: "nothing waits to be sent"), "\(inbox.screen.text)")
    inbox.type("q")
    #expect(inbox.waits(toShow: "Waiting 2"), "\(inbox.screen.text)")
    inbox.type("r")
    #expect(inbox.waits(toShow: "Reply to"), "\(inbox.screen.text)")
    inbox.type("From the inbox\r")
    #expect(
      inbox.waits(seconds: 15) { _ in
        (try? atHub(hub, ["show", "c-ana", "--json"]).output.contains("From the inbox")) == true
      }, "\(inbox.screen.text)")
    inbox.type("\u{3}")
    #expect(inbox.waitForEnd(seconds: 5) == 0)
  }

  @Test func aServerThatIsAwayIsSaidInWordsAndTheInboxGoesOn() throws {
    let (home, hub) = try followed()
    #expect(try home.run(["sync"]).code == 0)
    hub.stop()
    let inbox = try home.open(columns: 140)
    #expect(inbox.waits(toShow: "Ana"), "\(inbox.screen.text)")
    #expect(inbox.waits(toShow: "○"), "\(inbox.screen.text)")
    inbox.type("s")
    #expect(inbox.waits(toShow: "⚑"), "\(inbox.screen.text)")
    inbox.type("q")
    #expect(inbox.waitForEnd(seconds: 5) == 0)
  }

  @Test func aColleagueWhoAnswersIsNamedAndOnesOwnAnsweringIsTold() throws {
    let (home, hub) = try followed()
    try hub.token("kim", in: "kims")
    let kim = InboxAPIClient(
      ConnectionSettings(
        name: "kim", address: try ServerAddress(hub.url),
        token: .file(home.folder.path + "/kims")),
      token: try TokenSource.file(home.folder.path + "/kims").read())
    defer { kim.close() }
    #expect(try home.run(["sync"]).code == 0)
    let inbox = try home.open(columns: 140)
    #expect(inbox.waits(toShow: "ig ●"), "\(inbox.screen.text)")
    inbox.type("r")
    #expect(inbox.waits(toShow: "Reply to"), "\(inbox.screen.text)")
    // Said again until it arrives: the stream may not be open yet.
    #expect(
      inbox.waits { screen in
        try? kim.presence(.composing, in: "c-ana")
        return screen.text.contains("kim is answering")
      }, "\(inbox.screen.text)")
    inbox.type("Me too")
    #expect(
      inbox.waits { _ in
        let present = try? kim.conversation("c-ana").present
        return present?.contains { $0.user == "sam" && $0.state == "composing" } ?? false
      }, "\(inbox.screen.text)")
    inbox.type("\r")
    #expect(inbox.waits(toShow: "kim is answering here right now."), "\(inbox.screen.text)")
    inbox.type("\u{1B}")
    // Or the two keys would be one chord with Alt.
    #expect(inbox.waits { !$0.text.contains("right now.") }, "\(inbox.screen.text)")
    inbox.type("\u{3}")
    #expect(inbox.waitForEnd(seconds: 5) == 0)
    let left = try kim.conversation("c-ana").present
    #expect(!left.contains { $0.user == "sam" && $0.state != "away" }, "\(left)")
  }

  @Test func theDemoRunsAHubAndLeavesNothingBehind() throws {
    let home = try Home()
    let temporary = home.folder.path + "/tmp"
    try FileManager.default.createDirectory(atPath: temporary, withIntermediateDirectories: true)
    let demo = try home.open(["demo", "--hub"], adding: ["TMPDIR": temporary])
    #expect(demo.waits(seconds: 20, toShow: "Ana Ribeiro"), "\(demo.screen.text)")
    demo.type("A")
    #expect(demo.waits(seconds: 30, toShow: "hub  http://127.0.0.1:"), "\(demo.screen.text)")
    demo.type("q")
    demo.type("\u{3}")
    #expect(demo.waitForEnd() == 0, "\(demo.screen.text)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: temporary).isEmpty)
    #expect(!FileManager.default.fileExists(atPath: home.store))
    #expect(try home.run(["demo", "--hub", "--svg", temporary + "/x.svg"]).code == 2)
  }
}
