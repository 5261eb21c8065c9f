import Foundation
import Storage
import Sync
import Testing

/// Exports that were cut off, flipped, and bent: no crash, no hang, a report, and everything that is
/// still readable.
@Suite struct DamagedExportTests {
  private let bench: HostileBench

  init() throws { bench = try HostileBench() }

  /// Of ten messages, by format: a little more than up to three flipped bits cost on the average. A
  /// bit of a quote costs a message, one of what all messages hang on more of them.
  private static let mostLost = [
    "lines": 0.16, "whatsapp": 0.07, "whatsapp-ios": 0.2, "instagram": 0.17, "messenger": 0.19,
    "messenger-encrypted": 0.22, "telegram": 0.2, "x": 0.26, "snapchat": 0.18, "linkedin": 0.12,
    "signal": 0.14, "mbox": 0.06,
  ]

  @Test(arguments: ExportSample.all) func aWholeSampleIsReadWhole(sample: ExportSample) throws {
    let report = try bench.read(Array(sample.text(60).utf8), of: sample)
    #expect(report.skipped == [])
    #expect(report.found >= 60 && report.found <= 62, "\(report)")
    #expect(!report.notes.contains { $0.hasPrefix("No message was found") }, "\(report.notes)")
  }

  @Test(.timeLimit(.minutes(10)), arguments: ExportSample.all)
  func cutAnywhereWhatCameBeforeIsRead(sample: ExportSample) throws {
    let bytes = Array(sample.text(150).utf8)
    var failures = Failures()
    for cut in stride(from: 1000, to: bytes.count, by: 1000) {
      let report = try bench.read(Array(bytes[..<cut]), of: sample)
      let whole = ExportSample.whole(in: bytes[..<cut])
      failures.check(report.found >= whole, "cut at \(cut), \(whole) before it", report)
      failures.check(report.isClear, "cut at \(cut)", report)
    }
    #expect(failures.isEmpty, "\(failures)")
  }

  @Test(.timeLimit(.minutes(10)), arguments: ExportSample.all)
  func flippedBytesCostTheirMessageAndNotTheRest(sample: ExportSample) throws {
    let (count, cases) = (10, 2000)
    let whole = Array(sample.text(count).utf8)
    var dice = Dice(seed: 4)
    var lost = 0
    var failures = Failures()
    for number in 0..<cases {
      var bytes = whole
      var flips: [Int] = []
      for _ in 0...(Int(dice.next() % 3)) {
        flips.append(Int(dice.next() % UInt64(bytes.count)))
        bytes[flips[flips.count - 1]] ^= UInt8(1 << (dice.next() % 8))
      }
      var report = try bench.count(bytes, of: sample)
      if !report.isClear { report = try bench.read(bytes, of: sample) }
      lost += max(0, count - report.found)
      let around = flips.map {
        String(decoding: bytes[max(0, $0 - 12)...].prefix(25), as: UTF8.self)
      }
      failures.check(report.isClear, "case \(number), \(around)", report)
    }
    #expect(failures.isEmpty, "\(failures)")
    let share = Double(lost) / Double(cases * count)
    #expect(share <= Self.mostLost[sample.format, default: 0], "lost \(share)")
  }

  @Test(.timeLimit(.minutes(10)), arguments: ExportSample.json)
  func bentFieldsCostTheirMessageAtMost(sample: ExportSample) throws {
    let bent = try BentJSON(sample.body(8))
    var failures = Failures()
    for place in bent.places {
      for change in BentJSON.values {
        let text = sample.prefix + bent.text(with: place, as: change)
        let report = try bench.read(Array(text.utf8), of: sample)
        // Where it cost more than one message, something is said about it.
        let isTold = report.isClear && (report.found == 0 || !report.skipped.isEmpty)
        failures.check(report.found >= 7 || isTold, "\(place) \(change.name)", report)
      }
    }
    #expect(failures.isEmpty, "\(failures)")
  }
}
