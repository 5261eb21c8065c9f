/// What the grid does with one scalar. Stored in three bits of ``stretches``.
enum ScalarKind: UInt32 {
  /// Never drawn: controls, direction marks, zero-width format characters, Hangul fillers.
  case refused
  /// One column.
  case narrow
  /// Two columns.
  case wide
  /// No column; drawn over the character before it.
  case mark
  /// One column of its own, but belongs to the character before it (Indic vowel signs).
  case spacingMark
  /// Unassigned or private: drawn as U+FFFD.
  case replaced
  /// One column of nothing: drawn as a space, whatever width fonts give it.
  case blank
  /// Belongs to the character before it and is not drawn: joiners, variation selectors.
  case joiner

  /// The kind of a scalar value. Common scripts are answered without a search.
  @inline(__always)
  static func of(_ scalar: UInt32) -> ScalarKind {
    if scalar &- 0x20 < 0x5F { return .narrow }
    if scalar &- 0xA1 < 0x25F, scalar != 0xAD { return .narrow }
    if scalar &- 0x400 < 0x83 { return .narrow }
    if scalar &- 0x4E00 < 0x5200 || scalar &- 0xAC00 < 0x2BA4 { return .wide }
    if scalar &- 0x3041 < 0x56 || scalar &- 0x309B < 0x65 { return .wide }
    return search(scalar)
  }

  private static func search(_ scalar: UInt32) -> ScalarKind {
    stretches.withUnsafeBufferPointer { stretches in
      var low = 0
      var high = stretches.count
      while high - low > 1 {
        let middle = (low + high) / 2
        if stretches[middle] >> 3 <= scalar { low = middle } else { high = middle }
      }
      return ScalarKind(rawValue: stretches[low] & 7) ?? .refused
    }
  }

  /// Whether a zero-width joiner may glue this scalar to another one into one picture: pictographs
  /// in the blocks that emoji-zwj-sequences.txt draws on.
  @inline(__always)
  static func isPictograph(_ scalar: UInt32) -> Bool {
    scalar &- 0x1F000 < 0xB00 && !isRegionalIndicator(scalar) || scalar &- 0x2190 < 0xA70
  }

  @inline(__always)
  static func isRegionalIndicator(_ scalar: UInt32) -> Bool { scalar &- 0x1F1E6 < 26 }

  @inline(__always)
  static func isSkinTone(_ scalar: UInt32) -> Bool { scalar &- 0x1F3FB < 5 }
}
