import Benchmark
import Domain
import Fixtures
import Foundation
import Storage

/// How fast the store takes messages in, with roll-ups, waiting, counts and search index.
func receiving() {
  Benchmark("receive 20,000 messages in batches of 2,000") { benchmark in
    let batches = Array(Generated(messages: 20_000, conversations: 2_000).batches())
    let folder = try TemporaryFolder()
    let store = try Store.open(path: folder.path("receive.sqlite"))
    benchmark.startMeasurement()
    for batch in batches { blackHole(try store.receive(batch, at: Date())) }
    benchmark.stopMeasurement()
    folder.remove()
  }
  Benchmark(
    "receive one live message",
    closure: { benchmark, filled in
      for _ in benchmark.scaledIterations { try filled.receiveOneMore() }
    }, setup: { try FilledStore() })
}

/// A folder for one run.
struct TemporaryFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "porch-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  func path(_ name: String) -> String { url.appending(path: name).path }

  func remove() {
    // What is left in a temporary folder is cleared by the system.
    try? FileManager.default.removeItem(at: url)
  }
}

/// A store that is full: the one named by `PORCH_STORE`, or 100,000 messages made for the run.
final class FilledStore {
  let store: Store
  private var count = 0

  init() throws {
    if let path = ProcessInfo.processInfo.environment["PORCH_STORE"] {
      store = try Store.open(path: path)
      return
    }
    store = try Store.open(path: try TemporaryFolder().path("filled.sqlite"))
    for batch in Generated(messages: 100_000, conversations: 10_000).batches() {
      _ = try store.receive(batch, at: Date())
    }
  }

  func receiveOneMore() throws {
    count += 1
    let message = IncomingMessage(
      id: "benchmark-\(count)-\(UUID().uuidString)", account: "generated", conversation: "c7",
      author: IncomingParticipant(id: "p7"), direction: .in, text: "one more of these",
      sentAt: Date(), payload: [])
    _ = try store.receive(Batch(items: [.message(message)], isHistory: false), at: Date())
  }
}
