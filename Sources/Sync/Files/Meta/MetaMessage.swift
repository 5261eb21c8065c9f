import Foundation

/// One message as Instagram, Facebook, or Messenger's end-to-end export writes it. Text is repaired.
///
/// What is missing or of another type counts as not there: only sender and time are needed.
struct MetaMessage: Decodable {
  static let noSender = "it has no `sender_name`"

  var sender: String
  var milliseconds: Double
  var content: String?
  var type: String?
  /// By the field they came in: photos, videos, audio_files, files, gifs, media.
  var media: [(field: String, uri: String)] = []
  var sticker: String?
  var share: Share?
  var reactions: [Reaction] = []
  /// Who was added or removed.
  var users: [String] = []
  var callSeconds: Double?
  var isMissedCall: Bool
  var isUnsent: Bool
  var isTakenDown: Bool
  var isBlockedHere: Bool

  private enum Key: String, CodingKey {
    case content, text, type, photos, videos, files, gifs, media, sticker, share, reactions, missed
    case users, timestamp, isUnsent, senderName
    case oldSenderName = "sender_name"
    case oldTimestamp = "timestamp_ms"
    case audioFiles = "audio_files"
    case callDuration = "call_duration"
    case oldIsUnsent = "is_unsent"
    case isUnsentByParent = "is_unsent_image_by_messenger_kid_parent"
    case isTakenDown = "is_taken_down"
    case isBlockedHere = "is_geoblocked_for_viewer"
  }

  init(from decoder: any Decoder) throws {
    let fields = Fields(try decoder.container(keyedBy: Key.self))
    guard let sender: String = fields[.oldSenderName] ?? fields[.senderName] else {
      throw Rejection(Self.noSender)
    }
    guard let time: Double = fields[.oldTimestamp] ?? fields[.timestamp] else {
      throw Rejection("it has no `timestamp_ms`")
    }
    self.sender = Mojibake.repaired(sender)
    milliseconds = time
    content = (fields[.content] ?? fields[.text]).map(Mojibake.repaired)
    type = fields[.type]
    for key in [Key.photos, .videos, .audioFiles, .files, .gifs, .media] {
      guard let found: [Medium] = fields[key] else { continue }
      media += found.compactMap(\.uri).map { (key.stringValue, Mojibake.repaired($0)) }
    }
    sticker = (fields[.sticker] as Medium?)?.uri
    share = fields[.share]
    if let found: [Reaction] = fields[.reactions] { reactions = found.filter { !$0.actor.isEmpty } }
    if let found: [User] = fields[.users] { users = found.compactMap(\.name) }
    callSeconds = fields[.callDuration]
    isMissedCall = fields[.missed] ?? (callSeconds == 0)
    let isUnsent: Bool = fields[.oldIsUnsent] ?? fields[.isUnsent] ?? false
    self.isUnsent = isUnsent || fields[.isUnsentByParent] ?? false
    isTakenDown = fields[.isTakenDown] ?? false
    isBlockedHere = fields[.isBlockedHere] ?? false
  }

  /// What a message says of itself, each field for itself.
  private struct Fields {
    private let container: KeyedDecodingContainer<Key>
    init(_ container: KeyedDecodingContainer<Key>) { self.container = container }

    /// Looked up before it is decoded: throwing for every field that is not there would take most of
    /// the time.
    subscript<T: Decodable>(_ key: Key) -> T? {
      guard container.contains(key) else { return nil }
      // Of another type is as good as missing.
      return try? container.decode(T.self, forKey: key)
    }
  }
}

extension MetaMessage {
  /// A file of any kind; without a path where it has none.
  struct Medium: Decodable {
    var uri: String?
    private enum Key: CodingKey { case uri }

    init(from decoder: any Decoder) {
      // One that is no medium does not take the others with it.
      uri = try? decoder.container(keyedBy: Key.self).decode(String.self, forKey: .uri)
    }
  }

  struct Share: Decodable {
    var link: String?
    var text: String?
    var owner: String?

    private enum Key: String, CodingKey {
      case link
      case text = "share_text"
      case owner = "original_content_owner"
      case profile = "profile_share_username"
    }

    init(from decoder: any Decoder) throws {
      let fields = try decoder.container(keyedBy: Key.self)
      // A share without one of its parts is still a share.
      link = try? fields.decodeIfPresent(String.self, forKey: .link)
      let text = try? fields.decodeIfPresent(String.self, forKey: .text)
      let owner = try? fields.decodeIfPresent(String.self, forKey: .owner)
      let profile = try? fields.decodeIfPresent(String.self, forKey: .profile)
      self.text = text.map(Mojibake.repaired)
      self.owner = (owner ?? profile).map(Mojibake.repaired)
    }
  }

  /// Nobody's where it is none.
  struct Reaction: Decodable {
    var reaction: String
    var actor: String
    private enum Key: CodingKey { case reaction, actor }

    init(from decoder: any Decoder) {
      // One that is none does not take the others with it.
      let fields = try? decoder.container(keyedBy: Key.self)
      let reaction = try? fields?.decode(String.self, forKey: .reaction)
      let actor = try? fields?.decode(String.self, forKey: .actor)
      self.reaction = Mojibake.repaired(reaction ?? "")
      self.actor = reaction == nil ? "" : Mojibake.repaired(actor ?? "")
    }
  }

  private struct User: Decodable {
    var name: String?
    private enum Key: CodingKey { case name }

    init(from decoder: any Decoder) {
      // One without a name does not take the others with it.
      let name = try? decoder.container(keyedBy: Key.self).decode(String.self, forKey: .name)
      self.name = name.map(Mojibake.repaired)
    }
  }
}
