import Cells
import Domain
import Interface
import Testing

@Suite struct KeymapTests {
  private let keymap = Keymap.standard

  @Test func noChordIsHiddenByAShorterOne() {
    for mode in Mode.allCases {
      let chords = mode.chain.flatMap { keymap.table[$0]?.keys.map(\.self) ?? [] }
      for chord in chords {
        for other in chords where other.keys.count > chord.keys.count {
          let isHidden = other.keys.starts(with: chord.keys)
          #expect(!isHidden, "\(chord.notation) hides \(other.notation) in \(mode)")
        }
      }
    }
  }

  @Test func everyChordMeansWhatItsTableSays() {
    for (mode, table) in keymap.table {
      for (chord, command) in table {
        #expect(keymap.match(chord.keys, in: mode) == .matched(command))
      }
    }
  }

  @Test func everyBindingIsWhereItsCommandApplies() {
    for mode in [Mode.list, .thread, .composer] {
      for (chord, command) in keymap.table[mode] ?? [:] {
        let modes = command.description.modes
        #expect(modes.contains(mode), "\(chord.notation) is \(command) in \(mode)")
      }
    }
  }

  /// What is decided once in a while is run from the help.
  private static let keyless: Set<Command> = [.samePerson, .notSamePerson]

  @Test func everyCommandHasAKey() {
    for command in Command.allCases where !Self.keyless.contains(command) {
      #expect(!keymap.chords(for: command).isEmpty, "\(command) has no key")
    }
  }

  @Test func theProductsKeys() {
    let keys: [(String, Mode, Command)] = [
      ("j", .list, .next), ("<down>", .list, .next), ("k", .list, .previous),
      ("<c-d>", .list, .halfDown), ("<pgup>", .thread, .pageUp), ("g", .list, .first),
      ("G", .thread, .last), ("<enter>", .list, .open), ("<right>", .list, .open),
      ("<esc>", .thread, .back), ("<left>", .thread, .back), ("q", .thread, .back),
      ("q", .list, .quit), ("<tab>", .list, .focusNext), ("<backtab>", .list, .focusPrevious),
      ("J", .thread, .nextConversation), ("r", .list, .reply), ("b", .thread, .snooze),
      ("s", .list, .flag), ("f", .list, .flag), ("e", .list, .done), ("E", .thread, .doneAndNext),
      ("!", .list, .pitch), ("u", .list, .markUnread), ("z", .list, .undo), ("Z", .list, .redo),
      (".", .list, .repeatLast), ("c", .list, .copy), ("o", .list, .openLink),
      ("w", .list, .nextWaiting), ("W", .list, .previousWaiting), ("9", .list, .viewAll),
      ("v w", .list, .viewWaiting), ("?", .list, .help), ("<c-c>", .composer, .quit),
      ("<enter>", .composer, .send), ("<a-enter>", .composer, .newline),
      ("<c-j>", .composer, .newline), ("<esc>", .composer, .leaveComposer),
    ]
    for (notation, mode, command) in keys {
      let chord = Chord(notation: notation)
      #expect(chord.map { keymap.match($0.keys, in: mode) } == .matched(command), "\(notation)")
    }
  }

  @Test func nothingPrintableIsBoundWhileWriting() {
    for mode in [Mode.composer, .anywhere] {
      for chord in (keymap.table[mode] ?? [:]).keys {
        for key in chord.keys where key.modifiers.isEmpty {
          if case .character = key.code { Issue.record("\(chord.notation) in \(mode)") }
        }
      }
    }
  }

  @Test func everyKeyNameComesBackAsItWas() {
    let chords = keymap.table.values.flatMap(\.keys)
    for chord in chords { #expect(Chord(notation: chord.notation) == chord) }
    for character in "abcXYZ019!?<>-:;\"'é長 " {
      for modifiers in [Key.Modifiers(), .control, .alt, [.control, .alt]] {
        let key = Key(.character(character), modifiers)
        #expect(Key(notation: key.notation) == key, "\(key.notation)")
      }
    }
  }

  @Test(arguments: ["", "<>", "<c->", "ab", "<x-a>", "<j>", "<f0>", "<f99>", "v <", "<enter"])
  func whatIsNoKeyIsRefused(notation: String) {
    #expect(notation == "v <" || Chord(notation: notation) == nil, "\(notation)")
  }

  @Test func aConfigTakesEveryKeyAsItIsSaid() {
    let chords = keymap.table.values.flatMap(\.keys)
    for chord in chords { #expect(Chord(written: chord.label) == chord, "\(chord.label)") }
    for chord in chords { #expect(Chord(written: chord.notation) == chord, "\(chord.notation)") }
    for (written, notation) in [
      ("Ctrl-E", "<c-e>"), ("alt-x", "<a-x>"), ("Shift-Tab", "<backtab>"), ("PgDn", "<pgdn>"),
      ("ctrl--", "<c-->"), ("ctrl-space", "<c-space>"), ("v ctrl-alt-x", "v <c-a-x>"), ("-", "-"),
    ] {
      #expect(Chord(written: written) == Chord(notation: notation), "\(written)")
      #expect(Chord(written: written) != nil, "\(written)")
    }
    for written in ["", "ctrl-", "ctrl-alt-", "hyper-x", "ab", "f99", "ctrl-ab", "<x-a>"] {
      #expect(Chord(written: written) == nil, "\(written)")
    }
  }

  @Test(arguments: [
    ("markunread", "markUnread"), ("Mark unread", "markUnread"), ("dnoe", "done"),
    ("view_spam", "viewSpam"), ("halfPageDown", "halfDown"),
  ])
  func aWrongNameIsAnsweredWithTheNearest(_ name: String, _ wanted: String) {
    let sentence = keymap.merging(["inbox": ["x": name]]).1.first?.text.string ?? ""
    #expect(sentence.contains("did you mean \(wanted)?"), "\(sentence)")
  }

  @Test func aPersonsOwnKeysWin() {
    let (merged, notices) = keymap.merging([
      "inbox": ["x": "done", "e": "none", "v": "help"], "composer": ["<c-s>": "send"],
    ])
    #expect(notices.isEmpty)
    #expect(merged.match([Key("x")], in: .list) == .matched(.done))
    #expect(merged.match([Key("e")], in: .list) == .none)
    #expect(merged.match([Key("v")], in: .list) == .matched(.help))
    #expect(merged.match([Key("v"), Key("w")], in: .list) == .none)
    #expect(
      merged.match([Key(.character("s"), .control)], in: .composer) == .matched(.send))
  }

  @Test func mistakesAreSaidAndTheRestCounts() {
    let (merged, notices) = keymap.merging([
      "inbox": ["x": "done", "zz": "done", "y": "fly"], "kitchen": ["a": "done"],
      "composer": ["a": "send"],
    ])
    #expect(merged.match([Key("x")], in: .list) == .matched(.done))
    let sentences = notices.map(\.text.string).joined(separator: "\n")
    for words in [
      "“zz” is not a key", "no command fly", "no mode kitchen", "“a” is text while writing",
    ] {
      #expect(sentences.contains(words), "\(sentences)")
    }
    #expect(notices.count == 4)
  }

  @Test func everyCommandIsDescribed() {
    for command in Command.allCases {
      let words = command.description
      #expect(words.help.hasSuffix("."), "\(command)")
      #expect(words.title != command.rawValue && !words.hint.isEmpty, "\(command)")
      #expect(words.help.count <= 60, "\(command)")
    }
    let titles = Command.allCases.map(\.title)
    #expect(Set(titles).count == titles.count)
  }
}
