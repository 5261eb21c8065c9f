package import Cells

extension Key {
  /// How this key is said on the screen: `j`, `enter`, `ctrl-d`, `alt-enter`, `shift-tab`, `↑`.
  package var label: String {
    var words: [String] = []
    if modifiers.contains(.control) { words.append("ctrl") }
    if modifiers.contains(.alt) { words.append("alt") }
    if modifiers.contains(.shift) { words.append("shift") }
    let name = Self.name(of: code)
    words.append(Self.spoken[name] ?? name)
    return words.joined(separator: "-")
  }

  /// Reads a key as it is said: whatever ``label`` gives, in small letters or capitals. nil for
  /// everything else, and for a character alone, which is its own notation.
  init?(label: String) {
    var rest = Substring(label)
    var modifiers: Modifiers = []
    while let (word, modifier) = Self.modifierWords.first(where: {
      rest.count > $0.word.count && rest.lowercased().hasPrefix($0.word)
    }) {
      modifiers.insert(modifier)
      rest = rest.dropFirst(word.count)
    }
    if rest.count == 1, let character = rest.first, Self.symbols[String(rest)] == nil {
      guard !modifiers.isEmpty else { return nil }
      // A terminal tells of no capitals with Ctrl.
      let isSmall = modifiers.contains(.control)
      self.init(
        .character(isSmall ? character.lowercased().first ?? character : character), modifiers)
      return
    }
    let name = rest.lowercased()
    if name == "tab", modifiers.remove(.shift) != nil {
      self.init(.backTab, modifiers)
      return
    }
    guard let code = Self.code(named: Self.symbols[name] ?? name, alone: true) else { return nil }
    self.init(code, modifiers)
  }

  private static let modifierWords: [(word: String, modifier: Modifiers)] = [
    ("ctrl-", .control), ("alt-", .alt), ("shift-", .shift),
  ]

  private static let spoken: [String: String] = [
    "up": "↑", "down": "↓", "left": "←", "right": "→", "backtab": "shift-tab",
  ]

  private static let symbols = ["↑": "up", "↓": "down", "←": "left", "→": "right"]
}
