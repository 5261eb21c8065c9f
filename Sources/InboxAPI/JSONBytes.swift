package import FoundationEssentials

/// JSON as it is put together from its parts, most of which are JSON already.
package struct JSONBytes: Sendable {
  package private(set) var bytes: [UInt8] = []

  package init() {}

  /// Begins again, keeping the room that was taken.
  package mutating func clear() { bytes.removeAll(keepingCapacity: true) }

  package mutating func put(_ raw: StaticString) {
    raw.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }

  package mutating func put(_ raw: some Sequence<UInt8>) { bytes.append(contentsOf: raw) }

  package mutating func put(_ value: Int64) { bytes.append(contentsOf: String(value).utf8) }

  package mutating func put(_ value: Bool) { put(value ? "true" : "false") }

  /// A text with its quotes.
  package mutating func put(text: String) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(byte)
      case 0x0A: put("\\n")
      case 0x0D: put("\\r")
      case 0x09: put("\\t")
      case 0..<0x20:
        put("\\u00")
        bytes.append(Self.digits[Int(byte >> 4)])
        bytes.append(Self.digits[Int(byte & 15)])
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  package mutating func put(time: Date) {
    bytes.append(UInt8(ascii: "\""))
    bytes.append(contentsOf: Timestamp.text(time).utf8)
    bytes.append(UInt8(ascii: "\""))
  }

  private static let digits = Array("0123456789abcdef".utf8)

  // MARK: Fields of an object that is open

  /// `,"name":` or, right after the brace, `"name":`.
  package mutating func field(_ name: String) {
    if let last = bytes.last, last != UInt8(ascii: "{") { bytes.append(UInt8(ascii: ",")) }
    put(text: name)
    bytes.append(UInt8(ascii: ":"))
  }

  package mutating func field(_ name: String, text: String) {
    field(name)
    put(text: text)
  }

  /// Left out when there is no value.
  package mutating func field(_ name: String, ifAny text: String?) {
    if let text { field(name, text: text) }
  }

  package mutating func field(_ name: String, orNull text: String?) {
    field(name)
    if let text { put(text: text) } else { put("null") }
  }

  package mutating func field(_ name: String, orNull time: Date?) {
    field(name)
    if let time { put(time: time) } else { put("null") }
  }

  package mutating func field(_ name: String, ifAny time: Date?) {
    guard let time else { return }
    field(name)
    put(time: time)
  }

  package mutating func field(_ name: String, _ value: Bool) {
    field(name)
    put(value)
  }

  package mutating func field(_ name: String, _ value: Int64) {
    field(name)
    put(value)
  }

  package mutating func field(_ name: String, raw: some Sequence<UInt8>) {
    field(name)
    put(raw)
  }

  package mutating func list<Item>(
    _ name: String, _ items: [Item], _ each: (inout JSONBytes, Item) -> Void
  ) {
    field(name)
    bytes.append(UInt8(ascii: "["))
    for (index, item) in items.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      each(&self, item)
    }
    bytes.append(UInt8(ascii: "]"))
  }
}
