import Benchmark
import Domain
import Fixtures
import Foundation
import Storage
import Sync

/// JSON lines from a file to the store, as `porch import` does it.
func importing() {
  Benchmark(
    "import 50,000 messages of JSON lines",
    closure: { (benchmark: Benchmark, folder: TemporaryFolder) in
      let name = "\(UUID().uuidString).sqlite"
      let store = try Store.open(path: folder.path(name))
      benchmark.startMeasurement()
      let report = try Import.run(
        paths: [folder.path("lines.jsonl")], into: store,
        options: ImportOptions(timeZone: .gmt), progress: { _ in }, now: { Date() })
      benchmark.stopMeasurement()
      guard report.added == 50_000 else {
        return benchmark.error("only \(report.added) messages were added")
      }
    },
    setup: { () throws -> TemporaryFolder in
      let folder = try TemporaryFolder()
      try Generated(messages: 50_000, conversations: 5_000)
        .writeLines(to: folder.path("lines.jsonl"))
      return folder
    })
}
