/// One message as Telegram Desktop writes it.
///
/// Of well over fifty fields only those are decoded that a message of its type can have: this is
/// where the time of a large import goes.
struct TelegramMessage: Decodable {
  enum Form { case message, service, unsupported }

  var form: Form
  /// Unique in its chat only; negative for what a group said before it became a supergroup.
  var id: Int64?
  /// Seconds since 1970, UTC.
  var seconds: Int64?
  /// Local, without a zone: only where ``seconds`` is missing.
  var localDate: String?
  /// `user123`, `channel123`, `chat123`; nil in some exports by other programs.
  var authorKey: String?
  /// nil of a deleted account.
  var author: String?
  var text: String = ""
  var links: [TelegramText.Link] = []
  var isEdited = false
  var isForwarded = false
  var replyTo: Int64?
  /// The chat of the message replied to, where it is another one.
  var replyPeer: String?
  var media: TelegramMedia?
  var reactions: [TelegramReaction] = []
  var action: TelegramAction?

  enum Key: String, CodingKey {
    case id, type, date, edited, from, actor, text, poll, photo, file, reactions, action, members
    case title, inviter, score, duration, period, thumbnail, address, to, distance
    case dateUnix = "date_unixtime"
    case editedUnix = "edited_unixtime"
    case fromID = "from_id"
    case actorID = "actor_id"
    case textEntities = "text_entities"
    case forwardedFrom = "forwarded_from"
    case replyTo = "reply_to_message_id"
    case replyPeer = "reply_to_peer_id"
    case fileName = "file_name"
    case fileSize = "file_size"
    case photoSize = "photo_file_size"
    case mediaType = "media_type"
    case stickerEmoji = "sticker_emoji"
    case mimeType = "mime_type"
    case contact = "contact_information"
    case vcard = "contact_vcard"
    case location = "location_information"
    case placeName = "place_name"
    case gameTitle = "game_title"
    case gameDescription = "game_description"
    case gameLink = "game_link"
    case invoice = "invoice_information"
    case buttons = "inline_bot_buttons"
    case todoList = "todo_list"
    case durationSeconds = "duration_seconds"
    case discardReason = "discard_reason"
    case newTitle = "new_title"
    case information = "information_text"
    case messageID = "message_id"
  }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    switch fields.loose(.type, as: String.self) {
    case "message": form = .message
    case "service": form = .service
    case "unsupported": form = .unsupported
    case let type?: throw Rejection("its type \"\(type.prefix(40))\" is not known")
    case nil: throw Rejection("it has no `type`: it is not a message")
    }
    id = fields.looseNumber(.id)
    seconds = fields.looseNumberText(.dateUnix)
    if seconds == nil { localDate = fields.loose(.date) }
    if form == .service {
      try takeService(fields)
    } else {
      try takeMessage(fields)
    }
    if fields.contains(.reactions) { reactions = TelegramReaction.list(fields) }
  }

  private mutating func takeMessage(_ fields: KeyedDecodingContainer<Key>) throws {
    author = fields.loose(.from)
    authorKey = Self.peer(.fromID, in: fields)
    try takeText(fields)
    isEdited = Self.isEdited(fields)
    // Of a forwarded message its first author may be unknown: then it is null.
    isForwarded = fields.contains(.forwardedFrom)
    replyTo = fields.looseNumber(.replyTo)
    if replyTo != nil { replyPeer = fields.looseID(.replyPeer) }
    media = TelegramMedia(fields)
  }

  private mutating func takeService(_ fields: KeyedDecodingContainer<Key>) throws {
    author = fields.loose(.actor) ?? fields.loose(.from)
    authorKey = Self.peer(.actorID, in: fields) ?? Self.peer(.fromID, in: fields)
    action = TelegramAction(fields)
    try takeText(fields)
    if fields.contains(.photo) { media = TelegramMedia(fields) }
  }

  /// Most texts are one string. `text_entities` is newer than the text itself, and always a list: it
  /// serves for exports by others that have only it.
  private mutating func takeText(_ fields: KeyedDecodingContainer<Key>) throws {
    let key = fields.contains(.text) ? Key.text : .textEntities
    guard fields.contains(key) else { return }
    do {
      text = try fields.decode(String.self, forKey: key)
    } catch DecodingError.typeMismatch, DecodingError.valueNotFound {
      guard let rich = fields.loose(key, as: TelegramText.self) else { return }
      text = rich.string
      links = rich.links
    } catch {
      throw Rejection("its text is broken JSON")
    }
  }

  /// Exports of 2019 have an edit at the beginning of time on every message.
  private static func isEdited(_ fields: KeyedDecodingContainer<Key>) -> Bool {
    if let seconds = fields.looseNumberText(.editedUnix) { return seconds > 0 }
    guard let date = fields.loose(.edited, as: String.self) else { return false }
    return !date.isEmpty && !date.hasPrefix("1970-01-01") && !date.hasPrefix("1969-12-31")
  }

  /// Numbers are of the form of 2020.
  static func peer(_ key: Key, in fields: KeyedDecodingContainer<Key>) -> String? {
    guard fields.contains(key) else { return nil }
    if let text = fields.loose(key, as: String.self) {
      return text.isEmpty ? nil : Int64(text).map { "user\($0)" } ?? StableKey.name(text)
    }
    return fields.loose(key, as: Int64.self).map(TelegramPeer.key(shifted:))
  }
}

/// Who wrote a message, and nothing else of it: what a survey has to know.
struct TelegramAuthor: Decodable {
  var key: String?
  var name: String?
  /// Ids were numbers in 2020 and 2021.
  var isShifted: Bool

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: TelegramMessage.Key.self)
    name = fields.loose(.from)
    isShifted = false
    // A number is no text; that is what is asked here.
    if let number = try? fields.decode(Int64.self, forKey: .fromID) {
      (key, isShifted) = (TelegramPeer.key(shifted: number), true)
    } else {
      key = TelegramMessage.peer(.fromID, in: fields)
    }
  }
}
