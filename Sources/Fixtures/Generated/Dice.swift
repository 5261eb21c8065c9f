/// Random numbers that are the same in every run and on every machine (SplitMix64).
struct Dice: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// From 0 up to, not including, 1.
  mutating func fraction() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// From 0 up to, not including, `bound`, which must be above 0. The bias is below one in a
  /// billion for the bounds used here.
  mutating func below(_ bound: Int) -> Int {
    Int((next() >> 32).multipliedReportingOverflow(by: UInt64(bound)).partialValue >> 32)
  }

  /// Whether something of this probability happens.
  mutating func hits(_ probability: Double) -> Bool { fraction() < probability }
}

/// A distribution given by a few of its quantiles, straight lines between them.
struct Quantiles: Sendable {
  let points: [(share: Double, value: Double)]

  /// The value below which this share of all values lies.
  func value(at share: Double) -> Double {
    var lower = points[0]
    for upper in points.dropFirst() {
      if share <= upper.share {
        let part = (share - lower.share) / (upper.share - lower.share)
        return lower.value + (upper.value - lower.value) * part
      }
      lower = upper
    }
    return lower.value
  }
}
