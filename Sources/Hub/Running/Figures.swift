import Foundation
import Metrics

/// What a hub counts, through swift-metrics, as text for Prometheus.
final class Figures: Sendable {
  private let factory = PrometheusText()

  func answered(_ route: String, status: Int, seconds: Double) {
    Counter(
      label: "porch_hub_requests_total",
      dimensions: [("route", route), ("status", String(status))],
      factory: factory
    ).increment()
    Timer(label: "porch_hub_request_seconds", dimensions: [("route", route)], factory: factory)
      .recordNanoseconds(Int64(seconds * 1e9))
  }

  func streamsOpen(by change: Double) {
    let meter = Meter(label: "porch_hub_streams_open", factory: factory)
    if change < 0 { meter.decrement(by: -change) } else { meter.increment(by: change) }
  }

  func ingested(_ messages: Int) {
    Counter(label: "porch_hub_messages_ingested_total", factory: factory).increment(by: messages)
  }

  func standing(seq: Int64) { Meter(label: "porch_hub_seq", factory: factory).set(seq) }

  var text: String { factory.text }
}
