import ArgumentParser
import Domain
import Interface

/// `porch keys`: every command with its keys, the name it has in a config and the table it is bound
/// in, from the same table as the help screen.
struct KeysCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys",
    abstract: "Prints every command with its keys as configured, and how to bind other ones.")

  func run() throws {
    let paths = Paths()
    let settings = Settings.load(from: paths.config)
    let rows = Command.allCases.map { Self.row($0, settings.keymap) }
    let widths = (0..<3).map { column in rows.map { $0.cells[column].count }.max() ?? 0 }
    var output = Output()
    for group in CommandDescription.Group.allCases {
      try output.line(group.rawValue)
      for row in rows where row.group == group {
        let cells = zip(row.cells, widths).map { cell, width in
          cell + String(repeating: " ", count: width + 2 - cell.count)
        }
        try output.line("  \(cells.joined())\(row.tables)")
      }
      try output.line("")
    }
    for line in Self.advice(paths.config) { try output.line(line) }
    try output.finish()
    for notice in settings.notices { Main.writeError("porch: \(notice.text)") }
  }

  /// A line of the table.
  private struct Row {
    var group: CommandDescription.Group
    /// Keys, title, and the name in a config.
    var cells: [String]
    /// The tables of a config in which it is bound.
    var tables: String
  }

  private static func row(_ command: Command, _ keymap: Keymap) -> Row {
    let description = command.description
    let bound = Mode.allCases.filter { keymap.table[$0]?.values.contains(command) == true }
    let modes = bound.isEmpty ? description.modes : bound
    return Row(
      group: description.group,
      cells: [
        keymap.chords(for: command).map(\.label).joined(separator: "  "), command.title,
        command.rawValue,
      ],
      tables: modes.map(\.rawValue).joined(separator: ", "))
  }

  private static func advice(_ config: String) -> [String] {
    [
      "Beside each command: its keys, what it does, its name in a config, and the tables it is in.",
      "To bind another key, write the name into such a table of \(SafeText(line: config, limit: 1000)):",
      "",
      "  [keys.inbox]",
      "  \"ctrl-e\" = \"done\"",
      "  \"e\" = \"none\"",
      "",
      "\"none\" takes a key away. Keys are written as above. inbox counts in list and thread alike,",
      "anywhere also while text is typed; the more particular table wins.",
    ]
  }
}
