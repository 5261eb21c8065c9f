/// Fields of an export's items: what is missing and what is of another type are the same there, for
/// an item is worth more than one of its fields.
extension KeyedDecodingContainer {
  func loose<T: Decodable>(_ key: Key, as type: T.Type = T.self) -> T? {
    guard contains(key) else { return nil }
    // A wrong type is the same as absence, as said above.
    return try? decode(T.self, forKey: key)
  }

  /// An id: a text, or a whole number of up to 64 bits, never rounded.
  func looseID(_ key: Key) -> String? {
    loose(key, as: String.self) ?? loose(key, as: Int64.self).map(String.init)
  }

  /// A whole number, or a text that is one.
  func looseNumber(_ key: Key) -> Int64? {
    loose(key, as: Int64.self) ?? loose(key, as: String.self).flatMap(Int64.init)
  }

  /// A whole number in a text, or one by itself: the other way round where that is the usual form.
  func looseNumberText(_ key: Key) -> Int64? {
    loose(key, as: String.self).flatMap(Int64.init) ?? loose(key, as: Int64.self)
  }
}
