import CNcurses
import Cells

/// How a terminal is told to place, colour and erase, when it is told as ECMA-48 says, which is how
/// all terminals of today are described. Others are left to ncurses.
struct Dialect {
  /// ECH: cells become blank in place.
  var erasesCells: Bool
  /// What is erased gets the background of the moment (`bce`), not the terminal's own.
  var erasesInColor: Bool
  /// Rows can be moved between two margins (DECSTBM, IL, DL).
  var scrollsRows = false
  /// The same between a left and a right margin (DECSLRM). No description of a terminal tells this
  /// truly: xterm's is used by many that have none. The terminal is asked (``MarginQuestion``).
  var scrollsParts = false
  /// What can be shown; the rest is left out.
  var attributes: Style.Attributes
  /// The parameters that set a colour of the palette, as text or as ground; empty when there are none.
  var colorCode: (_ number: Int32, _ isGround: Bool) -> [UInt8]

  /// The terminal that ncurses has opened; nil when it is told in another way.
  static func ofTheTerminal() -> Dialect? {
    let found = porch_dialect()
    guard found != 0 else { return nil }
    let codes = ColorCodes()
    return Dialect(
      erasesCells: found & 2 != 0, erasesInColor: found & 4 != 0, scrollsRows: found & 8 != 0,
      attributes: Style.Attributes(rawValue: UInt8(truncatingIfNeeded: found >> 8)),
      colorCode: { codes.code($0, isGround: $1) })
  }
}

/// Asks for each colour once: the description of a terminal is slow to look up in.
private final class ColorCodes {
  private var known: [Int32: [UInt8]] = [:]

  func code(_ number: Int32, isGround: Bool) -> [UInt8] {
    // Numbers go up to those of direct colour, 24 bits.
    let key = isGround ? ~number : number
    if let code = known[key] { return code }
    let code = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 40) { room in
      let count = porch_color_code(number, isGround, room.baseAddress, Int32(room.count))
      return room[..<Int(count)].map { UInt8(bitPattern: $0) }
    }
    known[key] = code
    return code
  }
}
