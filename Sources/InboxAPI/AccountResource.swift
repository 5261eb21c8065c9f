/// An `Account` of the Inbox API. In files only the id is required.
package struct AccountResource: Hashable, Sendable, Codable {
  package var id: String
  package var network: String?
  package var name: String?
  package var handle: String?
  package var selfID: String?
  package var maxText: Int?
  package var maxTextUnit: String?
  package var replyWindowHours: Int?
  package var capabilities: [String]?

  package init(
    id: String, network: String? = nil, name: String? = nil, handle: String? = nil,
    selfID: String? = nil, maxText: Int? = nil, maxTextUnit: String? = nil,
    replyWindowHours: Int? = nil, capabilities: [String]? = nil
  ) {
    self.id = id
    self.network = network
    self.name = name
    self.handle = handle
    self.selfID = selfID
    self.maxText = maxText
    self.maxTextUnit = maxTextUnit
    self.replyWindowHours = replyWindowHours
    self.capabilities = capabilities
  }

  package init(from decoder: any Decoder) throws {
    try self.init(fields: decoder.container(keyedBy: WireKey.self))
  }

  init(fields: WireFields) throws {
    id = try fields.requiredID(.id)
    network = fields.lenient(.network)
    name = fields.lenient(.name)
    handle = fields.lenient(.handle)
    selfID = fields.lenientID(.self)
    maxText = fields.lenient(.maxText)
    maxTextUnit = fields.lenient(.maxTextUnit)
    replyWindowHours = fields.lenient(.replyWindowHours)
    capabilities = fields.lenientList(.capabilities)
  }

  package func encode(to encoder: any Encoder) throws {
    var sink = encoder.container(keyedBy: WireKey.self)
    try sink.encode(id, forKey: .id)
    try sink.encode(network ?? "other", forKey: .network)
    try sink.encode(name ?? id, forKey: .name)
    try sink.encodeIfPresent(handle, forKey: .handle)
    // An account always says who is us in it; one that was never told is itself.
    try sink.encode(selfID ?? id, forKey: .self)
    try sink.encodeIfPresent(maxText, forKey: .maxText)
    try sink.encodeIfPresent(maxTextUnit, forKey: .maxTextUnit)
    try sink.encodeIfPresent(replyWindowHours, forKey: .replyWindowHours)
    try sink.encode(capabilities ?? [], forKey: .capabilities)
  }
}
