package import Domain
package import FoundationEssentials
import InboxAPI
package import Storage

/// A conversation as a text to read, to print, or to put beside a case: names, days, local times
/// with their zone, and in words what is no text.
package struct TextThread: ThreadWriting {
  private let zone: TimeZone
  private var names = NameBook()
  /// The last heading: the day, and how far east of Greenwich.
  private var heading: String?

  package init(zone: TimeZone) { self.zone = zone }

  package mutating func opening(
    _ exported: ExportedConversation, account: Account
  ) -> String {
    names.open(account, exported.participants)
    let conversation = exported.conversation
    let handle = conversation.handle.map { $0.isEmpty ? "" : " (\($0.string))" } ?? ""
    var lines = ["\(conversation.title.string)\(handle) on \(conversation.network.title)"]
    let others = exported.participants.filter { !$0.isSelf }
    if others.count > 1 {
      let some = others.prefix(50).map(\.title.string).joined(separator: ", ")
      let more = others.count > 50 ? " and \(others.count - 50) more" : ""
      lines.append("With \(some)\(more)")
    }
    lines.append("Account: \(account.name.string). Times are local ones of \(zone.identifier).")
    return lines.joined(separator: "\n") + "\n"
  }

  package mutating func text(of exported: ExportedMessage) -> String {
    let message = exported.detail.message
    let moment = LocalMoment(message.sentAt, in: zone)
    let day =
      "\(LocalMoment.weekdays[moment.weekday]) \(moment.day.day) \(moment.month)"
      + " \(moment.day.year) (UTC\(moment.zone))"
    var text = ""
    if day != heading {
      heading = day
      text += "\n--- \(day) ---\n"
    }
    text += "\n\(moment.clock)  \(author(of: message))\(Self.marks(of: message))\n"
    for line in Self.body(of: message, name: names.name(of:)) {
      text += line.isEmpty ? "\n" : "       \(line)\n"
    }
    return text
  }

  private func author(of message: Message) -> String {
    switch message.direction {
    case .in: message.author.string
    case .out: message.writtenBy?.string ?? "You"
    case .note: "\(message.writtenBy?.string ?? "You") noted, for us only"
    case .system: "(\(message.author.string))"
    }
  }

  /// " (edited, forwarded)": what stands behind the author; empty where there is nothing.
  package static func marks(of message: Message) -> String {
    var marks: [String] = []
    if message.isForwarded { marks.append("forwarded") }
    if message.isAutomated, message.direction != .system { marks.append("automatic") }
    if message.isEdited, !message.isDeleted { marks.append("edited") }
    if let trouble = message.delivery?.troubleWords { marks.append(trouble) }
    return marks.isEmpty ? "" : " (\(marks.joined(separator: ", ")))"
  }

  /// The lines of a message: subject, quote, text, and in words what is no text.
  /// - Parameter name: how to call who put a reaction.
  package static func body(of message: Message, name: (SafeText) -> String) -> [String] {
    var lines: [String] = []
    if let subject = message.subject, !subject.isEmpty {
      lines.append("Subject: \(subject.string)")
    }
    if let quote = message.quote, !quote.isEmpty { lines.append("> \(quote.string)") }
    if message.isDeleted { lines.append("[deleted]") }
    if !message.text.isEmpty {
      lines += message.text.string.split(separator: "\n", omittingEmptySubsequences: false)
        .map(String.init)
    }
    lines += message.attachments.map(\.words)
    if !message.reactions.isEmpty {
      let words = message.reactions.map { "\($0.emoji.string) \(name($0.author))" }
      lines.append("[reactions: \(words.joined(separator: ", "))]")
    }
    return lines
  }
}
