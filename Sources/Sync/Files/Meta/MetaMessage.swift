import Foundation

/// One message as Instagram, Facebook, or Messenger's end-to-end export writes it. Text is repaired.
struct MetaMessage: Decodable {
  /// A file of any kind.
  struct Medium: Decodable {
    var uri: String
  }

  struct Share: Decodable {
    var link: String?
    var text: String?
    var owner: String?

    private enum CodingKeys: String, CodingKey {
      case link
      case text = "share_text"
      case owner = "original_content_owner"
    }

    init(from decoder: any Decoder) throws {
      let fields = try decoder.container(keyedBy: CodingKeys.self)
      // A share without one of its parts is still a share.
      link = try? fields.decode(String.self, forKey: .link)
      text = (try? fields.decode(String.self, forKey: .text)).map(Mojibake.repaired)
      owner = (try? fields.decode(String.self, forKey: .owner)).map(Mojibake.repaired)
    }
  }

  struct Reaction: Decodable {
    var reaction: String
    var actor: String
  }

  var sender: String
  var milliseconds: Double
  var content: String?
  var type: String?
  /// By the field they came in: photos, videos, audio_files, files, gifs, media.
  var media: [(field: String, uri: String)] = []
  var sticker: String?
  var share: Share?
  var reactions: [Reaction]
  var callSeconds: Double?
  var isMissedCall: Bool
  var isUnsent: Bool
  var isTakenDown: Bool

  private enum Key: String, CodingKey {
    case content, text, type, photos, videos, files, gifs, media, sticker, share, reactions, missed
    case senderName = "sender_name"
    case flatSenderName = "senderName"
    case timestampMS = "timestamp_ms"
    case timestamp
    case audioFiles = "audio_files"
    case callDuration = "call_duration"
    case isUnsent = "is_unsent"
    case flatIsUnsent = "isUnsent"
    case isTakenDown = "is_taken_down"
  }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    guard let sender = Self.first([.senderName, .flatSenderName], in: fields, as: String.self)
    else {
      throw Rejection("it has no `sender_name`")
    }
    guard let time = Self.first([.timestampMS, .timestamp], in: fields, as: Double.self) else {
      throw Rejection("it has no `timestamp_ms`")
    }
    self.sender = Mojibake.repaired(sender)
    milliseconds = time
    content = Self.first([.content, .text], in: fields, as: String.self).map(Mojibake.repaired)
    type = Self.first([.type], in: fields, as: String.self)
    for key in [Key.photos, .videos, .audioFiles, .files, .gifs, .media] {
      let found = Self.first([key], in: fields, as: [Medium].self) ?? []
      media += found.map { (key.stringValue, Mojibake.repaired($0.uri)) }
    }
    sticker = Self.first([.sticker], in: fields, as: Medium.self)?.uri
    share = Self.first([.share], in: fields, as: Share.self)
    reactions = Self.first([.reactions], in: fields, as: [Reaction].self) ?? []
    callSeconds = Self.first([.callDuration], in: fields, as: Double.self)
    isMissedCall = Self.first([.missed], in: fields, as: Bool.self) ?? (callSeconds == 0)
    isUnsent = Self.first([.isUnsent, .flatIsUnsent], in: fields, as: Bool.self) ?? false
    isTakenDown = Self.first([.isTakenDown], in: fields, as: Bool.self) ?? false
  }

  /// What is missing or of another type in an export counts as not there: only sender and time are
  /// needed.
  private static func first<T: Decodable>(
    _ keys: [Key], in fields: KeyedDecodingContainer<Key>, as type: T.Type
  ) -> T? {
    for key in keys where fields.contains(key) {
      if let value = try? fields.decode(T.self, forKey: key) { return value }
    }
    return nil
  }
}
