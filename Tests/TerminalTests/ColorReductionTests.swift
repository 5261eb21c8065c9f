import Cells
import Testing

@testable import Terminal

@Suite struct ColorReductionTests {
  private func look(
    _ foreground: Color, on background: Color = .terminalDefault, level: ColorLevel,
    attributes: Style.Attributes = []
  ) -> ColorReduction.Look {
    var reduction = ColorReduction(level: level)
    return reduction.look(
      of: Style(foreground: foreground, background: background, attributes: attributes))
  }

  @Test(
    arguments: [
      (.rgb(0xFF, 0xAF, 0x5F), 215), (.rgb(0x30, 0x30, 0x30), 236), (.rgb(0x26, 0x26, 0x26), 235),
      (.rgb(0xFF, 0x5F, 0x5F), 203), (.rgb(0xD7, 0xD7, 0x87), 186), (.rgb(0xFF, 0xFF, 0xFF), 231),
      (.rgb(0, 0, 0), 16), (.rgb(0xD0, 0xCF, 0xC8), 252), (.terminalDefault, -1),
    ] as [(Color, Int32)])
  func thePaletteHasTheDesignedColours(color: Color, number: Int32) {
    #expect(look(color, level: .palette).foreground == number)
  }

  @Test func withoutColoursAttributesStay() {
    let reduced = look(
      .rgb(255, 0, 0), on: .rgb(0, 0, 255), level: .none, attributes: [.bold, .reverse])
    #expect(reduced == ColorReduction.Look(attributes: [.bold, .reverse]))
  }

  @Test(arguments: [ColorLevel.eight, .sixteen])
  func fewColoursKeepTheHue(level: ColorLevel) {
    let red = look(.rgb(0xFF, 0x5F, 0x5F), level: level).foreground
    let green = look(.rgb(0xAF, 0xD7, 0x87), level: level).foreground
    #expect([1, 9].contains(red))
    #expect([2, 3, 10].contains(green))
    #expect(look(.rgb(0xD0, 0xCF, 0xC8), level: level).foreground == -1)
  }

  @Test func greysAreDimWhereThereIsNoGrey() {
    #expect(look(.rgb(0x5C, 0x5C, 0x5A), level: .eight).attributes == .dim)
    #expect(look(.rgb(0x5C, 0x5C, 0x5A), level: .sixteen).foreground == 8)
  }

  @Test(arguments: [ColorLevel.eight, .sixteen, .palette])
  func aForegroundIsNeverItsBackground(level: ColorLevel) {
    for value in stride(from: UInt8(0), through: 250, by: 10) {
      let reduced = look(
        .rgb(value, 200, 40), on: .rgb(value, 198, 42), level: level)
      #expect(reduced.foreground != reduced.background)
    }
  }

  @Test func directColoursAreTheirOwnNumbers() {
    #expect(look(.rgb(1, 2, 3), level: .direct).foreground == 0x010203)
    #expect(look(.rgb(0, 0, 3), level: .direct).foreground == 8)
  }
}
