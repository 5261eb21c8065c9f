import Benchmark
import Domain
import Fixtures

/// What every text from outside passes on its way in.
func sanitising() {
  Benchmark(
    "sanitise 1,000 ordinary messages",
    closure: { benchmark, texts in
      for _ in benchmark.scaledIterations {
        for text in texts { blackHole(SafeText(sanitising: text)) }
      }
    }, setup: { ordinaryTexts(1_000) })
  Benchmark("sanitise the hostile texts") { benchmark in
    for _ in benchmark.scaledIterations {
      for text in Nasty.texts { blackHole(SafeText(sanitising: text.raw)) }
    }
  }
}

private func ordinaryTexts(_ count: Int) -> [String] {
  var texts: [String] = []
  for batch in Generated(messages: count, conversations: count / 10).batches() {
    for case .message(let message) in batch.items { texts.append(message.text.string) }
  }
  return texts
}
