import Domain
import Foundation

/// One conversation on its way into the store, once it is known who we are.
struct XConversation {
  let id: String
  let name: String?
  let owner: XOwner
  let account: String
  let file: ExportFile
  let exports: ExportSet

  static let systemAuthor = IncomingParticipant(id: "x", name: "X", isAutomated: true)

  /// The two of a direct conversation: its id is both of theirs.
  static func pair(_ id: String) -> [String]? {
    let parts = id.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(\.isNumber) }) else {
      return nil
    }
    return parts.map(String.init)
  }

  /// The id that a direct conversation has on X: the smaller number first.
  static func id(of people: [String]) -> String {
    people.sorted { ($0.count, $0) < ($1.count, $1) }.joined(separator: "-")
  }

  private var pair: [String]? { Self.pair(id) }

  /// Whom a direct conversation is with: ourselves where both are us.
  private var other: String? { pair.map { $0.first { $0 != owner.id } ?? owner.id } }

  func conversation(with people: [String] = []) -> IncomingConversation {
    var ids = other.map { [$0, owner.id] } ?? [owner.id]
    for person in people where !ids.contains(person) {
      guard ids.count < Normalise.mostParticipants else { break }
      ids.append(person)
    }
    return IncomingConversation(
      id: id, account: account, network: .x, kind: pair == nil ? .group : .direct,
      title: name.map { SafeText(line: $0) } ?? other.map { SafeText(line: $0) },
      participants: ids.map(participant))
  }

  /// The archive tells nobody's name: the number is what there is, and a page to find the name on.
  private func participant(_ id: String) -> IncomingParticipant {
    if id == owner.id {
      return IncomingParticipant(
        id: id, name: SafeText(line: owner.name),
        handle: owner.username.map { SafeText(line: "@" + $0) },
        isSelf: true)
    }
    return IncomingParticipant(
      id: StableKey.name(id), name: SafeText(line: id),
      url: id.allSatisfy(\.isNumber) ? SafeText(line: "https://x.com/i/user/\(id)") : nil)
  }

  private func name(of id: String?) -> String {
    guard let id, !id.isEmpty else { return "Somebody" }
    return id == owner.id ? owner.name : id
  }

  // MARK: What happens in it

  func message(_ happening: XHappening, payload: [UInt8]) throws(Rejection) -> IncomingMessage {
    switch happening.kind {
    case .messageCreate, .welcomeMessageCreate: try written(happening, payload)
    default: event(happening, payload)
    }
  }

  private func written(
    _ happening: XHappening, _ payload: [UInt8]
  ) throws(Rejection) -> IncomingMessage {
    guard let sender = happening.sender, !sender.isEmpty else {
      throw Rejection("it has no `senderId`")
    }
    let content = XContent(happening, exports: exports, file: file)
    let author = participant(sender)
    let isEmpty = content.text.isEmpty && content.attachments.isEmpty
    let nothing = Attachment(kind: .file, missing: "nothing of it is in the archive")
    return IncomingMessage(
      id: happening.id.flatMap { $0.isEmpty ? nil : StableKey.name($0) }
        ?? key(of: happening, content.text),
      account: account, conversation: id, author: author, direction: author.isSelf ? .out : .in,
      text: SafeText(sanitising: content.text), sentAt: happening.sentAt,
      isAutomated: happening.kind == .welcomeMessageCreate,
      attachments: isEmpty ? [nothing] : content.attachments,
      reactions: happening.reactions.prefix(Normalise.mostReactions).map { reaction in
        Reaction(
          emoji: XContent.emoji(reaction.key ?? ""),
          author: SafeText(line: name(of: reaction.sender)))
      },
      payload: payload)
  }

  private func event(_ happening: XHappening, _ payload: [UInt8]) -> IncomingMessage {
    let words = words(of: happening)
    return IncomingMessage(
      id: key(of: happening, words), account: account, conversation: id,
      author: Self.systemAuthor, direction: .system, text: SafeText(sanitising: words),
      sentAt: happening.sentAt, isAutomated: true, payload: payload)
  }

  private func words(of happening: XHappening) -> String {
    let actor = name(of: happening.sender)
    switch happening.kind {
    case .reactionCreate:
      return "\(actor) reacted with \(XContent.emoji(happening.reactionKey ?? "").string)"
    case .joinConversation: return "\(actor) brought us into the conversation"
    case .participantsJoin:
      return happening.sender.map { $0.isEmpty } ?? true
        ? "\(names(happening.people)) joined" : "\(actor) added \(names(happening.people))"
    case .participantsLeave: return "\(names(happening.people)) left"
    case .conversationNameUpdate:
      return "\(actor) named the conversation “\(happening.name ?? "")”"
    case .messageCreate, .welcomeMessageCreate: return ""
    }
  }

  private func names(_ ids: [String]) -> String {
    let names = ids.prefix(20).map { name(of: $0) }
    let rest = ids.count > names.count ? " and \(ids.count - names.count) more" : ""
    return names.isEmpty ? "Somebody" : names.joined(separator: ", ") + rest
  }

  /// Only messages have an id of X.
  private func key(of happening: XHappening, _ words: String) -> String {
    let time = Int64((happening.sentAt.timeIntervalSince1970 * 1000).rounded())
    return "x-"
      + StableKey.of(
        id, happening.kind.rawValue, happening.sender ?? "", String(time), words)
  }
}
