package import Cells

/// Which keys mean which command, per mode.
package struct Keymap: Equatable, Sendable {
  /// What some keys, pressed one after the other, come to.
  package enum Match: Equatable, Sendable {
    case matched(Command)
    /// A beginning: the keys that may follow, and what they then mean.
    case pending([Following])
    case none
  }

  /// One way to go on after the first keys of a chord.
  package struct Following: Equatable, Sendable {
    package var key: Key
    package var command: Command
  }

  package private(set) var table: [Mode: [Chord: Command]]

  package init(_ table: [Mode: [Chord: Command]] = [:]) { self.table = table }

  /// What `keys` mean in `mode`. A longer chord waits for its rest only when nothing shorter is
  /// bound; the more particular table wins.
  package func match(_ keys: [Key], in mode: Mode) -> Match {
    let chord = Chord(keys)
    for table in mode.chain.compactMap({ table[$0] }) {
      if let command = table[chord] { return .matched(command) }
      let rest = table.filter { $0.key.keys.count > keys.count && $0.key.keys.starts(with: keys) }
      if rest.isEmpty { continue }
      let following = rest.map { Following(key: $0.key.keys[keys.count], command: $0.value) }
      let order = Command.order
      return .pending(
        following.sorted { order[$0.command, default: 0] < order[$1.command, default: 0] })
    }
    return .none
  }

  /// The chords of a command that work in `mode`, the shortest first.
  package func chords(for command: Command, in mode: Mode) -> [Chord] {
    var found: [Chord] = []
    for step in mode.chain {
      for (chord, bound) in table[step] ?? [:] where bound == command && !found.contains(chord) {
        if match(chord.keys, in: mode) == .matched(command) { found.append(chord) }
      }
    }
    return found.sorted(by: Self.isPlainer)
  }

  /// Every chord of a command in every mode, for a table of keys.
  package func chords(for command: Command) -> [Chord] {
    var found: Set<Chord> = []
    for table in table.values {
      for (chord, bound) in table where bound == command { found.insert(chord) }
    }
    return found.sorted(by: Self.isPlainer)
  }

  mutating func bind(_ chord: Chord, to command: Command?, in mode: Mode) {
    table[mode, default: [:]][chord] = command
  }

  /// A letter is shown before a named key, a named key before one with a modifier.
  private static func isPlainer(_ a: Chord, _ b: Chord) -> Bool {
    func rank(_ chord: Chord) -> (Int, Int, String) {
      let modifiers = chord.keys.count(where: { !$0.modifiers.isEmpty })
      return (chord.keys.count + modifiers * 4, chord.notation.count, chord.notation)
    }
    return rank(a) < rank(b)
  }
}
