import Foundation
import TestSupport
import Testing

/// Two inboxes on one store, and commands beside them.
@Suite struct TwoInboxesTests {
  private func shop() throws -> Home {
    let home = try Home()
    let file = try home.write(
      Lines.message("m1", in: "c1", from: "Ana", "Is it open on Sunday?"), to: "shop.jsonl")
    #expect(try home.run(["import", file]).code == 0)
    return home
  }

  @Test func bothSeeWhatIsWrittenAndNeitherLosesAWord() throws {
    let home = try shop()
    let (one, two) = (try home.open(), try home.open())
    for inbox in [one, two] {
      #expect(inbox.waits(toShow: "Waiting 1"), "\(inbox.screen.text)")
      inbox.type("r")
      #expect(inbox.waits(toShow: "enter send"), "\(inbox.screen.text)")
    }
    one.type("We are")
    #expect(two.waits(toShow: "We are"), "\(two.screen.text)")
    two.type(", from ten")
    #expect(one.waits(toShow: "We are, from ten"), "\(one.screen.text)")
    for inbox in [one, two] {
      inbox.type("\u{3}")
      #expect(inbox.waitForEnd() == 0)
    }
    let again = try home.open()
    #expect(again.waits(toShow: "Waiting 1"))
    again.type("r")
    #expect(again.waits(toShow: "We are, from ten"), "\(again.screen.text)")
  }

  @Test func aCommandIsSeenWithoutTheClock() throws {
    let home = try shop()
    let inbox = try home.open()
    #expect(inbox.waits(toShow: "Waiting 1"), "\(inbox.screen.text)")
    let listed = try home.run(["list", "--json"]).output
    let id = try #require(listed.firstMatch(of: /"id":"([^"]+)"/)?.1)
    #expect(try home.run(["done", String(id)]).code == 0)
    #expect(inbox.waits(toShow: "Nobody is waiting"), "\(inbox.screen.text)")
  }
}
