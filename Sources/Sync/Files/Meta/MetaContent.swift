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

  init(_ message: MetaMessage, network: Network, media: MetaMedia) {
    if message.isUnsent || message.isTakenDown {
      isDeleted = true
      text = message.isTakenDown ? "Taken down by \(network.title)" : ""
      key = "gone"
      return
    }
    text = Self.trimmed(message.content ?? "")
    attachments = Self.attachments(of: message, media: media)
    key = Self.key(of: message)
    if message.type == "Call" || message.callSeconds != nil {
      isSystem = true
      text = text.isEmpty ? Self.call(message) : text
    } else if message.type == "Subscribe" || message.type == "Unsubscribe" {
      isSystem = true
      text = text.isEmpty ? Self.change(message) : text
    } else if MetaSentence.isPlaceholder(text, of: message.sender) {
      if attachments.isEmpty {
        attachments = [Attachment(kind: .file, missing: "not in the export")]
      }
      text = message.share?.text ?? ""
    } else if MetaSentence.isAppsOwn(text, of: message.sender) && attachments.isEmpty {
      isSystem = true
    }
    if text.isEmpty && !isSystem { text = message.share?.text ?? "" }
    if text.isEmpty && attachments.isEmpty && !isSystem {
      let reason =
        message.isBlockedHere
        ? "\(network.title) does not show it in your country" : "nothing of it is in the export"
      attachments = [Attachment(kind: .file, missing: SafeText(line: reason))]
    }
  }

  private static func call(_ message: MetaMessage) -> String {
    guard !message.isMissedCall, let seconds = message.callSeconds, seconds > 0, seconds < 1e7
    else { return "Missed call" }
    let whole = Int(seconds)
    return whole < 60 ? "Call, \(whole) s" : "Call, \(whole / 60) min \(whole % 60) s"
  }

  /// Who came or went, where the app wrote no sentence of its own.
  private static func change(_ message: MetaMessage) -> String {
    let others = message.users.filter { $0 != message.sender }.prefix(20).joined(separator: ", ")
    return switch (message.type == "Subscribe", others.isEmpty) {
    case (true, true): "\(message.sender) joined the group."
    case (true, false): "\(message.sender) added \(others) to the group."
    case (false, true): "\(message.sender) left the group."
    case (false, false): "\(message.sender) removed \(others) from the group."
    }
  }

  // MARK: Attachments

  private static func attachments(of message: MetaMessage, media: MetaMedia) -> [Attachment] {
    var found = message.media.prefix(Normalise.mostAttachments).map { medium in
      media.attachment(kind(medium.field, medium.uri), medium.uri)
    }
    if let sticker = message.sticker { found.append(media.attachment(.sticker, sticker)) }
    if let link = message.share?.link, !link.isEmpty {
      found.append(
        Attachment(
          kind: .link, name: Normalise.line(message.share?.owner), url: Normalise.url(link)))
    }
    return Array(found.prefix(Normalise.mostAttachments))
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
}
