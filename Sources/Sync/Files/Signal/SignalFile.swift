import Domain

/// One Signal chat as text, cut into its entries: a header and the lines up to the next one.
struct SignalFile {
  struct Entry {
    var header: SignalHeader
    var name: String
    var text: String
    /// The original lines.
    var payload: [UInt8]
    /// Of the header, counted from 1.
    var line: Int
  }

  /// The longest entry kept, in bytes; no message is a tenth of it.
  private static let longestEntry = 1 << 20

  private let reader: LineReader
  /// Names with a colon in them that are known from elsewhere.
  private let long: [String]
  /// Of the first header: a date that somebody wrote another way belongs to the text.
  private var dialect: SignalHeader.Dialect?
  private var pending: Entry?
  private(set) var tooLong: [Int] = []
  /// Lines with bytes in them that are no UTF-8; these read as U+FFFD.
  private(set) var damaged = 0
  /// Lines before the first header, which belong to nobody.
  private(set) var loose = 0

  init(_ stream: any ByteStream, title: String?) {
    reader = LineReader(stream, ending: .take)
    long = title.map { $0.contains(":") ? [$0] : [] } ?? []
  }

  /// The next entry; nil at the end.
  mutating func next() throws(FileTrouble) -> Entry? {
    while let line = try reader.next() {
      guard case .text(let bytes) = line else {
        tooLong.append(reader.number)
        continue
      }
      let text = take(bytes)
      if let header = SignalHeader(text), header.dialect == dialect ?? header.dialect,
        let (name, body) = header.sender(long)
      {
        dialect = header.dialect
        let done = finished()
        pending = Entry(
          header: header, name: name, text: body, payload: [UInt8](bytes), line: reader.number)
        if let done { return done }
      } else if let size = pending?.payload.count {
        guard size < Self.longestEntry else { continue }
        pending?.text += "\n" + text
        pending?.payload.append(10)
        pending?.payload.append(contentsOf: bytes)
      } else if !bytes.allSatisfy({ $0 <= 32 }) {
        loose += 1
      }
    }
    defer { pending = nil }
    return finished()
  }

  /// Blank lines belong to the text, but for those between it and the next header.
  private func finished() -> Entry? {
    guard var entry = pending else { return nil }
    while let last = entry.text.last, last.isWhitespace { entry.text.removeLast() }
    return entry
  }

  /// One bad byte costs a character, not the chat.
  private mutating func take(_ bytes: UnsafeRawBufferPointer) -> String {
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    damaged += 1
    return String(decoding: bytes, as: UTF8.self)
  }
}
