import ArgumentParser
import Domain
import Foundation
import InboxAPI
import Interface
import Storage
import Sync

/// `porch show ID`: one conversation's messages, oldest first.
struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Shows one conversation, oldest message first.")

  @Argument(help: "The conversation's id, as `porch list` prints it.")
  var id: String
  @Flag(help: "One Message of the Inbox API a line.")
  var json = false
  @OptionGroup var store: StoreOption

  func run() throws {
    let store = try store.opened()
    let conversation = try store.resolve(typed: id)
    var output = Output()
    // Of who has written so far: reactions name people by id.
    var names: [String: String] = [:]
    try store.eachMessage(of: conversation) { detail in
      if json {
        try output.json(MessageResource.line(detail))
      } else {
        names[detail.authorID] = Self.author(of: detail.message)
        for line in Self.lines(of: detail.message, names) { try output.line(line) }
      }
    }
    try output.finish()
  }

  /// A heading and what was said, as it is safe to print.
  private static func lines(of message: Message, _ names: [String: String]) -> [String] {
    let when = DateWords.moment(message.sentAt, now: Date(), in: .current)
    let body = TextThread.body(of: message) { names[$0.string] ?? $0.string }
    if message.direction == .system { return body.map { "— \($0)" } + ["  \(when)", ""] }
    let mark = message.direction == .note ? "note " : ""
    let heading = "\(mark)\(author(of: message))\(TextThread.marks(of: message)) · \(when)"
    return [heading] + body.map { "  \($0)" } + [""]
  }

  private static func author(of message: Message) -> String {
    message.colleague?.string ?? (message.direction == .out ? "You" : message.author.string)
  }
}
