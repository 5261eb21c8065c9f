package import Cells
package import Domain

/// Something that must be answered before it happens. Never more than two ways to answer.
package struct Question: Equatable, Sendable {
  package enum Kind: Equatable, Sendable {
    /// A reply was handed over to the clipboard: has it gone out?
    case handover(Message.ID, url: String?)
    /// Somebody wrote while the reply was being written.
    case newerArrived(Outgoing)
    /// Something about the reply looks wrong; `key` is the only one that sends.
    case warned(Outgoing, key: Key)
    /// A colleague writes to the same person right now.
    case colleagueWrites(Outgoing)
    /// A reply failed, or nobody knows whether it went.
    case retry(Message.ID)
    /// Somebody may be this person, which the pane beside the thread would say had it room.
    case samePerson(PersonCard.Perhaps, Conversation.ID)
    case quit
  }

  /// What the person said.
  enum Answer: Equatable { case yes, no, later, link }

  package var kind: Kind
  package var sentence: String
  /// Key and words, in order.
  package var choices: [(key: String, words: String)] {
    switch kind {
    case .handover(_, let url):
      [("y", "yes"), ("n", "no, keep as draft")] + (url == nil ? [] : [("o", "open it")])
        + [("esc", "later")]
    case .newerArrived, .colleagueWrites: [("y", "send anyway"), ("esc", "back to the text")]
    case .warned(_, let key): [(key.label, "send anyway"), ("esc", "back to the text")]
    case .retry: [("y", "send it again"), ("esc", "not now")]
    case .samePerson: [("y", "one person"), ("n", "two people"), ("esc", "later")]
    case .quit: [("y", "quit"), ("esc", "stay")]
    }
  }

  func answer(to key: Key) -> Answer? {
    if key.code == .escape { return .later }
    if case .warned(_, let own) = kind { return key == own ? .yes : nil }
    switch (kind, key.code) {
    case (.handover, .character("n")), (.samePerson, .character("n")): return .no
    case (.handover(_, .some), .character("o")): return .link
    case (_, .character("y")): return .yes
    case (.retry, .character("n")), (.quit, .character("n")): return .later
    default: return nil
    }
  }

  /// Whether its second answer is to go on writing.
  var leadsBackToText: Bool {
    switch kind {
    case .newerArrived, .warned, .colleagueWrites: true
    case .handover, .retry, .samePerson, .quit: false
    }
  }

  func lines(columns: Int) -> [Substring] { TextLayout.wrap(sentence, columns: columns) }
}

extension Question {
  func draw(into buffer: inout CellBuffer, rect: Rect, state: State) {
    let theme = state.theme
    buffer.fill(rect, style: theme.style(.overlay))
    var row = rect.row
    for line in lines(columns: max(1, rect.columns - 4)).prefix(max(1, rect.rows - 1)) {
      buffer.put(
        String(line), row: row, column: rect.column + 2, limit: rect.columns - 3,
        style: theme.style(.overlayTitle))
      row += 1
    }
    var column = rect.column + 2
    let end = rect.column + rect.columns - 1
    for choice in choices where column < end {
      column += buffer.put(
        choice.key, row: row, column: column, limit: end - column, style: theme.style(.overlayKey))
      column += buffer.put(
        " \(choice.words)   ", row: row, column: column, limit: max(0, end - column),
        style: theme.style(.overlay), ellipsis: false)
    }
  }
}
