/// Why a resource could not be read, as a sentence about its fields.
package enum WireError: Error, Hashable, Sendable {
  case missing(field: String)
  case wrongType(field: String, expected: String)
  /// Not 1 to 255 bytes, or with control characters in it.
  case badID(field: String)
  case badTime(field: String, value: String)
  case unknownType(String)

  package var sentence: String {
    switch self {
    case .missing(let field): "`\(field)` is missing"
    case .wrongType(let field, let expected): "`\(field)` is not \(expected)"
    case .badID(let field): "`\(field)` is not an id of 1 to 255 bytes without control characters"
    case .badTime(let field, let value):
      "`\(field)` is not an RFC 3339 time with a zone: \(value.prefix(40))"
    case .unknownType(let type): "there is no line type \"\(type.prefix(40))\""
    }
  }
}

/// The ids of the Inbox API: opaque, 1–255 bytes, no control characters.
package enum WireID {
  package static let longest = 255

  package static func isValid(_ id: String) -> Bool {
    let count = id.utf8.count
    guard count >= 1 && count <= longest else { return false }
    var previous: UInt8 = 0
    for byte in id.utf8 {
      // U+0080…U+009F are C2 80…C2 9F.
      if byte < 0x20 || byte == 0x7F || (previous == 0xC2 && byte < 0xA0) { return false }
      previous = byte
    }
    return true
  }

  /// What a client may take as its id of a message it sends: 1–255 visible ASCII characters.
  package static func isClientID(_ id: String) -> Bool {
    (1...longest).contains(id.utf8.count) && id.utf8.allSatisfy { (0x21...0x7E).contains($0) }
  }
}
