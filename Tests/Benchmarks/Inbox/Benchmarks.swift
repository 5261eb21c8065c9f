import Benchmark

/// The parts alone, in one process; the whole program is measured from outside, in a terminal.
let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = .init(
    metrics: [.wallClock, .throughput, .mallocCountTotal, .peakMemoryResident],
    maxDuration: .seconds(5))
  sanitising()
  receiving()
  windows()
  drawing()
  importing()
}
