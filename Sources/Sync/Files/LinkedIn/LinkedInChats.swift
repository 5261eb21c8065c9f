import Domain
import Foundation

/// Rows on their way into the store, once it is known who we are.
struct LinkedInChats {
  let survey: LinkedInSurvey
  let account: String
  /// Our id, which an export with less in it may have given us.
  let selfID: String
  /// Our key, and the other keys under which rows name us.
  let owner: String
  let ownKeys: Set<String>
  let exports: ExportSet

  /// Every conversation that has a message.
  var conversations: [String] {
    survey.chats.filter { $0.value.messages > 0 }.keys.sorted()
  }

  func conversation(_ id: String) -> IncomingConversation? {
    guard let chat = survey.chats[id] else { return nil }
    let people = Set(chat.people.map(own)).union([owner]).sorted()
    let others = people.filter { $0 != owner }
    let isDirect = others.count <= 1
    let title =
      isDirect || chat.title.isEmpty
      ? others.prefix(20).map(survey.name).joined(separator: ", ") : chat.title
    return IncomingConversation(
      id: id, account: account, network: .linkedin, kind: isDirect ? .direct : .group,
      title: SafeText(line: title.isEmpty ? survey.name(of: owner) : title),
      participants: people.prefix(Normalise.mostParticipants).map(participant),
      initialTriage: TriageState(lane: chat.isSpam ? .spam : nil))
  }

  private func own(_ key: String) -> String { ownKeys.contains(key) ? owner : key }

  private func participant(_ key: String) -> IncomingParticipant {
    let slug = key.range(of: "/in/").map { String(key[$0.upperBound...]) }
    return IncomingParticipant(
      id: key == owner ? selfID : StableKey.name(key),
      name: SafeText(line: survey.name(of: key)),
      handle: Normalise.line(slug), isSelf: key == owner, url: Normalise.url(survey.url(of: key)))
  }

  /// What is counted over one file, so that order and identity survive coarse times.
  struct Order {
    var times: CoarseTimes
    /// Of equal messages.
    fileprivate var ordinals = Ordinals()

    init(times: CoarseTimes) { self.times = times }
  }

  /// - Parameter isCoach: the file holds talk with LinkedIn's own assistant: nobody is at the door.
  func message(
    _ row: LinkedInRow, _ order: inout Order, isCoach: Bool, beside file: ExportFile,
    payload: [UInt8]
  ) -> IncomingMessage {
    let id = LinkedInSurvey.conversation(of: row)
    let chat = survey.chats[id]
    let raw = row.people[0].key(in: id)
    let sender = own(chat?.aliases[raw] ?? raw)
    let isOurs = sender == owner
    let text = Self.text(row.content)
    let attachments = attachments(of: row, hasText: !text.isEmpty, beside: file)
    let milliseconds = order.times.milliseconds(row.second, of: id)
    return IncomingMessage(
      id: key(id, isOurs, row, text, &order), account: account, conversation: id,
      author: participant(sender), direction: isOurs ? .out : .in,
      text: SafeText(sanitising: text),
      sentAt: Date(timeIntervalSince1970: Double(milliseconds) / 1000),
      isAutomated: !isOurs && (isCoach || chat?.isSponsored == true),
      subject: Normalise.line(row.subject), attachments: attachments, payload: payload)
  }

  /// Some exports hold the markup of the message and most its words.
  private static func text(_ content: String) -> String {
    HTMLText.isMarkup(content) ? HTMLText.plain(content) : content
  }

  /// Messages have no id. The sender is only ours or theirs in it: one who leaves LinkedIn loses
  /// name and address in later exports, and their messages would come a second time.
  private func key(
    _ conversation: String, _ isOurs: Bool, _ row: LinkedInRow, _ text: String,
    _ order: inout Order
  ) -> String {
    let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return order.ordinals.numbered(
      "li-"
        + StableKey.of(conversation, isOurs ? "ours" : "theirs", String(row.second), words))
  }

  private func attachments(
    of row: LinkedInRow, hasText: Bool, beside file: ExportFile
  ) -> [Attachment] {
    let named = row.attachments.split { $0 == ";" || $0 == "," || $0.isWhitespace }
      .prefix(Normalise.mostAttachments).map { attachment(String($0), beside: file) }
    guard named.isEmpty && !hasText else { return named }
    return [Attachment(kind: .file, missing: "nothing of it is in the export")]
  }

  /// LinkedIn gives addresses, which want a login; a name may be a file of the export.
  private func attachment(_ word: String, beside file: ExportFile) -> Attachment {
    if word.hasPrefix("https://") || word.hasPrefix("http://") {
      return Attachment(kind: .file, url: Normalise.url(word))
    }
    return exports.attachment(kind: .file, candidates: [word], beside: file)
  }
}
