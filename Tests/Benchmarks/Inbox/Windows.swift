import Benchmark
import Domain
import Storage

/// What the panes ask the store for, whatever it holds.
func windows() {
  Benchmark(
    "list window of 120 rows, waiting, top",
    closure: { benchmark, filled in
      for _ in benchmark.scaledIterations {
        blackHole(try filled.store.list(ListRequest(view: .waiting, anchor: .top, count: 120)))
      }
    }, setup: { try FilledStore() })
  Benchmark(
    "list window of 120 rows, all, in the middle",
    closure: { benchmark, asked in
      for _ in benchmark.scaledIterations { blackHole(try asked.filled.store.list(asked.middle)) }
    }, setup: { try Asked() })
  Benchmark(
    "page of 60 messages, newest",
    closure: { benchmark, asked in
      for _ in benchmark.scaledIterations { blackHole(try asked.filled.store.page(asked.page)) }
    }, setup: { try Asked() })
  Benchmark(
    "counts of all views",
    closure: { benchmark, filled in
      for _ in benchmark.scaledIterations { blackHole(try filled.store.counts()) }
    }, setup: { try FilledStore() })
}

/// Requests that need an id of the store.
private struct Asked {
  let filled: FilledStore
  let middle: ListRequest
  let page: PageRequest

  init() throws {
    filled = try FilledStore()
    var row = try filled.store.list(ListRequest(view: .all, anchor: .top, count: 200)).rows.last
    for _ in 0..<20 {
      guard let last = row else { break }
      let request = ListRequest(view: .all, anchor: .around(last.id), count: 200)
      row = try filled.store.list(request).rows.last
    }
    guard let row else { throw StoreError.noSuch(id: "any conversation") }
    middle = ListRequest(view: .all, anchor: .around(row.id), count: 120)
    page = PageRequest(conversation: row.id, anchor: .newest, count: 60)
  }
}
