import Domain
import Foundation

/// What the body of one WhatsApp message says, with the app's own marks taken for what they mean.
struct WhatsAppBody: Hashable {
  var text = ""
  var attachments: [Attachment] = []
  var isEdited = false
  var isDeleted = false
  /// A call or a line of the app, not of the person it stands under.
  var isSystem = false
  /// Only the owner's own deleted messages read like this.
  var isDeletedByOwner = false
  /// What makes this message the same one in an export in another form: media count as media,
  /// with or without their file.
  var key = ""

  /// The longest that the app itself writes without a mark before it, in bytes.
  private static let longestWords = 160

  private static func start(of plain: String) -> String {
    plain.utf8.count <= longestWords
      ? plain : String(plain.unicodeScalars.prefix(longestWords / 2))
  }

  static let notExported: SafeText = "not in the export"

  /// - Parameter find: what the export has of a file that is named as attached.
  init(_ raw: String, find: (Attachment.Kind, String) -> Attachment) {
    let isMarked = raw.unicodeScalars.first.map(isDirectionMark) ?? false
    var body = Self.trimmed(raw)
    takeEditMark(&body)
    let (first, rest) = Self.split(body)
    let plain = Self.plain(first)
    guard isMarked || WhatsAppWords.mayBegin(plain) || plain.utf8.last == UInt8(ascii: ")")
    else {
      text = body
      key = rest.isEmpty && first.utf8.count == body.utf8.count ? plain : Self.plain(body)
      return
    }
    let lower = Self.bare(isMarked ? plain : Self.start(of: plain))
    if WhatsAppWords.deleted.contains(lower) || WhatsAppWords.deletedByOwner.contains(lower) {
      isDeleted = true
      isDeletedByOwner = WhatsAppWords.deletedByOwner.contains(lower)
      key = "deleted"
    } else if let attachment = Self.attachment(plain, isMarked: isMarked, find: find) {
      attachments = [attachment]
      text = rest
      key = "media\n" + Self.plain(rest)
    } else if body.isEmpty || body == "null" {
      attachments = [Attachment(kind: .file, missing: Self.notExported)]
      key = "media\n"
    } else {
      text = body
      key = rest.isEmpty && first.utf8.count == body.utf8.count ? plain : Self.plain(body)
      isSystem =
        (isMarked || WhatsAppWords.calls.contains { lower.hasPrefix($0) && rest.isEmpty })
        && Self.isAppsOwn(lower)
      takePlace(lower)
    }
  }

  private static func isAppsOwn(_ lower: String) -> Bool {
    WhatsAppWords.calls.contains { lower.hasPrefix($0) }
      || WhatsAppWords.system.contains { lower.contains($0) }
  }

  private mutating func takeEditMark(_ body: inout String) {
    guard let last = body.unicodeScalars.last, last == ">" || isDirectionMark(last) else { return }
    let lower = Self.plain(body).lowercased()
    guard let mark = WhatsAppWords.edited.first(where: lower.hasSuffix) else { return }
    guard let open = body.lastIndex(of: "<"), lower.count > mark.count else { return }
    isEdited = true
    body = Self.trimmed(String(body[..<open]))
  }

  private mutating func takePlace(_ lower: String) {
    guard WhatsAppWords.places.contains(where: lower.hasPrefix),
      let start = text.range(of: "https://")?.lowerBound ?? text.range(of: "http://")?.lowerBound
    else { return }
    let link = text[start...].prefix { !$0.isWhitespace }
    attachments = [Attachment(kind: .location, url: Normalise.url(String(link)))]
  }

  /// A medium, as Android (`NAME (file attached)`, `<Media omitted>`) or iOS
  /// (`<attached: NAME>`, `image omitted`) name it.
  private static func attachment(
    _ line: String, isMarked: Bool, find: (Attachment.Kind, String) -> Attachment
  ) -> Attachment? {
    guard isMarked || line.hasPrefix("<") || line.hasSuffix(")") else { return nil }
    let lower = line.lowercased()
    if WhatsAppWords.omitted.contains(lower) {
      return Attachment(kind: .file, missing: notExported)
    }
    if let name = fileName(line) {
      return find(kind(ofFile: name), name)
    }
    let words = lower.split(separator: " ")
    guard isMarked, (2...4).contains(words.count), let first = words.first, let last = words.last,
      WhatsAppWords.omittedEndings.contains(String(last))
    else { return nil }
    return Attachment(kind: WhatsAppWords.kinds[String(first)] ?? .file, missing: notExported)
  }

  /// The name of a file that is mentioned as attached; never one with a path in it.
  private static func fileName(_ line: String) -> String? {
    var name: Substring?
    if line.hasPrefix("<"), line.hasSuffix(">"), let colon = line.range(of: ": ") {
      name = line[colon.upperBound...].dropLast()
    } else if line.hasSuffix(")"), let open = line.range(of: " (", options: .backwards) {
      let words = line[open.upperBound...].dropLast().lowercased()
      let candidate = line[..<open.lowerBound]
      if WhatsAppWords.attached.contains(words) || candidate.contains("-WA") { name = candidate }
    }
    guard let name, let dot = name.lastIndex(of: "."), dot > name.startIndex,
      name.distance(from: dot, to: name.endIndex) <= 6, !name.contains("/"), !name.contains("\\"),
      !name.contains("\n"), name.utf8.count <= 255
    else { return nil }
    return String(name)
  }

  private static func kind(ofFile name: String) -> Attachment.Kind {
    switch name.split(separator: ".").last?.lowercased() {
    case "jpg", "jpeg", "png", "heic", "gif": .image
    case "webp": .sticker
    case "mp4", "mov", "3gp", "mkv", "avi": .video
    case "opus", "m4a", "mp3", "aac", "ogg", "amr", "wav": .audio
    default: .file
    }
  }

  // MARK: Comparing

  /// The first line and what follows it.
  private static func split(_ body: String) -> (String, String) {
    guard let newline = body.utf8.firstIndex(of: UInt8(ascii: "\n")) else { return (body, "") }
    return (String(body[..<newline]), String(body[body.utf8.index(after: newline)...]))
  }

  /// Without direction marks and outer spaces.
  static func plain(_ text: String) -> String {
    guard mayHoldMarks(text) else { return trimmed(text) }
    var view = String.UnicodeScalarView()
    for scalar in text.unicodeScalars where !isDirectionMark(scalar) { view.append(scalar) }
    return trimmed(String(view))
  }

  /// By the first two bytes of the marks: most texts have none of them.
  private static func mayHoldMarks(_ text: String) -> Bool {
    var last: UInt8 = 0
    for byte in text.utf8 {
      switch (last, byte) {
      case (0xE2, 0x80), (0xE2, 0x81), (0xD8, 0x9C), (0xEF, 0xBB): return true
      default: last = byte
      }
    }
    return false
  }

  /// For lists of whole bodies: lower case, no full stop.
  private static func bare(_ plain: String) -> String {
    let lower = plain.lowercased()
    return lower.hasSuffix(".") && !lower.hasSuffix("..") ? String(lower.dropLast()) : lower
  }

  private static func trimmed(_ text: String) -> String {
    if let first = text.utf8.first, let last = text.utf8.last,
      (0x21..<0x7F).contains(first), (0x21..<0x7F).contains(last)
    {
      return text
    }
    var scalars = Substring(text).unicodeScalars
    while let last = scalars.last, last.properties.isWhitespace || last == "\u{200E}" {
      scalars.removeLast()
    }
    while let first = scalars.first, first.properties.isWhitespace || first == "\u{200E}" {
      scalars.removeFirst()
    }
    return String(scalars)
  }
}
