/// Finds where the pieces of a large JSON object begin and end, without making anything of them.
///
/// Each piece is then decoded by itself: one broken message does not take its file with it, the
/// original bytes are at hand, and nesting of any depth costs no stack.
struct JSONPieces {
  /// Why the walk ended early.
  enum Trouble: Hashable {
    /// At this byte the text ended inside the object.
    case cutOff(Int)
    case notJSON(Int)
  }

  /// The values of the object by key, as ranges of bytes. Of a key that stands twice, the first.
  private(set) var values: [String: Range<UInt32>] = [:]
  /// The elements of the arrays asked for: there can be millions, so each is but eight bytes.
  private(set) var elements: [String: [Range<UInt32>]] = [:]
  private(set) var trouble: Trouble?

  private let bytes: UnsafeBufferPointer<UInt8>
  private var index: Int

  /// - Parameters:
  ///   - bytes: at most 4 GB.
  ///   - lists: keys whose arrays are to be taken apart.
  ///   - passed: told now and then up to which byte the walk has come; it does not go back.
  init(
    _ bytes: UnsafeBufferPointer<UInt8>, from start: Int = 0, lists: Set<String> = [],
    passed: (Int) -> Void = { _ in }
  ) {
    self.bytes = bytes
    index = start
    walk(lists, passed)
  }

  private func range(from start: Int) -> Range<UInt32> { UInt32(start)..<UInt32(index) }

  /// The keys of the first object with what their values look like, as far as `head` goes.
  static func firstKeys(of head: [UInt8]) -> [String: String] {
    head.withUnsafeBufferPointer { bytes in
      let pieces = JSONPieces(bytes)
      return pieces.values.mapValues { range in
        String(
          decoding: bytes[Int(range.lowerBound)...].prefix(min(60, range.count)), as: UTF8.self)
      }
    }
  }

  private mutating func walk(_ lists: Set<String>, _ passed: (Int) -> Void) {
    guard take("{") else { return fail() }
    if take("}") { return }
    repeat {
      guard let key = key() else { return fail() }
      guard take(":") else { return fail() }
      skipBlanks()
      let start = index
      let isList = lists.contains(key) && elements[key] == nil && at("[")
      let isWhole = isList ? takeElements(key, passed) : skipValue()
      if values[key] == nil { values[key] = range(from: start) }
      guard isWhole else { return fail() }
    } while take(",")
    if !take("}") { fail() }
  }

  private mutating func fail() {
    if trouble == nil { trouble = index >= bytes.count ? .cutOff(index) : .notJSON(index) }
  }

  private mutating func takeElements(_ key: String, _ passed: (Int) -> Void) -> Bool {
    elements[key] = []
    index += 1
    if take("]") { return true }
    repeat {
      skipBlanks()
      let start = index
      guard skipValue() else { return false }
      let piece = range(from: start)
      elements[key]?.append(piece)
      passed(index)
    } while take(",")
    return take("]")
  }

  private mutating func key() -> String? {
    skipBlanks()
    let start = index + 1
    guard at("\""), skipString() else { return nil }
    return String(decoding: bytes[start..<(index - 1)], as: UTF8.self)
  }

  /// Brackets are counted, not matched: what is wrong inside shows when the piece is decoded.
  private mutating func skipValue() -> Bool {
    skipBlanks()
    var depth = 0
    let start = index
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "\""):
        guard skipString() else { return false }
        if depth == 0 { return true }
        continue
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        if depth == 0 { return index > start }
        depth -= 1
        if depth == 0 {
          index += 1
          return true
        }
      case UInt8(ascii: ","): if depth == 0 { return index > start }
      default: break
      }
      index += 1
    }
    return false
  }

  private mutating func skipString() -> Bool {
    index += 1
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "\\"): index += 2
      case UInt8(ascii: "\""):
        index += 1
        return true
      default: index += 1
      }
    }
    index = bytes.count
    return false
  }

  private func at(_ scalar: Unicode.Scalar) -> Bool {
    index < bytes.count && bytes[index] == UInt8(ascii: scalar)
  }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    skipBlanks()
    guard at(scalar) else { return false }
    index += 1
    return true
  }

  private mutating func skipBlanks() {
    while index < bytes.count, bytes[index] <= 0x20 { index += 1 }
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// A piece of the bytes that were walked.
  subscript(_ piece: Range<UInt32>) -> Slice<Self> {
    self[Int(piece.lowerBound)..<Int(piece.upperBound)]
  }
}
