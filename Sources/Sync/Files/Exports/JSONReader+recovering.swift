extension JSONReader {
  /// Whether a walk through objects goes on after trouble: at the next opening brace, if what was met
  /// is broken JSON. The end of a file is the end of its walk.
  func recover(after trouble: JSONTrouble) -> Bool {
    guard case .notJSON = trouble else { return false }
    // What ends the search ends the walk; the trouble before it is told.
    return (try? recover()) ?? false
  }
}

/// Which trouble of one walk is worth a sentence: the first broken place, not each that follows from
/// it, and in any case what ends the file.
struct ToldTrouble {
  private var hasTold: Bool

  /// - Parameter hasTold: somebody else has told that what is walked through is broken.
  init(hasTold: Bool = false) { self.hasTold = hasTold }

  mutating func isNews(_ trouble: JSONTrouble) -> Bool {
    defer { hasTold = true }
    guard case .notJSON = trouble else { return true }
    return !hasTold
  }
}
