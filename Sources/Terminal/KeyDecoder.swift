package import Cells

/// Turns the bytes of a terminal into keys.
///
/// Pure: it keeps what is incomplete until more comes or ``timeOut()`` says that nothing will.
/// Understands UTF-8, the forms of xterm, vt, rxvt and the Linux console, Escape for Alt, and
/// bracketed paste. What it does not understand it swallows whole.
package struct KeyDecoder {
  private var pending: [UInt8] = []
  private var paste: PasteCollector?

  package init() {}

  /// Whether what has come so far may be the beginning of something longer.
  package var isIncomplete: Bool { paste != nil || !pending.isEmpty }

  /// Whether the end of a paste has yet to come.
  package var isPasting: Bool { paste != nil }

  package mutating func decode(_ bytes: some Sequence<UInt8>) -> [Input] {
    pending.append(contentsOf: bytes)
    var inputs: [Input] = []
    var position = 0
    while position < pending.count {
      if paste != nil {
        position = continuePaste(from: position, into: &inputs)
        continue
      }
      guard let step = KeySequence.read(pending[position...]) else { break }
      position += step.length
      inputs += step.keys.map(Input.key)
      if step.startsPaste { paste = PasteCollector() }
    }
    pending.removeFirst(position)
    return inputs
  }

  /// Decides about what is incomplete: nothing more will come.
  package mutating func timeOut() -> [Input] {
    if paste != nil { return endPaste() }
    let keys = KeySequence.alone(pending)
    pending = []
    return keys.map(Input.key)
  }

  private mutating func continuePaste(from start: Int, into inputs: inout [Input]) -> Int {
    var position = start
    while position < pending.count {
      let isOver = paste?.take(pending[position]) == true
      position += 1
      if isOver {
        inputs += endPaste()
        break
      }
    }
    return position
  }

  private mutating func endPaste() -> [Input] {
    defer { paste = nil }
    guard let text = paste?.text, !text.isEmpty else { return [] }
    return [.paste(text)]
  }
}

/// Collects a paste until its end mark.
struct PasteCollector {
  /// The most bytes that are kept; the rest of a longer paste is dropped.
  static let longest = 1 << 20
  private static let end = Array("\u{1B}[201~".utf8)

  private var bytes: [UInt8] = []
  private var matched = 0

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
    if bytes.count + more.count <= Self.longest { bytes.append(contentsOf: more) }
  }

  /// The text, its line ends line feeds, without other controls than tabs.
  var text: String {
    var text = String.UnicodeScalarView()
    var afterReturn = false
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      switch scalar.value {
      case 0x0D: text.append("\n")
      case 0x0A where afterReturn: break
      case 0x09, 0x0A: text.append(scalar)
      case ..<0x20, 0x7F...0x9F: break
      default: text.append(scalar)
      }
      afterReturn = scalar == "\r"
    }
    return String(text)
  }
}
