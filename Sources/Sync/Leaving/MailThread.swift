package import Domain
import FoundationEssentials
import InboxAPI
package import Storage

/// A conversation as an mbox file (RFC 4155), for a mail program or an archive: a mail a message, in
/// UTF-8, with ids that stay the same from export to export.
///
/// Lines that begin with "From " are quoted with one more ">", and taken for quoted where they begin
/// with ">" already (mboxrd), so that nothing of a text can begin a mail.
package struct MailThread: ThreadWriting {
  private var names = NameBook()
  private var account: Account?
  private var network = Network.other
  private var title: SafeText = .empty
  private var conversation = ""
  /// The mailboxes of those who take part, by their ids.
  private var boxes: [String: (name: SafeText, address: String)] = [:]
  /// In the order of the conversation.
  private var order: [String] = []
  private var firstID: String?

  package init() {}

  package mutating func opening(
    _ exported: ExportedConversation, account: Account
  ) -> String {
    names.open(account, exported.participants)
    self.account = account
    network = exported.conversation.network
    title = exported.conversation.title
    conversation = exported.conversation.remoteID
    for participant in exported.participants {
      boxes[participant.id] = (participant.title, StandInAddress.of(participant, network))
      order.append(participant.id)
    }
    return ""
  }

  package mutating func text(of exported: ExportedMessage) -> String {
    let (detail, message) = (exported.detail, exported.detail.message)
    let sender = box(of: detail)
    let moment = LocalMoment(message.sentAt, in: .gmt)
    let weekday = LocalMoment.weekdays[moment.weekday].prefix(3)
    let day = moment.day.day
    let id = messageID(message.remoteID)
    var mail =
      "From \(sender.address) \(weekday) \(moment.month.prefix(3)) \(day < 10 ? " " : "")\(day)"
      + " \(moment.exactClock) \(moment.day.year)\n"
    mail += "From: \(MailHeader.mailbox(sender.name.string, sender.address))\n"
    mail += "To: \(recipients(besides: detail.authorID))\n"
    mail +=
      "Date: \(weekday), \(LocalMoment.two(day)) \(moment.month.prefix(3)) \(moment.day.year)"
      + " \(moment.exactClock) +0000\n"
    mail += "Subject: \(MailHeader.text(subject(of: message)))\n"
    mail += "Message-ID: \(id)\n"
    if let answered = detail.inReplyTo { mail += "In-Reply-To: \(messageID(answered))\n" }
    let parents = [firstID, detail.inReplyTo.map(messageID)].compactMap(\.self)
    let references = parents.first == parents.last ? parents.prefix(1) : parents[...]
    if !references.isEmpty { mail += "References: \(references.joined(separator: "\n "))\n" }
    firstID = firstID ?? id
    if message.direction != .in {
      mail += "\(Self.directionHeader): \(message.direction.rawValue)\n"
    }
    if message.isAutomated { mail += "Auto-Submitted: auto-generated\n" }
    for field in MailAttachment.fields(of: message.attachments) {
      mail += "\(MailAttachment.header): \(field)\n"
    }
    mail += "MIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n"
    return mail + MailBody.encoded(body(of: message)) + "\n"
  }

  private func box(of detail: MessageDetail) -> (name: SafeText, address: String) {
    if let known = boxes[detail.authorID] { return known }
    let author = IncomingParticipant(id: detail.authorID, name: detail.message.author)
    return (author.title, StandInAddress.of(author, network))
  }

  private static let mostRecipients = 50

  private func recipients(besides author: String) -> String {
    var all = order.filter { $0 != author }.prefix(Self.mostRecipients).compactMap { boxes[$0] }
    let we = account?.selfID ?? account?.remoteID ?? ""
    if author != we, boxes[we] == nil, let account {
      let us = IncomingParticipant(id: we, name: account.name)
      all.append((us.title, StandInAddress.of(us, network)))
    }
    guard !all.isEmpty else { return "undisclosed-recipients:;" }
    return all.map { MailHeader.mailbox($0.name.string, $0.address) }.joined(separator: ",\n ")
  }

  private func subject(of message: Message) -> String {
    if let subject = message.subject, !subject.isEmpty { return subject.string }
    return "\(title.string) on \(network.title)"
  }

  /// Says of what is no mail of somebody else's what it is; read again by the importer of mbox.
  static let directionHeader = "X-Porch-Direction"

  /// A mail keeps its own id, so that it is known wherever it was before.
  private func messageID(_ remoteID: String) -> String {
    if network == .email, Self.isMessageID(remoteID) { return "<\(remoteID)>" }
    let key = StableKey.of("\(account?.remoteID ?? "")\n\(remoteID)")
    return "<\(key)@\(network.rawValue).porch.invalid>"
  }

  /// What can stand in angle brackets in a header, as far as mail programs write it (RFC 5322, 3.6.4).
  private static func isMessageID(_ text: String) -> Bool {
    text.utf8.count <= 250
      && text.split(separator: "@", omittingEmptySubsequences: false).count == 2
      && !text.hasPrefix("@") && !text.hasSuffix("@")
      && text.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"<>()\",;\\".utf8.contains($0) }
  }

  private func body(of message: Message) -> String {
    var lines: [String] = []
    if message.direction == .note { lines.append("[a note, for us only]") }
    if message.isForwarded { lines.append("[forwarded]") }
    if let trouble = message.delivery?.troubleWords { lines.append("[\(trouble)]") }
    if message.isDeleted { lines.append("[deleted]") }
    if !message.text.isEmpty { lines.append(message.text.string) }
    if message.isEdited, !message.isDeleted { lines.append("[edited]") }
    lines += message.attachments.map(\.words)
    if !message.reactions.isEmpty {
      let words = message.reactions.map { "\($0.emoji.string) \(names.name(of: $0.author))" }
      lines.append("[reactions: \(words.joined(separator: ", "))]")
    }
    return lines.joined(separator: "\n")
  }
}

/// Addresses for people who have none: they say who it is, and no mail can reach them (RFC 2606).
enum StandInAddress {
  static func of(_ participant: IncomingParticipant, _ network: Network) -> String {
    for text in [participant.id, participant.handle?.string ?? ""] where isAddress(text) {
      return text
    }
    return "\(local(participant.id))@\(network.rawValue).porch.invalid"
  }

  private static func isAddress(_ text: String) -> Bool {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    return parts.count == 2 && text.utf8.count <= 254 && parts[1].contains(".")
      && parts.allSatisfy { part in !part.isEmpty && isPlain(part) }
  }

  /// The id where it can stand in an address, else as much of it as can and a key of the whole.
  private static func local(_ id: String) -> String {
    if !id.isEmpty, id.utf8.count <= 64, isPlain(id) { return id }
    let plain = String(decoding: id.utf8.filter(isPlain).prefix(40), as: UTF8.self)
    let start = plain.drop { $0 == "." }
    return "\(start.isEmpty ? "id" : start)-\(StableKey.of(id).prefix(12))"
  }

  private static func isPlain(_ text: some StringProtocol) -> Bool {
    text.first != "." && text.last != "." && !text.contains("..") && text.utf8.allSatisfy(isPlain)
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) || (byte >= 0x30 && byte <= 0x39)
      || byte == 0x2E || byte == 0x5F || byte == 0x2D
  }
}
