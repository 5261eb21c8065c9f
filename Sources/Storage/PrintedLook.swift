import Domain

/// What an id looks like once it was printed: names that are ids may hold what no terminal shows,
/// and whoever copies one from the screen has not got it.
struct PrintedLook {
  private let shown: String

  init(of typed: String) { shown = SafeText(line: typed).string }

  /// Whether a source's id is printed like this, by itself or with its account before it.
  func isOf(_ remoteID: String, in account: String) -> Bool {
    guard !shown.isEmpty else { return false }
    return SafeText(line: remoteID).string == shown
      || SafeText(line: "\(account)/\(remoteID)").string == shown
  }
}
