import Cells
import Domain
import FoundationEssentials

/// The line above a thread: who, where, and how the conversation stands.
///
/// When there is not room for all, the network goes first, then the handle, then the marks from the
/// last to the first, and at last the name is cut.
struct ThreadHeading {
  let page: ConversationPage
  let context: ThreadContext

  func draw(into buffer: inout CellBuffer, row: Int, column: Int, _ columns: Int) {
    let (left, right) = fitting(columns)
    let rightWidth = Self.width(right) + max(0, right.count - 1) * 2
    var at = column
    let limit = column + columns - (right.isEmpty ? 0 : rightWidth + 2)
    for run in left where at < limit {
      at += buffer.put(
        String(run.text), row: row, column: at, limit: limit - at,
        style: context.theme.style(run.scope))
    }
    at = column + columns - rightWidth
    for run in right {
      let limit = column + columns - at
      at +=
        2
        + buffer.put(
          String(run.text), row: row, column: at, limit: limit,
          style: context.theme.style(run.scope))
    }
  }

  private func fitting(_ columns: Int) -> (left: [ThreadRun], right: [ThreadRun]) {
    var (left, right) = (left, marks)
    func isTooWide() -> Bool {
      let gap = right.isEmpty ? 0 : right.count * 2
      return Self.width(left) + Self.width(right) + gap > columns
    }
    while left.count > 1, isTooWide() { left.removeLast() }
    while !right.isEmpty, isTooWide(), Self.width(right) + right.count * 2 + 12 > columns {
      right.removeLast()
    }
    return (left, right)
  }

  private static func width(_ runs: [ThreadRun]) -> Int {
    runs.reduce(0) { $0 + TextLayout.width(of: String($1.text)) }
  }

  private var left: [ThreadRun] {
    let conversation = page.conversation
    let title = conversation.title.oneLine
    var runs = [ThreadRun(title.isEmpty ? "somebody" : title, .threadName)]
    if let handle = conversation.handle?.oneLine, !handle.isEmpty, handle != title {
      // An address, a number or a name of several words is no name after an @.
      let isComplete = handle.contains { $0 == "@" || $0 == " " || $0 == "+" }
      runs.append(ThreadRun(" " + (isComplete ? handle : "@" + handle), .threadHandle))
    }
    switch conversation.kind {
    case .group: runs.append(ThreadRun(" · group", .threadHandle))
    case .comments: runs.append(ThreadRun(" · comments", .threadHandle))
    case .direct, .request: break
    }
    runs.append(ThreadRun(" · \(conversation.network.title)", .threadHandle))
    return runs
  }

  /// The most telling first.
  private var marks: [ThreadRun] {
    let conversation = page.conversation
    let triage = conversation.triage
    var runs: [ThreadRun] = []
    if let colleagues = context.colleagues {
      let scope: Scope = colleagues.isAnswering ? .noticeWarning : .threadHandle
      runs.append(ThreadRun(colleagues.text, scope))
    }
    if conversation.isFirstContact { runs.append(ThreadRun("★ first contact", .threadFirst)) }
    if triage.flagged { runs.append(ThreadRun("⚑ flagged", .listFlag)) }
    switch triage.status {
    case .snoozed: runs.append(ThreadRun(snoozed(triage.snoozedUntil), .threadHandle))
    case .done: runs.append(ThreadRun("done", .threadHandle))
    case .open: break
    }
    if conversation.isClosedByThem { runs.append(ThreadRun("closed by them", .threadHandle)) }
    if conversation.kind == .request { runs.append(ThreadRun("request", .threadHandle)) }
    if let lane = triage.lane, lane != .people {
      runs.append(ThreadRun(lane.rawValue, .threadHandle))
    }
    if !context.showsPerson, let perhaps = page.person.perhaps {
      runs.append(ThreadRun("perhaps also on \(perhaps.network.title)", .threadHandle))
    }
    return runs
  }

  private func snoozed(_ until: Date?) -> String {
    guard let until else { return "snoozed until they reply" }
    return "snoozed until \(DateWords.moment(until, now: context.now, in: context.timeZone))"
  }
}
