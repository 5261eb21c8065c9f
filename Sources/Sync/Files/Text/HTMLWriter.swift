/// Puts together what is seen of markup: runs of blanks become one, no more than one empty line.
struct HTMLWriter {
  private var out: [UInt8] = []
  private var dueBreaks = 0
  private var isSpaceDue = false

  /// So many bytes are written.
  var count: Int { out.count }

  /// Text as it stands between tags.
  mutating func text(_ raw: ArraySlice<UInt8>) {
    guard !raw.isEmpty else { return }
    guard raw.contains(UInt8(ascii: "&")) else { return words(raw) }
    words(Array(HTMLEntities.unescaped(String(decoding: raw, as: UTF8.self)).utf8)[...])
  }

  /// Text that is no markup.
  mutating func plain(_ text: String) { words(Array(text.utf8)[...]) }

  private mutating func words(_ raw: ArraySlice<UInt8>) {
    for byte in raw {
      if byte <= 32 {
        isSpaceDue = true
        continue
      }
      settle()
      out.append(byte)
    }
  }

  private mutating func settle() {
    if dueBreaks > 0 {
      if !out.isEmpty { out.append(contentsOf: repeatElement(10, count: min(dueBreaks, 2))) }
    } else if isSpaceDue && !out.isEmpty {
      out.append(32)
    }
    dueBreaks = 0
    isSpaceDue = false
  }

  mutating func space() { isSpaceDue = true }

  /// At least so many before what comes next.
  mutating func lineBreaks(_ number: Int) { dueBreaks = max(dueBreaks, number) }

  /// One more.
  mutating func lineBreak() { dueBreaks += 1 }

  /// What was written since then.
  func shown(from start: Int) -> String {
    let text = out[min(start, out.count)...].drop { $0 <= 32 }
    return String(decoding: text, as: UTF8.self)
  }

  func finish() -> String { String(decoding: out, as: UTF8.self) }
}
