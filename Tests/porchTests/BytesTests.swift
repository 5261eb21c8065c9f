import Cells
import Domain
import Interface
import TestSupport
import Testing

@testable import Terminal

/// What the answers to keys cost on the way to the terminal, as promised in the article
/// “Measurements”: counted, not timed.
@Suite struct BytesTests {
  @Test func aMoveAndItsPreviewCostNoMoreThanPromised() throws {
    let (moves, previews) = Self.costs(
      Self.talkers(80), scrollsParts: false, keys: Array(repeating: .next, count: 60))
    #expect(previews.allSatisfy { $0 > 0 && $0 <= 2_000 }, "\(previews)")
    // One move of nine goes over the edge of the list and takes it along.
    #expect(moves.count { $0 > 250 } <= 60 / 9 + 1, "\(moves)")
    #expect(moves.filter { $0 <= 250 }.allSatisfy { $0 <= 60 }, "\(moves)")
    #expect(moves.allSatisfy { $0 <= 1_400 }, "\(moves)")
    #expect(moves.reduce(0, +) <= 60 * 250, "\(moves)")
  }

  /// Every move, down and up again, on a terminal that can scroll the list alone.
  @Test func noMoveCostsMoreThanPromisedWhereTheListScrollsAlone() throws {
    let keys = Array(repeating: Command.next, count: 60) + Array(repeating: .previous, count: 60)
    let (moves, previews) = Self.costs(Self.talkers(80), scrollsParts: true, keys: keys)
    #expect(moves.allSatisfy { $0 > 0 && $0 <= 250 }, "\(moves)")
    // Each but those in the first screen and at the turn brings somebody new.
    #expect(moves.count { $0 > 60 } >= 80, "\(moves)")
    #expect(previews.allSatisfy { $0 > 0 && $0 <= 2_000 }, "\(previews)")
  }

  /// Most rows are as they were, whatever has moved.
  @Test(arguments: [24, 36, 70]) func norDoThoseAmongPeopleWhoAllAskTheSame(rows: Int) throws {
    var world = World()
    for number in 1...100 {
      world.add(
        Conversation.ID(Int64(number)), SafeText(line: "Person number \(number)"), "@p",
        .instagram, waits: World.ago(days: Double(101 - number)), unread: 1,
        says: ["Hi, is this still available?"])
    }
    world.counts = Counts([.waiting: 100])
    let (moves, _) = Self.costs(
      world, scrollsParts: true, keys: Array(repeating: .next, count: 60), rows: rows)
    #expect(moves.allSatisfy { $0 > 0 && $0 <= 250 }, "\(moves)")
  }

  /// What each key and the preview after it cost, in bytes.
  private static func costs(
    _ world: World, scrollsParts: Bool, keys: [Command], rows: Int = 36
  ) -> (moves: [Int], previews: [Int]) {
    let play = Play(world, rows: rows, columns: 140)
    if scrollsParts { play.receive(.input(.scrollsParts(true))) }
    var shown = play.state.draw().buffer
    func cost() -> Int {
      let next = play.state.draw()
      defer { shown = next.buffer }
      return bytes(from: shown, to: next, scrollsParts: scrollsParts)
    }
    var costs: (moves: [Int], previews: [Int]) = ([], [])
    for key in keys {
      play.press(key)
      costs.moves.append(cost())
      play.rest()
      costs.previews.append(cost())
    }
    return costs
  }

  private static func bytes(
    from old: CellBuffer, to frame: Frame, scrollsParts: Bool
  ) -> Int {
    var patch = FramePatch(
      from: old, to: frame.buffer, size: old.size, colors: ColorReduction(level: .palette),
      dialect: Dialect(
        erasesCells: true, erasesInColor: true, scrollsRows: true, scrollsParts: scrollsParts,
        attributes: [.bold, .dim, .italic, .underline, .reverse],
        colorCode: { Array("\($1 ? 48 : 38);5;\($0)".utf8) }),
      parts: frame.scrollingParts)
    return patch.bytes(rows: frame.buffer.changedRows(since: old), cursor: nil).count
  }

  /// People who talk with us, at the lengths that real conversations have: half of the messages
  /// under 46 characters, a tenth over 129.
  private static func talkers(_ count: Int) -> World {
    var world = World()
    var state: UInt64 = 42
    func below(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    func text(_ length: Int) -> String {
      var text = words[below(words.count)]
      while text.count < length { text += " " + words[below(words.count)] }
      return text
    }
    let networks: [Network] = [.instagram, .x, .whatsapp, .messenger, .telegram, .linkedin]
    for number in 1...count {
      let texts = (0..<(1 + below(10))).map { _ in
        text([8, 20, 40, 46, 60, 80, 100, 129, 200, 279][below(10)])
      }
      let id = Conversation.ID(Int64(number))
      world.add(
        id, SafeText(line: text(10)), SafeText(line: "@" + words[below(words.count)]),
        networks[below(networks.count)], waits: World.ago(days: Double(2 * count - number)),
        unread: 1 + below(3), says: texts, isFirst: below(3) == 0, isFlagged: below(10) == 0)
      guard var page = world.pages[id] else { continue }
      for index in page.messages.indices where index % 2 == 1 {
        page.messages[index].direction = .out
      }
      world.pages[id] = page
    }
    world.counts = Counts([.waiting: count])
    return world
  }

  private static let words = [
    "la", "merci", "semilla", "bonjour", "günstig", "the", "workshop", "saturday", "a", "of", "où",
    "sunflower", "question", "livraison", "Größe", "when", "is", "it", "mañana", "order", "gift",
  ]
}
