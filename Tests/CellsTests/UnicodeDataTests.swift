import Cells
import Foundation
import Testing

/// Our table against Unicode's own files, where they are present.
@Suite(.enabled(if: SharedUnicode.isPresent, "the shared Unicode files are not here"))
struct UnicodeDataTests {
  @Test func wideIsWhatUnicodeCallsWide() throws {
    for line in try SharedUnicode.lines(of: "EastAsianWidth.txt") {
      let fields = line.prefix { $0 != "#" }.split(separator: ";")
      let category = line.drop { $0 != "#" }.dropFirst(2).prefix(2)
      guard fields.count == 2, !["Cn", "Co", "Cs", "Mn", "Cf", "Cc", "Zl", "Zp"].contains(category)
      else { continue }
      let isWide = ["W", "F"].contains(fields[1].trimmingCharacters(in: .whitespaces))
      for scalar in SharedUnicode.scalars(fields[0]) where !SharedUnicode.isSpecial(scalar) {
        let width = TextLayout.width(of: String(Character(scalar)))
        #expect(width == (isWide ? 2 : 1), "U+\(String(scalar.value, radix: 16))")
      }
    }
  }

  /// A picture takes two columns, or one when its first scalar is narrow by itself; a flag its letters.
  @Test func everyEmojiTakesOneOrTwoColumns() throws {
    var seen = 0
    for line in try SharedUnicode.lines(of: "emoji-test.txt") {
      guard let codes = line.split(separator: ";").first, line.first != "#" else { continue }
      let text = SharedUnicode.text(codes)
      let first = TextLayout.width(of: String(text.unicodeScalars.prefix(1)))
      let isFlag = (0x1F1E6...0x1F1FF).contains(text.unicodeScalars.first?.value ?? 0)
      #expect(TextLayout.width(of: text) == (isFlag ? 2 : first), "\(codes)")
      var buffer = CellBuffer(size: Size(rows: 1, columns: 4))
      buffer.put(text + text, row: 0, column: 0, style: .plain)
      #expect(buffer.cell(row: 0, column: 0).scalars.last != "\u{200D}")
      seen += 1
    }
    #expect(seen > 4_000)
  }

  /// Cutting before a character never cuts through one: widths of clusters add up to the text's.
  @Test func widthsOfGraphemesAddUp() throws {
    var seen = 0
    for line in try SharedUnicode.lines(of: "GraphemeBreakTest.txt") {
      let parts = line.prefix { $0 != "#" }.split(separator: "÷").map {
        SharedUnicode.text($0.filter { $0 != "×" })
      }.filter { !$0.isEmpty }
      // A mark after something undrawn gets a base of its own, wherever the break is; a Hangul final
      // takes no column and is drawn over whatever is before it.
      let isOurs = parts.contains { TextLayout.width(of: $0) == 0 || $0.hasPrefix("\u{11A8}") }
      guard !parts.isEmpty, !isOurs else {
        continue
      }
      let sum = parts.reduce(0) { $0 + TextLayout.width(of: $1) }
      #expect(TextLayout.width(of: parts.joined()) == sum, "\(line)")
      seen += 1
    }
    #expect(seen > 150)
  }
}

enum SharedUnicode {
  private static let folder: URL = {
    if let path = ProcessInfo.processInfo.environment["PORCH_SHARED"] {
      return URL(fileURLWithPath: path).appendingPathComponent("data/unicode")
    }
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { root.deleteLastPathComponent() }
    let near = root.appendingPathComponent("../shared/data/unicode").standardizedFileURL
    if FileManager.default.fileExists(atPath: near.path) { return near }
    return root.appendingPathComponent("../../shared/data/unicode").standardizedFileURL
  }()

  static var isPresent: Bool {
    FileManager.default.fileExists(atPath: folder.appendingPathComponent("emoji-test.txt").path)
  }

  static func lines(of file: String) throws -> [Substring] {
    try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
      .split(separator: "\n")
  }

  static func scalars(_ range: some StringProtocol) -> [Unicode.Scalar] {
    let ends = range.split(separator: ".").compactMap {
      UInt32($0.trimmingCharacters(in: .whitespaces), radix: 16)
    }
    guard let first = ends.first, let last = ends.last else { return [] }
    return (first...last).compactMap(Unicode.Scalar.init)
  }

  static func text(_ codes: some StringProtocol) -> String {
    var text = String.UnicodeScalarView()
    for code in codes.split(separator: " ") {
      if let value = UInt32(code, radix: 16), let scalar = Unicode.Scalar(value) {
        text.append(scalar)
      }
    }
    return String(text)
  }

  /// What the grid treats by its own rules: marks alone, Hangul jamo and fillers, the C library's
  /// wide enclosed numbers and hexagrams, formats that are seen.
  static func isSpecial(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x115F, 0x1160...0x11FF, 0xD7B0...0xD7FF, 0x3164, 0xFFA0, 0x3248...0x324F, 0x4DC0...0x4DFF:
      true
    default: [.enclosingMark, .nonspacingMark, .format].contains(scalar.properties.generalCategory)
    }
  }
}
