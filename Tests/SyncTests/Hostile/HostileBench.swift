import Foundation
import Storage

@testable import Sync

/// Reads damaged samples without writing: what reading makes of them is the question here.
struct HostileBench {
  private let scratch: Scratch
  private let store: Store

  init() throws {
    scratch = try Scratch()
    store = try Store.inMemory()
  }

  /// As a dry run reads it.
  /// - Parameter bytes: what stands in place of the sample's own file.
  func read(_ bytes: [UInt8], of sample: ExportSample) throws -> ImportReport {
    try lay(bytes, of: sample)
    var options = sample.options
    options.dryRun = true
    return try Import.run(
      paths: [scratch.path + "/export"], into: store, options: options, now: { noon })
  }

  /// Only what reading finds and tells, for thousands of cases: what the store makes of it takes more
  /// than half of the time.
  func count(_ bytes: [UInt8], of sample: ExportSample) throws -> ImportReport {
    try lay(bytes, of: sample)
    var finder = FileFinder()
    finder.look(at: scratch.path + "/export")
    let (exports, store) = (finder.exports, store)
    let sorted = FileSorting(exports, besides: [], told: finder.skips)
    var report = ImportReport()
    report.skipped = finder.skips + sorted.skips
    for (format, files) in sorted.claimed {
      let failure = Pipeline.run { (conveyor: Conveyor<Parcel>) -> ImportError? in
        let desk = ImportDesk(
          options: sample.options, exports: exports, store: store, conveyor: conveyor)
        return format.read(files, at: desk)
      } consume: { (parcel: Parcel) in
        report.found += parcel.messages
        report.skipped += parcel.skips
        report.needs += parcel.needs
      }
      if let failure { throw failure }
    }
    return report
  }

  private func lay(_ bytes: [UInt8], of sample: ExportSample) throws {
    try scratch.write(Data(bytes), to: "export/" + sample.path)
    for (path, text) in sample.companions { try scratch.write(text, to: "export/" + path) }
  }
}

extension ImportReport {
  /// Whether nobody is left to wonder: something was found, or it is said why not.
  var isClear: Bool {
    found > 0 || !skipped.isEmpty || !needs.isEmpty
      || notes.contains { $0.hasPrefix("No message was found") }
  }
}

/// What went wrong in many cases, told once with the first of them.
struct Failures: CustomStringConvertible {
  private var count = 0
  private var first: [String] = []

  var isEmpty: Bool { count == 0 }
  var description: String { "\(count) cases:\n" + first.joined(separator: "\n") }

  mutating func check(_ isRight: Bool, _ what: @autoclosure () -> String, _ report: ImportReport) {
    guard !isRight else { return }
    count += 1
    guard first.count < 3 else { return }
    let skips = report.skipped.prefix(2).map { "\($0.at): \($0.reason)" }
    first.append("\(what()): found \(report.found), skipped \(skips), noted \(report.notes)")
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

  /// A text with other bytes in some places.
  /// - Parameter start: how many bytes at the beginning stay.
  mutating func bent(_ text: String, at places: Int, after start: Int = 0) -> [UInt8] {
    var bytes = Array(text.utf8)
    for _ in 0..<places {
      let place = start + Int(next() % UInt64(bytes.count - start))
      bytes[place] = UInt8(next() % 256)
    }
    return bytes
  }
}
