import Cells
import Domain

/// The help, which is also the palette: every command with its key, filtered as one types.
package struct Help: Equatable, Sendable {
  package var filter = TypedLine()
  /// The chosen command, by itself and not by its place: the list shrinks while one types.
  package private(set) var chosen: Command?
  /// The first visible line.
  private(set) var top = 0

  /// What is to be done after a key.
  enum Outcome: Equatable {
    case stay, close
    case run(Command)
  }

  /// The commands that match what was typed, those whose title begins with it first.
  func matches(_ keymap: Keymap) -> [Command] {
    let wanted = filter.text.lowercased()
    guard !wanted.isEmpty else { return Command.allCases }
    let ranked = Command.allCases.compactMap { command -> (Int, Command)? in
      rank(command, wanted, keymap).map { ($0, command) }
    }
    let order = Command.order
    return ranked.sorted {
      ($0.0, order[$0.1, default: 0]) < ($1.0, order[$1.1, default: 0])
    }.map(\.1)
  }

  private func rank(_ command: Command, _ wanted: String, _ keymap: Keymap) -> Int? {
    let words = command.description
    let title = words.title.lowercased()
    if keymap.chords(for: command).contains(where: { $0.label == filter.text }) { return 0 }
    if title.hasPrefix(wanted) { return 1 }
    if title.contains(wanted) { return 2 }
    if command.rawValue.lowercased().contains(wanted) { return 3 }
    if words.help.lowercased().contains(wanted) { return 4 }
    return words.group.rawValue.lowercased().hasPrefix(wanted) ? 5 : nil
  }

  func chosenIndex(in commands: [Command]) -> Int {
    chosen.flatMap { commands.firstIndex(of: $0) } ?? 0
  }

  mutating func take(_ key: Key, keymap: Keymap, visible: Int) -> Outcome {
    let commands = matches(keymap)
    switch (key.code, key.modifiers) {
    case (.escape, _): return .close
    case (.enter, []):
      return commands.isEmpty ? .stay : .run(commands[chosenIndex(in: commands)])
    case (.down, _), (.tab, _), (.character("n"), .control): move(1, commands, visible)
    case (.up, _), (.backTab, _), (.character("p"), .control): move(-1, commands, visible)
    case (.pageDown, _), (.character("d"), .control): move(visible, commands, visible)
    case (.pageUp, _): move(-visible, commands, visible)
    case (.home, _): move(-commands.count, commands, visible)
    case (.end, _): move(commands.count, commands, visible)
    default:
      if filter.take(key) { chooseFirst(keymap) }
    }
    return .stay
  }

  mutating func chooseFirst(_ keymap: Keymap) {
    chosen = matches(keymap).first
    top = 0
  }

  private mutating func move(_ steps: Int, _ commands: [Command], _ visible: Int) {
    guard !commands.isEmpty else { return }
    let index = max(0, min(commands.count - 1, chosenIndex(in: commands) + steps))
    chosen = commands[index]
    if index < top { top = index }
    if index >= top + visible { top = index - visible + 1 }
  }
}
