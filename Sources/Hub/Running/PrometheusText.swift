import CoreMetrics
import Synchronization

/// A metrics back end that keeps its figures in memory and tells them as Prometheus reads them.
///
/// One for each hub, not one for the process: tests run several.
final class PrometheusText: MetricsFactory {
  private let handlers = Mutex<[String: Figure]>([:])

  // MARK: The factory

  func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
    figure(label, dimensions, .counter)
  }

  func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
    figure(label, dimensions, .gauge)
  }

  func makeRecorder(
    label: String, dimensions: [(String, String)], aggregate: Bool
  ) -> any RecorderHandler {
    figure(label, dimensions, aggregate ? .histogram : .gauge)
  }

  func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    figure(label, dimensions, .histogram)
  }

  func destroyCounter(_ handler: any CounterHandler) {}
  func destroyMeter(_ handler: any MeterHandler) {}
  func destroyRecorder(_ handler: any RecorderHandler) {}
  func destroyTimer(_ handler: any TimerHandler) {}

  private func figure(
    _ label: String, _ dimensions: [(String, String)], _ kind: Figure.Kind
  ) -> Figure {
    let tags = dimensions.map { "\($0.0)=\"\(Self.escaped($0.1))\"" }.joined(separator: ",")
    let key = "\(label){\(tags)}"
    return handlers.withLock { handlers in
      if let known = handlers[key] { return known }
      let new = Figure(label: label, tags: tags, kind: kind)
      handlers[key] = new
      return new
    }
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
  }

  // MARK: The text

  var text: String {
    var lines: [String] = []
    var last = ""
    for figure in handlers.withLock({ $0.sorted { $0.key < $1.key }.map(\.value) }) {
      if figure.label != last { lines.append("# TYPE \(figure.label) \(figure.kind.rawValue)") }
      last = figure.label
      lines += figure.lines
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

/// One figure with its dimensions.
private final class Figure: CounterHandler, MeterHandler, RecorderHandler, TimerHandler {
  enum Kind: String { case counter, gauge, histogram }

  private struct State {
    var value = 0.0
    var sum = 0.0
    var count = 0
    var buckets = [Int](repeating: 0, count: Figure.bounds.count)
  }

  /// Seconds.
  static let bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 30]

  let label: String
  let tags: String
  let kind: Kind
  private let state = Mutex(State())

  init(label: String, tags: String, kind: Kind) {
    self.label = label
    self.tags = tags
    self.kind = kind
  }

  func increment(by amount: Int64) { state.withLock { $0.value += Double(amount) } }
  func reset() { state.withLock { $0 = State() } }
  func set(_ value: Int64) { state.withLock { $0.value = Double(value) } }
  func set(_ value: Double) { state.withLock { $0.value = value } }
  func increment(by amount: Double) { state.withLock { $0.value += amount } }
  func decrement(by amount: Double) { state.withLock { $0.value -= amount } }
  func record(_ value: Int64) { record(Double(value)) }
  func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }

  func record(_ value: Double) {
    state.withLock { state in
      state.value = value
      state.sum += value
      state.count += 1
      for (index, bound) in Self.bounds.enumerated() where value <= bound {
        state.buckets[index] += 1
      }
    }
  }

  var lines: [String] {
    let state = state.withLock { $0 }
    guard kind == .histogram else { return ["\(name("", "")) \(Self.text(state.value))"] }
    var lines: [String] = []
    for (bound, count) in zip(Self.bounds, state.buckets) {
      lines.append("\(name("_bucket", "le=\"\(Self.text(bound))\"")) \(count)")
    }
    lines.append("\(name("_bucket", "le=\"+Inf\"")) \(state.count)")
    lines.append("\(name("_sum", "")) \(state.sum)")
    return lines + ["\(name("_count", "")) \(state.count)"]
  }

  private func name(_ suffix: String, _ more: String) -> String {
    let all = [tags, more].filter { !$0.isEmpty }.joined(separator: ",")
    return label + suffix + (all.isEmpty ? "" : "{\(all)}")
  }

  private static func text(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
  }
}
