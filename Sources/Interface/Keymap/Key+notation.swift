package import Cells

extension Key {
  /// How this key is written in a config: `j`, `<enter>`, `<c-d>`, `<a-enter>`.
  package var notation: String {
    let name = Self.name(of: code)
    var prefix = ""
    if modifiers.contains(.control) { prefix += "c-" }
    if modifiers.contains(.alt) { prefix += "a-" }
    if modifiers.contains(.shift) { prefix += "s-" }
    if prefix.isEmpty && name.count == 1 && name != "<" { return name }
    return "<" + prefix + (name == "<" ? "lt" : name) + ">"
  }

  /// Reads one key; nil when it is not one.
  package init?(notation: String) {
    guard notation.hasPrefix("<"), notation.hasSuffix(">"), notation.count > 2 else {
      guard notation.count == 1, let character = notation.first else { return nil }
      self.init(character)
      return
    }
    var rest = notation.dropFirst().dropLast()
    var modifiers: Modifiers = []
    while rest.count > 2, rest.dropFirst().first == "-" {
      switch rest.first {
      case "c": modifiers.insert(.control)
      case "a": modifiers.insert(.alt)
      case "s": modifiers.insert(.shift)
      default: return nil
      }
      rest = rest.dropFirst(2)
    }
    guard let code = Self.code(named: String(rest), alone: modifiers.isEmpty) else { return nil }
    self.init(code, modifiers)
  }

  static func code(named name: String, alone: Bool) -> Code? {
    if let code = codes[name] { return code }
    if name.first == "f", let number = Int(name.dropFirst()), (1...24).contains(number) {
      return .function(number)
    }
    // `<j>` is a slip of the pen, `<c-j>` is a key.
    guard !alone, name.count == 1, let character = name.first else { return nil }
    return .character(character)
  }

  static func name(of code: Code) -> String {
    switch code {
    case .character(" "): "space"
    case .character(let character): String(character)
    case .function(let number): "f\(number)"
    default: codes.first { $0.value == code }?.key ?? "?"
    }
  }

  private static let codes: [String: Code] = [
    "enter": .enter, "esc": .escape, "tab": .tab, "backtab": .backTab, "backspace": .backspace,
    "del": .delete, "ins": .insert, "up": .up, "down": .down, "left": .left, "right": .right,
    "home": .home, "end": .end, "pgup": .pageUp, "pgdn": .pageDown, "space": .character(" "),
    "lt": .character("<"),
  ]
}
