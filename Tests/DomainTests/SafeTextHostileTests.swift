import Domain
import Foundation
import TestSupport
import Testing

/// Laws that hold for every text, tried on everything nasty we know.
@Suite struct SafeTextHostileTests {
  @Test(arguments: HostileTexts.committed)
  func nothingUnsafeComesThrough(bytes: [UInt8]) { expectSafe(bytes) }

  @Test(.enabled(if: HostileTexts.hasShared, "the shared hostile texts are not here"))
  func nothingUnsafeComesThroughOfTheSharedTexts() throws {
    let texts = try HostileTexts.shared()
    #expect(texts.count > 600)
    for bytes in texts { expectSafe(bytes) }
  }

  /// Random mixtures find orders of things that nobody would write down.
  @Test func mixturesAreSafeToo() {
    var random = SplitMix(state: 7)
    let parts = HostileTexts.parts
    for _ in 0..<4_000 {
      let count = Int.random(in: 1...12, using: &random)
      let text = (0..<count).map { _ in parts.randomElement(using: &random) ?? "" }.joined()
      expectSafe(Array(text.utf8), limit: Int.random(in: 1...20, using: &random))
      expectSafe(Array(text.utf8))
    }
  }

  private func expectSafe(_ bytes: [UInt8], limit: Int = SafeText.longestText) {
    let raw = String(decoding: bytes, as: UTF8.self)
    let safe = SafeText(sanitisingUTF8: bytes, limit: limit).string
    let line = SafeText(line: raw, limit: limit).string
    #expect(safe.unicodeScalars.allSatisfy { isPrintable($0) || $0 == "\n" }, "\(bytes)")
    #expect(line.unicodeScalars.allSatisfy(isPrintable), "\(bytes)")
    #expect(safe.unicodeScalars.count <= limit && line.unicodeScalars.count <= limit)
    #expect(SafeText(sanitising: raw, limit: limit).string.utf8.elementsEqual(safe.utf8))
    let again = SafeText(sanitising: safe, limit: limit).string
    #expect(again.utf8.elementsEqual(safe.utf8), "not the same twice: \(bytes)")
    let lineAgain = SafeText(line: line, limit: limit).string
    #expect(lineAgain.utf8.elementsEqual(line.utf8), "not the same twice: \(bytes)")
    #expect(line.first != " " && line.last != " ")
  }

  private func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .privateUse, .surrogate, .unassigned, .lineSeparator, .paragraphSeparator: false
    // Joiners stay where they join; the other ones are number and verse signs that are seen.
    case .format:
      [0x200C, 0x200D, 0x6DD, 0x8E2, 0x110BD, 0x110CD].contains(scalar.value)
        || (0x600...0x605).contains(scalar.value) || (0x890...0x891).contains(scalar.value)
    default: !scalar.properties.isNoncharacterCodePoint
    }
  }
}

/// A small generator that gives the same numbers on every run.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
