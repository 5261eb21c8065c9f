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

  package private(set) var table: [Mode: [Chord: Command]] = [:]
  /// When a chord was first bound: of several, the earliest is the one that is shown.
  private var ranks: [Chord: Int] = [:]
  /// The table the other way round, the plainest chord first: drawing asks for it at every frame.
  private var chords: [Command: [Chord]] = [:]

  package init() {}

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

  /// The chords of a command that work in `mode`, the plainest first.
  package func chords(for command: Command, in mode: Mode) -> [Chord] {
    chords(for: command).filter { match($0.keys, in: mode) == .matched(command) }
  }

  /// Every chord of a command in every mode, for a table of keys.
  package func chords(for command: Command) -> [Chord] { chords[command] ?? [] }

  /// Binds a chord, or frees it when there is no command.
  mutating func bind(_ chord: Chord, to command: Command?, in mode: Mode) {
    let before = table[mode]?[chord]
    table[mode, default: [:]][chord] = command
    if ranks[chord] == nil { ranks[chord] = ranks.count }
    if let before, !table.values.contains(where: { $0[chord] == before }) {
      chords[before]?.removeAll { $0 == chord }
    }
    guard let command, !chords(for: command).contains(chord) else { return }
    var all = chords(for: command) + [chord]
    all.sort(by: isPlainer)
    chords[command] = all
  }

  /// One key is shown before several, a plain one before one with a modifier.
  private func isPlainer(_ a: Chord, _ b: Chord) -> Bool {
    func rank(_ chord: Chord) -> (Int, Int) {
      let modified = chord.keys.contains { $0.modifiers.contains(.control) } ? 1 : 0
      return (chord.keys.count * 2 + modified, ranks[chord] ?? 0)
    }
    return rank(a) < rank(b)
  }
}
