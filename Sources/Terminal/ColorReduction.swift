import Cells

/// How many colours a terminal shows.
enum ColorLevel: Hashable {
  case none, eight, sixteen
  /// The 6×6×6 cube and 24 greys of xterm, above sixteen that users change.
  case palette
  /// A colour's number is its RGB value.
  case direct
}

/// Turns designed colours into numbers of the terminal's palette.
struct ColorReduction {
  let level: ColorLevel
  private var known: [UInt32: Int32] = [:]

  /// The terminal's own colour.
  static let standard: Int32 = -1

  init(level: ColorLevel) { self.level = level }

  /// What is left of a style: colours as numbers, and its attributes.
  struct Look: Hashable {
    var foreground = ColorReduction.standard
    var background = ColorReduction.standard
    var attributes: Style.Attributes
  }

  /// A foreground never becomes its background: then the background gives way.
  mutating func look(of style: Style) -> Look {
    var look = Look(attributes: style.attributes)
    guard level != .none else { return look }
    look.foreground = number(of: style.foreground, isBackground: false)
    look.background = number(of: style.background, isBackground: true)
    if look.foreground == look.background, style.foreground != style.background {
      look.background = Self.standard
    }
    if level == .eight, isDark(style.foreground) { look.attributes.insert(.dim) }
    return look
  }

  private mutating func number(of color: Color, isBackground: Bool) -> Int32 {
    guard case .rgb(let red, let green, let blue) = color else { return Self.standard }
    let key = UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue) | (isBackground ? 1 << 24 : 0)
    if let number = known[key] { return number }
    let number: Int32
    switch level {
    case .none: number = Self.standard
    case .direct: number = Int32(max(key & 0xFF_FFFF, 8))  // below 8 are the palette's
    case .palette: number = Self.nearest(to: (red, green, blue), among: 16..<256)
    case .eight, .sixteen: number = ansi((red, green, blue), isBackground: isBackground)
    }
    known[key] = number
    return number
  }

  typealias RGB = (red: UInt8, green: UInt8, blue: UInt8)

  /// The number of the palette's colour that looks most like `color`.
  private static func nearest(to color: RGB, among numbers: Range<Int>) -> Int32 {
    Int32(numbers.min { distance(color, xterm($0)) < distance(color, xterm($1)) } ?? 0)
  }

  /// Greys become the terminal's own foreground or background, which people can read in any case;
  /// colours become the nearest that is one.
  private func ansi(_ color: RGB, isBackground: Bool) -> Int32 {
    let brightest = max(color.red, color.green, color.blue)
    let darkest = min(color.red, color.green, color.blue)
    if brightest - darkest < 40 {
      if isBackground { return brightest < 128 ? Self.standard : 7 }
      if level == .sixteen, brightest < 170 { return brightest < 115 ? 8 : 7 }
      return Self.standard
    }
    let bright = level == .sixteen ? Array(9...14) : []
    let numbers = Array(1...6) + bright
    let best = numbers.min {
      Self.distance(color, Self.xterm($0)) < Self.distance(color, Self.xterm($1))
    }
    return Int32(best ?? 7)
  }

  private func isDark(_ color: Color) -> Bool {
    guard case .rgb(let red, let green, let blue) = color else { return false }
    return max(red, green, blue) < 160
  }

  /// Squared difference with weights for the eye ("redmean", T. Riemersma, compuphase.com/cmetric.htm).
  private static func distance(_ a: RGB, _ b: RGB) -> Int {
    let mean = (Int(a.red) + Int(b.red)) / 2
    let (red, green, blue) = (
      Int(a.red) - Int(b.red), Int(a.green) - Int(b.green), Int(a.blue) - Int(b.blue)
    )
    return (512 + mean) * red * red / 256 + 4 * green * green + (767 - mean) * blue * blue / 256
  }

  /// The colours of xterm: sixteen by name, the cube, the greys.
  private static func xterm(_ number: Int) -> RGB {
    if number < 16 {
      let color = names[number]
      return (UInt8(color >> 16), UInt8(color >> 8 & 0xFF), UInt8(color & 0xFF))
    }
    if number < 232 {
      let level = { (step: Int) in UInt8(step == 0 ? 0 : 55 + 40 * step) }
      return (level((number - 16) / 36), level((number - 16) / 6 % 6), level((number - 16) % 6))
    }
    let grey = UInt8(8 + 10 * (number - 232))
    return (grey, grey, grey)
  }

  private static let names: [UInt32] = [
    0x000000, 0xCD0000, 0x00CD00, 0xCDCD00, 0x0000EE, 0xCD00CD, 0x00CDCD, 0xE5E5E5,
    0x7F7F7F, 0xFF0000, 0x00FF00, 0xFFFF00, 0x5C5CFF, 0xFF00FF, 0x00FFFF, 0xFFFFFF,
  ]
}
