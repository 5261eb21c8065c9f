import Domain
import Foundation

/// What a Meta message shows: words, attachments, and whether a person said it.
struct MetaContent {
  var text = ""
  var attachments: [Attachment] = []
  var isSystem = false
  var isDeleted = false
  /// What stays the same between exports: file names and tracking parameters do not.
  var key = ""

  /// - Parameter find: the place of a file in the export; nil when it is not there.
  init(_ message: MetaMessage, network: Network, hasFile: (String) -> Bool) {
    if message.isUnsent || message.isTakenDown {
      isDeleted = true
      text = message.isTakenDown ? "Taken down by \(network.title)" : ""
      key = "gone"
      return
    }
    text = Self.trimmed(message.content ?? "")
    attachments = Self.attachments(of: message, hasFile: hasFile)
    key = Self.key(of: message)
    if message.type == "Call" || message.callSeconds != nil {
      isSystem = true
      text = text.isEmpty ? Self.call(message) : text
    } else if message.type == "Subscribe" || message.type == "Unsubscribe" {
      isSystem = true
    } else if Self.isPlaceholder(text) {
      if attachments.isEmpty {
        attachments = [Attachment(kind: .file, missing: "not in the export")]
      }
      text = message.share?.text ?? ""
    } else if Self.isAppsOwn(text) && attachments.isEmpty {
      isSystem = true
    }
    if text.isEmpty && !isSystem { text = message.share?.text ?? "" }
    if text.isEmpty && attachments.isEmpty && !isSystem {
      attachments = [Attachment(kind: .file, missing: "nothing of it is in the export")]
    }
  }

  private static func call(_ message: MetaMessage) -> String {
    guard !message.isMissedCall, let seconds = message.callSeconds, seconds > 0, seconds < 1e7
    else { return "Missed call" }
    let whole = Int(seconds)
    return whole < 60 ? "Call, \(whole) s" : "Call, \(whole / 60) min \(whole % 60) s"
  }

  // MARK: Attachments

  private static func attachments(
    of message: MetaMessage, hasFile: (String) -> Bool
  ) -> [Attachment] {
    var found = message.media.map { medium in
      attachment(kind(medium.field, medium.uri), medium.uri, hasFile: hasFile)
    }
    if let sticker = message.sticker {
      found.append(attachment(.sticker, sticker, hasFile: hasFile))
    }
    if let link = message.share?.link, !link.isEmpty {
      found.append(
        Attachment(
          kind: .link, name: Normalise.line(message.share?.owner), url: Normalise.url(link)))
    }
    return Array(found.prefix(Normalise.mostAttachments))
  }

  private static func attachment(
    _ kind: Attachment.Kind, _ uri: String, hasFile: (String) -> Bool
  ) -> Attachment {
    if uri.hasPrefix("https://") || uri.hasPrefix("http://") {
      return Attachment(kind: kind, url: Normalise.url(uri))
    }
    let name = uri.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init)
    guard let path = safePath(uri) else {
      return Attachment(
        kind: kind, name: Normalise.line(name), missing: "its path leads out of the export")
    }
    return Attachment(
      kind: kind, name: Normalise.line(name), url: Normalise.url(path),
      missing: hasFile(path) ? nil : "not in this part of the export")
  }

  /// A path below the export, or nil: nothing absolute, no drive, nothing that climbs.
  static func safePath(_ uri: String) -> String? {
    var path = Substring(uri)
    while path.hasPrefix("./") { path = path.dropFirst(2) }
    guard !path.isEmpty, !path.hasPrefix("/"), !path.contains("\\"), !path.contains("\0"),
      !path.dropFirst().hasPrefix(":"),
      !path.split(separator: "/", omittingEmptySubsequences: false).contains("..")
    else { return nil }
    return String(path)
  }

  private static func kind(_ field: String, _ uri: String) -> Attachment.Kind {
    switch field {
    case "photos", "gifs": return .image
    case "videos": return .video
    case "audio_files": return .audio
    default: break
    }
    switch uri.split(separator: ".").last?.lowercased() {
    case "jpg", "jpeg", "png", "gif", "webp", "heic": return .image
    case "mp4", "mov", "webm": return .video
    case "mp3", "m4a", "aac", "ogg", "opus", "wav": return .audio
    default: return .file
    }
  }

  // MARK: Identity

  private static func key(of message: MetaMessage) -> String {
    let link = message.share?.link.map { link in
      String(link.prefix { $0 != "?" && $0 != "#" })
    }
    return StableKey.of(
      trimmed(message.content ?? ""), "\(message.media.count)",
      message.sticker == nil ? "" : "sticker", link ?? "", message.callSeconds == nil ? "" : "call")
  }

  /// Some contents end in a stray space.
  private static func trimmed(_ text: String) -> String {
    var text = Substring(text)
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }

  // MARK: Sentences of the app

  private static func isPlaceholder(_ text: String) -> Bool {
    text.count < 200
      && (text.hasSuffix(" sent an attachment.") || text.hasSuffix(" sent a photo.")
        || text.hasSuffix(" sent a video.") || text.hasSuffix(" sent a voice message.")
        || text.hasSuffix(" hat einen Anhang gesendet.")
        || text.hasSuffix(" envió un archivo adjunto.")
        || text.hasSuffix(" enviou um anexo.") || text.hasSuffix(" a envoyé une pièce jointe."))
  }

  /// Sentences that the app writes in a person's name. Only whole ones: a person may write "left".
  private static func isAppsOwn(_ text: String) -> Bool {
    guard text.count < 300 else { return false }
    if ownSentences.contains(text) { return true }
    if ownEndings.contains(where: text.hasSuffix) { return true }
    return text.hasPrefix("Reacted ") && text.hasSuffix(" to your message")
  }

  private static let ownSentences: Set<String> = [
    "Liked a message", "You missed a call", "You missed a video call", "Missed call",
    "You can now message and call each other and see info like Active Status and when you've read messages.",
    "Say hi to your new Facebook friend", "Started an audio call", "Started a video chat",
    "Audio call ended", "Video chat ended", "Hat eine Nachricht mit „Gefällt mir“ markiert",
    "Indicó que le gusta un mensaje", "Curtiu uma mensagem", "A aimé un message",
  ]

  private static let ownEndings: [String] = [
    " liked a message", " created the group.", " left the group.", " joined the group.",
    " to the group.", " from the group.", " started a video chat.", " started a call.",
    " changed the group photo.", " changed the theme to Default.", " missed your call.",
    " missed your video call.", " joined the call.", " joined the video chat.",
    " pinned a message.", " unpinned a message.", " set the emoji to 👍.",
    " turned on disappearing messages.", " turned off disappearing messages.",
  ]
}
