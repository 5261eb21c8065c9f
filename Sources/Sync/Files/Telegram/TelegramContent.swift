import Domain

/// What a message shows beside its text: its media as attachments, and as words what is none.
struct TelegramContent {
  /// A poll, a contact, a game: said below the message's own words.
  var words: [String] = []
  var attachments: [Attachment] = []

  private let exports: ExportSet
  private let file: ExportFile

  init(_ message: TelegramMessage, exports: ExportSet, file: ExportFile) {
    self.exports = exports
    self.file = file
    if let media = message.media { take(media) }
    for link in message.links { add(link) }
  }

  private mutating func take(_ media: TelegramMedia) {
    if let path = media.path { attachments.append(attachment(media, path)) }
    if let contact = media.contact {
      let name = [contact.first, contact.last].compactMap(\.self).filter { !$0.isEmpty }
      words.append("Contact: " + (name + [contact.phone ?? ""]).joined(separator: " "))
      if let card = media.vcard { attachments.append(find(.file, name: nil, card)) }
    }
    if media.hasPlace { attachments.append(Self.place(media)) }
    if let poll = media.poll { words.append(Self.words(of: poll)) }
    if let tasks = media.tasks { words.append(Self.words(of: tasks)) }
    if let invoice = media.invoice {
      words.append(Self.joined("Invoice: \(invoice.title)", invoice.description))
    }
    if let game = media.game {
      words.append(Self.joined("Game: \(game.title)", game.description))
      if let link = game.link { add(.init(words: game.title, address: link)) }
    }
    for button in media.buttons { add(button) }
  }

  private mutating func add(_ link: TelegramText.Link) {
    guard attachments.count < Normalise.mostAttachments, link.words != link.address else { return }
    attachments.append(
      Attachment(
        kind: .link, name: Normalise.line(link.words), url: Normalise.url(link.address)))
  }

  // MARK: Files

  private func attachment(_ media: TelegramMedia, _ path: String) -> Attachment {
    let kind = Self.kind(of: media)
    // A sticker's file has a number for a name: the emoji it stands for says more.
    let name = media.emoji.flatMap { $0.isEmpty ? nil : $0 } ?? media.fileName
    var attachment = find(kind, name: name, path)
    attachment.mime = Normalise.line(media.mime)
    if attachment.size == nil, let size = media.size, size >= 0 { attachment.size = size }
    return attachment
  }

  /// The file at a path below the export, or why there is none.
  private func find(_ kind: Attachment.Kind, name: String?, _ path: String) -> Attachment {
    if let reason = Self.absence(path) {
      return Attachment(kind: kind, name: Normalise.line(name), missing: reason)
    }
    return exports.attachment(
      kind: kind, name: name, candidates: [path], beside: file, isWhole: true,
      missing: "not beside this export")
  }

  /// Telegram Desktop writes these sentences in place of a path.
  private static func absence(_ path: String) -> SafeText? {
    if path.isEmpty { return "the export does not name it" }
    guard path.hasPrefix("("), path.hasSuffix(")") else { return nil }
    if path.contains(" not included") { return "left out by the settings of the export" }
    if path.contains(" exceeds maximum size") { return "larger than the export was set to take" }
    if path.contains(" unavailable") { return "Telegram could not give it; export again" }
    return SafeText(line: String(path.dropFirst().dropLast()))
  }

  private static func kind(of media: TelegramMedia) -> Attachment.Kind {
    if media.isPhoto { return .image }
    switch media.type {
    case "sticker": return .sticker
    case "video_message", "video_file", "animation": return .video
    case "voice_message", "audio_file": return .audio
    default: break
    }
    switch media.mime?.prefix(6) {
    case "image/": return .image
    case "video/": return .video
    case "audio/": return .audio
    default: return .file
    }
  }

  private static func place(_ media: TelegramMedia) -> Attachment {
    let name = [media.placeName, media.address].compactMap(\.self).filter { !$0.isEmpty }
    guard let place = media.place, abs(place.latitude) <= 90, abs(place.longitude) <= 180 else {
      return Attachment(
        kind: .location, name: Normalise.line(name.joined(separator: ", ")),
        missing: "the export does not say where")
    }
    let (north, east) = (place.latitude, place.longitude)
    return Attachment(
      kind: .location,
      name: SafeText(line: name.isEmpty ? "\(north), \(east)" : name.joined(separator: ", ")),
      url: Normalise.url("https://www.openstreetmap.org/?mlat=\(north)&mlon=\(east)"))
  }

  // MARK: Words

  private static func words(of poll: TelegramMedia.Poll) -> String {
    let answers = (poll.answers ?? []).prefix(50).map { answer in
      let votes = answer.voters.map { $0 == 1 ? ", 1 vote" : ", \($0) votes" } ?? ""
      return (answer.chosen == true ? "[x] " : "[ ] ") + answer.text.string + votes
    }
    return (["Poll: " + poll.question.string] + answers).joined(separator: "\n")
  }

  private static func words(of tasks: TelegramMedia.Tasks) -> String {
    let lines = (tasks.answers ?? []).prefix(50).map { "- " + $0.text.string }
    return (["List: " + tasks.title.string] + lines).joined(separator: "\n")
  }

  private static func joined(_ title: String, _ more: String?) -> String {
    more.flatMap { $0.isEmpty ? nil : "\(title)\n\($0)" } ?? title
  }
}
