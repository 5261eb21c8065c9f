package import Domain

extension Keymap {
  /// This keymap with a person's own keys put over it.
  ///
  /// A key bound to `none` is taken away. A chord that would hide an existing one, or be hidden by
  /// it, takes its place: what the person wrote wins.
  /// - Parameter overrides: mode name → chord → command name.
  /// - Returns: the keymap, and a sentence for everything that could not be understood. The rest
  ///   counts.
  package func merging(_ overrides: [String: [String: String]]) -> (Keymap, [Notice]) {
    var merged = self
    var notices: [Notice] = []
    for (modeName, bindings) in overrides.sorted(by: { $0.key < $1.key }) {
      guard let mode = Mode(rawValue: modeName) else {
        notices.append(.keys("There is no mode \(modeName); it is one of \(Mode.names)"))
        continue
      }
      for (chordName, commandName) in bindings.sorted(by: { $0.key < $1.key }) {
        if let problem = merged.override(chordName, commandName, in: mode) {
          notices.append(.keys(problem))
        }
      }
    }
    return (merged, notices)
  }

  /// - Returns: what is wrong with it, if anything.
  private mutating func override(_ chordName: String, _ commandName: String, in mode: Mode)
    -> String?
  {
    guard let chord = Chord(written: chordName) else {
      return "“\(chordName)” is not a key; write a, enter, ctrl-d, alt-x or “v w”"
    }
    if commandName == "none" {
      bind(chord, to: nil, in: mode)
      return nil
    }
    guard let command = Command(rawValue: commandName) else {
      let guess = Command.nearest(to: commandName).map { "; did you mean \($0.rawValue)?" } ?? ";"
      return "There is no command \(commandName)\(guess) `porch keys` names them"
    }
    if mode.isTyped, chord.keys.contains(where: \.isText) {
      return "“\(chordName)” is text while writing, so it cannot be \(commandName)"
    }
    for other in (table[mode] ?? [:]).keys where other != chord && other.overlaps(chord) {
      bind(other, to: nil, in: mode)
    }
    bind(chord, to: command, in: mode)
    return nil
  }
}

extension Command {
  /// The command that was meant by a name that is none: one that differs in a letter or two, or
  /// whose title or hint it is.
  static func nearest(to name: String) -> Command? {
    let name = plain(name)
    // No name is half as long, and comparing takes time by the square of the length.
    guard (1...40).contains(name.count) else { return nil }
    let distances = allCases.map { command in
      let names = [command.rawValue, command.title, command.description.hint].map(plain)
      return (command, names.map { $0.difference(from: name).count }.min() ?? .max)
    }
    guard let nearest = distances.min(by: { $0.1 < $1.1 }) else { return nil }
    return nearest.1 <= max(2, name.count / 3) ? nearest.0 : nil
  }

  private static func plain(_ name: String) -> String {
    name.lowercased().filter { $0.isLetter || $0.isNumber }
  }
}

extension Mode {
  static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }

  /// Whether printable keys are text here.
  var isTyped: Bool { self == .composer || self == .anywhere }
}

extension Chord {
  /// Whether one is the beginning of the other.
  func overlaps(_ other: Chord) -> Bool {
    keys.starts(with: other.keys) || other.keys.starts(with: keys)
  }
}

extension Notice {
  fileprivate static func keys(_ sentence: String) -> Notice {
    Notice(.warning, SafeText(line: sentence + "."))
  }
}
