/// A piece of a line in one style.
struct ThreadRun: Equatable {
  var text: Substring
  var scope: Scope

  init(_ text: Substring, _ scope: Scope) {
    self.text = text
    self.scope = scope
  }

  init(_ text: String, _ scope: Scope) { self.init(text[...], scope) }
}

/// Which line of a message a line is, in a way that outlives another width.
///
/// Parts are counted as in ``ThreadLayout``. In a piece of text the offset is the place in the text
/// (bytes of UTF-8), elsewhere the number of the line.
struct LineMark: Comparable, Hashable {
  var part: Int
  var offset: Int

  static func < (a: Self, b: Self) -> Bool { (a.part, a.offset) < (b.part, b.offset) }
}

/// One row of the thread.
struct ThreadLine: Equatable {
  var runs: [ThreadRun]
  /// ``LineMark/offset``.
  var offset: Int
  var isCentred = false
  /// The line with the day or the "new" rule.
  var isSeparator = false

  static func blank(_ offset: Int) -> ThreadLine { ThreadLine(runs: [], offset: offset) }
}
