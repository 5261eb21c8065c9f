import Domain
import Foundation
import InboxAPI

/// One of the things that happen in a conversation, as an X archive writes it.
struct XHappening: Decodable {
  enum Kind: String, CaseIterable, CodingKey {
    case messageCreate, welcomeMessageCreate, reactionCreate, joinConversation, participantsJoin
    case participantsLeave, conversationNameUpdate
  }

  struct Link: Decodable {
    var url: String?
    var expanded: String?
  }

  struct Reaction: Decodable {
    var sender: String?
    var key: String?

    private enum Key: String, CodingKey { case senderId, reactionKey }

    init(from decoder: any Decoder) throws {
      let fields = try decoder.container(keyedBy: Key.self)
      sender = fields.looseID(.senderId)
      key = fields.loose(.reactionKey)
    }
  }

  let kind: Kind
  /// Beyond 2^53: never a number here. nil of what is no message.
  let id: String?
  let sender: String?
  /// nil in groups, where some archives have "0".
  let recipient: String?
  let sentAt: Date
  let text: String
  let links: [Link]
  let media: [String]
  let reactions: [Reaction]
  let reactionKey: String?
  let people: [String]
  let name: String?

  private enum Key: String, CodingKey {
    case id, senderId, recipientId, createdAt, text, urls, mediaUrls, reactions, reactionKey
    case initiatingUserId, userIds, participantsSnapshot, name
  }

  /// Any key: what is in it is told by its name.
  private struct AnyKey: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  init(from decoder: any Decoder) throws {
    let wrapper = try decoder.container(keyedBy: Kind.self)
    guard let kind = Kind.allCases.first(where: wrapper.contains) else {
      let name = try decoder.container(keyedBy: AnyKey.self).allKeys.first?.stringValue
      throw Rejection(
        name.map { "Porch does not know what \"\($0.prefix(40))\" is" } ?? "it is empty")
    }
    let fields = try wrapper.nestedContainer(keyedBy: Key.self, forKey: kind)
    self.kind = kind
    sentAt = try Self.time(fields)
    id = fields.looseID(.id)
    sender = fields.looseID(.senderId) ?? fields.looseID(.initiatingUserId)
    let recipient = fields.looseID(.recipientId)
    self.recipient = recipient == "0" || recipient == "" ? nil : recipient
    text = fields.loose(.text) ?? ""
    links = fields.loose(.urls) ?? []
    media = fields.loose(.mediaUrls) ?? []
    reactions = fields.loose(.reactions) ?? []
    reactionKey = fields.loose(.reactionKey)
    people = fields.loose(.participantsSnapshot) ?? fields.loose(.userIds) ?? []
    name = fields.loose(.name)
  }

  /// ISO with milliseconds; milliseconds since 1970 in some.
  private static func time(_ fields: KeyedDecodingContainer<Key>) throws -> Date {
    guard let text = fields.looseID(.createdAt) else { throw Rejection("it has no `createdAt`") }
    let date =
      Timestamp.date(text)
      ?? Int64(text).map { Date(timeIntervalSince1970: Double($0) / 1000) }
    guard let date, Normalise.times.contains(date) else {
      throw Rejection("its time \"\(text.prefix(40))\" is none of the years 1970 to 2099")
    }
    return date
  }
}
