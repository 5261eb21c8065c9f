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
    let conversation = try store.resolve(id)
    var output = Output()
    try store.eachMessage(of: conversation) { detail in
      if json {
        try output.json(MessageResource.line(detail))
      } else {
        for line in Self.lines(of: detail.message) { try output.line(line) }
      }
    }
    try output.finish()
  }

  /// A heading and the text, as it is safe to print.
  static func lines(of message: Message) -> [String] {
    let isOurs = message.direction == .out
    let author = message.colleague?.string ?? (isOurs ? "You" : message.author.string)
    let when = DateWords.moment(message.sentAt, now: Date(), in: .current)
    let mark = message.direction == .note ? "note " : ""
    var lines = ["\(mark)\(author) · \(when)"]
    if message.isDeleted {
      lines.append("  (deleted)")
    } else if !message.text.isEmpty {
      lines += message.text.string.split(separator: "\n", omittingEmptySubsequences: false)
        .map { "  \($0)" }
    }
    return lines + message.attachments.map { "  \($0.words)" } + [""]
  }
}
