import FoundationEssentials

extension RawJSON: Codable {
  package init(from decoder: any Decoder) throws {
    try self.init(decoder, levels: Self.deepest, isStrict: false)
  }

  /// As a server reads a request: a text that is no Unicode is an error, not null.
  init(strict decoder: any Decoder) throws {
    try self.init(decoder, levels: Self.deepest, isStrict: true)
  }

  // What a value is can only be learnt by trying. Texts come first: most values of a message are
  // texts, and each wrong guess costs an error.
  private init(_ decoder: any Decoder, levels: Int, isStrict: Bool) throws {
    let leaf = try decoder.singleValueContainer()
    if leaf.decodeNil() {
      self = .null
    } else if let text = try Self.guess(isStrict, { try leaf.decode(String.self) }) {
      self = .text(text)
    } else if let fields = try Self.guess(isStrict, { try decoder.container(keyedBy: AnyKey.self) })
    {
      self = try levels == 0 ? .null : Self.object(fields, levels - 1, isStrict)
    } else if let elements = try Self.guess(isStrict, { try decoder.unkeyedContainer() }) {
      self = try levels == 0 ? .null : Self.list(elements, levels - 1, isStrict)
    } else {
      self = Self.number(leaf)
    }
  }

  /// nil where the value is of another type, or broken and nobody minds.
  private static func guess<Value>(_ isStrict: Bool, _ read: () throws -> Value) throws -> Value? {
    do {
      return try read()
    } catch DecodingError.typeMismatch {
      return nil
    } catch  where !isStrict {
      return nil
    }
  }

  private static func number(_ leaf: any SingleValueDecodingContainer) -> RawJSON {
    // Each guess that fails leads to the next.
    if let bool = try? leaf.decode(Bool.self) { return .bool(bool) }
    if let int = try? leaf.decode(Int64.self) { return .int(int) }
    if let decimal = try? leaf.decode(Decimal.self), decimal.isFinite { return .decimal(decimal) }
    if let double = try? leaf.decode(Double.self), double.isFinite { return .double(double) }
    return .null
  }

  // The decoder of a nested value, not the value, is asked for, so that the levels can be counted.
  private static func object(
    _ fields: KeyedDecodingContainer<AnyKey>, _ levels: Int, _ isStrict: Bool
  ) throws -> RawJSON {
    var object: [String: RawJSON] = [:]
    for key in fields.allKeys {
      object[key.stringValue] = try RawJSON(
        fields.superDecoder(forKey: key), levels: levels, isStrict: isStrict)
    }
    return .object(object)
  }

  private static func list(
    _ container: any UnkeyedDecodingContainer, _ levels: Int, _ isStrict: Bool
  ) throws -> RawJSON {
    var elements = container
    var list: [RawJSON] = []
    while !elements.isAtEnd {
      list.append(try RawJSON(elements.superDecoder(), levels: levels, isStrict: isStrict))
    }
    return .list(list)
  }

  package func encode(to encoder: any Encoder) throws {
    var sink = encoder.singleValueContainer()
    switch self {
    case .null: try sink.encodeNil()
    case .bool(let bool): try sink.encode(bool)
    case .int(let int): try sink.encode(int)
    case .decimal(let decimal): try sink.encode(decimal)
    case .double(let double): try sink.encode(double)
    case .text(let text): try sink.encode(text)
    case .list(let list): try sink.encode(list)
    case .object(let object): try sink.encode(object)
    }
  }
}

/// A field name that need not be known.
private struct AnyKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }
  init?(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}
