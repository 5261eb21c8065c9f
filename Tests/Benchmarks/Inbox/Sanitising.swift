import Benchmark
import Domain
import Fixtures

let benchmarks: @Sendable () -> Void = {
  sanitising()
}

/// What every text from outside passes on its way in.
private func sanitising() {
  Benchmark("sanitise 1,000 ordinary messages") { benchmark in
    let texts = ordinaryTexts(1_000)
    benchmark.startMeasurement()
    for _ in benchmark.scaledIterations {
      for text in texts { blackHole(SafeText(sanitising: text)) }
    }
  }
  Benchmark("sanitise the hostile texts") { benchmark in
    for _ in benchmark.scaledIterations {
      for text in Nasty.texts { blackHole(SafeText(sanitising: text.raw)) }
    }
  }
}

func ordinaryTexts(_ count: Int) -> [String] {
  var texts: [String] = []
  for batch in Generated(messages: count, conversations: max(1, count / 10)).batches() {
    for case .message(let message) in batch.items { texts.append(message.text.string) }
  }
  return texts
}
