import Foundation
import TestSupport
import Testing

/// What the README says of the command line and the keys, held against the program.
@Suite struct ReadmeTests {
  private let lines: [String]

  init() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appending(path: "../../README.md")
    lines = try String(contentsOf: file, encoding: .utf8).components(separatedBy: "\n")
  }

  /// The rows of tables whose first cell begins so.
  private func rows(_ beginning: String) -> [String] {
    lines.filter { $0.hasPrefix("| " + beginning) }
  }

  @Test func everyViewIsNamed() throws {
    let refused = try Home().run(["list", "--view", "nonsense"]).errors
    let words = try #require(refused.components(separatedBy: "The views are ").last)
    let views = words.prefix { $0 != "." }.components(separatedBy: ", ")
    #expect(views.count == 10, "\(refused)")
    let row = try #require(rows("`porch list`").first)
    let named = try #require(row.components(separatedBy: "--view ").last).prefix { $0 != "`" }
    #expect(Set(named.components(separatedBy: "\\|")) == Set(views), "\(named)")
  }

  @Test func everyCommandHasItsRows() throws {
    let help = try Home().run(["--help"]).output
    let listed = try #require(help.components(separatedBy: "SUBCOMMANDS:\n").last)
      .components(separatedBy: "\n\n")[0]
    let names = listed.components(separatedBy: "\n").filter {
      $0.hasPrefix("  ") && !$0.hasPrefix("   ")
    }
    .compactMap { $0.split(separator: " ").first.map(String.init) }
    #expect(names.count > 12, "\(names)")
    for name in names {
      let isThere = lines.contains { $0.hasPrefix("| ") && $0.contains("`porch \(name)") }
      #expect(isThere || name == "open", "\(name)")
    }
    let cells = lines.filter { $0.hasPrefix("| `porch ") }
      .map { $0.dropFirst(2).prefix { $0 != "|" } }
    #expect(Set(cells).count == cells.count)
    #expect(rows("`porch hub`").count == 1)
  }

  @Test func whatIsSaidOfKeysIsSo() throws {
    let keys = try Home().run(["keys"]).lines
    func line(_ command: String) throws -> String {
      try #require(
        keys.first {
          $0.components(separatedBy: "  ").contains { $0 == " \(command)" || $0 == command }
        })
    }
    for (command, key, said) in [
      ("viewSpam", "v x", "`v x`"), ("pageDown", "space", "Space"),
      ("reply", "enter", "Enter replies"),
      ("viewGreetings", "v g", "`g`"),
    ] {
      let words = try line(command).components(separatedBy: "  ")
        .map { $0.trimmingCharacters(in: .whitespaces) }
      #expect(words.contains(key), "\(words)")
      #expect(lines.contains { $0.hasPrefix("| ") && $0.contains(said) }, "\(said)")
    }
  }
}
