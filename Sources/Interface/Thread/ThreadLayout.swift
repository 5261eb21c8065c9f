import Cells
import Domain
import FoundationEssentials

/// A page of messages as rows, laid out where somebody looks.
///
/// Every message has parts: 0 the space and separator before it, 1 its heading, then one for each
/// piece of its text (``TextChunks``), and at last attachments and reactions. A part is laid out
/// when one of its rows is asked for and kept for the rest of one paint; nothing is kept longer.
struct ThreadLayout {
  let page: ConversationPage
  let items: ThreadItems
  let rule: NewRule?
  let columns: Int
  let context: ThreadContext
  let today: CivilDay
  private var clock: LocalClock
  private var times: [Int: LocalTime] = [:]
  private var parts: [PartKey: [ThreadLine]] = [:]
  private var chunks: [Int: TextChunks] = [:]

  private struct PartKey: Hashable {
    var message: Int
    var part: Int
  }

  init(
    page: ConversationPage, items: ThreadItems, rule: NewRule?, columns: Int,
    context: ThreadContext
  ) {
    self.page = page
    self.items = items
    self.rule = rule
    self.columns = max(1, columns)
    self.context = context
    clock = LocalClock(timeZone: context.timeZone)
    today = clock.time(context.now).day
  }

  // MARK: Parts

  /// How many parts a message has.
  mutating func partCount(_ message: Int) -> Int {
    2 + (hasText(message) ? chunks(of: message).count : 1) + 1
  }

  /// The rows of one part; often none.
  mutating func lines(_ message: Int, _ part: Int) -> [ThreadLine] {
    let key = PartKey(message: message, part: part)
    if let known = parts[key] { return known }
    let lines = layOut(message, part)
    parts[key] = lines
    return lines
  }

  private mutating func layOut(_ index: Int, _ part: Int) -> [ThreadLine] {
    let message = page.messages[index]
    switch part {
    case 0: return lead(index)
    case 1:
      guard message.direction != .system else { return [] }
      return layout(of: index).head(
        time: DateWords.clock(minute: time(index).minute), isGrouped: isGrouped(index))
    case partCount(index) - 1: return layout(of: index).tail()
    default:
      if message.isDeleted { return layout(of: index).deleted() }
      if message.direction == .system {
        let clock = DateWords.clock(minute: time(index).minute)
        return layout(of: index).system(chunks(of: index), part - 2, time: clock)
      }
      guard hasText(index) else { return [] }
      return layout(of: index).text(chunks(of: index), part - 2)
    }
  }

  private func layout(of index: Int) -> MessageLayout {
    MessageLayout(
      message: page.messages[index], entry: items.entries[index], kind: page.conversation.kind,
      columns: columns, heldNow: context.heldNow)
  }

  /// The heading of a message whose day is not otherwise on the screen.
  mutating func datedHead(_ index: Int) -> [ThreadLine] {
    let time = time(index)
    let clock = DateWords.clock(minute: time.minute)
    guard time.day != today else { return lines(index, 1) }
    let day = DateWords.near(time.day, today: today)
    return layout(of: index).head(time: "\(day) \(clock)", isGrouped: isGrouped(index))
  }

  private func hasText(_ index: Int) -> Bool {
    let message = page.messages[index]
    return !message.isDeleted && !message.text.isEmpty
  }

  private mutating func chunks(of index: Int) -> TextChunks {
    if let known = chunks[index] { return known }
    let made = TextChunks(
      page.messages[index].text.string, protected: items.entries[index].links.map(\.range))
    chunks[index] = made
    return made
  }

  // MARK: Before a message

  private mutating func time(_ index: Int) -> LocalTime {
    if let known = times[index] { return known }
    let time = clock.time(page.messages[index].sentAt)
    times[index] = time
    return time
  }

  private mutating func isNewDay(_ index: Int) -> Bool {
    index == 0 || time(index).day != time(index - 1).day
  }

  private func hasRule(_ index: Int) -> Bool { rule?.message == page.messages[index].id }

  /// Whether a message needs no heading: the one before it says the same.
  private mutating func isGrouped(_ index: Int) -> Bool {
    guard index > 0, !isNewDay(index), !hasRule(index) else { return false }
    let (a, b) = (page.messages[index - 1], page.messages[index])
    return a.direction == b.direction && (b.direction == .in || b.direction == .out)
      && a.author == b.author && a.writtenBy == b.writtenBy && a.delivery == b.delivery
      && a.isAutomated == b.isAutomated && a.isForwarded == b.isForwarded
      && !a.isEdited && !b.isEdited
      && time(index - 1).minute == time(index).minute
  }

  private mutating func lead(_ index: Int) -> [ThreadLine] {
    let isNewDay = isNewDay(index)
    guard isNewDay || hasRule(index) else {
      return isGrouped(index) ? [] : [.blank(0)]
    }
    var words: [String] = []
    if isNewDay { words.append(DateWords.day(time(index).day, today: today)) }
    if let rule, hasRule(index) { words.append("\(rule.count) new") }
    let line = ThreadLine(
      runs: [
        ThreadRun(
          "── \(words.joined(separator: " · ")) ──", hasRule(index) ? .threadNew : .threadDay)
      ], offset: 1, isCentred: true, isSeparator: true)
    let isVeryFirst = index == 0 && !page.hasOlder
    return (isVeryFirst ? [] : [.blank(0)]) + [line, .blank(2)]
  }
}

/// Where what is new begins, and how much of it there is.
struct NewRule: Equatable {
  var message: Message.ID
  var count: Int
}

/// Local times of many moments close to each other: the time zone is asked once for those of
/// the same quarter of an hour.
struct LocalClock {
  let timeZone: TimeZone
  private var quarter: Int?
  private var offset = 0

  init(timeZone: TimeZone) { self.timeZone = timeZone }

  mutating func time(_ date: Date) -> LocalTime {
    let seconds = date.timeIntervalSince1970
    guard seconds.isFinite, abs(seconds) < 3e12 else { return LocalTime(date, offset: 0) }
    // Clocks change at whole quarters of an hour of UTC.
    let quarter = Int((seconds / 900).rounded(.down))
    if quarter != self.quarter {
      self.quarter = quarter
      offset = timeZone.secondsFromGMT(for: date)
    }
    return LocalTime(date, offset: offset)
  }
}
