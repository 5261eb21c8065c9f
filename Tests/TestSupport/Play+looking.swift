import Cells
package import Domain
package import Interface
package import Testing

extension Play {
  /// What can be read in a part of the screen, line by line, without spaces at the end.
  package func text(of pane: Pane) -> [String] {
    guard let rect = state.rect(of: pane) else { return [] }
    let buffer = state.draw().buffer
    return (rect.row..<rect.row + rect.rows).map { row in
      Self.columns(rect.column..<rect.column + rect.columns, of: buffer.text(row: row))
    }
  }

  private static func columns(_ range: Range<Int>, of line: String) -> String {
    var column = 0
    var kept = ""
    for character in line {
      if range.contains(column) { kept.append(character) }
      column += TextLayout.width(of: String(character))
    }
    while kept.last == " " { kept.removeLast() }
    return kept
  }

  package func expect(
    _ pane: Pane, contains words: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let text = text(of: pane)
    let found = text.contains { $0.contains(words) }
    #expect(
      found, "\(pane) does not say “\(words)”:\n\(text.joined(separator: "\n"))",
      sourceLocation: sourceLocation)
  }

  package func expect(
    _ pane: Pane, lacks words: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let text = text(of: pane)
    let found = text.contains { $0.contains(words) }
    #expect(
      !found, "\(pane) says “\(words)”:\n\(text.joined(separator: "\n"))",
      sourceLocation: sourceLocation)
  }

  package func expectSelected(
    _ id: Conversation.ID?, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(state.list.selected == id, sourceLocation: sourceLocation)
  }

  /// The conversation that the thread pane shows.
  package var shown: Conversation.ID? { state.thread.page?.conversation.id }
}
