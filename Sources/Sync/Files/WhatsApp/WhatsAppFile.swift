import Domain

/// Why a text export cannot be read as a whole, in words.
struct UnreadableFile: Error, Hashable {
  var reason: String
}

/// One `_chat.txt`, cut into its entries: a header and the lines up to the next one.
///
/// Only lines in the dialect of the file's first header count as headers: a date that somebody
/// wrote at the start of a line belongs to the text.
struct WhatsAppFile {
  /// One entry as it stands.
  struct Entry {
    var header: WhatsAppHeader
    /// What follows the header, with the lines that continue it.
    var rest: String
    /// The original lines.
    var payload: [UInt8]
    /// Of the header, counted from 1.
    var line: Int
  }

  /// The longest entry kept, in bytes; no message is a tenth of it.
  private static let longestEntry = 1 << 20

  private let reader: LineReader
  /// Of the first header.
  private var dialect: WhatsAppHeader.Dialect?
  private var pending: Entry?
  /// Lines that were passed over for their length.
  private(set) var tooLong: [Int] = []
  private var lines = 0
  /// Lines with bytes in them that are no UTF-8; these read as U+FFFD.
  private(set) var damaged = 0

  init(_ stream: any ByteStream) { reader = LineReader(stream, ending: .take) }

  /// The next entry; nil at the end.
  /// - Throws: when there is no header in the first lines.
  mutating func next() throws(UnreadableFile) -> Entry? {
    while let line = try nextLine() {
      guard case .text(let bytes) = line else {
        tooLong.append(reader.number)
        continue
      }
      let text = take(bytes)
      if let header = Self.header(of: text), header.dialect == dialect ?? header.dialect {
        dialect = header.dialect
        let done = pending
        pending = Entry(
          header: header, rest: String(Substring(text.utf8.dropFirst(header.length))),
          payload: [UInt8](bytes), line: reader.number)
        if let done { return done }
      } else if let size = pending?.payload.count, size < Self.longestEntry {
        pending?.rest += "\n" + text
        pending?.payload.append(10)
        pending?.payload.append(contentsOf: bytes)
      } else if dialect == nil && reader.number >= 200 {
        break
      }
    }
    if dialect == nil {
      throw UnreadableFile(reason: "no line begins with a date that WhatsApp writes")
    }
    defer { pending = nil }
    return pending
  }

  /// One bad byte costs a character, not the chat.
  private mutating func take(_ bytes: UnsafeRawBufferPointer) -> String {
    lines += 1
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    damaged += 1
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Told after the last entry. - Throws: when most lines are in another encoding.
  func checkEncoding() throws(UnreadableFile) {
    guard damaged * 2 > lines else { return }
    throw UnreadableFile(
      reason: "most of its lines are not UTF-8 text (Latin-1 perhaps); save the file as UTF-8")
  }

  private func nextLine() throws(UnreadableFile) -> LineReader.Line? {
    do throws(FileTrouble) {
      return try reader.next()
    } catch {
      throw UnreadableFile(reason: error.sentence)
    }
  }

  /// Whether the beginning of a file reads like an export.
  static func isOne(head: String) -> Bool {
    head.split(separator: "\n", maxSplits: 50).prefix(50).contains { header(of: String($0)) != nil }
  }

  static func header(of line: String) -> WhatsAppHeader? {
    // Headers start with a digit, a bracket, or marks before one: most lines are settled here.
    guard let first = line.utf8.first, first >= 0x80 || first == 0x5B || (48...57).contains(first)
    else { return nil }
    return WhatsAppHeader(Array(line.unicodeScalars.prefix(80)))
  }
}
