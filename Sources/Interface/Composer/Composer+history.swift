extension Composer {
  /// What the text was before each step, for undo. Runs of typing and of erasing are one step each; a
  /// new word begins a new step.
  struct History: Equatable {
    enum Kind: Equatable { case typing, erasing, whole }

    struct Step: Equatable {
      var text: String
      var cursor: Int
    }

    /// Bounds on what is remembered: steps, and bytes of text in all of them.
    private static let mostSteps = 200
    private static let mostBytes = 4_000_000

    private var steps: [Step] = []
    private var bytes = 0
    private var last: Kind?
    private var endedWithSpace = false
    /// Where the cursor was after the last change: a step goes on only from there.
    private var cursor = 0
    /// The longest text that undoing took away since the last change.
    private var undone = ""

    mutating func remember(_ text: String, cursor: Int, before kind: Kind, typing: String) {
      let isSpace = typing.allSatisfy(\.isWhitespace)
      let startsWord = kind == .typing && endedWithSpace && !isSpace
      let goesOn = kind != .whole && kind == last && cursor == self.cursor && !startsWord
      last = kind
      undone = ""
      endedWithSpace = kind == .typing && isSpace
      guard !goesOn else { return }
      steps.append(Step(text: text, cursor: cursor))
      bytes += text.utf8.count
      while steps.count > Self.mostSteps || (bytes > Self.mostBytes && steps.count > 1) {
        bytes -= steps.removeFirst().text.utf8.count
      }
    }

    mutating func changed(cursor: Int) { self.cursor = cursor }

    /// - Parameter text: what undoing takes away.
    mutating func takeBack(_ text: String) -> Step? {
      last = nil
      guard let step = steps.popLast() else { return nil }
      if text.utf8.count > undone.utf8.count { undone = text }
      bytes -= step.text.utf8.count
      return step
    }

    /// The text as it was before it was taken away, at once or bit by bit; "" when there was none.
    var fullest: String {
      var found = undone
      for step in steps.reversed() {
        guard step.text.utf8.count > found.utf8.count else { break }
        found = step.text
      }
      return found
    }
  }
}
