/// What a message carries beside its words, as it is told; ``TelegramContent`` makes something of it.
struct TelegramMedia {
  /// `photo` or `file`: a path below the export, or a sentence in brackets that says why there is
  /// none.
  var path: String?
  var isPhoto = false
  var fileName: String?
  var size: Int64?
  var mime: String?
  /// sticker, video_message, voice_message, animation, video_file, audio_file.
  var type: String?
  var emoji: String?
  var contact: Contact?
  var vcard: String?
  var hasPlace = false
  var place: Place?
  var placeName: String?
  var address: String?
  var poll: Poll?
  var game: Game?
  var invoice: Invoice?
  var tasks: Tasks?
  /// Of the buttons under a bot's message those that lead to a page.
  var buttons: [TelegramText.Link] = []

  struct Contact: Decodable {
    var first: String?
    var last: String?
    var phone: String?

    private enum CodingKeys: String, CodingKey {
      case first = "first_name"
      case last = "last_name"
      case phone = "phone_number"
    }
  }

  struct Place: Decodable {
    var latitude: Double
    var longitude: Double
  }

  struct Poll: Decodable {
    struct Answer: Decodable {
      var text: TelegramText
      var voters: Int64?
      var chosen: Bool?
    }

    var question: TelegramText
    var answers: [Answer]?
  }

  struct Game {
    var title: String
    var description: String?
    var link: String?
  }

  struct Invoice: Decodable {
    var title: String
    var description: String?
  }

  struct Tasks: Decodable {
    struct Task: Decodable { var text: TelegramText }
    var title: TelegramText
    var answers: [Task]?
  }

  private struct Button: Decodable {
    var type: String?
    var text: String?
    var data: String?
  }

  /// nil when there is nothing of the kind.
  init?(_ fields: KeyedDecodingContainer<TelegramMessage.Key>) {
    takeFile(fields)
    if fields.contains(.contact) {
      contact = fields.loose(.contact)
      vcard = fields.loose(.vcard)
    }
    if fields.contains(.location) || fields.contains(.placeName) {
      hasPlace = true
      place = fields.loose(.location)
      placeName = fields.loose(.placeName)
      address = fields.loose(.address)
    }
    if fields.contains(.poll) { poll = fields.loose(.poll) }
    if let title = fields.loose(.gameTitle, as: String.self) {
      game = Game(
        title: title, description: fields.loose(.gameDescription), link: fields.loose(.gameLink))
    }
    if fields.contains(.invoice) { invoice = fields.loose(.invoice) }
    if fields.contains(.todoList) { tasks = fields.loose(.todoList) }
    if fields.contains(.buttons) { takeButtons(fields) }
    guard
      path != nil || contact != nil || hasPlace || poll != nil || game != nil || invoice != nil
        || tasks != nil || !buttons.isEmpty
    else { return nil }
  }

  private mutating func takeFile(_ fields: KeyedDecodingContainer<TelegramMessage.Key>) {
    if let photo = fields.loose(.photo, as: String.self) {
      (path, isPhoto) = (photo, true)
      size = fields.looseNumber(.photoSize)
    } else if let file = fields.loose(.file, as: String.self) {
      path = file
      fileName = fields.loose(.fileName)
      size = fields.looseNumber(.fileSize)
      mime = fields.loose(.mimeType)
      type = fields.loose(.mediaType)
      emoji = fields.loose(.stickerEmoji)
    }
  }

  private mutating func takeButtons(_ fields: KeyedDecodingContainer<TelegramMessage.Key>) {
    for row in fields.loose(.buttons, as: [[Button]].self) ?? [] {
      for button in row where button.type == "url" || button.type == "web_view" {
        guard let address = button.data, !address.isEmpty else { continue }
        buttons.append(.init(words: button.text ?? "", address: address))
      }
    }
  }
}

/// A kind of reaction on a message, with those who are known to have given it.
struct TelegramReaction: Decodable {
  var emoji: String
  var count: Int64
  /// The names of the last few; nil of a deleted account.
  var recent: [String?]

  private struct Giver: Decodable { var from: String? }

  private enum Key: String, CodingKey { case type, emoji, count, recent }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    // Pictures of somebody's own making have a number or a file in place of a character.
    emoji = fields.loose(.emoji) ?? (fields.loose(.type) == "paid" ? "⭐" : "custom emoji")
    recent = fields.loose(.recent, as: [Giver].self)?.map(\.from) ?? []
    count = max(fields.looseNumber(.count) ?? 0, Int64(recent.count))
  }

  static func list(
    _ fields: KeyedDecodingContainer<TelegramMessage.Key>
  ) -> [TelegramReaction] {
    fields.loose(.reactions) ?? []
  }
}
