import Domain

/// What a Snapchat message shows.
struct SnapchatContent {
  var text = ""
  var attachments: [Attachment] = []
  /// A line of the app's own.
  var isSystem = false

  /// - Parameter media: looks up a file of `chat_media` by its id.
  init(_ message: SnapchatMessage, in exports: ExportSet, media: (String) -> ExportFile?) {
    text = message.text ?? ""
    let kind = message.mediaType
    if kind.hasPrefix("STATUS") || kind.hasPrefix("MISSED") || kind.hasSuffix("CALL") {
      isSystem = true
      if text.isEmpty { text = Self.words[kind] ?? Self.sentence(kind) }
      return
    }
    attachments = message.mediaIDs.map { Self.attachment(kind, of: media($0), in: exports) }
    guard text.isEmpty && attachments.isEmpty else { return }
    attachments = [
      Attachment(
        kind: Self.kind(kind, name: ""),
        missing: kind == "TEXT" || kind.isEmpty
          ? "it was not saved in the chat, so its words are not in the export"
          : "not in the export")
    ]
  }

  private static func attachment(
    _ mediaType: String, of file: ExportFile?, in exports: ExportSet
  ) -> Attachment {
    guard let file else {
      return Attachment(kind: kind(mediaType, name: ""), missing: "not in this part of the export")
    }
    return exports.attachment(kind: kind(mediaType, name: String(file.name)), of: file)
  }

  private static func kind(_ mediaType: String, name: String) -> Attachment.Kind {
    switch mediaType {
    case "STICKER": return .sticker
    case "NOTE": return .audio
    case "LOCATION": return .location
    case "SHARE": return .link
    default: break
    }
    switch name.split(separator: ".").last?.lowercased() {
    case "jpg", "jpeg", "png", "gif", "webp", "heic": return .image
    case "mp4", "mov", "webm": return .video
    case "m4a", "mp3", "aac", "ogg", "opus", "wav": return .audio
    default: return .file
    }
  }

  private static let words: [String: String] = [
    "STATUSERASEDMESSAGE": "Deleted a message",
    "STATUSSAVETOCAMERAROLL": "Saved a snap to the camera roll",
    "STATUSPARTICIPANTREMOVED": "Left the group or was removed",
    "STATUSCONVERSATIONCAPTURESCREENSHOT": "Took a screenshot of the chat",
    "STATUSCALLMISSEDAUDIO": "Missed audio call", "STATUSCALLMISSEDVIDEO": "Missed video call",
  ]

  /// `STATUSNEWTHING` is shown as it is called.
  private static func sentence(_ kind: String) -> String {
    "Snapchat: " + kind.lowercased().prefix(60)
  }
}
