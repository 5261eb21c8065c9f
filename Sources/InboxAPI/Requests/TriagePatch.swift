package import FoundationEssentials

/// A field of a patch that may be null: left out, set to null, or set.
package enum Patched<Value: Hashable & Sendable>: Hashable, Sendable {
  case untouched
  case null
  case value(Value)
}

/// The body of `PATCH /v1/conversations/{id}`: only what is said changes.
package struct TriagePatch: Hashable, Sendable, Encodable {
  package var status: String?
  package var snoozedUntil: Patched<Date> = .untouched
  package var flagged: Bool?
  package var assignee: Patched<String> = .untouched
  package var lane: Patched<String> = .untouched
  package var addLabels: [String] = []
  package var removeLabels: [String] = []

  package init() {}

  package func encode(to encoder: any Encoder) throws {
    var sink = encoder.container(keyedBy: WireKey.self)
    try sink.encodeIfPresent(status, forKey: .status)
    try sink.put(snoozedUntil, .snoozedUntil) { Timestamp.text($0) }
    try sink.encodeIfPresent(flagged, forKey: .flagged)
    try sink.put(assignee, .assignee) { $0 }
    try sink.put(lane, .lane) { $0 }
    if !addLabels.isEmpty { try sink.encode(addLabels, forKey: .addLabels) }
    if !removeLabels.isEmpty { try sink.encode(removeLabels, forKey: .removeLabels) }
  }
}

extension KeyedEncodingContainer where Key == WireKey {
  fileprivate mutating func put<Value>(
    _ patched: Patched<Value>, _ key: WireKey, as text: (Value) -> String
  ) throws {
    switch patched {
    case .untouched: break
    case .null: try encodeNil(forKey: key)
    case .value(let value): try encode(text(value), forKey: key)
    }
  }
}

extension TriagePatch: RequestBody {
  package static let shape = Shape(
    optional: [
      .status: .oneOf(WireWord.statuses), .flagged: .bool, .addLabels: .labels,
      .removeLabels: .labels,
    ],
    nullable: [.snoozedUntil: .time, .assignee: .id, .lane: .oneOf(WireWord.lanes)])

  package init(taken body: RawJSON) {
    self.init()
    status = body[.status]?.text
    snoozedUntil = Patched(body[.snoozedUntil]) { $0.text.flatMap(Timestamp.date) }
    flagged = body[.flagged]?.bool
    assignee = Patched(body[.assignee], \.text)
    lane = Patched(body[.lane], \.text)
    addLabels = body[.addLabels]?.list?.compactMap(\.text) ?? []
    removeLabels = body[.removeLabels]?.list?.compactMap(\.text) ?? []
  }
}

extension Patched {
  fileprivate init(_ value: RawJSON?, _ read: (RawJSON) -> Value?) {
    self = value.map { read($0).map(Patched.value) ?? .null } ?? .untouched
  }
}
