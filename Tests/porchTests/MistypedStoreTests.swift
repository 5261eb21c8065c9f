import Foundation
import TestSupport
import Testing

/// A path after `--store` at which there is nothing.
@Suite struct MistypedStoreTests {
  @Test(arguments: [
    ["list"], ["list", "--json"], ["show", "c-ana"], ["people"], ["people", "suggest"], ["export"],
    ["account", "list"], ["hub", "token", "list"], ["done", "c-ana"], ["flag", "c-ana"],
    ["snooze", "c-ana", "--until", "2h"], ["account", "remove", "nobody"],
    ["people", "merge", "1", "2"], ["reply", "c-ana"],
  ])
  func aMistypedPathMakesNoStore(_ arguments: [String]) throws {
    let home = try Home()
    try home.write(Lines.shop, to: "drop/inbox/shop.jsonl")
    try home.write(
      "drop_folders = [\"\(home.folder.path)/drop\"]\n", to: "config/porch/config.toml")
    let file = home.folder.path + "/typo/porch.sqlite"
    let outcome = try home.run(arguments + ["--store", file], input: "Yes")
    #expect(outcome.code == 1 && outcome.output.isEmpty, "\(outcome.output)")
    #expect(outcome.errors.contains("There is no store at \(file)."), "\(outcome.errors)")
    #expect(outcome.errors.contains("Check the path"))
    #expect(outcome.errors.split(separator: "\n").count == 1)
    #expect(!FileManager.default.fileExists(atPath: home.folder.path + "/typo"))
  }

  @Test func theDoctorMakesNoStoreEither() throws {
    let home = try Home()
    let file = home.folder.path + "/typo/porch.sqlite"
    let outcome = try home.run(["doctor", "--store", file])
    #expect(outcome.code == 1)
    #expect(outcome.output.contains("!!  There is no store at \(file)."), "\(outcome.output)")
    #expect(!FileManager.default.fileExists(atPath: home.folder.path + "/typo"))
  }

  @Test func aFreshMachineHasNothingYetAndThatIsNoMistake() throws {
    let home = try Home()
    let list = try home.run(["list"])
    #expect(list.code == 0 && list.errors == "Nobody is waiting.\n")
    #expect(try Home().run(["doctor"]).output.contains("ok  Store"))
    let accounts = try Home().run(["account", "list"])
    #expect(accounts.code == 0 && accounts.errors.contains("No accounts."))
  }
}
