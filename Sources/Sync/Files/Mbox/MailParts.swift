import Domain

/// What can be read in a mail, and what hangs on it.
struct MailParts {
  /// Parts within parts; what is deeper is not looked into.
  static let deepest = 20
  private static let mostParts = 1000
  /// Of one text, as it stands in the mail: many times what is shown of a message.
  private static let longestText = 2 << 20

  private(set) var attachments: [Attachment] = []
  /// Charsets that are not known, or do not fit.
  private(set) var unsure: Set<String> = []
  private(set) var text = ""
  private var parts = 0

  /// - Parameter mail: headers and body.
  init(_ mail: [UInt8], headers: MailHeaders) {
    text = read(mail[...], headers, depth: 0).text
    while text.last?.isWhitespace == true { text.removeLast() }
    text = String(text.drop(while: \.isNewline))
  }

  private struct Reading {
    var text = ""
    /// Was written as plain text.
    var isPlain = false
  }

  private mutating func read(
    _ bytes: ArraySlice<UInt8>, _ headers: MailHeaders, depth: Int
  ) -> Reading {
    parts += 1
    let type = headers.structured("content-type")
    let body = bytes[headers.bodyStart...]
    if type.value.hasPrefix("multipart/"), let boundary = type.parameters["boundary"],
      !boundary.isEmpty
    {
      guard depth < Self.deepest else { return Reading() }
      return readParts(
        Self.split(body, boundary), isChoice: type.value == "multipart/alternative", depth: depth)
    }
    let disposition = headers.structured("content-disposition")
    let name = disposition.parameters["filename"] ?? type.parameters["name"]
    let isText = type.value.isEmpty || type.value == "text/plain" || type.value == "text/html"
    // The same once more, for mail programs that run programs.
    guard type.value != "text/x-amp-html" else { return Reading() }
    guard isText, depth == 0 || (disposition.value != "attachment" && name == nil) else {
      attach(body, headers, type: type.value, name: name)
      return Reading()
    }
    let words = text(
      of: body, headers, charset: type.parameters["charset"] ?? "")
    return type.value == "text/html"
      ? Reading(text: HTMLText.plain(words), isPlain: false)
      : Reading(text: words, isPlain: true)
  }

  /// Of a choice the plain text is taken, where there is one; otherwise one text after the other.
  private mutating func readParts(
    _ pieces: [ArraySlice<UInt8>], isChoice: Bool, depth: Int
  ) -> Reading {
    var whole = Reading()
    for piece in pieces where parts < Self.mostParts {
      let reading = read(piece, MailHeaders(piece), depth: depth + 1)
      guard !reading.text.allSatisfy(\.isWhitespace) else { continue }
      if whole.text.isEmpty {
        whole = reading
      } else if isChoice {
        if reading.isPlain && !whole.isPlain { whole = reading }
      } else if whole.text.utf8.count < Self.longestText {
        whole.text += "\n\n" + reading.text
      }
    }
    return whole
  }

  /// The pieces between lines of two hyphens and the boundary. A last one that nothing ends is one too:
  /// mails are cut off.
  private static func split(
    _ body: ArraySlice<UInt8>, _ boundary: String
  ) -> [ArraySlice<UInt8>] {
    let mark = Array(("--" + boundary).utf8)
    var pieces: [ArraySlice<UInt8>] = []
    var start: Int?
    var line = body.startIndex
    while line < body.endIndex {
      let end = body[line...].firstIndex(of: 10) ?? body.endIndex
      if body[line..<end].starts(with: mark) {
        let rest = body[(line + mark.count)..<end]
        let isLast = rest.starts(with: "--".utf8)
        if isLast || rest.allSatisfy({ $0 <= 32 }) {
          if let start { pieces.append(body[start..<max(start, line - 1)]) }
          start = isLast ? nil : min(end + 1, body.endIndex)
          if isLast || pieces.count >= mostParts { return pieces }
        }
      }
      line = end + 1
    }
    if let start { pieces.append(body[start...]) }
    return pieces
  }

  private mutating func text(
    of body: ArraySlice<UInt8>, _ headers: MailHeaders, charset: String
  ) -> String {
    let raw = body.prefix(Self.longestText)
    let bytes: [UInt8] =
      switch Self.encoding(headers) {
      case "base64": MailCoding.base64(raw)
      case "quoted-printable": MailCoding.quotedPrintable(raw)
      default: Array(raw)
      }
    let read = MailCharset.text(bytes, charset: charset)
    // A text that was cut ends within a letter, which says nothing about its charset.
    if !read.isSure && body.count <= Self.longestText {
      unsure.insert(charset.isEmpty ? "none" : charset)
    }
    return read.text
  }

  private static func encoding(_ headers: MailHeaders) -> String {
    (headers.raw("content-transfer-encoding") ?? "").lowercased().filter { !$0.isWhitespace }
  }

  // MARK: Attachments

  private mutating func attach(
    _ body: ArraySlice<UInt8>, _ headers: MailHeaders, type: String, name: String?
  ) {
    guard attachments.count < Normalise.mostAttachments else { return }
    var name = name
    if name == nil && type == "message/rfc822" {
      name = MailHeaders(body).words("subject")
    }
    let size =
      Self.encoding(headers) == "base64"
      ? body.reduce(0) { $0 + ($1 > 32 && $1 != UInt8(ascii: "=") ? 1 : 0) } * 3 / 4 : body.count
    attachments.append(
      Self.attachment(
        name: name.map { String($0.split { $0 == "/" || $0 == "\\" }.last ?? "") }, type: type,
        size: Int64(size)))
  }

  private static func attachment(name: String?, type: String, size: Int64) -> Attachment {
    let kind: Attachment.Kind =
      switch type.prefix(while: { $0 != "/" }) {
      case "image": .image
      case "video": .video
      case "audio": .audio
      default: .file
      }
    return Attachment(
      kind: kind, name: Normalise.line(name), mime: Normalise.line(type), size: size,
      missing: "it is inside the mail; open it in your mail program")
  }
}
