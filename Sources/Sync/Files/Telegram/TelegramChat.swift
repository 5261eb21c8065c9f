import Domain
import Foundation
import InboxAPI

/// One chat on its way into the store, once it is known who we are.
struct TelegramChat {
  let facts: TelegramSurvey.Chat
  let owner: TelegramOwner
  let account: String
  let file: ExportFile
  let exports: ExportSet
  let time: LocalTime
  /// The same in every later export: the chat's own id where it has one.
  let id: String

  init(
    _ facts: TelegramSurvey.Chat, owner: TelegramOwner, account: String, file: ExportFile,
    exports: ExportSet, time: LocalTime
  ) {
    self.facts = facts
    self.owner = owner
    self.account = account
    self.file = file
    self.exports = exports
    self.time = time
    id = "tg-" + (facts.peer ?? Self.key(of: facts))
  }

  private static func key(of facts: TelegramSurvey.Chat) -> String {
    guard let name = facts.header.name else {
      return StableKey.of(["people"] + facts.people.keys.sorted())
    }
    return StableKey.of(facts.isDirect ? "direct" : "group", OwnerFinder.folded(name))
  }

  static let systemAuthor = IncomingParticipant(id: "telegram", name: "Telegram", isAutomated: true)

  private var kind: TelegramHeader.Kind? { facts.header.kind }

  // MARK: The conversation

  var conversation: IncomingConversation {
    IncomingConversation(
      id: id, account: account, network: .telegram,
      kind: isDirect ? .direct : kind == .replies ? .comments : .group,
      title: SafeText(line: title), participants: participants, canReply: canReply,
      // Nobody can answer in a chat that was left: it is there to be read and found.
      initialTriage: TriageState(status: facts.isLeft ? .done : .open))
  }

  private var isDirect: Bool { facts.isDirect || kind == .savedMessages }

  private var canReply: Bool? {
    let cannot = facts.isLeft || kind == .replies || kind == .verificationCodes
    return cannot ? false : nil
  }

  private var title: String {
    switch kind {
    case .savedMessages: return "Saved Messages"
    case .replies: return "Replies"
    case .verificationCodes: return "Verification Codes"
    default: break
    }
    if let name = facts.header.name { return name }
    if kind?.isDirect == true { return TelegramPeer.deletedName }
    let names = facts.people.filter { $0.key != owner.key }.values.filter { !$0.isEmpty }.sorted()
    return names.isEmpty ? "Telegram" : names.prefix(20).joined(separator: ", ")
  }

  /// Who writes in a group joins with the first message; a direct chat says whom it is with.
  private var participants: [IncomingParticipant] {
    let us = participant(owner.key, owner.name)
    guard facts.isDirect, let other = otherKey, other != owner.key else { return [us] }
    let name = facts.header.name ?? facts.people[other].flatMap { $0.isEmpty ? nil : $0 }
    return [participant(other, name), us]
  }

  private var otherKey: String? {
    facts.otherKey ?? facts.people.keys.filter { $0 != owner.key }.min()
  }

  private func participant(_ key: String, _ name: String?) -> IncomingParticipant {
    let isSelf = key == owner.key
    let name = name.flatMap { $0.isEmpty ? nil : $0 } ?? TelegramPeer.deletedName
    return IncomingParticipant(
      id: key, name: SafeText(line: isSelf ? owner.name : name), isSelf: isSelf,
      isAutomated: !isSelf && isAutomated(key))
  }

  /// Bots, Telegram's own notices, and what a channel sends to all who follow it.
  private func isAutomated(_ key: String) -> Bool {
    if key == TelegramPeer.service || kind == .verificationCodes { return true }
    return key == facts.peer && (kind == .botChat || kind?.isChannel == true)
  }

  // MARK: Messages

  /// Counts what shares a moment or a key, so that order and identity survive whole seconds.
  struct Progress {
    fileprivate var last: Date?
    fileprivate var sameMoment = 0
    fileprivate var ordinals = Ordinals()
    /// Whether a time had to be read in the zone of this machine or the one that was told.
    fileprivate(set) var hasLocalTimes = false
  }

  /// - Throws: ``Rejection`` when it has no time that can be.
  func message(
    _ raw: TelegramMessage, payload: [UInt8], _ progress: inout Progress
  ) throws(Rejection) -> IncomingMessage {
    let sentAt = nudged(try moment(of: raw, &progress), &progress)
    let isSystem = raw.form != .message
    let author = isSystem ? Self.systemAuthor : author(of: raw)
    let content = TelegramContent(raw, exports: exports, file: file)
    let text = words(of: raw, content)
    var message = IncomingMessage(
      id: "", account: account, conversation: id, author: author,
      direction: isSystem ? .system : author.isSelf ? .out : .in,
      text: SafeText(sanitising: text), sentAt: sentAt, isAutomated: author.isAutomated,
      isEdited: raw.isEdited, isForwarded: raw.isForwarded, inReplyTo: replied(raw),
      attachments: content.attachments, reactions: reactions(of: raw), payload: payload)
    if text.isEmpty && content.attachments.isEmpty {
      message.attachments = [Attachment(kind: .file, missing: "nothing of it is in the export")]
    }
    message.id = raw.id.map { "\(id)/\($0)" } ?? key(of: raw, author.id, text, &progress)
    return message
  }

  private func author(of raw: TelegramMessage) -> IncomingParticipant {
    // Whatever is kept there, we put it there.
    if kind == .savedMessages { return participant(owner.key, owner.name) }
    let key = raw.authorKey ?? raw.author.map(StableKey.name) ?? "deleted~\(id)"
    return participant(key, raw.author)
  }

  private func words(of raw: TelegramMessage, _ content: TelegramContent) -> String {
    switch raw.form {
    case .unsupported: return "Telegram Desktop could not export this message"
    case .message:
      return content.words.isEmpty
        ? raw.text : ([raw.text] + content.words).filter { !$0.isEmpty }.joined(separator: "\n")
    case .service:
      let isOurs = raw.authorKey == owner.key
      let actor = isOurs ? owner.name : raw.author ?? TelegramPeer.deletedName
      let action = raw.action?.words(actor: actor) ?? actor
      return raw.text.isEmpty ? action : "\(action): \(raw.text)"
    }
  }

  private func replied(_ raw: TelegramMessage) -> String? {
    guard let number = raw.replyTo else { return nil }
    return raw.replyPeer.map { "tg-\($0)/\(number)" } ?? "\(id)/\(number)"
  }

  private func reactions(of raw: TelegramMessage) -> [Reaction] {
    guard !raw.reactions.isEmpty else { return [] }
    var found: [Reaction] = []
    for reaction in raw.reactions {
      let emoji = SafeText(line: reaction.emoji, limit: 32)
      for name in reaction.recent {
        found.append(
          Reaction(emoji: emoji, author: SafeText(line: name ?? TelegramPeer.deletedName)))
      }
      let others = reaction.count - Int64(reaction.recent.count)
      if others > 0 {
        let words = others == 1 ? "1 person" : "\(others) people"
        found.append(Reaction(emoji: emoji, author: SafeText(line: words)))
      }
    }
    return Array(found.prefix(Normalise.mostReactions))
  }
}

extension TelegramChat {
  /// What other programs write has no ids: chat, author, second and text are the same in a later
  /// export, and equal ones are counted.
  private func key(
    of raw: TelegramMessage, _ author: String, _ text: String, _ progress: inout Progress
  ) -> String {
    let key = StableKey.of(
      id, author, raw.seconds.map(String.init) ?? raw.localDate ?? "", text, raw.media?.path ?? "")
    return progress.ordinals.numbered("tg-" + key)
  }

  private func moment(
    of raw: TelegramMessage, _ progress: inout Progress
  ) throws(Rejection) -> Date {
    if let seconds = raw.seconds {
      let date = Date(timeIntervalSince1970: Double(seconds))
      guard Normalise.times.contains(date) else {
        throw Rejection("its time \(seconds) is outside the years 1970 to 2099")
      }
      return date
    }
    guard let text = raw.localDate else {
      // Its number says between which messages it was, and that is its time.
      if raw.form == .unsupported, let last = progress.last { return last }
      let why = raw.form == .unsupported ? "Telegram Desktop could not export it, and " : ""
      throw Rejection(why + "it has no `date_unixtime` and no `date`")
    }
    guard let date = local(text), Normalise.times.contains(date) else {
      throw Rejection("its date \"\(text.prefix(40))\" is none of the years 1970 to 2099")
    }
    progress.hasLocalTimes = true
    return date
  }

  /// `2018-12-05T10:39:10`, as a clock on the wall of our zone said it.
  private func local(_ text: String) -> Date? {
    guard let wall = Timestamp.date(text + "Z") else { return Timestamp.date(text) }
    let seconds = Int(wall.timeIntervalSince1970.rounded(.down))
    let days = Int((Double(seconds) / 86_400).rounded(.down))
    let rest = seconds - days * 86_400
    return time.date(
      CivilDay(daysSince1970: days), hour: rest / 3600, minute: rest / 60 % 60, second: rest % 60)
  }

  /// Messages of one second keep their order by whole milliseconds.
  private func nudged(_ moment: Date, _ progress: inout Progress) -> Date {
    progress.sameMoment = progress.last == moment ? min(progress.sameMoment + 1, 999) : 0
    progress.last = moment
    return progress.sameMoment == 0
      ? moment : moment.addingTimeInterval(Double(progress.sameMoment) / 1000)
  }
}
