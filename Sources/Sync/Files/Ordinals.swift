import Foundation

/// Tells apart messages that a format gives no ids and that are the same in all it says of them.
///
/// The first has the key itself, the next ones a number behind it. Of one file; the same in a later
/// export, for equal messages stand near each other: what lies more than a hundred thousand different
/// ones back is forgotten, so that memory does not grow with the file.
struct Ordinals {
  private static let most = 100_000

  private var counts: [String.HashedKey: Int] = [:]
  private var earlier: [String.HashedKey: Int] = [:]

  /// The id of the next message with this key.
  mutating func numbered(_ key: String) -> String {
    let hashed = String.HashedKey(key)
    let ordinal = counts[hashed] ?? earlier[hashed] ?? 0
    counts[hashed] = ordinal + 1
    if counts.count >= Self.most {
      earlier = counts
      counts = [:]
    }
    return ordinal == 0 ? key : "\(key)-\(ordinal)"
  }
}

extension String {
  /// Eight bytes in place of a string, for counting many.
  struct HashedKey: Hashable {
    private let value: Int
    init(_ key: String) { value = key.hashValue }
  }
}
