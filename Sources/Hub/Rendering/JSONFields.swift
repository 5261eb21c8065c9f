import FoundationEssentials
import InboxAPI

/// The fields of one JSON object as they stand in its bytes.
///
/// Only the outermost object is looked into, so that a page of messages costs no parser: the bytes
/// were read by one when they came in.
struct JSONFields {
  let bytes: [UInt8]
  private(set) var fields: [(name: String, value: Range<Int>)] = []
  private var at = 0

  /// nil for what is no object.
  init?(_ bytes: [UInt8]) {
    self.bytes = bytes
    guard skip(UInt8(ascii: "{")) else { return nil }
    if skip(UInt8(ascii: "}")) { return }
    repeat {
      space()
      guard let name = quoted(), let text = Self.text(bytes[name]), skip(UInt8(ascii: ":")) else {
        return nil
      }
      space()
      guard let value = value() else { return nil }
      fields.append((text, value))
    } while skip(UInt8(ascii: ","))
    guard skip(UInt8(ascii: "}")) else { return nil }
  }

  subscript(_ name: String) -> ArraySlice<UInt8>? {
    fields.last { $0.name == name }.map { bytes[$0.value] }
  }

  /// A field that is a text, as the JSON it is; nil where it is none.
  func quoted(_ name: String) -> ArraySlice<UInt8>? {
    guard let value = self[name], value.first == UInt8(ascii: "\"") else { return nil }
    return value
  }

  func text(_ name: String) -> String? { quoted(name).flatMap(Self.text) }

  func time(_ name: String) -> Date? { text(name).flatMap(Timestamp.date) }

  /// What a quoted text says.
  private static func text(_ quoted: ArraySlice<UInt8>) -> String? {
    let inner = quoted.dropFirst().dropLast()
    if !inner.contains(UInt8(ascii: "\\")) { return String(decoding: inner, as: UTF8.self) }
    // Not text after all: whoever asks treats it as not there.
    return try? JSONDecoder().decode(String.self, from: Data(quoted))
  }

  // MARK: Scanning

  private mutating func space() {
    while at < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[at]) { at += 1 }
  }

  private mutating func skip(_ byte: UInt8) -> Bool {
    space()
    guard at < bytes.count, bytes[at] == byte else { return false }
    at += 1
    return true
  }

  private mutating func quoted() -> Range<Int>? {
    let start = at
    guard at < bytes.count, bytes[at] == UInt8(ascii: "\"") else { return nil }
    at += 1
    while at < bytes.count {
      switch bytes[at] {
      case UInt8(ascii: "\\"): at += 2
      case UInt8(ascii: "\""):
        at += 1
        return start..<at
      default: at += 1
      }
    }
    return nil
  }

  private mutating func value() -> Range<Int>? {
    let start = at
    var depth = 0
    while at < bytes.count {
      switch bytes[at] {
      case UInt8(ascii: "\""):
        guard quoted() != nil else { return nil }
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        at += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        if depth == 0 { return at > start ? start..<at : nil }
        depth -= 1
        at += 1
      case UInt8(ascii: ","), 0x20, 0x0A, 0x0D, 0x09:
        if depth == 0 { return at > start ? start..<at : nil }
        at += 1
      default: at += 1
      }
      if depth == 0, at > start, Self.ends(bytes[at - 1]) { return start..<at }
    }
    return nil
  }

  /// Whether a value is over with this byte, whatever follows.
  private static func ends(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]")
  }
}
