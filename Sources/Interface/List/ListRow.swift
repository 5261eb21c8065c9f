import Cells
import Domain
import FoundationEssentials

/// One conversation in the list. Only the bar at its left changes with the selection.
struct ListRow {
  var conversation: Conversation
  var view: InboxView
  var isSelected: Bool
  var isShown: Bool
  var context: ListContext

  /// Columns from the right edge, as designed: tag, age and unread count end where they end
  /// whatever the width.
  private enum FromRight {
    static let tag = 13
    static let ageEnd = 5
    static let unreadEnd = 2
    static let snippetEnd = 2
  }

  func draw(into buffer: inout CellBuffer, rect: Rect) {
    guard rect.rows > 0 else { return }
    drawFirstLine(into: &buffer, rect: rect)
    if rect.rows > 1 { drawSnippet(into: &buffer, row: rect.row + 1, rect: rect) }
    if isSelected {
      for row in rect.row..<(rect.row + rect.rows) {
        if conversation.id == context.acting {
          put(context.marks.selected, .listSelectedMark, &buffer, row: row, column: rect.column)
        } else {
          put(context.marks.place, .textFaint, &buffer, row: row, column: rect.column)
        }
      }
    }
    if isShown {
      buffer.setBackground(rect, context.theme.style(.listSelected).background)
    }
  }

  private func drawFirstLine(into buffer: inout CellBuffer, rect: Rect) {
    let row = rect.row
    let right = rect.column + rect.columns
    var mark = rect.column + 1
    if conversation.isFirstContact {
      put(context.marks.star, .listStar, &buffer, row: row, column: mark)
      mark += 1
    }
    if conversation.triage.flagged {
      put(context.marks.flag, .listFlag, &buffer, row: row, column: mark)
    }
    let name = conversation.title.isEmpty ? "(no name)" : conversation.title.string
    buffer.put(
      name, row: row, column: rect.column + 3, limit: rect.columns - FromRight.tag - 4,
      style: context.theme.style(conversation.unread > 0 ? .listName : .text))
    let tag = conversation.network
    put(tag.tag, tag.scope, &buffer, row: row, column: right - FromRight.tag)
    let (age, scope) = ageWords
    put(age, scope, &buffer, row: row, endingAt: right - FromRight.ageEnd)
    if conversation.unread > 0 {
      let count = conversation.unread > 99 ? "99" : "\(conversation.unread)"
      put(count, .listUnread, &buffer, row: row, endingAt: right - FromRight.unreadEnd)
    }
  }

  private func drawSnippet(into buffer: inout CellBuffer, row: Int, rect: Rect) {
    var column = rect.column + 3
    let end = rect.column + rect.columns - FromRight.snippetEnd
    for (words, scope) in prefixes {
      column += buffer.put(
        words, row: row, column: column, limit: max(0, end - column),
        style: context.theme.style(scope))
      column += buffer.put(
        " \(context.marks.dot) ", row: row, column: column, limit: max(0, end - column),
        style: context.theme.style(.textFaint), ellipsis: false)
    }
    guard let line = conversation.lastLine, end > column else { return }
    let text = speaker(of: line) + line.text.string
    buffer.put(
      text, row: row, column: column, limit: end - column, style: context.theme.style(.listSnippet))
  }

  /// Whose words these are, where they could be taken for somebody else's.
  private func speaker(of line: Conversation.LastLine) -> String {
    if line.direction == .out { return "\(line.writer): " }
    return conversation.hasDraft || conversation.outbox != nil ? "they: " : ""
  }

  /// What is to be said before the newest words.
  private var prefixes: [(String, Scope)] {
    var found: [(String, Scope)] = []
    if let state = conversation.outbox { found.append(state.rowWords) }
    if view == .snoozed || (view == .all && conversation.triage.status == .snoozed) {
      found.append((wakeWords, .text))
    }
    if conversation.hasDraft { found.append(("draft", .noticeWarning)) }
    if conversation.isClosedByThem { found.append(("closed by them", .textFaint)) }
    return found
  }

  private var wakeWords: String {
    guard let wake = conversation.triage.snoozedUntil else { return "until they reply" }
    return DateWords.moment(wake, now: context.now, in: context.timeZone)
  }

  /// The age of the wait where people wait, of the newest message elsewhere.
  private var ageWords: (String, Scope) {
    if view.isOldestFirst, let since = conversation.waitingSince {
      let seconds = context.now.timeIntervalSince(since)
      let scope: Scope =
        switch seconds {
        case (3 * 86_400)...: .listAgeDays
        case 86_400...: .listAgeDay
        case (3 * 3_600)...: .listAgeHours
        default: .listAge
        }
      return (DateWords.age(since: since, now: context.now), scope)
    }
    guard let last = conversation.lastMessageAt else { return ("", .listAge) }
    return (DateWords.age(since: last, now: context.now), .listAge)
  }

  private func put(
    _ text: String, _ scope: Scope, _ buffer: inout CellBuffer, row: Int, column: Int
  ) {
    buffer.put(text, row: row, column: column, style: context.theme.style(scope))
  }

  private func put(
    _ text: String, _ scope: Scope, _ buffer: inout CellBuffer, row: Int, endingAt end: Int
  ) {
    let column = end - TextLayout.width(of: text)
    buffer.put(text, row: row, column: column, style: context.theme.style(scope))
  }
}

extension OutboxState {
  /// One word for a row, and how it looks.
  var rowWords: (String, Scope) {
    switch self {
    case .held: ("held", .messageDeliveryHeld)
    case .queued: ("queued", .messageDelivery)
    case .sending: ("sending", .messageDelivery)
    case .unconfirmed: ("was it sent?", .noticeWarning)
    case .failed: ("failed", .messageDeliveryFailed)
    case .unknown: ("not known whether it went", .noticeWarning)
    }
  }
}

extension Network {
  /// The colour of the tag.
  var scope: Scope {
    switch self {
    case .instagram: .networkInstagram
    case .messenger: .networkMessenger
    case .whatsapp: .networkWhatsapp
    case .x: .networkX
    case .linkedin: .networkLinkedin
    case .snapchat: .networkSnapchat
    case .telegram: .networkTelegram
    case .bluesky, .mastodon, .matrix, .email, .other: .networkOther
    }
  }
}
