/// What may become of a scalar above ASCII in text that is safe.
enum ScalarSafety {
  case text
  /// Combining: belongs to the character before.
  case mark
  /// Chooses a form of the character before, and is not seen.
  case selector
  /// ZWNJ and ZWJ.
  case joiner
  case space
  case lineEnd
  /// Unassigned, private, or no character: U+FFFD.
  case replaced
  /// Invisible, or turns the direction of what follows.
  case dropped
  /// C1: may open a sequence, as its two-byte form does.
  case control

  /// Common scripts are answered without asking the Unicode tables.
  @inline(__always)
  static func of(_ scalar: UInt32) -> ScalarSafety {
    switch scalar {
    case 0xA1...0xAC, 0xAE...0x2FF, 0x400...0x482, 0x5D0...0x5EA, 0x620...0x64A: .text
    case 0x3041...0x3096, 0x309B...0x30FF, 0x4E00...0x9FFF, 0xAC00...0xD7A3: .text
    case 0x2010...0x2027, 0x1F300...0x1F64F: .text
    case 0x300...0x34E, 0x350...0x36F: .mark
    default: special(scalar) ?? general(scalar)
    }
  }

  private static func special(_ scalar: UInt32) -> ScalarSafety? {
    switch scalar {
    case 0x85, 0x2028, 0x2029: .lineEnd
    case 0x80...0x9F: .control
    case 0x200C, 0x200D: .joiner
    case 0xFE00...0xFE0F: .selector
    case 0x2800: .space
    case 0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B...0x180F, 0x3164, 0xFFA0: .dropped
    case 0xE0000...0xE0FFF: .dropped
    case 0x600...0x605, 0x6DD, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD: .text
    default: nil
    }
  }

  private static func general(_ scalar: UInt32) -> ScalarSafety {
    guard let scalar = Unicode.Scalar(scalar) else { return .replaced }
    switch scalar.properties.generalCategory {
    case .unassigned, .privateUse, .surrogate: return .replaced
    case .format, .control: return .dropped
    case .nonspacingMark, .enclosingMark, .spacingMark: return .mark
    case .spaceSeparator: return .space
    case .lineSeparator, .paragraphSeparator: return .lineEnd
    default: return .text
    }
  }

  /// Whether the scalar is of a script whose letters ZWNJ and ZWJ shape: Arabic, Syriac, N'Ko and
  /// their kin, the Indic and South-East Asian scripts, Mongolian.
  static func needsJoiners(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x620...0x65F, 0x66E...0x6DC, 0x6FA...0x8FF, 0x900...0xDFF, 0xF40...0x109F: true
    case 0x1780...0x17D3, 0x1807, 0x1820...0x18AF, 0x1A20...0x1AAD, 0x1B00...0x1BFF: true
    case 0xA840...0xA8FF, 0xA980...0xA9FF, 0xAA60...0xAA7F, 0xABC0...0xABED, 0x11000...0x11FFF: true
    default: false
    }
  }

  /// Whether ZWJ may join the scalar to another into one picture.
  static func isPicture(_ scalar: UInt32) -> Bool {
    scalar > 0x2000 && Unicode.Scalar(scalar)?.properties.isEmoji == true
  }
}
