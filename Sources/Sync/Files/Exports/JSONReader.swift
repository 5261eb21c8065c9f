import Foundation
import Glibc

/// Why JSON could not be followed any further.
enum JSONTrouble: Error, Hashable {
  /// The text ended inside a value that began at this byte.
  case cutOff(Int64)
  case notJSON(Int64)
  case file(FileTrouble)

  var sentence: String {
    switch self {
    case .cutOff(let byte): "the file is cut off at byte \(byte); copy or download it again"
    case .notJSON(let byte): "it is broken JSON at byte \(byte)"
    case .file(let trouble): trouble.sentence
    }
  }
}

/// Walks JSON of any size from a stream: the caller steps into what it knows and takes what it wants
/// whole, to be decoded by the JSON decoder.
///
/// Memory is bounded by the longest piece taken, never by the file, and nesting costs no stack: what
/// is taken or passed over is only counted through. A string ends at a raw line break, which JSON does
/// not allow in one: one lost quote costs an element, not the rest of the file. Zeros, which are no
/// text, are left out of what is taken.
final class JSONReader {
  enum Kind: Hashable { case object, array, string, other }

  /// A whole value as it stands; its bytes are valid until the reader is asked for more.
  enum Piece {
    case bytes(UnsafeRawBufferPointer)
    /// Longer than `longest`; passed over.
    case tooLong
  }

  private static let chunk = 256 << 10

  private let stream: any ByteStream
  private let longest: Int
  private var buffer: UnsafeMutableRawPointer
  private var capacity: Int
  private var index = 0
  private var end = 0
  private var isAtEnd = false
  /// What stands before `mark` is no longer needed.
  private var mark = 0
  private var isMarked = false
  /// Where in the file `buffer` begins.
  private var base: Int64 = 0
  /// Directly after an opening bracket: no comma is due.
  private var isFresh = true

  /// - Parameter longest: of a piece, in bytes.
  init(_ stream: any ByteStream, longest: Int = 8 << 20) throws(JSONTrouble) {
    self.stream = stream
    self.longest = longest
    capacity = 2 * Self.chunk
    buffer = .allocate(byteCount: capacity, alignment: 16)
    try fill()
    if end >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF { index = 3 }
  }

  deinit { buffer.deallocate() }

  /// The byte that comes next, counted from the start of the stream.
  var offset: Int64 { base + Int64(index) }

  // MARK: Stepping

  /// What the next value is. - Throws: ``JSONTrouble/cutOff(_:)`` at the end of the text.
  func peek() throws(JSONTrouble) -> Kind {
    switch try next() {
    case UInt8(ascii: "{"): .object
    case UInt8(ascii: "["): .array
    case UInt8(ascii: "\""): .string
    default: .other
    }
  }

  /// Steps into an object; ``key()`` then tells its keys.
  func enterObject() throws(JSONTrouble) { try enter("{") }

  /// Steps into an array; ``element()`` then tells whether there is another element.
  func enterArray() throws(JSONTrouble) { try enter("[") }

  /// The next key of the object stepped into, its value standing next; nil once the object is closed.
  func key() throws(JSONTrouble) -> String? {
    guard try another(before: "}") else { return nil }
    guard try next() == UInt8(ascii: "\"") else { throw .notJSON(offset) }
    let name: String
    switch try take() {
    case .bytes(let bytes): name = Self.string(bytes) ?? ""
    case .tooLong: name = ""
    }
    guard try next() == UInt8(ascii: ":") else { throw .notJSON(offset) }
    index += 1
    isFresh = true
    return name
  }

  /// Whether another element of the array stands next; false once the array is closed.
  func element() throws(JSONTrouble) -> Bool { try another(before: "]") }

  /// Passes over everything up to and with the first of this byte: a JavaScript prefix.
  /// - Returns: whether it was found within a thousand bytes.
  func pass(through scalar: Unicode.Scalar) throws(JSONTrouble) -> Bool {
    var passed = 0
    while passed < 1000 {
      if index == end {
        try fill()
        if index == end { return false }
      }
      index += 1
      passed += 1
      if bytes[index - 1] == UInt8(ascii: scalar) { return true }
    }
    return false
  }

  // MARK: Values

  /// The next value, whole.
  func take() throws(JSONTrouble) -> Piece {
    _ = try next()
    mark = index
    isMarked = true
    defer { isMarked = false }
    try walkValue()
    isFresh = false
    let count = index - mark
    guard count <= longest, mark >= 0 else { return .tooLong }
    let piece = UnsafeMutableRawBufferPointer(start: buffer + mark, count: count)
    return .bytes(piece.withoutZeros())
  }

  /// Passes over the next value.
  func pass() throws(JSONTrouble) {
    _ = try next()
    try walkValue()
    isFresh = false
  }

  /// The next value where it is a string of at most 64 KB; anything else is passed over.
  func string() throws(JSONTrouble) -> String? {
    guard case .bytes(let bytes) = try take(), bytes.count <= 64 << 10 else { return nil }
    return Self.string(bytes)
  }

  /// After trouble inside an array of objects: goes on at the next opening brace.
  /// - Returns: whether there is one.
  func recover() throws(JSONTrouble) -> Bool {
    while true {
      while index < end {
        if bytes[index] == UInt8(ascii: "{") {
          isFresh = true
          return true
        }
        index += 1
      }
      try fill()
      if index == end { return false }
    }
  }

  enum Place { case element, member, end }

  /// After trouble inside an array that is a member of an object: goes on at the next opening brace,
  /// or, where the array was left on the way, at the next key whose value is an array.
  func resume() throws(JSONTrouble) -> Place {
    // How much of `] , "` was passed.
    var passed = 0
    while true {
      while index < end {
        let byte = bytes[index]
        switch byte {
        case UInt8(ascii: "{"):
          isFresh = true
          return .element
        case UInt8(ascii: "]"): passed = 1
        case UInt8(ascii: ",") where passed == 1: passed = 2
        case UInt8(ascii: "\"") where passed == 2:
          isFresh = true
          return .member
        case 0...32: break
        default: passed = 0
        }
        index += 1
      }
      try fill()
      if index == end { return .end }
    }
  }

  // MARK: Bytes

  private var bytes: UnsafePointer<UInt8> {
    UnsafePointer(buffer.assumingMemoryBound(to: UInt8.self))
  }

  private static func string(_ bytes: UnsafeRawBufferPointer) -> String? {
    guard bytes.first == UInt8(ascii: "\""), bytes.count >= 2 else { return nil }
    let inside = UnsafeRawBufferPointer(rebasing: bytes[1..<(bytes.count - 1)])
    if !inside.contains(UInt8(ascii: "\\")) { return String(decoding: inside, as: UTF8.self) }
    // A string with an escape that is none has no value.
    return try? JSONDecoder().decode(String.self, from: Data(bytes))
  }

  private func enter(_ bracket: Unicode.Scalar) throws(JSONTrouble) {
    guard try next() == UInt8(ascii: bracket) else { throw .notJSON(offset) }
    index += 1
    isFresh = true
  }

  private func another(before bracket: Unicode.Scalar) throws(JSONTrouble) -> Bool {
    var byte = try next()
    if byte == UInt8(ascii: bracket) {
      index += 1
      isFresh = false
      return false
    }
    guard !isFresh else { return true }
    guard byte == UInt8(ascii: ",") else { throw .notJSON(offset) }
    index += 1
    isFresh = true
    byte = try next()
    guard byte == UInt8(ascii: bracket) else { return true }
    // A comma before the end is a slip that other readers allow too.
    index += 1
    isFresh = false
    return false
  }

  /// The next byte that is no blank, not yet passed.
  private func next() throws(JSONTrouble) -> UInt8 {
    while true {
      while index < end {
        let byte = bytes[index]
        if byte > 0x20 { return byte }
        index += 1
      }
      try fill()
      if index == end { throw .cutOff(offset) }
    }
  }

  /// Brackets are counted, not matched: what is wrong inside shows when the piece is decoded.
  private func walkValue() throws(JSONTrouble) {
    let start = offset
    var depth = 0
    while true {
      switch step(&depth, isFirst: offset == start) {
      case .done: return
      case .wrong: throw .notJSON(start)
      case .string:
        try walkString()
        if depth == 0 { return }
      case .more:
        try fill()
        guard index == end else { continue }
        if depth == 0 && offset > start { return }
        throw .cutOff(offset)
      }
    }
  }

  private enum Step { case done, wrong, string, more }

  /// Walks what is in the buffer, on copies of the places: this is where the time of a large file goes.
  private func step(_ depth: inout Int, isFirst: Bool) -> Step {
    let (bytes, start, end) = (self.bytes, index, self.end)
    var place = start
    defer { index = place }
    while place < end {
      let byte = bytes[place]
      // Quotes, commas, colons and brackets are all that matters; most bytes are none of them.
      switch byte {
      case UInt8(ascii: "\""):
        place += 1
        return .string
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        if depth == 0 { return isFirst && place == start ? .wrong : .done }
        depth -= 1
        if depth == 0 {
          place += 1
          return .done
        }
      case UInt8(ascii: ","), UInt8(ascii: ":"):
        if depth == 0 { return isFirst && place == start ? .wrong : .done }
      default: break
      }
      place += 1
    }
    return .more
  }

  /// From after its opening quote to after the closing one.
  private func walkString() throws(JSONTrouble) {
    var isEscaped = false
    while true {
      let (bytes, end) = (self.bytes, self.end)
      var place = index
      while place < end {
        let byte = bytes[place]
        place += 1
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") || byte == 10 {
          index = place
          return
        }
      }
      index = place
      try fill()
      if index == self.end { throw .cutOff(offset) }
    }
  }

  /// Reads more, keeping what is marked as long as it may still be a piece.
  private func fill() throws(JSONTrouble) {
    guard !isAtEnd else { return }
    if isMarked && index - mark > longest { mark = -1 }
    let keep = isMarked && mark >= 0 ? mark : index
    if keep > 0 {
      memmove(buffer, buffer + keep, end - keep)
      base += Int64(keep)
      index -= keep
      end -= keep
      if mark >= 0 { mark -= keep }
    }
    if capacity - end < Self.chunk { grow() }
    do throws(FileTrouble) {
      let got = try stream.read(
        into: UnsafeMutableRawBufferPointer(start: buffer + end, count: Self.chunk))
      isAtEnd = got == 0
      end += got
    } catch {
      throw .file(error)
    }
  }

  private func grow() {
    let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity * 2, alignment: 16)
    memcpy(larger, buffer, end)
    buffer.deallocate()
    buffer = larger
    capacity *= 2
  }
}
