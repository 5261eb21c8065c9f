import Cells

/// One key's bytes, or those of an answer: how many there are and what they mean.
struct KeySequence {
  var length: Int
  var keys: [Key] = []
  var startsPaste = false
  /// What the terminal says with it; nil when it is no answer.
  var answer: Input?

  private static let escape: UInt8 = 0x1B
  /// A sequence that is longer than this is none.
  private static let longest = 4096

  /// Reads the first sequence; nil when it may not be all here yet.
  static func read(_ bytes: ArraySlice<UInt8>) -> KeySequence? {
    guard let first = bytes.first else { return nil }
    if first == escape { return readEscape(bytes) }
    if first < 0x80 { return KeySequence(length: 1, keys: [key(ofASCII: first)]) }
    return readUTF8(bytes)
  }

  /// What an incomplete sequence means when nothing follows it.
  static func alone(_ bytes: [UInt8]) -> [Key] {
    guard bytes.first == escape else { return [] }
    if bytes.count == 1 { return [Key(.escape)] }
    guard bytes.count == 2 else { return [] }
    if bytes[1] == escape { return [Key(.escape), Key(.escape)] }
    return bytes[1] < 0x80 ? [withAlt(key(ofASCII: bytes[1]))] : []
  }

  /// Whether an incomplete sequence is most of the mark that a paste starts with, or the beginning of
  /// an answer. Nobody types it, and were it given up, its rest would come as keys.
  static func isNoKey(_ bytes: [UInt8]) -> Bool {
    guard bytes.count >= 3 else { return false }
    return "\u{1B}[200~".utf8.starts(with: bytes) || bytes.starts(with: "\u{1B}[?".utf8)
      || BackgroundQuestion.beginning.starts(with: bytes.prefix(BackgroundQuestion.beginning.count))
  }

  private static func key(ofASCII byte: UInt8) -> Key {
    switch byte {
    case 0x0D: Key(.enter)
    case 0x09: Key(.tab)
    case 0x1B: Key(.escape)
    case 0x08, 0x7F: Key(.backspace)
    case 0x00: Key(.character(" "), .control)
    case 0x01...0x1A: Key(.character(Character(Unicode.Scalar(byte + 0x60))), .control)
    case 0x1C...0x1F: Key(.character(Character(Unicode.Scalar(byte + 0x40))), .control)
    default: Key(.character(Character(Unicode.Scalar(byte))))
    }
  }

  private static func withAlt(_ key: Key) -> Key {
    Key(key.code, key.modifiers.union(.alt))
  }

  // MARK: UTF-8

  private static func readUTF8(_ bytes: ArraySlice<UInt8>) -> KeySequence? {
    let start = bytes.startIndex
    let count: Int
    switch bytes[start] {
    case 0xC2...0xDF: count = 2
    case 0xE0...0xEF: count = 3
    case 0xF0...0xF4: count = 4
    default: return KeySequence(length: 1)
    }
    let tail = bytes.dropFirst().prefix(count - 1).prefix { 0x80...0xBF ~= $0 }
    if tail.count < count - 1 {
      return start + 1 + tail.count == bytes.endIndex ? nil : KeySequence(length: 1 + tail.count)
    }
    let text = String(validating: bytes.prefix(count), as: UTF8.self)
    guard let character = text?.first, text?.unicodeScalars.first.map({ $0.value > 0x9F }) == true
    else { return KeySequence(length: count) }
    return KeySequence(length: count, keys: [Key(.character(character))])
  }

  // MARK: Escape

  private static func readEscape(_ bytes: ArraySlice<UInt8>) -> KeySequence? {
    guard bytes.count > 1 else { return nil }
    let second = bytes[bytes.startIndex + 1]
    switch second {
    case UInt8(ascii: "["): return readControlSequence(bytes)
    case UInt8(ascii: "O"): return readApplicationKey(bytes)
    case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "_"), UInt8(ascii: "^"):
      return readString(bytes)
    case escape: return readDoubleEscape(bytes)
    default:
      guard let rest = read(bytes.dropFirst()) else { return nil }
      return KeySequence(length: rest.length + 1, keys: rest.keys.map(withAlt))
    }
  }

  /// Escape before a sequence is Alt (rxvt); otherwise the first one stands for itself.
  private static func readDoubleEscape(_ bytes: ArraySlice<UInt8>) -> KeySequence? {
    guard bytes.count > 2 else { return nil }
    let third = bytes[bytes.startIndex + 2]
    guard third == UInt8(ascii: "[") || third == UInt8(ascii: "O") else {
      return KeySequence(length: 1, keys: [Key(.escape)])
    }
    guard let rest = read(bytes.dropFirst()) else { return nil }
    guard rest.answer == nil else { return KeySequence(length: 1, keys: [Key(.escape)]) }
    return KeySequence(
      length: rest.length + 1, keys: rest.keys.map(withAlt), startsPaste: rest.startsPaste)
  }

  /// Answers of the terminal (OSC, DCS, APC, PM): but for one nobody asked, so they are passed over.
  private static func readString(_ bytes: ArraySlice<UInt8>) -> KeySequence? {
    for index in bytes.indices.dropFirst(2) {
      let isEnd = bytes[index] == UInt8(ascii: "\\") && bytes[index - 1] == escape
      guard isEnd || bytes[index] == 0x07 else { continue }
      let isLight = BackgroundQuestion.isLight(bytes[...index])
      return KeySequence(
        length: index - bytes.startIndex + 1, answer: isLight.map { .background(isLight: $0) })
    }
    return bytes.count > longest ? KeySequence(length: bytes.count) : nil
  }

  /// ESC O and a letter, perhaps with a modifier between them: keypad and application mode.
  private static func readApplicationKey(_ bytes: ArraySlice<UInt8>) -> KeySequence? {
    let digits = bytes.dropFirst(2).prefix { 0x30...0x39 ~= $0 || $0 == UInt8(ascii: ";") }
    let index = bytes.startIndex + 2 + digits.count
    guard index < bytes.endIndex else { return bytes.count > 16 ? KeySequence(length: 2) : nil }
    guard 0x20...0x7E ~= bytes[index] else { return KeySequence(length: 2 + digits.count) }
    let last = String(decoding: digits, as: UTF8.self).split(separator: ";").last
    let keys = ControlSequence.key(
      application: bytes[index], modifiers: ControlSequence.modifiers(last.flatMap { Int($0) }))
    return KeySequence(length: 3 + digits.count, keys: keys.map { [$0] } ?? [])
  }

  private static func readControlSequence(_ bytes: ArraySlice<UInt8>) -> KeySequence? {
    let start = bytes.startIndex + 2
    guard start < bytes.endIndex else { return nil }
    // Mouse reports of X10: three bytes of any value. The Linux console's F1 to F5: one letter.
    if bytes[start] == UInt8(ascii: "M") {
      return bytes.count < 6 ? nil : KeySequence(length: 6)
    }
    if bytes[start] == UInt8(ascii: "[") {
      guard bytes.count > 3 else { return nil }
      let number = Int(bytes[start + 1]) - 0x40
      return KeySequence(length: 4, keys: 1...5 ~= number ? [Key(.function(number))] : [])
    }
    let inner = bytes[start...].prefix { 0x20...0x3F ~= $0 }
    let end = start + inner.count
    // rxvt ends keys with Shift in "$", which elsewhere is no end.
    if inner.last == UInt8(ascii: "$"), inner.dropLast().allSatisfy({ 0x30...0x39 ~= $0 }) {
      let sequence = ControlSequence(inner.dropLast(), final: UInt8(ascii: "$"))
      return KeySequence(length: end - bytes.startIndex, keys: sequence.keys)
    }
    guard inner.count < longest else { return KeySequence(length: bytes.count) }
    guard end < bytes.endIndex else { return nil }
    guard 0x40...0x7E ~= bytes[end] else { return KeySequence(length: end - bytes.startIndex) }
    let sequence = ControlSequence(inner, final: bytes[end])
    return KeySequence(
      length: end - bytes.startIndex + 1, keys: sequence.keys, startsPaste: sequence.startsPaste,
      answer: MarginQuestion.answer(inner, final: bytes[end]).map { .scrollsParts($0) })
  }
}
