import Foundation
import Sync
import Testing

/// Exports that are no JSON, with one message of them absurd: empty names, years that are none, and
/// numbers, brackets and names beyond all measure.
@Suite struct BentTextTests {
  private let bench: HostileBench

  init() throws { bench = try HostileBench() }

  private static let samples: [ExportSample] = [
    .lines, .whatsApp, .whatsAppIOS, .linkedIn, .signal, .mbox,
  ]
  /// What stands in the message that is bent; not all of it in every format.
  private static let words = [
    "2024", "13", "03", "Mar", "Ana", "ana", "Bob", "00:0", ",", ":", "@", "#4#", "https", "From",
  ]
  private static let values: [(name: String, text: String)] = [
    ("nothing", ""), ("0", "0"), ("year 0", "0000"), ("year 99999", "99999"), ("minus", "-1"),
    ("beyond 2^53", "9007199254740993"), ("400 digits", String(repeating: "9", count: 400)),
    ("nested", String(repeating: "[", count: 10_000)), ("a quote", "\""),
    ("a long name", String(repeating: "n", count: 20_000)), ("turned text", "\u{202E}"),
    ("a line break", "\n"), ("quotes", String(repeating: "\"\"", count: 5_000)),
  ]

  @Test(.timeLimit(.minutes(10)), arguments: samples)
  func oneAbsurdMessageCostsItselfAtMost(sample: ExportSample) throws {
    let pieces = Self.pieces(of: sample)
    let bent = try #require(pieces.firstIndex { $0.contains("#4#") })
    var failures = Failures()
    for word in Self.words {
      guard let place = pieces[bent].range(of: word) else { continue }
      for value in Self.values {
        var text = pieces
        text[bent].replaceSubrange(place, with: value.text)
        let report = try bench.count(Array(text.joined().utf8), of: sample)
        // A quote that opens takes what follows, which is told.
        let isTold = report.found > 0 && !report.skipped.isEmpty
        failures.check(report.found >= 7 || isTold, "\(word) is \(value.name)", report)
      }
    }
    #expect(failures.isEmpty, "\(failures)")
  }

  /// One piece for each message.
  private static func pieces(of sample: ExportSample) -> [String] {
    guard sample.format == "mbox" else {
      // By scalars: of characters, the two of a Windows line break are one.
      return sample.text(8).unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
        .map { String($0) + "\n" }
    }
    let start = "From MAILER-DAEMON"
    return sample.text(8).components(separatedBy: start).dropFirst().map { start + $0 }
  }

  @Test func aLineOfTenThousandListsIsOneSkip() throws {
    let nested = String(repeating: "[", count: 10_000) + String(repeating: "]", count: 10_000)
    let line = #"{"type":"message","id":"n","conversation":"c","author":"ana","text":"#
    let text = ExportSample.lines.text(3) + line + nested + "}\n"
    let report = try bench.count(Array(text.utf8), of: .lines)
    #expect(report.found == 3)
    #expect(report.skipped.count == 1)
  }

  @Test func aMailOfTenThousandPartsInPartsIsRead() throws {
    let parts = (0..<10_000).map { number in
      "Content-Type: multipart/mixed; boundary=\"b\(number)\"\n\n--b\(number)\n"
    }
    let mail =
      "From MAILER-DAEMON Wed Mar 13 10:00:00 2024\nFrom: Ana <ana@example.org>\n"
      + "To: Bob <bob@example.org>\nDate: Wed, 13 Mar 2024 10:00:00 +0000\n"
      + "Message-ID: <n@example.org>\n" + parts.joined() + "\nhello\n\n"
    let text = mail + ExportSample.mbox.text(3)
    let report = try bench.count(Array(text.utf8), of: .mbox)
    #expect(report.found >= 3)
    #expect(report.found == 4 || !report.skipped.isEmpty)
  }
}
