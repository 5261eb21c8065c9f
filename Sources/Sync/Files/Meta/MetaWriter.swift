import Domain
import Foundation

/// Makes things of the domain from one thread.
final class MetaWriter {
  /// More than take part in any group; what is met beyond is made anew each time.
  private static let mostPeople = 5000

  let place: MetaReading.Place
  /// Whom a direct thread is with.
  private let other: String?
  private var people: [String: IncomingParticipant] = [:]

  init(_ place: MetaReading.Place) {
    self.place = place
    other = place.thread.other(than: place.owner)
  }

  private var thread: MetaThread { place.thread }

  /// Where the thread is found by its own id in a later export, whatever its people are called then.
  var bookmark: Batch.Bookmark? {
    MetaKeys.bookmark(of: thread, account: place.account).map { source in
      let name = other.map { "\n" + keyName($0) } ?? ""
      return Batch.Bookmark(source: source, value: place.id + name)
    }
  }

  var conversation: IncomingConversation {
    let others = thread.participants.filter { $0 != place.owner }
    let names = others.sorted().joined(separator: ", ")
    let direct = other.map { Self.isNobody($0) ? keyName($0) : $0 }
    let title =
      thread.isDirect ? direct ?? thread.title ?? place.owner : thread.title ?? names
    return IncomingConversation(
      id: place.id, account: place.account, network: place.network,
      kind: thread.isRequest ? .request : thread.isDirect ? .direct : .group,
      title: SafeText(line: title),
      participants: thread.participants.prefix(Normalise.mostParticipants).map(participant))
  }

  private static func isNobody(_ name: String) -> Bool {
    ["instagramuser", "instagram user", "facebook user", ""].contains(name.lowercased())
  }

  /// Who was renamed, or whose account is gone, is called in keys what they were called at first:
  /// exports put the name of today under every old message.
  private func keyName(_ name: String) -> String {
    // Where it is ours from the beginning, it stays as it is: an id may be a shortened one.
    if name == place.owner {
      return StableKey.name(name) == place.ownKeyName ? name : place.ownKeyName
    }
    return name == other ? place.knownAs ?? name : name
  }

  private func participant(_ name: String) -> IncomingParticipant {
    if let known = people[name] { return known }
    let keyName = keyName(name)
    let isSelf = name == place.owner
    let shown = isSelf ? place.ownName : Self.isNobody(name) ? keyName : name
    // Everybody who left is called the same: without the thread they would be one person.
    let made = IncomingParticipant(
      id: Self.isNobody(keyName) ? "gone~\(place.id)" : StableKey.name(keyName),
      name: SafeText(line: shown.isEmpty ? "Somebody" : shown), isSelf: isSelf)
    if people.count < Self.mostPeople { people[name] = made }
    return made
  }

  /// A message whose id lacks the number among its equals.
  func message(
    _ raw: MetaMessage, payload: [UInt8], media: MetaMedia
  ) throws(Rejection) -> IncomingMessage {
    let sentAt = Date(timeIntervalSince1970: raw.milliseconds / 1000)
    guard raw.milliseconds.isFinite, Normalise.times.contains(sentAt) else {
      throw Rejection("its time \(raw.milliseconds) is outside the years 1970 to 2099")
    }
    let content = MetaContent(raw, network: place.network, media: media)
    let author = participant(raw.sender)
    let key = StableKey.of(
      place.id, keyName(raw.sender), String(Int64(raw.milliseconds)), content.key)
    return IncomingMessage(
      id: "meta-\(key)", account: place.account, conversation: place.id, author: author,
      direction: content.isSystem ? .system : author.isSelf ? .out : .in,
      text: SafeText(sanitising: content.text), sentAt: sentAt, isAutomated: content.isSystem,
      isDeleted: content.isDeleted, attachments: content.isDeleted ? [] : content.attachments,
      reactions: raw.reactions.prefix(Normalise.mostReactions).map { reaction in
        Reaction(
          emoji: SafeText(line: reaction.reaction, limit: 32),
          author: SafeText(line: reaction.actor))
      },
      payload: payload)
  }
}
