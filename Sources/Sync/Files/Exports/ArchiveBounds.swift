import Synchronization

/// What an archive may ask of us before it is taken for one that was made to do harm.
struct ArchiveBounds: Sendable {
  /// Files and folders in one archive.
  var mostEntries = 500_000
  /// Of a name with its folders, in bytes: what a file system allows.
  var longestPath = 4096
  var deepest = 64
  /// How many bytes one packed byte may become. Exports of messages become 5 to 40.
  var ratio: Int64 = 200
  /// What a file may have beyond its ratio, because small files pack better, in bytes.
  var allowance: Int64 = 8 << 20
  /// The most that is read of one archive in one pass, in bytes.
  var most: Int64 = 256 << 30
  /// The most that is read of archives in one import, in bytes.
  var mostOfImport: Int64 = 1 << 40

  static let standard = ArchiveBounds()
}

/// Counts what all archives of an import have given.
final class ArchiveBudget: Sendable {
  let bounds: ArchiveBounds
  private let left: Mutex<Int64>

  init(_ bounds: ArchiveBounds = .standard) {
    self.bounds = bounds
    left = Mutex(bounds.mostOfImport)
  }

  /// - Returns: false when the import has read all it may.
  func take(_ bytes: Int64) -> Bool {
    left.withLock { left in
      left -= min(bytes, left + 1)
      return left >= 0
    }
  }
}

/// What one pass through an archive on the disk has read, nested archives and all.
final class ArchiveMeter {
  let bounds: ArchiveBounds
  private let budget: ArchiveBudget
  private var left: Int64

  /// - Parameter size: of the archive on the disk, in bytes.
  init(_ budget: ArchiveBudget, size: Int64) {
    self.budget = budget
    bounds = budget.bounds
    let (product, isTooMuch) = size.multipliedReportingOverflow(by: bounds.ratio)
    let (sum, isMore) = product.addingReportingOverflow(8 * bounds.allowance)
    left = isTooMuch || isMore ? bounds.most : min(sum, bounds.most)
  }

  /// - Returns: false when the archive has unpacked to more than it may.
  func take(_ bytes: Int64) -> Bool {
    guard bytes <= left else { return false }
    left -= bytes
    return budget.take(bytes)
  }
}
