import ArgumentParser
import Cells
import Domain
import Foundation
import InboxAPI
import Interface
import Storage
import Sync

/// `porch list`: the conversations of a view, as a table or as JSON lines.
struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists conversations: who waits, longest first, or another view."
  )

  @Option(help: "waiting, all, flagged, snoozed, done, outbox, first, pitches, greetings or spam.")
  var view: String = "waiting"
  @Flag(help: "One Conversation of the Inbox API a line.")
  var json = false
  @Option(help: "At most this many.")
  var limit: Int?
  @OptionGroup var store: StoreOption

  func validate() throws {
    guard InboxView(rawValue: view) != nil else {
      let names = InboxView.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("There is no view “\(view)”. The views are \(names).")
    }
    if let limit, limit < 1 { throw ValidationError("--limit wants a number from 1 on.") }
  }

  func run() throws {
    let store = try store.opened()
    _ = try store.wakeDue(at: Date())
    // "all" is every conversation in every status and lane.
    let inView = InboxView(rawValue: view).flatMap { $0 == .all ? nil : $0 }
    var output = Output()
    var left = limit ?? .max
    let table = ConversationTable(now: Date(), showsWake: inView == .snoozed)
    do {
      try store.eachConversation(in: inView) { detail in
        if json {
          try output.json(ConversationResource.line(detail))
        } else {
          try output.line(table.line(detail))
        }
        left -= 1
        if left == 0 { throw Enough() }
      }
    } catch is Enough {}
    try output.finish()
    if left == limit ?? .max { sayEmpty() }
  }

  /// On stderr: stdout holds conversations, and a script that reads JSON wants to hear nothing else.
  private func sayEmpty() {
    guard !json || isatty(STDERR_FILENO) == 1 else { return }
    Main.writeError(ConversationTable.emptySentence(view))
  }

  /// Ends the walk when the limit is reached.
  private struct Enough: Error {}
}

/// A table of conversations for people: age, network, name, snippet, id.
struct ConversationTable {
  let now: Date
  /// Whether the time at which a snooze ends stands before the snippet.
  var showsWake = false

  func line(_ detail: ConversationDetail) -> String {
    let conversation = detail.conversation
    let since = conversation.waitingSince ?? conversation.lastMessageAt
    let cells = [
      column(since.map { DateWords.age(since: $0, now: now) } ?? "", 4, alignedRight: true),
      column(conversation.network.tag, 2),
      column((conversation.triage.flagged ? "⚑ " : "") + conversation.title.string, 24),
      showsWake
        ? column(wake(conversation), 22) + "  " + column(snippet(conversation), 24)
        : column(snippet(conversation), 48),
      SafeText(line: detail.printedID).string,
    ]
    return cells.joined(separator: "  ")
  }

  static func emptySentence(_ view: String) -> String {
    view == "waiting" ? "Nobody is waiting." : "Nothing in “\(view)”."
  }

  private func wake(_ conversation: Conversation) -> String {
    guard let until = conversation.triage.snoozedUntil else { return "until they reply" }
    return SnoozeTime.words(for: until, now: now, timeZone: .current)
  }

  private func snippet(_ conversation: Conversation) -> String {
    guard let line = conversation.lastLine else { return "" }
    let text = SafeText(line: line.text.string).string
    return line.direction == .out ? "\(line.writer): \(text)" : text
  }

  private func column(_ text: String, _ width: Int, alignedRight: Bool = false) -> String {
    let clipped = TextLayout.clip(text, columns: width)
    let space = String(repeating: " ", count: max(0, width - TextLayout.width(of: clipped)))
    return alignedRight ? space + clipped : clipped + space
  }
}
