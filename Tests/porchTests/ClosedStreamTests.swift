import Foundation
import Testing

/// Streams that are closed or full: the program does what was asked, and ends as it always does.
@Suite struct ClosedStreamTests {
  @Test(arguments: [
    ("show nosuch 2>&-", 1), ("show nosuch 2>/dev/full", 1), ("bogus 2>&-", 2),
    ("bogus 2>/dev/full", 2), ("list --view nosuch 2>&-", 2), ("list 2>&-", 0), ("list <&-", 0),
    ("list >&- 2>&-", 1), ("list >/dev/full 2>/dev/full", 1),
  ])
  func theExitCodeIsTheUsualOne(_ words: String, _ code: Int32) throws {
    let home = try Home()
    try home.write(Lines.shop, to: "drop/inbox/shop.jsonl")
    #expect(try home.run(["import", home.folder.path + "/drop"]).code == 0)
    let outcome = try home.shell("'\(Home.program)' \(words)")
    #expect(outcome.code == code, "\(words): \(outcome.errors)")
  }

  @Test func nothingThatIsSaidGetsIntoAFile() throws {
    let home = try Home()
    try home.write("no config\n", to: "config/porch/config.toml")
    try home.write(Lines.shop, to: "drop/inbox/shop.jsonl")
    let before = try home.text(of: "config/porch/config.toml")
    _ = try home.shell("'\(Home.program)' import drop <&- >&- 2>&-")
    _ = try home.shell("'\(Home.program)' list <&- >&- 2>&-")
    #expect(try home.text(of: "config/porch/config.toml") == before)
    let log = (try? home.text(of: "state/porch/porch.log")) ?? ""
    #expect(!log.contains("sunflower"))
    #expect(try home.run(["show", "c-ana"]).output.contains("sunflower"))
  }
}
