/// One cell of the grid in 24 bytes: up to five scalars, a style and a width, comparable at once.
///
/// A wide character fills two cells: its own, of width 2, and the ``half`` to the right of it.
package struct Cell: Hashable, Sendable {
  /// Foreground, background, attributes and width; see ``PackedStyle`` for the bits.
  var look: UInt64
  /// The first three scalars, 21 bits each.
  var low: UInt64
  /// The fourth and fifth scalar, 21 bits each.
  var high: UInt64

  @inline(__always)
  init(low: UInt64, high: UInt64, look: UInt64) {
    self.low = low
    self.high = high
    self.look = look
  }

  /// One narrow scalar.
  @inline(__always)
  init(_ scalar: UInt32, _ style: PackedStyle) {
    self.init(low: UInt64(scalar), high: 0, look: style.bits | 1 << PackedStyle.widthShift)
  }

  static let blank = Cell(0x20, PackedStyle(.plain))

  /// The columns of the character that starts here: 1 or 2, or 0 in the right half of a wide one.
  @inline(__always)
  package var width: Int { Int(look >> PackedStyle.widthShift) }

  package var style: Style { PackedStyle(bits: look & PackedStyle.styleMask).style }

  @inline(__always)
  var packedStyle: PackedStyle { PackedStyle(bits: look & PackedStyle.styleMask) }

  /// How many scalars there are: 1 to 5, or 0 in the right half of a wide character.
  package var scalarCount: Int {
    var count = 0
    while count < 5, self[count] != 0 { count += 1 }
    return count
  }

  /// The value of a scalar of the cell, 0 past the last.
  @inline(__always)
  package subscript(index: Int) -> UInt32 {
    let word = index < 3 ? low >> (21 * UInt64(index)) : high >> (21 * UInt64(index - 3))
    return UInt32(truncatingIfNeeded: word & 0x1F_FFFF)
  }

  /// The scalars, base first.
  package var scalars: [Unicode.Scalar] {
    (0..<5).compactMap { self[$0] == 0 ? nil : Unicode.Scalar(self[$0]) }
  }

  /// The character; empty in the right half of a wide one.
  package var text: String {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars)
    return String(text)
  }
}

/// A ``Style`` in 57 bits: foreground 24 + a flag that it is set, background the same, attributes.
struct PackedStyle: Hashable, Sendable {
  var bits: UInt64

  static let widthShift: UInt64 = 60
  static let styleMask: UInt64 = 1 << 60 - 1
  private static let foregroundSet: UInt64 = 1 << 24
  private static let backgroundShift: UInt64 = 25
  private static let attributeShift: UInt64 = 50
  private static let backgroundMask: UInt64 = (1 << 25 - 1) << 25

  @inline(__always)
  init(bits: UInt64) { self.bits = bits }

  @inline(__always)
  init(_ style: Style) {
    bits =
      Self.packed(style.foreground) | Self.packed(style.background) << Self.backgroundShift
      | UInt64(style.attributes.rawValue) << Self.attributeShift
  }

  var style: Style {
    Style(
      foreground: Self.color(bits), background: Self.color(bits >> Self.backgroundShift),
      attributes: Style.Attributes(rawValue: UInt8(truncatingIfNeeded: bits >> Self.attributeShift))
    )
  }

  mutating func setBackground(_ color: Color) {
    bits = bits & ~Self.backgroundMask | Self.packed(color) << Self.backgroundShift
  }

  @inline(__always)
  private static func packed(_ color: Color) -> UInt64 {
    guard case .rgb(let red, let green, let blue) = color else { return 0 }
    return foregroundSet | UInt64(red) << 16 | UInt64(green) << 8 | UInt64(blue)
  }

  private static func color(_ bits: UInt64) -> Color {
    guard bits & foregroundSet != 0 else { return .terminalDefault }
    let byte = { (shift: UInt64) in UInt8(truncatingIfNeeded: bits >> shift) }
    return .rgb(byte(16), byte(8), byte(0))
  }
}
