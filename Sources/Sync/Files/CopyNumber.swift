import Foundation

/// Browsers add ` (1)` to the name of a file that is there already.
enum CopyNumber {
  /// The name as it was, without blanks around it; nil when nothing is left.
  static func removed(from name: Substring) -> String? {
    var name = name
    if name.hasSuffix(")"), let open = name.range(of: " (", options: .backwards)?.lowerBound,
      name[open...].dropFirst(2).dropLast().allSatisfy(\.isNumber)
    {
      name = name[..<open]
    }
    let trimmed = name.trimmingPrefix(while: \.isWhitespace)
    return trimmed.isEmpty ? nil : String(trimmed)
  }
}
