/// How a terminal was told to draw a character: the numbers of SGR.
package struct TerminalLook: Hashable, Sendable {
  package var attributes: Set<Int> = []
  /// Of the palette, or 24 bits of colour and one above them; nil for the terminal's own.
  package var foreground: Int?
  package var background: Int?

  package init() {}

  /// What a terminal leaves where it erases.
  var erased: TerminalLook {
    var look = TerminalLook()
    look.background = background
    return look
  }

  /// - Returns: false when a parameter was not understood.
  mutating func apply(_ parameters: [Int]) -> Bool {
    var rest = parameters[...]
    while let first = rest.popFirst() {
      switch first {
      case 0: self = TerminalLook()
      case 1, 2, 3, 4, 7: attributes.insert(first)
      case 22: attributes.subtract([1, 2])
      case 23, 24, 27: attributes.remove(first - 20)
      case 30...37: foreground = first - 30
      case 40...47: background = first - 40
      case 90...97: foreground = first - 82
      case 100...107: background = first - 92
      case 39: foreground = nil
      case 49: background = nil
      case 38, 48:
        guard let number = Self.color(&rest) else { return false }
        if first == 38 { foreground = number } else { background = number }
      default: return false
      }
    }
    return true
  }

  /// A number of the palette, or above all of them a colour itself.
  private static func color(_ rest: inout ArraySlice<Int>) -> Int? {
    switch rest.popFirst() {
    case 5: return rest.popFirst()
    case 2:
      guard rest.count >= 3 else { return nil }
      defer { rest = rest.dropFirst(3) }
      return rest.prefix(3).reduce(1) { $0 << 8 | $1 }
    default: return nil
    }
  }
}
