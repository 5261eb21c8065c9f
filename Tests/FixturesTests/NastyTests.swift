import Fixtures
import Testing

struct NastyTests {
  @Test func everyTextHasANameOfItsOwn() {
    #expect(Nasty.texts.count >= 40)
    #expect(Set(Nasty.texts.map(\.name)).count == Nasty.texts.count)
  }

  @Test func theTextsReallyHoldWhatATerminalWouldObey() {
    let scalars = Set(Nasty.texts.flatMap { $0.raw.unicodeScalars.map(\.value) })
    for value in Array(0..<0x20) + Array(0x7F..<0xA0) + [0x202E, 0x2066, 0x200B, 0x200D] {
      #expect(scalars.contains(UInt32(value)), "U+\(String(value, radix: 16))")
    }
  }
}
