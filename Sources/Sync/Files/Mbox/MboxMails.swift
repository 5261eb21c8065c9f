import Domain
import Foundation

/// Mails on their way into the store, once it is known who we are.
struct MboxMails {
  /// Of each mail so much is kept as it came: headers and text, and not what hangs on it.
  private static let longestPayload = 64 << 10

  let survey: MboxSurvey
  let owner: String
  /// Our addresses: where we get mail, and what sent mail is from.
  let own: Set<String>
  let account: String
  private var ordinals = Ordinals()
  /// Charsets that were not known or did not fit, and how many mails had them.
  private(set) var unsure: [String: Int] = [:]

  init(survey: MboxSurvey, owner: String) {
    self.survey = survey
    self.owner = owner
    own = survey.senders.union([owner])
    account = "email:" + StableKey.name(owner)
  }

  var accountItem: IncomingAccount {
    IncomingAccount(
      id: account, network: .email, name: SafeText(line: "E-mail of \(owner)"),
      handle: SafeText(line: owner), selfID: StableKey.name(owner), delivery: .handover)
  }

  /// Made one after the other: there can be hundreds of thousands.
  func conversations() -> some Sequence<IncomingConversation> {
    survey.all.lazy.map { thread in
      let others = thread.people.filter { !own.contains($0.key) }
      let isDirect = others.count <= 1
      let title =
        isDirect
        ? others.first.map { $0.value.isEmpty ? $0.key : $0.value } ?? Self.bare(thread.subject)
        : Self.bare(thread.subject)
      let isTrash = thread.trash == thread.mails
      let people =
        others.map { MailAddress(name: $0.value, address: $0.key) }
        .sorted { $0.address < $1.address } + [MailAddress(name: "", address: owner)]
      return IncomingConversation(
        id: thread.key, account: account, network: .email, kind: isDirect ? .direct : .group,
        title: SafeText(line: title.isEmpty ? "(no subject)" : title),
        participants: people.prefix(Normalise.mostParticipants).map(participant),
        initialTriage: TriageState(
          status: isTrash ? .done : .open,
          doneAt: isTrash ? Normalise.bounded(thread.newest) : nil, flagged: thread.isStarred,
          lane: thread.spam == thread.mails ? .spam : nil))
    }
  }

  /// Without `Re:` and `Fwd:`.
  private static func bare(_ subject: String) -> String {
    var rest = Substring(subject).drop(while: \.isWhitespace)
    for _ in 0..<10 {
      let start = rest.prefix(6).lowercased()
      guard
        let mark = ["re:", "fwd:", "fw:", "aw:", "wg:", "sv:", "rv:", "tr:"]
          .first(where: start.hasPrefix)
      else { break }
      rest = rest.dropFirst(mark.count).drop(while: \.isWhitespace)
    }
    return String(rest)
  }

  private func participant(_ one: MailAddress) -> IncomingParticipant {
    let isOurs = own.contains(one.address)
    let address = isOurs ? owner : one.address
    return IncomingParticipant(
      id: StableKey.name(address), name: SafeText(line: one.name.isEmpty ? address : one.name),
      handle: SafeText(line: address), isSelf: isOurs)
  }

  mutating func message(
    _ mail: MboxReader.Mail, _ headers: MailHeaders, _ facts: MailFacts
  ) throws(Rejection) -> IncomingMessage {
    guard let date = facts.date else {
      throw Rejection("it has no date between 1970 and 2099")
    }
    guard let from = facts.from else { throw Rejection("it does not say whom it is from") }
    guard let thread = survey.thread(of: facts) else {
      throw Rejection("there are more mails than can be put into threads")
    }
    let parts = MailParts(mail.bytes, headers: headers)
    for charset in parts.unsure { unsure[charset, default: 0] += 1 }
    // Some mails of somebody have only the address: the name told by others stays.
    let name = from.name.isEmpty ? thread.people[from.address] ?? "" : from.name
    let author = participant(MailAddress(name: name, address: from.address))
    let told = MailAttachment.all(in: headers)
    let text = MailAttachment.without(told, in: parts.text)
    var attachments = Array(
      (parts.attachments + told.map(MailAttachment.here)).prefix(Normalise.mostAttachments))
    if text.isEmpty && attachments.isEmpty {
      attachments = [Attachment(kind: .file, missing: "the mail has no text")]
    }
    return IncomingMessage(
      id: id(facts), account: account, conversation: thread.key, author: author,
      direction: author.isSelf ? .out : .in, text: SafeText(sanitising: text), sentAt: date,
      isAutomated: facts.isAutomated, inReplyTo: facts.answers.map(StableKey.name),
      subject: Normalise.line(facts.subject), attachments: attachments,
      payload: Array(mail.bytes.prefix(Self.longestPayload)))
  }

  /// The mail's own; one without is known by its headers, and equal ones are counted.
  private mutating func id(_ facts: MailFacts) -> String {
    facts.id == nil ? ordinals.numbered(facts.key) : facts.key
  }
}
