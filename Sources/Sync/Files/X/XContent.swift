import Domain

/// What a message of an X archive shows: its words as they were written, and its media.
struct XContent {
  var text: String
  var attachments: [Attachment] = []

  /// Where media lie beside the messages, by the names they have had.
  private static let folders = [
    "direct_messages_media", "direct_messages_group_media", "direct_message_media",
    "direct_message_group_media",
  ]

  init(_ happening: XHappening, exports: ExportSet, file: ExportFile) {
    text = Self.words(happening)
    for address in happening.media.prefix(Normalise.mostAttachments) {
      attachments.append(
        Self.medium(address, of: happening.id ?? "", exports: exports, file: file))
    }
  }

  // MARK: Words

  /// Entities first: what a link leads to is an address and has none.
  private static func words(_ happening: XHappening) -> String {
    let text = HTMLEntities.unescaped(happening.text)
    var expanded: [Substring: String] = [:]
    for link in happening.links.prefix(1000) {
      guard let url = link.url, let target = link.expanded, isWeb(target) else { continue }
      expanded[key(of: url[...])] = target
    }
    guard !expanded.isEmpty else { return text }
    return Self.text(text, expanding: expanded, hidesMedia: !happening.media.isEmpty)
  }

  private static func isWeb(_ address: String) -> Bool {
    address.hasPrefix("https://") || address.hasPrefix("http://")
  }

  private static func key(of url: Substring) -> Substring {
    url.hasPrefix("https://") ? url.dropFirst(8) : url.hasPrefix("http://") ? url.dropFirst(7) : url
  }

  /// In one pass, so that nothing is expanded inside of what a link was expanded to. The link at the
  /// end of a message with media leads to these, which are attachments.
  private static func text(
    _ text: String, expanding links: [Substring: String], hidesMedia: Bool
  ) -> String {
    var result = ""
    var rest = text[...]
    while let place = rest.firstRange(of: "://t.co/") {
      let scheme = ["https", "http"].first { rest[..<place.lowerBound].hasSuffix($0) } ?? ""
      let start = rest.index(place.lowerBound, offsetBy: -scheme.count)
      let end = rest[place.upperBound...].firstIndex {
        !($0.isASCII && ($0.isLetter || $0.isNumber))
      }
      let url = rest[start..<(end ?? rest.endIndex)]
      result += rest[..<start]
      let target = scheme.isEmpty ? nil : links[key(of: url)]
      if let target, !(hidesMedia && target.contains("/messages/media/")) {
        result += target
      } else if target == nil {
        result += url
      }
      rest = rest[url.endIndex...]
    }
    result += rest
    while hidesMedia, result.last?.isWhitespace == true { result.removeLast() }
    return result
  }

  // MARK: Media

  /// Media behind these addresses need a login; what the archive holds of them is named after the
  /// message.
  private static func medium(
    _ address: String, of message: String, exports: ExportSet, file: ExportFile
  ) -> Attachment {
    let path = address.prefix { $0 != "?" && $0 != "#" }
    let name = path.split(separator: "/").last.map(String.init) ?? ""
    let kind = kind(name, address)
    guard !name.isEmpty, !name.contains("\\"), name != ".." else {
      return Attachment(kind: kind, missing: "the archive does not name its file")
    }
    let local = "\(message)-\(name)"
    return exports.attachment(
      kind: kind, name: name, candidates: folders.map { "\($0)/\(local)" } + [local], beside: file,
      missing: "not in the archive; X shows it only to those who are logged in")
  }

  private static func kind(_ name: String, _ address: String) -> Attachment.Kind {
    switch name.split(separator: ".").last?.lowercased() {
    case "jpg", "jpeg", "png", "gif", "webp": .image
    case "mp4", "mov", "m3u8", "webm": .video
    case "mp3", "m4a", "aac", "ogg": .audio
    default: address.contains("//video.") ? .video : .file
    }
  }

  // MARK: Reactions

  /// Older archives have names, newer ones the character itself.
  static func emoji(_ key: String) -> SafeText {
    switch key {
    case "agree": "👍"
    case "disagree": "👎"
    case "sad": "😢"
    case "funny": "😂"
    case "surprised": "😲"
    case "like": "❤"
    case "hot", "excited": "🔥"
    default: SafeText(line: key, limit: 32)
    }
  }
}
