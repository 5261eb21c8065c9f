/// One character as a reader sees it, reduced to what cells can hold.
struct Cluster {
  /// Where it starts and ends in the text, in UTF-8 code units.
  var start: Int
  var end: Int
  /// At most five scalars, packed as in ``Cell``.
  var low: UInt64 = 0
  var high: UInt64 = 0
  var count = 0
  /// One bit a scalar: it starts a cell of its own. Spacing marks and the letters of a flag do.
  var cellStarts: UInt8 = 0
  /// The columns of all its cells; 0 when nothing of it is drawn.
  var width = 0

  @inline(__always)
  mutating func append(_ scalar: UInt32, columns: Int) {
    guard count < 5 else { return }
    if count < 3 {
      low |= UInt64(scalar) << (21 * UInt64(count))
    } else {
      high |= UInt64(scalar) << (21 * UInt64(count - 3))
    }
    if columns > 0 { cellStarts |= 1 << UInt8(count) }
    width += columns
    count += 1
  }
}

/// Walks through UTF-8 text one cluster at a time, without allocating.
///
/// Clusters are those of UAX #29 for Unicode 15 as far as they matter on a grid; what is not drawn
/// (controls, direction marks, …) comes as a cluster of width 0. The bytes must be valid UTF-8.
struct ClusterScanner {
  let bytes: UnsafeBufferPointer<UInt8>
  private(set) var position = 0

  private static let zeroWidthJoiner: UInt32 = 0x200D
  private static let replacement: UInt32 = 0xFFFD
  private static let dottedCircle: UInt32 = 0x25CC

  @inline(__always)
  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  @inline(__always)
  mutating func next() -> Cluster? {
    guard position < bytes.count else { return nil }
    let byte = bytes[position]
    let following = position + 1 < bytes.count ? bytes[position + 1] : 0
    if byte &- 0x20 < 0x5F, following < 0x80 {
      position += 1
      return Cluster(
        start: position - 1, end: position, low: UInt64(byte), count: 1, cellStarts: 1, width: 1)
    }
    return nextOfAnyKind()
  }

  private mutating func nextOfAnyKind() -> Cluster {
    var cluster = Cluster(start: position, end: position)
    let (scalar, length) = decode(at: position)
    position += length
    let base = begin(&cluster, with: scalar)
    if base != nil { extend(&cluster, base: base ?? scalar) }
    cluster.end = position
    return cluster
  }

  /// - Returns: the base that what follows may extend; nil when nothing does.
  private mutating func begin(_ cluster: inout Cluster, with scalar: UInt32) -> UInt32? {
    switch ScalarKind.of(scalar) {
    case .refused, .joiner: return nil
    case .narrow where ScalarKind.isRegionalIndicator(scalar):
      beginFlag(&cluster, with: scalar)
    case .narrow, .spacingMark: cluster.append(scalar, columns: 1)
    case .wide: cluster.append(scalar, columns: 2)
    case .blank: cluster.append(0x20, columns: 1)
    case .replaced: cluster.append(Self.replacement, columns: 1)
    case .mark:
      cluster.append(Self.dottedCircle, columns: 1)
      cluster.append(scalar, columns: 0)
    }
    return scalar
  }

  /// Flags are drawn as their two letters: terminals disagree about the width of the picture.
  private mutating func beginFlag(_ cluster: inout Cluster, with scalar: UInt32) {
    cluster.append(scalar - 0x1F1E6 + 0x41, columns: 1)
    guard position < bytes.count else { return }
    let (second, length) = decode(at: position)
    guard ScalarKind.isRegionalIndicator(second) else { return }
    cluster.append(second - 0x1F1E6 + 0x41, columns: 1)
    position += length
  }

  private mutating func extend(_ cluster: inout Cluster, base: UInt32) {
    var isPicture = ScalarKind.isPictograph(base)
    while position < bytes.count, bytes[position] >= 0x80 {
      let (scalar, length) = decode(at: position)
      switch ScalarKind.of(scalar) {
      case .mark: cluster.append(scalar, columns: 0)
      case .spacingMark: cluster.append(scalar, columns: 1)
      case .joiner:
        if scalar == Self.zeroWidthJoiner, isPicture, let next = pictograph(at: position + length) {
          position += length + next.length
          appendJoined(next.scalar, to: &cluster)
          continue
        }
      case .wide where isPicture && ScalarKind.isSkinTone(scalar):
        if cluster.width == 2 { cluster.append(scalar, columns: 0) }
      default: return
      }
      position += length
      if scalar == Self.zeroWidthJoiner { isPicture = false }
    }
  }

  /// A joiner and what it joins go into the cell together or not at all, so that none ends in one.
  /// A narrow base stays alone: what it would be joined to has no room beside it.
  private func appendJoined(_ scalar: UInt32, to cluster: inout Cluster) {
    guard cluster.width == 2, cluster.count <= 3 else { return }
    cluster.append(Self.zeroWidthJoiner, columns: 0)
    cluster.append(scalar, columns: 0)
  }

  private func pictograph(at offset: Int) -> (scalar: UInt32, length: Int)? {
    guard offset < bytes.count else { return nil }
    let next = decode(at: offset)
    return ScalarKind.isPictograph(next.0) && !ScalarKind.isSkinTone(next.0) ? next : nil
  }

  @inline(__always)
  private func decode(at offset: Int) -> (UInt32, Int) {
    let first = UInt32(bytes[offset])
    if first < 0x80 { return (first, 1) }
    let next = { (step: Int) in UInt32(bytes[offset + step]) & 0x3F }
    if first < 0xE0 { return ((first & 0x1F) << 6 | next(1), 2) }
    if first < 0xF0 { return ((first & 0x0F) << 12 | next(1) << 6 | next(2), 3) }
    return ((first & 0x07) << 18 | next(1) << 12 | next(2) << 6 | next(3), 4)
  }
}

extension String {
  /// Calls `body` with the text's UTF-8, in place when it is stored so.
  @inline(__always)
  func withClusters<Result>(_ body: (inout ClusterScanner) -> Result) -> Result {
    let inPlace = utf8.withContiguousStorageIfAvailable { bytes in
      var scanner = ClusterScanner(bytes)
      return body(&scanner)
    }
    if let inPlace { return inPlace }
    return Array(utf8).withUnsafeBufferPointer { bytes in
      var scanner = ClusterScanner(bytes)
      return body(&scanner)
    }
  }
}
