import FoundationEssentials

/// Times as they are stored: whole milliseconds since 1970, UTC.
typealias Milliseconds = Int64

extension Milliseconds {
  /// The year 1: before everything, where a column must have a value.
  static let never: Milliseconds = -62_135_596_800_000
  /// The year 10000: after everything.
  static let endless: Milliseconds = 253_402_300_800_000

  /// What is out of the calendar's range is brought to its ends, so that no date can trap.
  init(_ date: Date) {
    let value = (date.timeIntervalSince1970 * 1000).rounded()
    guard value.isFinite else {
      self = .never
      return
    }
    self = Milliseconds(Swift.min(Swift.max(value, -62_135_596_800_000), 253_402_300_800_000))
  }
}

extension Date {
  init(milliseconds: Milliseconds) {
    self.init(timeIntervalSince1970: Double(milliseconds) / 1000)
  }
}
