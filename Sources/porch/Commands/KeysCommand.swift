import ArgumentParser
import Domain
import Interface

/// `porch keys`: every command with its keys, from the same table as the help screen.
struct KeysCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys", abstract: "Prints every command with its keys, as they are configured.")

  func run() throws {
    let settings = Settings.load(from: Paths().config)
    let keymap = settings.keymap
    var output = Output()
    for group in CommandDescription.Group.allCases {
      try output.line(group.rawValue)
      for command in Command.allCases where command.description.group == group {
        let keys = keymap.chords(for: command).map(\.label).joined(separator: "  ")
        let padded = keys + String(repeating: " ", count: max(2, 26 - keys.count))
        try output.line("  \(padded)\(command.title)")
      }
      try output.line("")
    }
    try output.finish()
    for notice in settings.notices { Main.writeError("porch: \(notice.text)") }
  }
}
