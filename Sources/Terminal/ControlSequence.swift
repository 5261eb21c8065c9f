import Cells

/// A CSI sequence as terminals send it for a key: numbers and a final letter.
struct ControlSequence {
  private let numbers: [Int?]
  private let final: UInt8
  /// Mouse reports, focus and answers carry other bytes than digits.
  private let isOfNumbers: Bool

  init(_ inner: ArraySlice<UInt8>, final: UInt8) {
    self.final = final
    isOfNumbers = inner.allSatisfy { 0x30...0x3B ~= $0 }
    numbers = String(decoding: inner, as: UTF8.self)
      .split(separator: ";", omittingEmptySubsequences: false)
      .map { field in Int(field.prefix { $0 != ":" }) }
  }

  var startsPaste: Bool { isOfNumbers && final == UInt8(ascii: "~") && first == 200 }

  /// The key; none when the sequence is not one.
  var keys: [Key] {
    guard isOfNumbers else { return [] }
    return key.map { [$0] } ?? []
  }

  private var first: Int? { numbers.first ?? nil }
  private var second: Int? { numbers.count > 1 ? numbers[1] : nil }

  private var key: Key? {
    let modifiers = Self.modifiers(second)
    switch final {
    case UInt8(ascii: "~"): return tilde
    case UInt8(ascii: "^"): return Self.numbered(first).map { Key($0, .control) }
    case UInt8(ascii: "$"): return Self.numbered(first).map { Key($0, .shift) }
    case UInt8(ascii: "@"): return Self.numbered(first).map { Key($0, [.control, .shift]) }
    case UInt8(ascii: "a")...UInt8(ascii: "d"):
      return Self.letter(final - 0x20).map { Key($0, .shift) }
    case UInt8(ascii: "u"): return first.flatMap { Self.key(scalar: $0, modifiers: modifiers) }
    // A cursor report ends in R too; F3 never has another first number than 1.
    case UInt8(ascii: "R") where first ?? 1 != 1: return nil
    case UInt8(ascii: "Z"): return Key(.backTab)
    default: return Self.letter(final).map { Key($0, modifiers) }
    }
  }

  private var tilde: Key? {
    // xterm's modifyOtherKeys: 27 ; modifiers ; scalar
    if first == 27, numbers.count == 3, let scalar = numbers[2] {
      return Self.key(scalar: scalar, modifiers: Self.modifiers(second))
    }
    return Self.numbered(first).map { Key($0, Self.modifiers(second)) }
  }

  /// The key that is sent as ESC O and this letter.
  static func key(application letter: UInt8, modifiers: Key.Modifiers) -> Key? {
    switch letter {
    case UInt8(ascii: "M"): Key(.enter, modifiers)
    case UInt8(ascii: "I"): Key(.tab, modifiers)
    case UInt8(ascii: " "): Key(.character(" "), modifiers)
    case UInt8(ascii: "a")...UInt8(ascii: "d"):
      self.letter(letter - 0x20).map { Key($0, modifiers.union(.control)) }
    // The keypad: "j" to "y" are "*" to "9"
    case UInt8(ascii: "j")...UInt8(ascii: "y"):
      Key(.character(Character(Unicode.Scalar(letter - 0x40))), modifiers)
    case UInt8(ascii: "X"): Key(.character("="), modifiers)
    default: self.letter(letter).map { Key($0, modifiers) }
    }
  }

  /// One more than a sum of 1 Shift, 2 Alt, 4 Control, 8 Meta (xterm's ctlseqs).
  static func modifiers(_ number: Int?) -> Key.Modifiers {
    guard let number, number > 1, number <= 256 else { return [] }
    var modifiers: Key.Modifiers = []
    if (number - 1) & 1 != 0 { modifiers.insert(.shift) }
    if (number - 1) & 10 != 0 { modifiers.insert(.alt) }
    if (number - 1) & 4 != 0 { modifiers.insert(.control) }
    return modifiers
  }

  private static func letter(_ letter: UInt8) -> Key.Code? {
    switch letter {
    case UInt8(ascii: "A"): .up
    case UInt8(ascii: "B"): .down
    case UInt8(ascii: "C"): .right
    case UInt8(ascii: "D"): .left
    case UInt8(ascii: "H"): .home
    case UInt8(ascii: "F"): .end
    case UInt8(ascii: "P")...UInt8(ascii: "S"): .function(Int(letter) - 0x4F)
    default: nil
    }
  }

  private static func numbered(_ number: Int?) -> Key.Code? {
    switch number {
    case 1, 7: .home
    case 2: .insert
    case 3: .delete
    case 4, 8: .end
    case 5: .pageUp
    case 6: .pageDown
    case .some(let number) where 11...15 ~= number: .function(number - 10)
    case .some(let number) where 17...21 ~= number: .function(number - 11)
    case .some(let number) where 23...26 ~= number: .function(number - 12)
    case .some(let number) where 28...29 ~= number: .function(number - 13)
    case .some(let number) where 31...34 ~= number: .function(number - 14)
    default: nil
    }
  }

  /// A key named by its character, as newer protocols do.
  private static func key(scalar number: Int, modifiers: Key.Modifiers) -> Key? {
    switch number {
    case 9: return modifiers.contains(.shift) ? Key(.backTab) : Key(.tab, modifiers)
    case 13: return Key(.enter, modifiers)
    case 27: return Key(.escape, modifiers)
    case 8, 127: return Key(.backspace, modifiers)
    default: break
    }
    guard number >= 32, let value = UInt32(exactly: number), let scalar = Unicode.Scalar(value),
      scalar.properties.generalCategory != .privateUse, !(0x7F...0x9F).contains(value)
    else { return nil }
    let character = Character(scalar)
    guard modifiers.contains(.shift), !modifiers.contains(.control),
      let upper = character.uppercased().first
    else { return Key(.character(character), modifiers) }
    return Key(.character(upper), modifiers.subtracting(.shift))
  }
}
