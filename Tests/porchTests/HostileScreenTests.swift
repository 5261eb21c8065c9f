import Fixtures
import Foundation
import TestSupport
import Testing

/// Hostile texts as message, name, title and network, through the real program to a real terminal.
@Suite struct HostileScreenTests {
  @Test(arguments: [false, true])
  func noByteOfAHostileTextReachesTheTerminalButPrintableText(hasMargins: Bool) throws {
    let texts = Nasty.texts.map { (name: $0.name, bytes: Array($0.raw.utf8)) }
    try expectHarmless(texts, hasMargins: hasMargins)
  }

  @Test(.enabled(if: Shared.exists, "the shared samples are not beside the project"))
  func norOfTheSharedPayloads() throws {
    try expectHarmless(try Shared.payloads())
  }

  /// Imports the texts in every place a text can stand, opens every conversation, and looks at
  /// every byte that was written.
  private func expectHarmless(
    _ texts: [(name: String, bytes: [UInt8])], hasMargins: Bool = false
  ) throws {
    let home = try Home()
    let file = try home.write("", to: "nasty.jsonl")
    try Data(texts.enumerated().flatMap { Self.lines($0.offset, $0.element.bytes) })
      .write(to: URL(fileURLWithPath: file))
    let imported = try home.run(["import", file, "--json"])
    #expect([0, 3].contains(imported.code), "\(imported.errors)")
    #expect(!imported.output.utf8.contains(0x1B))

    let program = try home.open(rows: 40, columns: 140, hasMargins: hasMargins)
    #expect(program.waits(toShow: "Waiting"), "\(program.screen.text)")
    program.type("9")
    program.settle()
    program.type("\r")
    for _ in texts {
      program.settle(milliseconds: 30)
      expectStraight(program.screen)
      program.type("J")
    }
    program.settle()
    program.type("qq")
    #expect(program.waitForEnd() == 0, "\(program.screen.text)")
    #expect(program.screen.unknown == [])
    #expect(program.screen.clipboard == [])
    #expect(program.screen.title.hasPrefix("porch"))
    expectPrintable(program.bytes)
  }

  /// The rule between list and thread stands in one column, on every row between bar and hints.
  private func expectStraight(_ screen: TerminalScreen) {
    let columns = screen.columns(of: "│")
    guard let rule = columns[1].first else {
      Issue.record("There is no rule beside the list: \(screen.text)")
      return
    }
    let crooked = (1..<(screen.rows - 1)).filter { !columns[$0].contains(rule) }
    #expect(crooked.isEmpty, "\(crooked.map { screen.lines[$0] })")
  }

  /// Everything between the sequences of the screen library is printable.
  private func expectPrintable(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    // By scalars: a mark of the text may follow a sequence and would join its last letter.
    let control = /\u{1B}\[[0-9;?]*[$]?[A-Za-z@]/.matchingSemantics(.unicodeScalar)
    let title = /\u{1B}\]2;[^\u{07}\u{1B}]*\u{07}/.matchingSemantics(.unicodeScalar)
    let question = /\u{1B}\]11;\?\u{07}/.matchingSemantics(.unicodeScalar)
    let other = /\u{1B}([()][A-Z0-9]|[=>78M])/.matchingSemantics(.unicodeScalar)
    let plain = text.replacing(control, with: "").replacing(title, with: "")
      .replacing(question, with: "").replacing(other, with: "")
    let bad = plain.unicodeScalars.filter { scalar in
      switch scalar.properties.generalCategory {
      case .control: !["\r", "\n", "\u{08}", "\u{0F}"].contains(scalar)
      case .format: scalar != "\u{200D}" && scalar != "\u{200C}"
      case .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: true
      default: false
      }
    }
    #expect(bad.isEmpty, "\(Set(bad.map { String($0.value, radix: 16) }))")
  }

  /// One conversation with the text in all four places. Invalid UTF-8 stays invalid in the file.
  private static func lines(_ number: Int, _ text: [UInt8]) -> [UInt8] {
    let quoted = quote(text)
    func bytes(_ string: String) -> [UInt8] { Array(string.utf8) }
    return bytes(#"{"type":"conversation","id":"c\#(number)","network":"#) + quoted
      + bytes(#","kind":"direct","status":"open","title":"#) + quoted + bytes("}\n")
      + bytes(
        #"{"type":"message","id":"m\#(number)","conversation":"c\#(number)","author":{"id":"p\#(number)","name":"#
      )
      + quoted + bytes(#"},"direction":"in","sent_at":"2026-11-20T10:00:00Z","text":"#) + quoted
      + bytes("}\n")
  }

  /// A JSON string: only what JSON demands is escaped, so that raw bytes arrive raw.
  private static func quote(_ text: [UInt8]) -> [UInt8] {
    var quoted: [UInt8] = [UInt8(ascii: "\"")]
    for byte in text {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): quoted += [UInt8(ascii: "\\"), byte]
      case 0..<0x20:
        quoted += Array(("\\u00" + (byte < 16 ? "0" : "") + String(byte, radix: 16)).utf8)
      default: quoted.append(byte)
      }
    }
    return quoted + [UInt8(ascii: "\"")]
  }
}

/// The samples that stand beside a checkout of the project, when they do.
enum Shared {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../shared").standardizedFileURL

  static var exists: Bool { FileManager.default.fileExists(atPath: folder.path) }

  private struct Payload: Decodable { var name, hex: String }

  static func payloads() throws -> [(name: String, bytes: [UInt8])] {
    let file = folder.appending(path: "data/hostile-text/payloads.json")
    return try JSONDecoder().decode([Payload].self, from: Data(contentsOf: file)).map { payload in
      let digits = Array(payload.hex)
      let bytes = stride(from: 0, to: digits.count - 1, by: 2).compactMap {
        UInt8(String(digits[$0...($0 + 1)]), radix: 16)
      }
      return (payload.name, bytes)
    }
  }
}
