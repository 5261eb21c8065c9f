/// The answer to `POST /v1/ingest`. The counts are of messages.
package struct IngestAnswer: Hashable, Sendable, Codable {
  /// An item that was not taken.
  package struct Rejection: Hashable, Sendable, Codable {
    /// "conversations", "messages" or "gone".
    package var list: String
    package var index: Int
    package var code: String
    package var detail: String

    package init(list: String, index: Int, code: String, detail: String) {
      self.list = list
      self.index = index
      self.code = code
      self.detail = detail
    }

    package init(from decoder: any Decoder) throws {
      let fields = try decoder.container(keyedBy: WireKey.self)
      list = fields.lenient(.list) ?? ""
      index = fields.lenient(.index) ?? -1
      code = fields.lenient(.code) ?? ""
      detail = fields.lenient(.detail) ?? ""
    }

    package func encode(to encoder: any Encoder) throws {
      var sink = encoder.container(keyedBy: WireKey.self)
      try sink.encode(list, forKey: .list)
      try sink.encode(index, forKey: .index)
      try sink.encode(code, forKey: .code)
      try sink.encode(detail, forKey: .detail)
    }
  }

  package var added: Int
  package var updated: Int
  package var unchanged: Int
  package var rejected: [Rejection]

  package init(added: Int = 0, updated: Int = 0, unchanged: Int = 0, rejected: [Rejection] = []) {
    self.added = added
    self.updated = updated
    self.unchanged = unchanged
    self.rejected = rejected
  }

  package init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: WireKey.self)
    added = fields.lenient(.added) ?? 0
    updated = fields.lenient(.updated) ?? 0
    unchanged = fields.lenient(.unchanged) ?? 0
    rejected = fields.lenientList(.rejected) ?? []
  }

  package func encode(to encoder: any Encoder) throws {
    var sink = encoder.container(keyedBy: WireKey.self)
    try sink.encode(added, forKey: .added)
    try sink.encode(updated, forKey: .updated)
    try sink.encode(unchanged, forKey: .unchanged)
    try sink.encode(rejected, forKey: .rejected)
  }
}
