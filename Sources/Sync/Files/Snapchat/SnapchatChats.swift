import Domain
import Foundation

/// Messages on their way into the store, once it is known who we are.
struct SnapchatChats {
  let survey: SnapchatSurvey
  let owner: String
  let account: String
  /// Files of `chat_media` by the id in their name.
  private let media: [String: ExportFile]
  private let exports: ExportSet

  init(survey: SnapchatSurvey, owner: String, exports: ExportSet) {
    self.survey = survey
    self.owner = owner
    account = "snapchat:" + StableKey.name(owner)
    self.exports = exports
    media = exports.filesByID(in: "chat_media")
  }

  var accountItem: IncomingAccount {
    IncomingAccount(
      id: account, network: .snapchat, name: SafeText(line: "Snapchat of \(owner)"),
      handle: SafeText(line: owner), selfID: StableKey.name(owner), delivery: .handover)
  }

  func conversations() -> [IncomingConversation] {
    survey.chats.sorted { $0.key < $1.key }.map { id, chat in
      let isGroup = survey.isGroup(id, owner)
      var people = chat.people.subtracting(survey.ownNames).union([owner])
      if !isGroup { people.insert(id) }
      let others = people.subtracting([owner]).sorted().prefix(20).map(survey.name)
      let title = isGroup ? chat.title ?? others.joined(separator: ", ") : survey.name(of: id)
      return IncomingConversation(
        id: StableKey.name(id), account: account, network: .snapchat,
        kind: isGroup ? .group : .direct, title: SafeText(line: title),
        participants: people.sorted().prefix(Normalise.mostParticipants).map(participant))
    }
  }

  private func participant(_ user: String) -> IncomingParticipant {
    IncomingParticipant(
      id: StableKey.name(user), name: SafeText(line: survey.name(of: user)),
      handle: SafeText(line: user), isSelf: user == owner)
  }

  /// What is counted over one file, so that order and identity survive coarse times.
  struct Order {
    var times: CoarseTimes
    fileprivate var ordinals = Ordinals()

    init(times: CoarseTimes) { self.times = times }
  }

  func message(
    _ message: SnapchatMessage, of key: String, _ order: inout Order, payload: [UInt8]
  ) throws(Rejection) -> IncomingMessage {
    guard let second = message.second else { throw Rejection("it has no time that can be read") }
    guard let id = SnapchatSurvey.conversation(key, message), survey.chats[id] != nil else {
      throw Rejection("it does not say whom it is from or to")
    }
    let isOurs = SnapchatSurvey.isOurs(key, message) ?? isOurs(message.from)
    guard isOurs || message.from != nil else { throw Rejection("it does not say who wrote it") }
    let content = SnapchatContent(message, in: exports) { media[$0] }
    let milliseconds =
      message.millisecond.map { second * 1000 + $0 } ?? order.times.milliseconds(second, of: id)
    return IncomingMessage(
      id: self.key(id, isOurs ? nil : message.from, second, message, &order), account: account,
      conversation: StableKey.name(id), author: participant(isOurs ? owner : message.from ?? id),
      direction: content.isSystem ? .system : isOurs ? .out : .in,
      text: SafeText(sanitising: content.text),
      sentAt: Date(timeIntervalSince1970: Double(milliseconds) / 1000),
      isAutomated: content.isSystem, attachments: content.attachments, payload: payload)
  }

  private func isOurs(_ from: String?) -> Bool {
    from.map { $0 == owner || survey.ownNames.contains($0) } ?? false
  }

  /// There are no ids. The second is what both dialects tell; our own name only one of them.
  private func key(
    _ conversation: String, _ sender: String?, _ second: Int64, _ message: SnapchatMessage,
    _ order: inout Order
  ) -> String {
    let key = StableKey.of(
      conversation, sender ?? "", String(second), message.mediaType, message.text ?? "")
    return order.ordinals.numbered("sc-" + key)
  }
}

extension ExportSet {
  /// Files in folders of this name, called `<date>_<id>.<ending>`, by their ids.
  func filesByID(in folder: String) -> [String: ExportFile] {
    var found: [String: ExportFile] = [:]
    for file in files where file.folder == folder || file.folder.hasSuffix("/" + folder) {
      let name = file.name
      guard let mark = name.firstIndex(of: "_") else { continue }
      let rest = name[name.index(after: mark)...]
      let id = rest.lastIndex(of: ".").map { rest[..<$0] } ?? rest
      if found[String(id)] == nil { found[String(id)] = file }
    }
    return found
  }
}
