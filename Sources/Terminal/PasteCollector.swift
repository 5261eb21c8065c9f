/// Collects a paste until its end mark, and hands it out in parts when it pauses.
struct PasteCollector {
  /// The most bytes that are kept of one paste; the rest is dropped, up to the end mark.
  static let longest = 1 << 20
  private static let end = Array("\u{1B}[201~".utf8)

  /// What has not been handed out yet.
  private var bytes: [UInt8] = []
  /// How much of the end mark has come.
  private var matched = 0
  /// How much of the paste was kept so far, handed out or not.
  private var kept = 0
  /// Some of it was dropped.
  private(set) var isCut = false
  /// What was handed out last ended with a carriage return: a line feed after it is the same end.
  private var isAfterReturn = false
  /// Bytes at the start of ``bytes`` that were held back because their character is incomplete.
  private var heldBack = 0

  /// Part of it was handed out already: it has paused for long, and may do so again.
  private(set) var hasPaused = false

  /// Something has come that was not handed out.
  var holdsText: Bool { bytes.count > heldBack }

  /// - Returns: whether this was the last byte.
  mutating func take(_ byte: UInt8) -> Bool {
    if byte == Self.end[matched] {
      matched += 1
      return matched == Self.end.count
    }
    keep(Self.end[..<matched])
    matched = byte == Self.end[0] ? 1 : 0
    if matched == 0 { keep(CollectionOfOne(byte)) }
    return false
  }

  private mutating func keep(_ more: some Collection<UInt8>) {
    guard !isCut, kept + more.count <= Self.longest else {
      isCut = true
      return
    }
    kept += more.count
    bytes.append(contentsOf: more)
  }

  /// Takes out what has come so far; more may follow. Half a character waits for its other half,
  /// and half an end mark for its own.
  mutating func takePart() -> String {
    hasPaused = true
    let rest = Array(bytes.suffix(incompleteEnd))
    bytes.removeLast(rest.count)
    defer {
      bytes = rest
      heldBack = rest.count
    }
    return takeText()
  }

  /// Takes out what is left once the end mark is here.
  mutating func takeRest() -> String {
    // Where a paste was cut, half a character is nobody's text.
    if isCut { bytes.removeLast(incompleteEnd) }
    return takeText()
  }

  /// The text, its line ends line feeds, without other controls than tabs.
  private mutating func takeText() -> String {
    var text = String.UnicodeScalarView()
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      switch scalar.value {
      case 0x0D: text.append("\n")
      case 0x0A where isAfterReturn: break
      case 0x09, 0x0A: text.append(scalar)
      case ..<0x20, 0x7F...0x9F: break
      default: text.append(scalar)
      }
      isAfterReturn = scalar == "\r"
    }
    bytes = []
    heldBack = 0
    return String(text)
  }

  /// How many bytes at the end are the beginning of a character of UTF-8 that is not whole.
  private var incompleteEnd: Int {
    for (count, byte) in bytes.suffix(3).reversed().enumerated() {
      let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : byte >= 0x80 ? 0 : 1
      if length > 0 { return length > count + 1 ? count + 1 : 0 }
    }
    return 0
  }
}
