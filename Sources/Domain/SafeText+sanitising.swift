extension SafeText {
  /// The longest text of one message, in scalars. No network allows a tenth of it.
  package static let longestText = 100_000
  /// The longest name or title, in scalars.
  package static let longestLine = 300

  /// Text of several lines: a message, a note.
  ///
  /// Escape sequences go whole, with what they carry. Of controls only line feeds stay (`CRLF`, `CR`
  /// and the separators U+0085, U+2028, U+2029 become one, tabs four spaces). Direction marks and
  /// invisible characters go, joiners stay where a script or a picture needs them, marks are limited
  /// to four a character, and what is unassigned or private becomes U+FFFD. Sanitising twice is
  /// sanitising once. Takes time in proportion to the length.
  package init(sanitising raw: String, limit: Int = SafeText.longestText) {
    self.init(alreadySafe: Self.sanitised(raw, keepingLines: true, limit: limit))
  }

  /// Text of one line: a name, a title, a label. Line breaks and runs of white space become single
  /// spaces, and there are none at the ends.
  package init(line raw: String, limit: Int = SafeText.longestLine) {
    self.init(alreadySafe: Self.sanitised(raw, keepingLines: false, limit: limit))
  }

  /// Text of several lines from bytes that ought to be UTF-8; each part that is not becomes U+FFFD.
  package init(
    sanitisingUTF8 bytes: UnsafeRawBufferPointer, limit: Int = SafeText.longestText
  ) {
    self.init(alreadySafe: Self.sanitised(bytes, keepingLines: true, limit: limit))
  }

  /// Text of several lines from bytes that ought to be UTF-8; each part that is not becomes U+FFFD.
  package init(
    sanitisingUTF8 bytes: some Collection<UInt8>, limit: Int = SafeText.longestText
  ) {
    let text = bytes.withContiguousStorageIfAvailable {
      Self.sanitised(UnsafeRawBufferPointer($0), keepingLines: true, limit: limit)
    }
    self.init(
      alreadySafe: text
        ?? Array(bytes).withUnsafeBytes {
          Self.sanitised($0, keepingLines: true, limit: limit)
        })
  }

  private static func sanitised(_ raw: String, keepingLines: Bool, limit: Int) -> String {
    var raw = raw
    let changed: String? = raw.withUTF8 { utf8 in
      let bytes = UnsafeRawBufferPointer(utf8)
      if isPlain(bytes, keepingLines: keepingLines, limit: limit) { return nil }
      return sanitised(bytes, keepingLines: keepingLines, limit: limit)
    }
    return changed ?? raw
  }

  private static func sanitised(
    _ bytes: UnsafeRawBufferPointer, keepingLines: Bool, limit: Int
  ) -> String {
    var sanitiser = Sanitiser(bytes, keepingLines: keepingLines, limit: limit)
    return sanitiser.run()
  }

  /// Whether there is nothing to do: most messages are printable ASCII.
  private static func isPlain(
    _ bytes: UnsafeRawBufferPointer, keepingLines: Bool, limit: Int
  ) -> Bool {
    guard bytes.count <= limit else { return false }
    if keepingLines { return bytes.allSatisfy { $0 &- 0x20 < 0x5F || $0 == 0x0A } }
    var afterSpace = true
    for byte in bytes {
      guard byte &- 0x20 < 0x5F, !(afterSpace && byte == 0x20) else { return false }
      afterSpace = byte == 0x20
    }
    return bytes.isEmpty || !afterSpace
  }
}

/// One pass over the bytes of a text. What it decides about a scalar depends on what it has already
/// written, never on what it has dropped: that makes a second pass change nothing.
private struct Sanitiser {
  private let bytes: UnsafeRawBufferPointer
  private let keepingLines: Bool
  private let limit: Int
  private var position = 0
  private var written: SafeTextWriter
  /// The first end of a control string at or after where it was last looked for.
  private var knownStringEnd: Range<Int>?

  /// More than this many bytes are no control string: its text is kept.
  private static let longestControlString = 8192

  init(_ bytes: UnsafeRawBufferPointer, keepingLines: Bool, limit: Int) {
    self.bytes = bytes
    self.keepingLines = keepingLines
    self.limit = limit
    written = SafeTextWriter(limit: limit, capacity: min(bytes.count, limit * 2))
  }

  mutating func run() -> String {
    while position < bytes.count, !written.isFull {
      let byte = bytes[position]
      if byte &- 0x21 < 0x5E {
        position += 1
        written.base(UInt32(byte))
      } else if byte < 0x80 {
        position += 1
        takeControlOrSpace(byte)
      } else {
        takeScalar()
      }
    }
    return written.finish(trimming: !keepingLines)
  }

  private mutating func takeControlOrSpace(_ byte: UInt8) {
    switch byte {
    case 0x20: takeSpace(0x20)
    case 0x09: for _ in 0..<4 { takeSpace(0x20) }
    case 0x0A, 0x0B, 0x0C: takeLineEnd()
    case 0x0D:
      if position < bytes.count, bytes[position] == 0x0A { position += 1 }
      takeLineEnd()
    case 0x1B: skipEscapeSequence()
    default: break
    }
  }

  private mutating func takeLineEnd() {
    if keepingLines { written.lineFeed() } else { written.collapsedSpace() }
  }

  private mutating func takeSpace(_ scalar: UInt32) {
    if keepingLines { written.base(scalar) } else { written.collapsedSpace() }
  }

  private mutating func takeScalar() {
    let (scalar, length) = decode()
    position += length
    switch ScalarSafety.of(scalar) {
    case .text: written.base(scalar)
    case .mark: written.mark(scalar)
    case .selector: written.selector(scalar)
    case .joiner: written.joiner(scalar)
    case .space: takeSpace(scalar == 0x2800 ? 0x20 : scalar)
    case .lineEnd: takeLineEnd()
    case .replaced: written.base(0xFFFD)
    case .dropped: break
    case .control: if scalar == 0x9B { skipControlSequence() } else { skipControlString(scalar) }
    }
  }

  /// Decodes one scalar; a part that is no UTF-8 is U+FFFD, as long as Unicode 15 §3.9 recommends.
  private func decode() -> (scalar: UInt32, length: Int) {
    let first = UInt32(bytes[position])
    let (count, smallest, largest): (Int, UInt8, UInt8)
    switch first {
    case 0xC2...0xDF: (count, smallest, largest) = (1, 0x80, 0xBF)
    case 0xE0: (count, smallest, largest) = (2, 0xA0, 0xBF)
    case 0xED: (count, smallest, largest) = (2, 0x80, 0x9F)
    case 0xE1...0xEF: (count, smallest, largest) = (2, 0x80, 0xBF)
    case 0xF0: (count, smallest, largest) = (3, 0x90, 0xBF)
    case 0xF1...0xF3: (count, smallest, largest) = (3, 0x80, 0xBF)
    case 0xF4: (count, smallest, largest) = (3, 0x80, 0x8F)
    default: return (0xFFFD, 1)
    }
    var scalar = first & (0x3F >> UInt32(count))
    for step in 1...count {
      let range = step == 1 ? smallest...largest : 0x80...0xBF
      guard position + step < bytes.count, range ~= bytes[position + step] else {
        return (0xFFFD, step)
      }
      scalar = scalar << 6 | UInt32(bytes[position + step] & 0x3F)
    }
    return (scalar, count + 1)
  }
}

// MARK: - Escape sequences (ECMA-48)

extension Sanitiser {
  /// Goes past what belongs to the escape character just read.
  private mutating func skipEscapeSequence() {
    guard position < bytes.count else { return }
    switch bytes[position] {
    case UInt8(ascii: "["):
      position += 1
      skipControlSequence()
    case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "_"), UInt8(ascii: "^"),
      UInt8(ascii: "X"), UInt8(ascii: "k"):
      position += 1
      skipControlString(0x9D)
    case 0x20...0x2F:
      var end = position
      while end < bytes.count, 0x20...0x2F ~= bytes[end] { end += 1 }
      if end < bytes.count, 0x30...0x7E ~= bytes[end] { position = end + 1 }
    case 0x30...0x7E: position += 1
    default: break
    }
  }

  /// CSI: parameters, intermediates and a final byte; without one only the introducer goes.
  private mutating func skipControlSequence() {
    var end = position
    while end < bytes.count, 0x30...0x3F ~= bytes[end] { end += 1 }
    while end < bytes.count, 0x20...0x2F ~= bytes[end] { end += 1 }
    if end < bytes.count, 0x40...0x7E ~= bytes[end] { position = end + 1 }
  }

  /// OSC, DCS, APC, PM, SOS and titles: up to BEL or ST; without one only the introducer goes.
  /// - Parameter introducer: a C1 control; those that open no string are dropped alone.
  private mutating func skipControlString(_ introducer: UInt32) {
    guard [0x90, 0x98, 0x9D, 0x9E, 0x9F].contains(introducer) else { return }
    if knownStringEnd == nil || knownStringEnd.map({ $0.lowerBound < position }) == true {
      knownStringEnd = findStringEnd()
    }
    guard let end = knownStringEnd, end.lowerBound - position <= Self.longestControlString,
      !end.isEmpty
    else { return }
    position = end.upperBound
  }

  /// - Returns: the next BEL or ST; an empty range behind the text when there is none.
  private func findStringEnd() -> Range<Int> {
    var index = position
    while index < bytes.count {
      let following = index + 1 < bytes.count ? bytes[index + 1] : 0
      switch (bytes[index], following) {
      case (0x07, _): return index..<index + 1
      case (0x1B, UInt8(ascii: "\\")), (0xC2, 0x9C): return index..<index + 2
      default: index += 1
      }
    }
    return bytes.count..<bytes.count
  }
}
