import Cells
import Domain
import TestSupport
import Testing

@testable import Terminal

/// What a terminal shows after the bytes is what was to be shown, whatever was there before.
@Suite struct FramePatchTests {
  private static let size = Size(rows: 10, columns: 30)

  /// The C library tells widths only in a locale that has them, which a terminal sets when it opens.
  init() { _ = TerminalNames { $0 == "LANG" ? "C.UTF-8" : nil }.setLocale() }

  private enum Kind: CaseIterable {
    case xterm, withMargins, tmux, withoutColors

    var dialect: Dialect {
      Dialect(
        erasesCells: self != .tmux, erasesInColor: self != .tmux, scrollsRows: self != .tmux,
        scrollsParts: self == .withMargins, attributes: attributes,
        colorCode: { Array("\($1 ? 48 : 38);5;\($0)".utf8) })
    }

    private var attributes: Style.Attributes {
      self == .withoutColors
        ? [.bold, .underline, .reverse]
        : [.bold, .dim, .italic, .underline, .reverse]
    }

    var level: ColorLevel { self == .withoutColors ? .none : .palette }
  }

  @Test(arguments: Kind.allCases) private func anyFrameBecomesAnyOther(kind: Kind) {
    var dice = Xorshift(state: 0x2545_F491_4F6C_DD1D)
    let screen = TerminalScreen(
      rows: Self.size.rows, columns: Self.size.columns, hasMargins: kind == .withMargins)
    var scrolled = (whole: 0, parts: 0)
    var colors = ColorReduction(level: kind.level)
    var old = CellBuffer(size: Self.size)
    for number in 0..<1_500 {
      let new = Self.frame(after: old, &dice)
      let cursor =
        dice.below(4) == 0 ? Position(row: dice.below(10), column: dice.below(30)) : nil
      var patch = FramePatch(
        from: old, to: new, size: Self.size, colors: colors, dialect: kind.dialect,
        parts: Self.parts)
      let bytes = patch.bytes(rows: new.changedRows(since: old), cursor: cursor)
      colors = patch.colors
      let text = String(decoding: bytes, as: UTF8.self)
      if text.contains("\u{1B}[?69h") {
        scrolled.parts += 1
      } else if text.contains("\u{1B}[1;10r") {
        scrolled.whole += 1
      }
      screen.feed(bytes)
      let wrong = Self.firstDifference(screen, new, kind.dialect, &colors)
      #expect(
        wrong == nil, "frame \(number): \(text.debugDescription)")
      #expect(screen.unknown.isEmpty, "\(screen.unknown)")
      if let cursor { #expect(screen.cursor == cursor) }
      if wrong != nil { return }
      old = new
    }
    #expect((scrolled.whole > 0) == kind.dialect.scrollsRows)
    #expect((scrolled.parts > 0) == kind.dialect.scrollsParts)
  }

  /// Two panes side by side, and the lower half of the screen.
  private static let parts = [
    Rect(row: 1, column: 0, rows: 9, columns: 14), Rect(row: 0, column: 15, rows: 8, columns: 15),
    Rect(row: 2, column: 0, rows: 8, columns: 30),
  ]

  /// Where the screen is not as the frame says; a space's text colour is not seen.
  private static func firstDifference(
    _ screen: TerminalScreen, _ frame: CellBuffer, _ dialect: Dialect,
    _ colors: inout ColorReduction
  ) -> String? {
    for row in 0..<size.rows {
      for column in 0..<size.columns {
        let cell = frame.cell(row: row, column: column)
        // The right half of a wide character looks as the left one does.
        guard cell.width > 0 else { continue }
        let shown = screen.look(row: row, column: column)
        let wanted = look(of: cell, dialect, &colors)
        let isSpace = cell.text == " " && wanted.attributes.isDisjoint(with: [4, 7])
        let isRight =
          screen.character(row: row, column: column) == cell.text
          && shown.background == wanted.background
          && (isSpace && shown.attributes.isDisjoint(with: [4, 7]) || shown == wanted)
        if !isRight {
          return "\(row), \(column): “\(screen.character(row: row, column: column))” \(shown) "
            + "instead of “\(cell.text)” \(wanted)"
        }
      }
    }
    return nil
  }

  private static func look(
    of cell: Cell, _ dialect: Dialect, _ colors: inout ColorReduction
  ) -> TerminalLook {
    let look = colors.look(of: cell.style)
    var wanted = TerminalLook()
    let numbers: [(Style.Attributes, Int)] = [
      (.bold, 1), (.dim, 2), (.italic, 3), (.underline, 4), (.reverse, 7),
    ]
    for (attribute, number) in numbers
    where look.attributes.contains(attribute) && dialect.attributes.contains(attribute) {
      wanted.attributes.insert(number)
    }
    wanted.foreground = look.foreground < 0 ? nil : Int(look.foreground)
    wanted.background = look.background < 0 ? nil : Int(look.background)
    return wanted
  }

  /// The same frame with a few words, blanks and whole rows changed.
  private static func frame(after old: CellBuffer, _ dice: inout Xorshift) -> CellBuffer {
    var frame = dice.below(20) == 0 ? CellBuffer(size: size) : old
    for _ in 0...dice.below(5) {
      let row = dice.below(size.rows)
      let column = dice.below(size.columns)
      switch dice.below(6) {
      case 5: scroll(parts[dice.below(parts.count)], of: &frame, &dice)
      case 0:
        frame.fill(
          Rect(
            row: row, column: column, rows: 1 + dice.below(2), columns: 1 + dice.below(30)),
          style: style(&dice))
      case 1:
        frame.setBackground(
          Rect(row: row, column: column, rows: 2, columns: 12), style(&dice).background)
      default:
        frame.put(words[dice.below(words.count)], row: row, column: column, style: style(&dice))
      }
    }
    return frame
  }

  private static func scroll(_ part: Rect, of frame: inout CellBuffer, _ dice: inout Xorshift) {
    for column in [part.column, part.column + part.columns] {
      // Nothing may lie across a side.
      frame.fill(Rect(row: 0, column: column, rows: size.rows, columns: 1), style: .plain)
    }
    frame.scroll(part, by: [-2, -1, 1, 2][dice.below(4)])
  }

  private static let words = [
    "a", "two words", "Leïla  B.", "はじめまして", "e\u{301}te\u{301}", "x    far      away", "│", "★",
    "注文 a 注文", "────────────", "        ",
  ]

  private static func style(_ dice: inout Xorshift) -> Style {
    let grounds: [Color] = [.terminalDefault, .terminalDefault, .rgb(38, 38, 38), .rgb(48, 48, 48)]
    let texts: [Color] = [
      .terminalDefault, .rgb(255, 175, 95), .rgb(138, 138, 134), .rgb(175, 215, 135),
    ]
    let attributes: [Style.Attributes] = [
      [], [], [], .bold, .dim, .italic, .underline, .reverse, [.bold, .underline],
    ]
    return Style(
      foreground: texts[dice.below(texts.count)], background: grounds[dice.below(grounds.count)],
      attributes: attributes[dice.below(attributes.count)])
  }

  // MARK: Bytes

  private func bytes(
    _ old: CellBuffer, _ new: CellBuffer, _ kind: Kind = .xterm, parts: [Rect] = []
  ) -> String {
    var patch = FramePatch(
      from: old, to: new, size: Self.size, colors: ColorReduction(level: .palette),
      dialect: kind.dialect, parts: parts)
    let bytes = patch.bytes(rows: new.changedRows(since: old), cursor: nil)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func aLookIsSaidByWhatDiffers() {
    let old = CellBuffer(size: Self.size)
    var new = old
    let ground = Color.rgb(48, 48, 48)
    let amber = Style(foreground: .rgb(255, 175, 95), background: ground)
    new.put("one", row: 1, column: 2, style: amber)
    new.put(
      "two", row: 1, column: 5, style: Style(foreground: .rgb(175, 215, 135), background: ground))
    new.put(
      "six", row: 1, column: 8,
      style: Style(foreground: .rgb(175, 215, 135), background: ground, attributes: .bold))
    #expect(
      bytes(old, new)
        == "\u{1B}[2;3H\u{1B}[38;5;215;48;5;236mone\u{1B}[38;5;150mtwo\u{1B}[1msix\u{1B}[m")
  }

  /// Strokes of one look follow each other where that spares saying it again.
  @Test func oneLookIsSaidOnceForManyRows() {
    let old = CellBuffer(size: Self.size)
    var new = old
    for row in 0..<4 {
      new.put("name", row: row, column: 0, style: Style(attributes: .bold))
      new.put("said", row: row, column: 8, style: Style(foreground: .rgb(138, 138, 134)))
    }
    let sent = bytes(old, new)
    #expect(sent.ranges(of: "\u{1B}[1m").count == 1)
    #expect(sent.ranges(of: "38;5;245").count == 1)
  }

  @Test func blanksAreErasedWhereThatIsShorter() {
    var old = CellBuffer(size: Self.size)
    old.put("a long line that was", row: 2, column: 0, style: .plain)
    var new = CellBuffer(size: Self.size)
    new.put("a", row: 2, column: 0, style: .plain)
    #expect(bytes(old, new) == "\u{1B}[3;3H\u{1B}[K")
    old.put("│", row: 2, column: 29, style: .plain)
    new.put("│", row: 2, column: 29, style: .plain)
    #expect(bytes(old, new) == "\u{1B}[3;3H\u{1B}[18X")
  }

  @Test func rowsThatMovedAreNotWrittenAgain() {
    var old = CellBuffer(size: Self.size)
    for (row, name) in ["Leïla B.", "Marco Rossi", "さくら", "", "", "", "", "Ana & Ivo", "Zed"]
      .enumerated()
    {
      old.put(name, row: 1 + row, column: 0, style: .plain)
      old.put("│ said", row: 1 + row, column: 14, style: .plain)
    }
    var new = old
    new.scroll(Self.parts[0], by: 1)
    new.put("Ömer", row: 9, column: 0, style: .plain)
    #expect(
      bytes(old, new, .withMargins, parts: Self.parts)
        == "\u{1B}[?69h\u{1B}[1;14s\u{1B}[2;10r\u{1B}[2;1H\u{1B}[1M\u{1B}[1;10r\u{1B}[?69l"
        + "\u{1B}[10HÖmer")
    // Without margins, or where nobody says that this may move, they are written.
    for (kind, parts) in [(Kind.xterm, Self.parts), (.withMargins, [])] {
      #expect(bytes(old, new, kind, parts: parts).contains("Marco"))
    }
  }

  /// Half of a wide character cannot move.
  @Test func whatLiesAcrossTheSideOfAPartIsNotTorn() {
    var old = CellBuffer(size: Self.size)
    for row in 0..<10 { old.put("\(row) 注文注文注文注文", row: row, column: 1, style: .plain) }
    var new = CellBuffer(size: Self.size)
    for row in 0..<10 { new.put("\((row + 1) % 10) 注文注文注文注文", row: row, column: 1, style: .plain) }
    let part = Rect(row: 0, column: 0, rows: 10, columns: 8)
    #expect(new.scroll(of: part, since: old) == nil)
    #expect(new.scroll(of: Rect(row: 0, column: 0, rows: 10, columns: 9), since: old) == 1)
  }

  /// A space is a space: that it would have had another colour is no reason to send it again.
  @Test func whatCannotBeSeenIsNotSent() {
    var old = CellBuffer(size: Self.size)
    old.put("    ", row: 0, column: 0, style: Style(foreground: .rgb(255, 0, 0), attributes: .bold))
    #expect(bytes(old, CellBuffer(size: Self.size)).isEmpty)
  }
}

/// The same dice every time.
private struct Xorshift {
  var state: UInt64

  mutating func below(_ bound: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state >> 33) % bound
  }
}
