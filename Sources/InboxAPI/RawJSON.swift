package import FoundationEssentials

/// Any JSON value as it came, so that what this version does not know survives being stored.
///
/// Objects lose the order of their fields, which JSON gives no meaning. Decoding never fails: what
/// lies deeper than ``deepest`` levels and a number that fits nowhere become null.
package enum RawJSON: Hashable, Sendable {
  case null
  case bool(Bool)
  /// Whole numbers, also when written as `1.0`.
  case int(Int64)
  /// Up to 38 digits, exactly.
  case decimal(Decimal)
  /// What is too large or too small for a decimal.
  case double(Double)
  case text(String)
  case list([RawJSON])
  case object([String: RawJSON])

  /// Levels of lists and objects that are kept, counted from the value itself.
  package static let deepest = 64

  /// This object with the fields of another in place of its own; the other alone where either is no
  /// object. Fields are replaced whole, so what a server reckons wins over what was once sent.
  package func merged(with other: RawJSON) -> RawJSON {
    guard case .object(let mine) = self, case .object(let theirs) = other else { return other }
    return .object(mine.merging(theirs) { _, theirs in theirs })
  }

  /// A field of an object; nil for one that is not there and for what is no object. Setting nil
  /// takes the field out; setting a field of what is no object does nothing.
  package subscript(_ key: WireKey) -> RawJSON? {
    get { self[key.rawValue] }
    set { self[key.rawValue] = newValue }
  }

  package subscript(_ name: String) -> RawJSON? {
    get { if case .object(let fields) = self { fields[name] } else { nil } }
    set {
      guard case .object(var fields) = self else { return }
      self = .null  // Keeps `fields` the only holder, so that it is changed in place.
      fields[name] = newValue
      self = .object(fields)
    }
  }

  package var text: String? { if case .text(let text) = self { text } else { nil } }
  package var bool: Bool? { if case .bool(let bool) = self { bool } else { nil } }
  package var int: Int64? { if case .int(let int) = self { int } else { nil } }
  package var list: [RawJSON]? { if case .list(let list) = self { list } else { nil } }
}

extension RawJSON {
  /// Reads one JSON value. Throws what `JSONDecoder` throws for what is no JSON.
  package init(json: Data) throws {
    self = try JSONDecoder().decode(RawJSON.self, from: json)
  }

  /// A resource as the value it is on the wire.
  package init(_ resource: some Encodable) throws {
    self = try RawJSON(json: JSONEncoder().encode(resource))
  }

  /// The value as JSON on one line, fields in alphabetical order.
  package func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self)
  }

  /// The resource that this value is.
  package func decoded<Resource: Decodable>(as type: Resource.Type) throws -> Resource {
    try JSONDecoder().decode(type, from: JSONEncoder().encode(self))
  }
}
