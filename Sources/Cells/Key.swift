/// One key as the terminal reported it.
package struct Key: Hashable, Sendable {
  package enum Code: Hashable, Sendable {
    /// A printable character; upper case carries no shift modifier.
    case character(Character)
    case enter, escape, tab, backTab, backspace, delete, insert
    case up, down, left, right, home, end, pageUp, pageDown
    case function(Int)
  }

  package struct Modifiers: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }
    package static let control = Modifiers(rawValue: 1)
    package static let alt = Modifiers(rawValue: 2)
    package static let shift = Modifiers(rawValue: 4)
  }

  package var code: Code
  package var modifiers: Modifiers

  package init(_ code: Code, _ modifiers: Modifiers = []) {
    self.code = code
    self.modifiers = modifiers
  }

  package init(_ character: Character) { self.init(.character(character)) }
}

/// What comes in from the terminal.
package enum Input: Hashable, Sendable {
  case key(Key)
  /// Bracketed paste, or a burst of typed text: one string, never commands.
  case paste(String)
  /// The paste before it was longer than may be kept; its rest is gone.
  case pasteCut
  case resized(Size)
  /// Whether the terminal can move the rows of a part of the screen alone, as far as is known now.
  case scrollsParts(Bool)
  /// What the terminal says of its own background.
  case background(isLight: Bool)
}
