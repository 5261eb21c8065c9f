import Cells
import Glibc
import Testing

@testable import Terminal

/// The grid and ncurses must count the same columns: ncurses asks the C library.
@Suite struct WidthTests {
  @Test func everyScalarIsAsWideAsTheCLibrarySays() {
    setlocale(LC_CTYPE, "C.UTF-8")
    var unknown = 0
    var different: [UInt32] = []
    var buffer = CellBuffer(size: Size(rows: 1, columns: 4))
    for value in UInt32(0x20)...0xE0FFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let used = buffer.put(String(Character(scalar)), row: 0, column: 0, style: .plain)
      guard used > 0 else { continue }
      let cell = buffer.cell(row: 0, column: 0)
      let known = CLibrary.width(of: cell[0])
      // A C library with an older Unicode knows nothing of new characters; the shim then shows
      // U+FFFD in as many columns. Any other difference would bend the columns.
      if known == -1 { unknown += 1 } else if known != cell.width { different.append(value) }
      if cell[1] != 0, CLibrary.width(of: cell[1]) > 0 { different.append(value) }
    }
    #expect(different.isEmpty, "\(different.map { String($0, radix: 16) })")
    #expect(unknown < 6_000)
    #expect(CLibrary.width(of: 0x1F600) == 2)
  }
}
