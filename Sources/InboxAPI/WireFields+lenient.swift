import FoundationEssentials

/// How fields are read: strictly where a resource is nothing without them, leniently elsewhere.
extension KeyedDecodingContainer where Key == WireKey {
  /// A field the resource cannot do without.
  func required(_ key: WireKey) throws -> String {
    do {
      return try decode(String.self, forKey: key)
    } catch DecodingError.keyNotFound {
      throw WireError.missing(field: key.stringValue)
    } catch {
      throw WireError.wrongType(field: key.stringValue, expected: "a text")
    }
  }

  func requiredID(_ key: WireKey) throws -> String {
    let id = try required(key)
    guard WireID.isValid(id) else { throw WireError.badID(field: key.stringValue) }
    return id
  }

  func requiredTime(_ key: WireKey) throws -> Date {
    let text = try required(key)
    guard let date = Timestamp.date(text) else {
      throw WireError.badTime(field: key.stringValue, value: text)
    }
    return date
  }

  /// An optional field. One of the wrong type is treated as left out: a message is worth more than
  /// its follower count.
  func lenient<T: Decodable>(_ key: WireKey, as type: T.Type = T.self) -> T? {
    guard contains(key) else { return nil }
    // A wrong type is the same as absence, as said above.
    return try? decodeIfPresent(T.self, forKey: key)
  }

  func lenientID(_ key: WireKey) -> String? {
    guard let id = lenient(key, as: String.self), WireID.isValid(id) else { return nil }
    return id
  }

  func lenientTime(_ key: WireKey) -> Date? {
    lenient(key, as: String.self).flatMap(Timestamp.date)
  }

  /// The elements that can be read; the others are left out.
  func lenientList<T: Decodable>(_ key: WireKey, of type: T.Type = T.self) -> [T]? {
    lenient(key, as: [Readable<T>].self)?.compactMap(\.value)
  }
}

/// An element that is allowed to be unreadable.
private struct Readable<T: Decodable>: Decodable {
  var value: T?

  init(from decoder: any Decoder) throws {
    // An unreadable element is left out of its list, which is what nil says.
    value = try? T(from: decoder)
  }
}

extension KeyedEncodingContainer where Key == WireKey {
  mutating func put(_ date: Date?, _ key: WireKey) throws {
    if let date { try encode(Timestamp.text(date), forKey: key) }
  }

  /// For fields whose type has a null in the API.
  mutating func putOrNull(_ date: Date?, _ key: WireKey) throws {
    if let date {
      try encode(Timestamp.text(date), forKey: key)
    } else {
      try encodeNil(forKey: key)
    }
  }

  mutating func putOrNull(_ text: String?, _ key: WireKey) throws {
    if let text { try encode(text, forKey: key) } else { try encodeNil(forKey: key) }
  }
}
