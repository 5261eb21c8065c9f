import Cells
import Domain
import FoundationEssentials
import Interface
import TestSupport
import Testing

/// Whatever is pressed and whatever happens, some things hold.
@Suite struct AnyKeysProperty {
  /// A fixed sequence: the same failure every time.
  private struct Dice: RandomNumberGenerator {
    var state: UInt64 = 0x5EED_5EED
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  private static let sizes = [
    Size(rows: 24, columns: 80), Size(rows: 40, columns: 140), Size(rows: 10, columns: 40),
    Size(rows: 15, columns: 50), Size(rows: 50, columns: 200), Size(rows: 5, columns: 20),
    Size(rows: 1, columns: 1), Size(rows: 12, columns: 70), Size(rows: 11, columns: 121),
  ]

  private static let chords = Keymap.standard.table.values.flatMap(\.keys)
    .sorted { $0.notation < $1.notation }

  @Test func tenThousandStepsHoldTheInvariants() {
    var dice = Dice()
    var world = World.market
    for row in World.crowd(60).rows.dropFirst(10) { world.rows.append(row) }
    world.pages.merge(World.crowd(60).pages) { old, _ in old }
    var state = State(size: Self.sizes[0], now: World.now, timeZone: .gmt)
    var waiting = state.start()
    for step in 0..<10_000 {
      let effects = Self.step(&state, &world, &waiting, &dice)
      waiting += effects.filter(\.isObservation)
      Self.check(state, effects, step)
      if state.isFinished {
        state = State(size: Self.sizes[0], now: World.now, timeZone: .gmt)
        waiting = state.start()
      }
    }
  }

  private static func step(
    _ state: inout State, _ world: inout World, _ waiting: inout [Effect], _ dice: inout Dice
  ) -> [Effect] {
    // Painted in between, or another key of the same burst.
    if Bool.random(using: &dice) { state.woke(at: World.now) }
    switch Int.random(in: 0..<20, using: &dice) {
    case 0..<7:
      let chord = chords[Int.random(in: 0..<chords.count, using: &dice)]
      return chord.keys.flatMap { state.reduce(.input(.key($0))) }
    case 7..<10:
      let letters = Array("abejkrszyn:123tue é長👍\u{301}")
      let letter = letters[Int.random(in: 0..<letters.count, using: &dice)]
      return state.reduce(.input(.key(Key(letter))))
    case 10: return state.run(Command.allCases.randomElement(using: &dice) ?? .next)
    case 11..<15: return answer(&state, world, &waiting)
    case 15: return changeWorld(&state, &world, &dice)
    case 16:
      let timers: [Interface.Timer] = [.preview, .draft, .notice, .hold]
      let timer = timers[Int.random(in: 0..<4, using: &dice)]
      return state.reduce(.elapsed(timer, at: World.now))
    case 17:
      let size = sizes[Int.random(in: 0..<sizes.count, using: &dice)]
      return state.reduce(.input(.resized(size)))
    case 18: return state.reduce(.input(.paste("pasted\ntext\u{1B}[0m")))
    default: return outcome(&state, &dice)
    }
  }

  private static func answer(_ state: inout State, _ world: World, _ waiting: inout [Effect])
    -> [Effect]
  {
    guard !waiting.isEmpty else { return [] }
    switch waiting.removeFirst() {
    case .observeList(let request): return state.reduce(.listChanged(world.window(request)))
    case .observePage(let request?): return state.reduce(.pageChanged(world.page(request)))
    default: return []
    }
  }

  private static func changeWorld(
    _ state: inout State, _ world: inout World, _ dice: inout Dice
  ) -> [Effect] {
    let index = Int.random(in: 0..<world.rows.count, using: &dice)
    let isWaiting = Bool.random(using: &dice)
    world.change(world.rows[index].id) {
      $0.waitingSince = isWaiting ? World.ago(hours: 2) : nil
      $0.unread = isWaiting ? 3 : 0
      $0.hasDraft.toggle()
      $0.triage.flagged.toggle()
    }
    return state.reduce(.listChanged(world.window(state.list.request)))
  }

  private static func outcome(_ state: inout State, _ dice: inout Dice) -> [Effect] {
    let out = Outgoing(conversation: .ana, text: "text", seen: nil)
    let outcomes: [Action] = [
      .enqueued(.held(Message.ID(1), release: World.now.addingTimeInterval(5)), out),
      .enqueued(.handover(Message.ID(2), text: "text", url: nil), out),
      .enqueued(.newerArrived(author: "A", text: "b", newest: Message.ID(3)), out),
      .undone(.tookBack(conversation: .jo, text: "back")), .undone(.nothing),
      .undone(.draftBack(conversation: .ana, text: "back")), .redone(.draftGone(conversation: .jo)),
      .noticed(Notice(.failure, "Something failed.")), .pageChanged(nil),
      .sendFailed(out, Notice(.failure, "The disk is full.")),
      .draftSaveFailed(.ana, text: state.composer.text),
      .countsChanged(Counts([.waiting: 3, .pitches: 2])), .clock(World.now),
      .triaged(.done, conversation: .ana, title: "Ana"),
    ]
    return state.reduce(outcomes[Int.random(in: 0..<outcomes.count, using: &dice)])
  }

  private static func check(_ state: State, _ effects: [Effect], _ step: Int) {
    for broken in broken(state, effects) { Issue.record("step \(step): \(broken)") }
    guard step.isMultiple(of: 29) else { return }
    for broken in broken(state.draw(), state) { Issue.record("step \(step): \(broken)") }
  }

  private static func broken(_ state: State, _ effects: [Effect]) -> [String] {
    var broken: [String] = []
    let list = state.list
    let hasChoice = list.rows.isEmpty ? list.selected == nil : list.selectedRow != nil
    if !hasChoice { broken.append("the choice is not in the list") }
    if (state.mode == .composer) != state.composer.isOpen {
      broken.append("the composer is open and has no keys, or the other way round")
    }
    if effects.contains(.quit) != state.isFinished { broken.append("it quits and does not end") }
    let isEmptySent = effects.contains {
      if case .send(let outgoing) = $0 { outgoing.text.isEmpty } else { false }
    }
    if isEmptySent { broken.append("nothing is sent") }
    return broken
  }

  private static func broken(_ frame: Frame, _ state: State) -> [String] {
    var broken: [String] = []
    let size = state.size
    if frame.buffer.size != size { broken.append("the frame has another size") }
    let pane = state.overlay == nil ? state.rect(of: .composer) : nil
    if let cursor = frame.cursor {
      let rect = pane ?? Rect(size)
      let isInside =
        (rect.row..<rect.row + rect.rows).contains(cursor.row)
        && (rect.column..<rect.column + rect.columns).contains(cursor.column)
      if !isInside { broken.append("the cursor is outside of its pane") }
    }
    for row in 0..<size.rows
    where TextLayout.width(of: frame.buffer.text(row: row)) != size.columns {
      broken.append("row \(row) is not as wide as the screen")
    }
    return broken
  }
}

extension Effect {
  fileprivate var isObservation: Bool {
    switch self {
    case .observeList, .observePage: true
    default: false
    }
  }
}
