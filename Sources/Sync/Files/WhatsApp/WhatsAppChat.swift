import Domain
import Foundation
import InboxAPI

/// One chat on its way into the store, once it is known who we are and how its dates read.
///
/// A class, because each message asks it for attachments: a copy of all of it would go with each.
final class WhatsAppChat {
  let survey: WhatsAppSurvey
  /// Our name in this import.
  let owner: String
  let order: DateOrder
  let time: LocalTime
  let account: String
  let exports: ExportSet
  /// The same in every later export: the other's name, the group's name, or the people's names.
  let conversationID: String
  private let longNames: [String]

  init(
    survey: WhatsAppSurvey, owner: String, order: DateOrder, time: LocalTime, account: String,
    exports: ExportSet
  ) {
    self.survey = survey
    self.owner = owner
    self.order = order
    self.time = time
    self.account = account
    self.exports = exports
    longNames = survey.longNames
    let other = Self.other(in: survey, than: owner)
    conversationID = Self.id(of: survey, title: Self.title(of: survey, owner: owner, other: other))
  }

  static let systemAuthor = IncomingParticipant(id: "whatsapp", name: "WhatsApp", isAutomated: true)

  /// Whom a direct chat is with.
  private var other: String? { Self.other(in: survey, than: owner) }

  private var title: String { Self.title(of: survey, owner: owner, other: other) }

  private static func other(in survey: WhatsAppSurvey, than owner: String) -> String? {
    survey.names.filter { $0 != owner && !isYou($0) }.min() ?? survey.title
  }

  private static func title(of survey: WhatsAppSurvey, owner: String, other: String?) -> String {
    if survey.isDirect { return other ?? survey.title ?? owner }
    return survey.title ?? survey.subject
      ?? survey.names.filter { $0 != owner }.sorted().joined(separator: ", ")
  }

  private static func id(of survey: WhatsAppSurvey, title: String) -> String {
    if survey.isDirect {
      return "wa-" + StableKey.of("direct", OwnerFinder.folded(survey.keyName(title)))
    }
    if let name = survey.title ?? survey.subject {
      return "wa-" + StableKey.of("group", OwnerFinder.folded(name))
    }
    return "wa-" + StableKey.of(["people"] + survey.names.map(survey.keyName).sorted())
  }

  var conversation: IncomingConversation {
    let names = survey.names.filter { !Self.isYou($0) }.union([owner])
    return IncomingConversation(
      id: conversationID, account: account, network: .whatsapp,
      kind: survey.isDirect ? .direct : .group, title: SafeText(line: title),
      participants: names.union(survey.isDirect ? [other].compactMap { $0 } : []).sorted()
        .prefix(Normalise.mostParticipants).map(participant))
  }

  private static func isYou(_ name: String) -> Bool {
    WhatsAppWords.you.contains(name.lowercased())
  }

  private func participant(_ name: String) -> IncomingParticipant {
    let isSelf = name == owner || Self.isYou(name)
    let real = isSelf ? owner : name
    return IncomingParticipant(
      id: StableKey.name(real), name: SafeText(line: real), isSelf: isSelf)
  }

  // MARK: Messages

  /// Counts what shares a moment or a key, so that order and identity survive coarse times; and keeps
  /// what is the same for most messages.
  struct Progress {
    /// More than take part in any group.
    private static let mostPeople = 5000

    fileprivate var senders = WhatsAppSender()
    fileprivate var clock: WhatsAppClock
    private var lastBase: Date?
    private var sameMoment = 0
    fileprivate var ordinals = Ordinals()
    private var people: [String: IncomingParticipant] = [:]

    init(_ chat: WhatsAppChat) { clock = WhatsAppClock(order: chat.order, time: chat.time) }

    fileprivate mutating func participant(
      _ name: String, _ make: (String) -> IncomingParticipant
    ) -> IncomingParticipant {
      if let known = people[name] { return known }
      let made = make(name)
      if people.count < Self.mostPeople { people[name] = made }
      return made
    }

    /// Messages of one minute (or second) keep their order by whole milliseconds.
    fileprivate mutating func nudged(_ base: Date, hasSeconds: Bool) -> Date {
      sameMoment = lastBase == base ? sameMoment + 1 : 0
      lastBase = base
      let most = hasSeconds ? 999 : 59_999
      return base.addingTimeInterval(Double(min(sameMoment, most)) / 1000)
    }
  }

  /// - Throws: ``Rejection`` when no order of day, month and year explains the date.
  func message(
    _ entry: WhatsAppFile.Entry, _ progress: inout Progress
  ) throws(Rejection) -> IncomingMessage {
    let header = entry.header
    guard let (base, minute) = progress.clock.read(header) else {
      throw Rejection("the date \(header.dateText) does not exist when read as \(order.rawValue)")
    }
    guard Normalise.times.contains(base) else {
      throw Rejection("the date \(header.dateText) is outside the years 1970 to 2099")
    }
    let sender = progress.senders.split(entry.rest, names: survey.names, long: longNames)
    let body = WhatsAppBody(sender?.1 ?? entry.rest, find: attachment)
    let isSystem = sender == nil || body.isSystem
    let author =
      isSystem ? Self.systemAuthor : progress.participant(sender?.0 ?? "", participant)
    return IncomingMessage(
      id: key(keyParts(author.id, body, of: sender), minute, &progress), account: account,
      conversation: conversationID, author: author,
      direction: isSystem ? .system : author.isSelf ? .out : .in,
      text: SafeText(sanitising: isSystem && sender == nil ? Self.line(entry.rest) : body.text),
      sentAt: progress.nudged(base, hasSeconds: header.dialect.hasSeconds),
      isAutomated: isSystem, isEdited: body.isEdited, isDeleted: body.isDeleted,
      attachments: isSystem ? [] : body.attachments, payload: entry.payload)
  }

  /// Author and text; of a name with a colon that the messages told, as it would be cut.
  private func keyParts(
    _ author: String, _ body: WhatsAppBody, of sender: (String, String)?
  ) -> (author: String, text: String) {
    guard let (name, text) = sender, !body.isSystem, survey.keyName(name) != name else {
      return (author, body.key)
    }
    let short = survey.keyName(name)
    let tail = name.dropFirst(short.count + 2)
    return (StableKey.name(short), WhatsAppBody("\(tail): \(text)", find: attachment).key)
  }

  private static func line(_ rest: String) -> String { WhatsAppBody.plain(rest) }

  /// Attachments lie beside the text; names with a path in them never get here.
  private func attachment(_ kind: Attachment.Kind, _ name: String) -> Attachment {
    exports.attachment(
      kind: kind, candidates: [name], beside: survey.file, isWhole: true,
      missing: WhatsAppBody.notExported)
  }

  /// Exports carry no ids. Chat, sender, minute and text are the same in an export of any dialect;
  /// equal ones are counted. Without the chat, what goes out to two in one minute would be one
  /// message: ids are unique per account.
  private func key(
    _ parts: (author: String, text: String), _ minute: String, _ progress: inout Progress
  ) -> String {
    let key = StableKey.of(conversationID, parts.author, minute, parts.text)
    return progress.ordinals.numbered("wa-" + key)
  }
}
