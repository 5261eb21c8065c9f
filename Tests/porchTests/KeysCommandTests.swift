import Foundation
import TestSupport
import Testing

/// Binding other keys by what `porch keys` prints, and nothing else.
@Suite struct KeysCommandTests {
  /// The lines of commands, cut into their columns: keys, title, name, tables.
  private func table(_ home: Home) throws -> [[String]] {
    let printed = try home.run(["keys"])
    #expect(printed.code == 0 && printed.errors.isEmpty, "\(printed.errors)")
    return printed.lines.compactMap { line in
      guard line.hasPrefix("  "), !line.contains("\"") else { return nil }
      let words = line.components(separatedBy: "  ").map { $0.trimmingCharacters(in: .whitespaces) }
        .filter { !$0.isEmpty }
      guard words.count >= 3, !line.contains("keys.inbox") else { return nil }
      return [words.dropLast(3).joined(separator: "  ")] + words.suffix(3)
    }
  }

  @Test func everythingThatIsPrintedIsTakenBack() throws {
    let home = try Home()
    let before = try table(home)
    #expect(before.count > 60)
    var sections: [String: [String]] = [:]
    for row in before {
      for chord in row[0].components(separatedBy: "  ") where !chord.isEmpty {
        // Of several tables one is enough; a letter is no key in the one that counts everywhere.
        let tables = row[3].components(separatedBy: ", ")
        let table = chord.count == 1 ? tables.last : tables.first
        sections[try #require(table), default: []].append("\"\(chord)\" = \"\(row[2])\"")
      }
    }
    let config = sections.map { "[keys.\($0)]\n" + Set($1).sorted().joined(separator: "\n") }
    try home.write(config.joined(separator: "\n") + "\n", to: "config/porch/config.toml")
    let after = try table(home)
    #expect(after.map { $0[2] } == before.map { $0[2] })
  }

  @Test func whoReadsNothingElseCanBindAnotherKey() throws {
    let home = try Home()
    let printed = try home.run(["keys"]).output
    let example = printed.components(separatedBy: "\n\n").first { $0.contains("[keys.inbox]") }
    try home.write(try #require(example) + "\n", to: "config/porch/config.toml")
    let done = try #require(try table(home).first { $0[2] == "done" })
    #expect(done == ["ctrl-e", "Done", "done", "inbox"])
  }

  @Test func aWrongNameIsAnsweredWithTheRightOne() throws {
    let home = try Home()
    try home.write(
      "[keys.inbox]\n\"x\" = \"Mark unread\"\n", to: "config/porch/config.toml")
    let keys = try home.run(["keys"])
    #expect(keys.errors.contains("config.toml:2:") && keys.errors.contains("markUnread"))
  }

  @Test func theReadmesExampleIsTaken() throws {
    let readme = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appending(path: "../../README.md")
    let text = try String(contentsOf: readme, encoding: .utf8)
    let example = try #require(text.components(separatedBy: "```toml\n").dropFirst().first)
    #expect(example.hasPrefix("[keys.inbox]"))
    let home = try Home()
    try home.write(
      example.components(separatedBy: "```")[0], to: "config/porch/config.toml")
    #expect(try table(home).contains(["ctrl-e", "Done", "done", "inbox"]))
  }
}
