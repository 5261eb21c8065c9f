import Foundation
import TestSupport
import Testing

/// `porch snooze` as a script uses it, and what is said to somebody who slips.
@Suite struct SnoozeCommandTests {
  private func homeWithShop() throws -> Home {
    let home = try Home()
    try home.write(Lines.shop, to: "drop/inbox/shop.jsonl")
    #expect(try home.run(["import", home.folder.path + "/drop"]).code == 0)
    return home
  }

  @Test func aTimeThatIsNoneIsAnsweredWithTheUsageOfSnooze() throws {
    let home = try Home()
    let bogus = try home.run(["snooze", "c1", "--until", "bogus"])
    #expect(bogus.code == 2)
    #expect(bogus.errors.contains("“bogus”: Try 2h"), "\(bogus.errors)")
    #expect(bogus.errors.contains("porch snooze"), "\(bogus.errors)")
    let seconds = try home.run(["snooze", "c1", "--until", "in 90s"])
    #expect(seconds.code == 2 && seconds.errors.contains("too short"), "\(seconds.errors)")
    #expect(!FileManager.default.fileExists(atPath: home.store))
  }

  @Test func aTimeAndAReplyExcludeEachOther() throws {
    let home = try Home()
    let both = try home.run(["snooze", "c1", "--until", "2h", "--until-reply"])
    #expect(both.code == 2 && both.errors.contains("exclude each other"), "\(both.errors)")
    let none = try home.run(["snooze", "c1"])
    #expect(none.code == 2 && !none.errors.contains("exclude"), "\(none.errors)")
  }

  @Test func theTimeThatIsPrintedIsTakenAndTheListTellsIt() throws {
    let home = try homeWithShop()
    let year = Calendar(identifier: .gregorian).component(.year, from: Date()) + 1
    let time = "\(year)-12-01T09:00:00.000Z"
    #expect(try home.run(["snooze", "c-ana", "--until", time]).code == 0)
    let printed = try home.run(["list", "--view", "snoozed", "--json"]).output
    #expect(printed.contains("\"snoozed_until\":\"\(time)\""), "\(printed)")
    #expect(try home.run(["snooze", "c-jo", "--until-reply"]).code == 0)
    let table = try home.run(["list", "--view", "snoozed"]).lines
    let ana = try #require(table.first { $0.contains("c-ana") })
    #expect(ana.contains("1 Dec \(year) 09:00"), "\(ana)")
    #expect(table.contains { $0.contains("c-jo") && $0.contains("until they reply") })
    #expect(!(try home.run(["list", "--view", "all"]).output.contains("until they reply")))
  }

  @Test(arguments: [["help", "bogus"], ["help", "account", "bogus"], ["bogus", "--help"]])
  func helpOnWhatIsNoCommandIsWrongUse(_ arguments: [String]) throws {
    let outcome = try Home().run(arguments)
    #expect(outcome.code == 2 && outcome.output.isEmpty)
    #expect(outcome.errors.contains("There is no command “bogus”"), "\(outcome.errors)")
    #expect(outcome.errors.split(separator: "\n").count == 1)
    let isNested = arguments.contains("account")
    #expect(outcome.errors.contains(isNested ? "`porch account --help`" : "`porch --help`"))
  }

  @Test(arguments: [["help"], ["help", "list"], ["help", "account", "add"], ["list", "--help"]])
  func helpOnACommandIsGiven(_ arguments: [String]) throws {
    let outcome = try Home().run(arguments)
    #expect(outcome.code == 0 && outcome.output.contains("USAGE"), "\(outcome.errors)")
  }
}
