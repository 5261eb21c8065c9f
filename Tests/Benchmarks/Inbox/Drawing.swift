import Benchmark
import Cells
import Domain
import Fixtures
import Foundation
import Interface
import Storage

/// A key, and the frame that answers it, on the demo's first screen.
func drawing() {
  Benchmark(
    "draw 140 × 36",
    closure: { benchmark, screen in
      for _ in benchmark.scaledIterations { blackHole(screen.state.draw()) }
    }, setup: { try Screen(Size(rows: 36, columns: 140)) })
  Benchmark(
    "draw 300 × 100",
    closure: { benchmark, screen in
      for _ in benchmark.scaledIterations { blackHole(screen.state.draw()) }
    }, setup: { try Screen(Size(rows: 100, columns: 300)) })
  Benchmark(
    "move in the list: reduce, draw, find the rows that changed",
    closure: { benchmark, screen in
      var screen = screen
      var before = screen.state.draw().buffer
      for index in benchmark.scaledIterations {
        blackHole(screen.state.reduce(.input(.key(Key(index % 6 < 3 ? "j" : "k")))))
        let after = screen.state.draw().buffer
        blackHole(after.changedRows(since: before))
        before = after
      }
    }, setup: { try Screen(Size(rows: 36, columns: 140)) })
}

/// The demo's inbox with its first conversation open beside the list.
private struct Screen {
  var state: State

  init(_ size: Size) throws {
    let now = Date(timeIntervalSince1970: 1_795_254_060)
    let store = try Store.inMemory()
    for batch in Demo.batches(now: now) { _ = try store.receive(batch, at: now) }
    state = State(size: size, now: now, timeZone: .gmt, options: InterfaceOptions())
    for case .observeList(let request) in state.start() {
      _ = state.reduce(.countsChanged(try store.counts()))
      for effect in state.reduce(.listChanged(try store.list(request))) {
        try show(effect, of: store)
      }
    }
    for effect in state.reduce(.elapsed(.preview, at: now)) { try show(effect, of: store) }
  }

  private mutating func show(_ effect: Effect, of store: Store) throws {
    guard case .observePage(let request?) = effect else { return }
    _ = state.reduce(.pageChanged(try store.page(request)))
  }
}
