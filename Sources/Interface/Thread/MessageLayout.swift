import Cells
import Domain
import FoundationEssentials

/// One message as rows of a given width, part by part (see ``ThreadLayout``).
struct MessageLayout {
  let message: Message
  let entry: ThreadItems.Entry
  let kind: Conversation.Kind
  let columns: Int
  let heldNow: Date

  /// The most reactions that are named; the rest is counted.
  static let namedReactions = 8
  /// Of the words of an export on why a file is not there.
  private static let reasonLines = 4

  // MARK: Heading

  /// Who and when, then subject and quote.
  func head(time: String, isGrouped: Bool) -> [ThreadLine] {
    var lines: [[ThreadRun]] = []
    if !isGrouped { lines.append(heading(time: time)) }
    if let subject = message.subject, !subject.isEmpty, !message.isDeleted {
      lines.append([ThreadRun(clip(subject.oneLine), .textStrong)])
    }
    if let quote = message.quote, !quote.isEmpty, !message.isDeleted {
      lines.append([ThreadRun(clip("> " + quote.oneLine), .messageQuote)])
    }
    return lines.enumerated().map { ThreadLine(runs: $1, offset: $0) }
  }

  private func heading(time: String) -> [ThreadRun] {
    if message.direction == .note {
      let author = (message.colleague ?? message.author).oneLine
      let name = author.isEmpty ? "" : "\(author) · "
      return [
        ThreadRun("note", .messageNote),
        ThreadRun(clip(" \(name)\(time) · only we see this", less: 4), .messageTime),
      ]
    }
    let isOurs = message.direction == .out
    let words = facts
    let reserved = TextLayout.width(of: words) + time.utf8.count + 3
    let name =
      isOurs ? message.colleague?.oneLine ?? "You" : AuthorName.short(message.author, in: kind)
    var runs = [
      ThreadRun(
        TextLayout.clip(name, columns: max(8, columns - reserved)),
        isOurs ? .messageYou : .messageThem),
      ThreadRun(" \(time)\(words)", .messageTime),
    ]
    if isOurs, let delivery = message.delivery {
      let (word, scope) = DeliveryWords.heading(delivery, now: heldNow)
      runs.append(ThreadRun(" \(word)", scope))
    }
    return runs
  }

  private var facts: String {
    var words = ""
    if message.isAutomated { words += " · automatic" }
    if message.isForwarded { words += " · forwarded" }
    if message.isEdited && !message.isDeleted { words += " (edited)" }
    return words
  }

  // MARK: Text

  /// The words that stand for a text somebody took back.
  func deleted() -> [ThreadLine] {
    let words =
      switch message.direction {
      case .in: "deleted by them"
      case .out where message.colleague != nil: "deleted"
      case .out: "deleted by you"
      case .note, .system: "deleted"
      }
    return [ThreadLine(runs: [ThreadRun(words, .messageDeleted)], offset: 0)]
  }

  /// One piece of the text, wrapped, with its links under their numbers.
  func text(_ chunks: TextChunks, _ index: Int) -> [ThreadLine] {
    guard let shown = shown(chunks, index) else { return [] }
    let scope: Scope = message.direction == .note ? .messageNoteText : .messageText
    return TextLayout.wrap(shown.text, columns: columns).map { line in
      ThreadLine(runs: shown.runs(of: line, scope), offset: shown.source(of: line.startIndex))
    }
  }

  /// What the network itself says ("Ana left the group"): centred, with the time at its end.
  func system(_ chunks: TextChunks, _ index: Int, time: String) -> [ThreadLine] {
    guard var shown = shown(chunks, index) else { return [] }
    if index == chunks.count - 1 { shown.append(" · \(time)") }
    return TextLayout.wrap(shown.text, columns: columns).map { line in
      ThreadLine(
        runs: shown.runs(of: line, .messageSystem), offset: shown.source(of: line.startIndex),
        isCentred: true)
    }
  }

  /// nil for a piece with nothing in it.
  private func shown(_ chunks: TextChunks, _ index: Int) -> ShownText? {
    let range = chunks.range(index)
    var piece = chunks.substring(range)
    if index > 0 && piece.isEmpty { return nil }
    if index < chunks.count - 1, piece.utf8.last == 0x0A {
      piece = chunks.substring(range.lowerBound..<range.upperBound - 1)
    }
    let links = zip(entry.numbers, entry.links).filter { range.contains($1.range.lowerBound) }
    return ShownText(
      piece, from: range.lowerBound,
      links: Array(links))
  }

  // MARK: After the text

  /// Attachments, reactions, and why it did not leave.
  func tail() -> [ThreadLine] {
    guard !message.isDeleted else { return [] }
    var lines = zip(message.attachments, entry.attachments)
      .flatMap { attachmentLines($0, number: $1) }
    lines += wrapped(reactions, .messageReaction)
    if message.direction == .out, let reason = message.delivery.flatMap(DeliveryWords.reason) {
      lines += wrapped(reason, .messageDeliveryFailed)
    }
    return lines.enumerated().map { ThreadLine(runs: $1, offset: $0) }
  }

  private func wrapped(_ text: String, _ scope: Scope) -> [[ThreadRun]] {
    guard !text.isEmpty else { return [] }
    return TextLayout.wrap(text, columns: columns).map { [ThreadRun($0, scope)] }
  }

  private var reactions: String {
    var words = message.reactions.prefix(Self.namedReactions).map { reaction in
      let name = AuthorName.short(reaction.author, in: kind)
      return "\(reaction.emoji.oneLine) \(name)"
    }
    let rest = message.reactions.count - words.count
    if rest > 0 { words.append("and \(rest) more") }
    return words.joined(separator: ", ")
  }

  /// Why a file is not here goes below it where it does not fit beside it: it is what a person
  /// can do something about.
  private func attachmentLines(_ attachment: Attachment, number: Int?) -> [[ThreadRun]] {
    let start = (number.map { "[\($0)] " } ?? "") + attachment.kind.word
    let size = attachment.size.map { "  " + ByteCount.words($0) } ?? ""
    let missing = attachment.missing.map { "not here: \($0.oneLine)" } ?? ""
    var name = attachment.name?.oneLine ?? ""
    if name.isEmpty { name = shownAddress(attachment) }
    let scope: Scope = number == nil ? .messageDeleted : .messageAttachment
    let whole = start + (name.isEmpty ? "" : "  " + name) + size
    if missing.isEmpty || TextLayout.width(of: whole + "  " + missing) <= columns {
      let end = missing.isEmpty ? size : size + "  " + missing
      return [[ThreadRun(attachmentLine(start, name, end), scope)]]
    }
    let reason = TextLayout.wrap(missing, columns: max(12, columns - 2)).prefix(Self.reasonLines)
    return [[ThreadRun(attachmentLine(start, name, size), scope)]]
      + reason.map { [ThreadRun(clip("  " + String($0)), scope)] }
  }

  private func attachmentLine(_ start: String, _ name: String, _ end: String) -> String {
    let room = columns - TextLayout.width(of: start) - TextLayout.width(of: end) - 2
    let middle = name.isEmpty || room < 4 ? "" : "  " + TextLayout.clip(name, columns: room)
    return clip(start + middle + end)
  }

  private func shownAddress(_ attachment: Attachment) -> String {
    guard let url = attachment.url?.oneLine else { return "" }
    if let link = WebLink.all(in: url).first { return link.shown }
    return attachment.kind == .link || url.contains(":")
      ? url : String(url.split(separator: "/").last ?? "")
  }

  private func clip(_ text: String, less: Int = 0) -> String {
    TextLayout.clip(text, columns: max(1, columns - less))
  }
}

extension SafeText {
  /// For places that have one line whatever is in the text.
  var oneLine: String {
    string.utf8.contains(0x0A)
      ? string.split(separator: "\n", omittingEmptySubsequences: true).joined(separator: " ")
      : string
  }
}
