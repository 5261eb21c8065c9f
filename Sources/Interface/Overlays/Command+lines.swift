extension Command {
  /// Where a list of lines over the panes begins after a command of reading; where it began after any
  /// other. Never beyond the last lines that fill the view.
  /// - Parameters:
  ///   - top: the line it begins with now, at most `lines`.
  ///   - lines: how many there are.
  ///   - visible: how many fit.
  func top(after top: Int, lines: Int, visible: Int) -> Int {
    let half = max(1, visible / 2)
    let wanted =
      switch self {
      case .next: top + 1
      case .previous: top - 1
      case .halfDown: top + half
      case .halfUp: top - half
      case .pageDown: top + visible
      case .pageUp: top - visible
      case .first: 0
      case .last: lines
      default: top
      }
    return max(0, min(wanted, lines - visible))
  }
}
