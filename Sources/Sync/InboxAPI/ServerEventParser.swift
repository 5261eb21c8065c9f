/// Takes an event stream apart, by the rules of the WHATWG HTML standard, § 9.2.6.
///
/// Bytes go in as they come; whole events come out. Lines end with LF, CR or both; a byte order mark
/// at the start is skipped. Bounded: an event longer than ``longest`` is said to be, not kept.
struct ServerEventParser {
  enum Event: Hashable {
    /// `id` is nil where the event has none of its own.
    case event(name: String, data: [UInt8], id: String?)
    case comment
    /// Longer than we take.
    case oversized(id: String?)
  }

  /// Bytes of one event. A change holds one conversation or one message.
  static let longest = 4 << 20

  private let longest: Int
  private var line: [UInt8] = []
  private var isOversized = false
  private var wasReturn = false
  private var isAtStart = true
  private var name = ""
  private var data: [UInt8] = []
  private var hasData = false
  private var id: String?

  init(longest: Int = Self.longest) { self.longest = longest }

  mutating func take(_ bytes: some Sequence<UInt8>) -> [Event] {
    var events: [Event] = []
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "\n") where wasReturn: wasReturn = false
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        wasReturn = byte == UInt8(ascii: "\r")
        endLine(&events)
      default:
        wasReturn = false
        if line.count + data.count < longest { line.append(byte) } else { isOversized = true }
      }
    }
    return events
  }

  private mutating func endLine(_ events: inout [Event]) {
    defer { line.removeAll(keepingCapacity: line.count < 65_536) }
    if isAtStart {
      isAtStart = false
      if line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
    }
    if line.isEmpty { return dispatch(&events) }
    if line[0] == UInt8(ascii: ":") { return events.append(.comment) }
    let colon = line.firstIndex(of: UInt8(ascii: ":")) ?? line.endIndex
    var value = line[min(colon + 1, line.endIndex)...]
    if value.first == UInt8(ascii: " ") { value.removeFirst() }
    take(field: String(decoding: line[..<colon], as: UTF8.self), value)
  }

  private mutating func take(field: String, _ value: ArraySlice<UInt8>) {
    switch field {
    case "event": name = String(decoding: value.prefix(255), as: UTF8.self)
    case "data":
      if hasData { data.append(UInt8(ascii: "\n")) }
      data += value
      hasData = true
    case "id" where !value.contains(0): id = String(decoding: value.prefix(255), as: UTF8.self)
    default: break
    }
  }

  private mutating func dispatch(_ events: inout [Event]) {
    if isOversized {
      events.append(.oversized(id: id))
    } else if hasData {
      events.append(.event(name: name.isEmpty ? "message" : name, data: data, id: id))
    }
    name = ""
    data = []
    hasData = false
    isOversized = false
    id = nil
  }
}
