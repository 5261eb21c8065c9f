import Foundation
import Storage
import Sync
import Testing

/// Exports that were cut off, flipped, and bent: no crash, no hang, a report, and everything that is
/// still readable.
@Suite struct DamagedExportTests {
  private let scratch: Scratch
  private let store: Store

  init() throws {
    scratch = try Scratch()
    store = try Store.inMemory()
  }

  /// Reads a damaged sample without writing: what reading makes of it is the question here.
  private func read(_ bytes: [UInt8], of sample: ExportSample) throws -> ImportReport {
    try scratch.write(Data(bytes), to: "export/" + sample.path)
    for (path, text) in sample.companions { try scratch.write(text, to: "export/" + path) }
    var options = sample.options
    options.dryRun = true
    return try Import.run(
      paths: [scratch.path + "/export"], into: store, options: options, now: { noon })
  }

  @Test(arguments: ExportSample.all) func aWholeSampleIsReadWhole(sample: ExportSample) throws {
    let report = try read(Array(sample.text(60).utf8), of: sample)
    #expect(report.skipped == [])
    #expect(report.found >= 60 && report.found <= 62, "\(report)")
  }

  @Test(.timeLimit(.minutes(2)), arguments: ExportSample.all)
  func cutAnywhereWhatCameBeforeIsRead(sample: ExportSample) throws {
    let bytes = Array(sample.text(300).utf8)
    for cut in stride(from: 1000, to: bytes.count, by: 1000) {
      let report = try read(Array(bytes[..<cut]), of: sample)
      let whole = ExportSample.whole(in: bytes[..<cut])
      #expect(report.found >= whole, "cut at \(cut): \(report.skipped.first?.reason ?? "")")
    }
  }

  @Test(.timeLimit(.minutes(5)), arguments: ExportSample.all)
  func flippedBytesCostTheirMessageAndNotTheRest(sample: ExportSample) throws {
    let count = 25
    let whole = Array(sample.text(count).utf8)
    var dice = Dice(seed: 4)
    var lost = 0
    for _ in 0..<2000 {
      var bytes = whole
      for _ in 0...(Int(dice.next() % 3)) {
        bytes[Int(dice.next() % UInt64(bytes.count))] ^= UInt8(1 << (dice.next() % 8))
      }
      let report = try read(bytes, of: sample)
      lost += max(0, count - report.found)
      #expect(report.found > 0 || !report.skipped.isEmpty)
    }
    // Two flips on the average: a fifth of a file would be the end of it at the first.
    let share = Double(lost) / Double(2000 * count)
    #expect(share < 0.18, "\(sample.format) lost \(share)")
  }
}

extension DamagedExportTests {
  @Test(.timeLimit(.minutes(5)), arguments: ExportSample.json)
  func bentFieldsCostTheirMessageAtMost(sample: ExportSample) throws {
    let bent = try BentJSON(sample.body(8))
    for place in bent.places {
      for change in BentJSON.values {
        let text = sample.prefix + bent.text(with: place, as: change)
        let report = try read(Array(text.utf8), of: sample)
        // A list of none is no damage.
        let isReported =
          !report.skipped.isEmpty || !report.needs.isEmpty || change.name == "an empty list"
        #expect(report.found >= 7 || isReported, "\(place) \(change.name): \(report)")
      }
    }
  }
}

/// The same numbers in every run (SplitMix64).
struct Dice {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}
