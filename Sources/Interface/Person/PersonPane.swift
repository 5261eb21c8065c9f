import Cells
import Domain
import FoundationEssentials

/// Who this is, from what the store knows. Drawn from about 120 columns on.
struct PersonPane {
  var page: ConversationPage
  var state: State

  /// Columns of the names on the left.
  private static let keyWidth = 12

  private struct Line {
    var key: String
    var value: String
    var scope: Scope = .personValue
  }

  func draw(into buffer: inout CellBuffer, rect: Rect) {
    let left = rect.column + 2
    let width = max(0, rect.columns - 3)
    let name = page.person.name.isEmpty ? page.conversation.title : page.person.name
    buffer.put(
      name.string, row: rect.row, column: left, limit: width, style: style(.personTitle))
    var row = rect.row + 2
    let end = rect.row + rect.rows
    for block in [contact, labels, past, reasons] where !block.isEmpty {
      for line in block.flatMap({ wrapped($0, columns: width - Self.keyWidth) }) where row < end {
        draw(line, into: &buffer, row: row, column: left, width: width)
        row += 1
      }
      row += 1
    }
  }

  private func draw(
    _ line: Line, into buffer: inout CellBuffer, row: Int, column: Int, width: Int
  ) {
    buffer.put(line.key, row: row, column: column, limit: width, style: style(.personKey))
    buffer.put(
      line.value, row: row, column: column + Self.keyWidth, limit: max(0, width - Self.keyWidth),
      style: style(line.scope))
  }

  /// The most rows that one value takes.
  private static let mostRows = 3

  /// A value that is too long goes on below itself; what is still too long is clipped.
  private func wrapped(_ line: Line, columns: Int) -> [Line] {
    guard columns > 0, TextLayout.width(of: line.value) > columns else { return [line] }
    var rows = TextLayout.wrap(line.value, columns: columns).map(String.init)
    if rows.count > Self.mostRows {
      let rest = rows[(Self.mostRows - 1)...].joined(separator: " ")
      rows = rows.prefix(Self.mostRows - 1) + [rest]
    }
    return rows.enumerated().map {
      Line(key: $0 == 0 ? line.key : "", value: $1, scope: line.scope)
    }
  }

  private func style(_ scope: Scope) -> Style { state.theme.style(scope) }

  private var contact: [Line] {
    var lines: [Line] = []
    let person = page.person
    if let since = person.followsUsSince {
      lines.append(Line(key: "follows you", value: "since \(day(since))"))
    }
    if let first = person.firstWroteAt {
      let isAlarm = page.conversation.isFirstContact && waitsLong
      lines.append(
        Line(key: "first wrote", value: ago(first), scope: isAlarm ? .personAlarm : .personValue))
    }
    if let last = person.lastRepliedAt {
      lines.append(Line(key: "you replied", value: ago(last)))
    } else {
      let waits = page.conversation.waitingSince != nil
      lines.append(
        Line(key: "you replied", value: "never", scope: waits ? .personAlarm : .personValue))
    }
    for (index, identity) in person.alsoOn.enumerated() {
      lines.append(
        Line(
          key: index == 0 ? "also on" : "",
          value: "\(identity.network.tag) \(identity.handle.string)"))
    }
    if let perhaps = person.perhaps {
      lines.append(
        Line(
          key: "perhaps", value: "also \(perhaps.words): \(perhaps.reason.string)",
          scope: .textFaint))
      lines += decisions
    }
    return lines
  }

  /// The keys that decide, where there are some.
  private var decisions: [Line] {
    let words: [(Command, String)] = [(.samePerson, "same person"), (.notSamePerson, "two people")]
    return words.compactMap { command, word in
      state.keymap.chords(for: command).first.map { chord in
        Line(key: "", value: "\(chord.label)  \(word)", scope: .textFaint)
      }
    }
  }

  private var labels: [Line] {
    page.conversation.labels.enumerated().map { index, label in
      Line(key: index == 0 ? "labels" : "", value: label.string, scope: .personLabel)
    }
  }

  private var past: [Line] {
    let count = page.person.otherConversations
    guard count > 0 else {
      return [Line(key: "earlier", value: "nothing yet", scope: .textFaint)]
    }
    return [Line(key: "earlier", value: count == 1 ? "1 conversation" : "\(count) conversations")]
  }

  /// Why the conversation is where it is.
  private var reasons: [Line] {
    let conversation = page.conversation
    let triage = conversation.triage
    var words: [String] = []
    switch triage.status {
    case .snoozed:
      let until = triage.snoozedUntil.map {
        "until " + DateWords.moment($0, now: state.now, in: state.timeZone)
      }
      words = ["snoozed", until ?? "until they reply"]
    case .done: words = ["done"]
    case .open:
      if let since = conversation.waitingSince { words.append("unanswered \(span(since))") }
      if conversation.isClosedByThem { words.append("closed by them") }
    }
    switch triage.lane ?? .people {
    case .people: break
    case .pitch: words.append("set aside as a pitch")
    case .automatic: words.append("set aside as automatic")
    case .spam: words.append("set aside as spam")
    }
    return words.enumerated().map { Line(key: $0 == 0 ? "why here" : "", value: $1) }
  }

  private var waitsLong: Bool {
    page.conversation.waitingSince.map { state.now.timeIntervalSince($0) >= 86_400 } ?? false
  }

  private func day(_ date: Date) -> String {
    DateWords.day(date, now: state.now, in: state.timeZone)
  }

  private func ago(_ date: Date) -> String {
    let words = span(date)
    return words == "just now" ? words : "\(words) ago"
  }

  /// "3 days", "26 hours", "just now"
  private func span(_ date: Date) -> String {
    let minutes = Int(max(0, min(state.now.timeIntervalSince(date), 1e11)) / 60)
    func words(_ count: Int, _ unit: String) -> String {
      "\(count) \(unit)\(count == 1 ? "" : "s")"
    }
    if minutes < 1 { return "just now" }
    if minutes < 60 { return words(minutes, "minute") }
    if minutes < 48 * 60 { return words(minutes / 60, "hour") }
    let days = minutes / (24 * 60)
    return days < 730 ? words(days, "day") : words(days / 365, "year")
  }
}
