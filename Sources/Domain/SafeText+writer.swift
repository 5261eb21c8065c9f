/// Collects what a sanitiser keeps and limits what depends on the characters before: marks, joiners,
/// spaces, the length.
struct SafeTextWriter {
  private var utf8: [UInt8] = []
  private let limit: Int
  private var count = 0
  private(set) var isFull = false

  /// The last scalar written; 0 at the start, and a line feed starts anew.
  private var last: UInt32 = 0
  /// The marks written since the last base.
  private var marks = 0
  private var hasSelector = false
  /// A joiner that is written once what follows it turns out to be joinable.
  private var pendingJoiner: UInt32 = 0
  private var isSpacePending = false
  /// Where the character being written began, to take it back whole at the limit.
  private var characterStart = 0

  /// Marks a base may carry. Enough for every living script; more is a stack meant to hide lines.
  private static let mostMarks = 4
  private static let dottedCircle: UInt32 = 0x25CC

  init(limit: Int, capacity: Int) {
    self.limit = limit
    isFull = limit <= 0
    utf8.reserveCapacity(max(0, capacity))
  }

  @inline(__always)
  mutating func base(_ scalar: UInt32) {
    if isSpacePending || pendingJoiner != 0 { return afterPending(scalar) }
    append(scalar, startsCharacter: true)
    marks = 0
    hasSelector = false
  }

  mutating func lineFeed() {
    pendingJoiner = 0
    base(0x0A)
  }

  /// A space of a single line: written when something follows, and only one.
  mutating func collapsedSpace() {
    pendingJoiner = 0
    isSpacePending = count > 0
  }

  mutating func mark(_ scalar: UInt32) {
    if isSpacePending { writeSpace() }
    if last == 0 || last == 0x0A { base(Self.dottedCircle) }
    pendingJoiner = ScalarSafety.needsJoiners(scalar) ? pendingJoiner : 0
    if pendingJoiner != 0, ScalarSafety.needsJoiners(last) { writeJoiner() }
    pendingJoiner = 0
    guard marks < Self.mostMarks else { return }
    append(scalar, startsCharacter: false)
    marks += 1
  }

  /// A variation selector: one to a visible character.
  mutating func selector(_ scalar: UInt32) {
    guard !isSpacePending, pendingJoiner == 0, !hasSelector, marks == 0, last > 0x20 else { return }
    append(scalar, startsCharacter: false)
    hasSelector = true
  }

  mutating func joiner(_ scalar: UInt32) {
    if !isSpacePending, last > 0x20, pendingJoiner == 0 { pendingJoiner = scalar }
  }

  mutating func finish(trimming: Bool) -> String {
    if last == 0x200C || last == 0x200D { utf8.removeLast(3) }
    if trimming { while utf8.last == 0x20 { utf8.removeLast() } }
    return String(decoding: utf8, as: UTF8.self)
  }

  private mutating func afterPending(_ scalar: UInt32) {
    if isSpacePending { writeSpace() }
    let isJoined =
      pendingJoiner != 0
      && (ScalarSafety.needsJoiners(last) && ScalarSafety.needsJoiners(scalar)
        || pendingJoiner == 0x200D && joinsPictures(to: scalar))
    if isJoined { writeJoiner() }
    pendingJoiner = 0
    append(scalar, startsCharacter: !isJoined)
    marks = 0
    hasSelector = false
  }

  private func joinsPictures(to scalar: UInt32) -> Bool {
    let isPicture = hasSelector ? last == 0xFE0F : ScalarSafety.isPicture(last)
    return isPicture && marks == 0 && ScalarSafety.isPicture(scalar)
  }

  private mutating func writeSpace() {
    isSpacePending = false
    base(0x20)
  }

  private mutating func writeJoiner() {
    append(pendingJoiner, startsCharacter: false)
    pendingJoiner = 0
  }

  @inline(__always)
  private mutating func append(_ scalar: UInt32, startsCharacter: Bool) {
    guard !isFull else { return }
    if startsCharacter {
      if count == limit {
        isFull = true
        return
      }
      characterStart = utf8.count
    } else if count == limit {
      return takeBack()
    }
    count += 1
    last = scalar
    if scalar < 0x80 { utf8.append(UInt8(truncatingIfNeeded: scalar)) } else { encode(scalar) }
  }

  /// The character that is being written does not fit: none of it is kept, unless it is all there is.
  private mutating func takeBack() {
    isFull = true
    guard characterStart > 0 else { return }
    utf8.removeSubrange(characterStart...)
    last = 0
  }

  private mutating func encode(_ scalar: UInt32) {
    let tail = { (shift: UInt32) in UInt8(truncatingIfNeeded: scalar >> shift & 0x3F | 0x80) }
    if scalar < 0x800 {
      utf8.append(UInt8(truncatingIfNeeded: scalar >> 6 | 0xC0))
    } else if scalar < 0x10000 {
      utf8.append(UInt8(truncatingIfNeeded: scalar >> 12 | 0xE0))
      utf8.append(tail(6))
    } else {
      utf8.append(UInt8(truncatingIfNeeded: scalar >> 18 | 0xF0))
      utf8.append(tail(12))
      utf8.append(tail(6))
    }
    utf8.append(tail(0))
  }
}
