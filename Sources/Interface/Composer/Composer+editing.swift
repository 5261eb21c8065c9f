import Domain

/// One thing a person does to the text, as line editors have it.
package enum ComposerEdit: String, CaseIterable, Hashable, Sendable {
  case left, right, wordLeft, wordRight, lineStart, lineEnd, up, down
  case backspace, delete, killWord, killToStart, killToEnd, yank, undo, newline

  var isKill: Bool { self == .killWord || self == .killToStart || self == .killToEnd }
}

extension Composer {
  /// Puts typed or pasted text in at the cursor. Line feeds in it are line feeds, never a send.
  package mutating func insert(_ text: String) {
    let text = TypedText.cleaned(text)
    guard !text.isEmpty else { return }
    isKilling = false
    replace(cursor..<cursor, with: text, kind: Self.kind(of: text))
  }

  /// Does one edit.
  /// - Parameter columns: of the composer's rectangle, so that up and down go by the lines on the
  ///   screen; nil goes by the lines of the text.
  /// - Returns: whether the text or the cursor changed.
  @discardableResult
  package mutating func edit(_ edit: ComposerEdit, columns: Int? = nil) -> Bool {
    let before = (content, cursor)
    isKilling = isKilling && edit.isKill
    switch edit {
    case .up: moveVertically(by: -1, columns)
    case .down: moveVertically(by: 1, columns)
    case .left: move(to: place(before: cursor))
    case .right: move(to: place(after: cursor))
    case .wordLeft: move(to: wordStart(before: cursor))
    case .wordRight: move(to: wordEnd(after: cursor))
    case .lineStart: move(to: lineStart(of: cursor))
    case .lineEnd: move(to: lineEnd(of: cursor))
    case .backspace: replace(place(before: cursor)..<cursor, with: "", kind: .erasing)
    case .delete: replace(cursor..<place(after: cursor), with: "", kind: .erasing)
    case .killWord: kill(spaceWordStart(before: cursor)..<cursor)
    case .killToStart: kill(lineStart(of: cursor)..<cursor)
    case .killToEnd: kill(cursor..<killEnd)
    case .yank: if !killed.isEmpty { replace(cursor..<cursor, with: killed, kind: .whole) }
    case .newline: replace(cursor..<cursor, with: "\n", kind: .whole)
    case .undo: undo()
    }
    return before != (content, cursor)
  }

  // MARK: Changing

  /// - Parameter place: where the cursor is then, a UTF-8 offset; nil for the end.
  mutating func replaceAll(with text: String, cursor place: Int? = nil) {
    isKilling = false
    replace(0..<content.utf8.count, with: TypedText.cleaned(text), kind: .whole)
    cursor = place.map(edge(atOrAfter:)) ?? content.utf8.count
  }

  private mutating func replace(_ range: Range<Int>, with text: String, kind: History.Kind) {
    guard !range.isEmpty || !text.isEmpty else { return }
    history.remember(content, cursor: cursor, before: kind, typing: text)
    content.replaceSubrange(index(range.lowerBound)..<index(range.upperBound), with: text)
    goal = nil
    // What was put in may combine with what follows: the cursor goes behind it.
    cursor = edge(atOrAfter: range.lowerBound + text.utf8.count)
    history.changed(cursor: cursor)
    markChanged()
  }

  /// What is cut one after the other, to whichever side, is put back as one.
  private mutating func kill(_ range: Range<Int>) {
    guard !range.isEmpty else { return }
    let cut = String(content[index(range.lowerBound)..<index(range.upperBound)])
    let isLeft = range.upperBound == cursor
    killed = !isKilling ? cut : isLeft ? cut + killed : killed + cut
    isKilling = true
    replace(range, with: "", kind: .whole)
  }

  private mutating func undo() {
    guard let step = history.takeBack(content) else { return }
    content = step.text
    cursor = step.cursor
    goal = nil
    markChanged()
  }

  /// One grapheme is typing; more at once is a paste and one step of its own.
  private static func kind(of text: String) -> History.Kind {
    text.index(after: text.startIndex) == text.endIndex ? .typing : .whole
  }

  // MARK: Moving

  mutating func move(to offset: Int) {
    cursor = offset
    goal = nil
  }

  /// The end of the line, or of the line feed when there is nothing else.
  private var killEnd: Int {
    let end = lineEnd(of: cursor)
    return end == cursor ? place(after: cursor) : end
  }
}

// MARK: - Places in the text

extension Composer {
  func index(_ offset: Int) -> String.Index {
    content.utf8.index(content.startIndex, offsetBy: offset)
  }

  private func offset(_ index: String.Index) -> Int {
    content.utf8.distance(from: content.startIndex, to: index)
  }

  func place(before offset: Int) -> Int {
    offset == 0 ? 0 : self.offset(content.index(before: index(offset)))
  }

  func place(after offset: Int) -> Int {
    offset >= content.utf8.count ? offset : self.offset(content.index(after: index(offset)))
  }

  /// The edge of a grapheme cluster at an offset or the next one after it.
  func edge(atOrAfter offset: Int) -> Int {
    guard offset > 0, offset < content.utf8.count else {
      return max(0, min(offset, content.utf8.count))
    }
    // Going one back from the end of the cluster around it leads to its start.
    let after = content.index(after: index(offset))
    let start = self.offset(content.index(before: after))
    return start == offset ? offset : self.offset(after)
  }

  func lineStart(of offset: Int) -> Int {
    let before = content.utf8[..<index(offset)]
    guard let feed = before.lastIndex(of: 0x0A) else { return 0 }
    return self.offset(feed) + 1
  }

  func lineEnd(of offset: Int) -> Int {
    content.utf8[index(offset)...].firstIndex(of: 0x0A).map(self.offset) ?? content.utf8.count
  }

  /// Words are letters and digits, as Alt-b and Alt-f see them.
  private func wordStart(before offset: Int) -> Int {
    let text = content[..<index(offset)]
    guard let last = text.lastIndex(where: Self.isWord) else { return 0 }
    let space = text[..<last].lastIndex { !Self.isWord($0) }
    return space.map { self.offset(text.index(after: $0)) } ?? 0
  }

  private func wordEnd(after offset: Int) -> Int {
    let text = content[index(offset)...]
    guard let first = text.firstIndex(where: Self.isWord) else { return content.utf8.count }
    let space = text[first...].firstIndex { !Self.isWord($0) }
    return space.map(self.offset) ?? content.utf8.count
  }

  /// Words between spaces, as Ctrl-w sees them.
  private func spaceWordStart(before offset: Int) -> Int {
    let text = content[..<index(offset)]
    guard let last = text.lastIndex(where: { !$0.isWhitespace }) else { return 0 }
    let space = text[..<last].lastIndex(where: \.isWhitespace)
    return space.map { self.offset(text.index(after: $0)) } ?? 0
  }

  private static func isWord(_ character: Character) -> Bool {
    character.isLetter || character.isNumber
  }
}
