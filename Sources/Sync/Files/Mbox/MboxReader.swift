/// Cuts an mbox into its mails, in bounded memory.
///
/// Among the Swift packages at hand none reads mail; these few files do, strictly and bounded: a mail of
/// ``longestMail`` bytes, a nest of ``MailParts/deepest`` parts.
final class MboxReader {
  struct Mail {
    /// Headers and body as they stand, `>From ` unquoted; cut at ``MboxReader/longestMail``.
    var bytes: [UInt8] = []
    /// Of the separator, counted from 1.
    var line: Int
    /// What follows the address in the separator: a date.
    var envelope: String
    /// There was more than is held.
    var isCut = false
  }

  /// What mail servers take at most.
  static let longestMail = 25 << 20
  /// The most of a mail's headers; what a server takes is a tenth of it.
  static let longestHeader = 256 << 10

  private let reader: LineReader
  private let most: Int
  private var current: Mail?
  /// A line that separates, if a header follows it.
  private var candidate: (bytes: [UInt8], line: Int)?
  private var isInHeader = false
  private var isAfterBlank = true
  /// Lines before the first separator.
  private(set) var loose = 0

  /// - Parameter headersOnly: bodies are passed over.
  init(_ stream: any ByteStream, headersOnly: Bool = false) {
    reader = LineReader(stream, ending: .take)
    most = headersOnly ? 0 : Self.longestMail
  }

  /// The next mail; nil at the end.
  func next() throws(FileTrouble) -> Mail? {
    while let line = try reader.next() {
      guard case .text(let bytes) = line else {
        current?.isCut = true
        isAfterBlank = false
        continue
      }
      if let done = take(bytes) { return done }
    }
    if let candidate { add(candidate.bytes[...]) }
    candidate = nil
    defer { current = nil }
    return current
  }

  private func take(_ line: UnsafeRawBufferPointer) -> Mail? {
    if let separator = candidate {
      candidate = nil
      if Self.isHeader(line) {
        let done = current
        current = Mail(
          line: separator.line, envelope: String(decoding: separator.bytes, as: UTF8.self))
        isInHeader = true
        add(line)
        return done
      }
      add(separator.bytes[...])
      // A mail without a header may be followed by one that has one.
      isAfterBlank = true
    }
    if isAfterBlank, line.starts(with: "From ".utf8), line.count < 1000, Self.isEnvelope(line) {
      candidate = ([UInt8](line), reader.number)
      return nil
    }
    if isInHeader && line.isEmpty { isInHeader = false }
    isAfterBlank = line.isEmpty
    add(line)
    return nil
  }

  private func add(_ line: some Collection<UInt8>) {
    guard let size = current?.bytes.count else {
      if !line.isEmpty { loose += 1 }
      return
    }
    isAfterBlank = line.isEmpty
    guard size + line.count < (isInHeader ? max(most, Self.longestHeader) : most) else {
      if most > 0 { current?.isCut = true }
      return
    }
    let isQuoted = !isInHeader && line.first == UInt8(ascii: ">") && Self.isQuotedFrom(line)
    current?.bytes.append(contentsOf: isQuoted ? line.dropFirst() : line.dropFirst(0))
    current?.bytes.append(10)
  }

  /// `>From `, `>>From `: one mark was put before it.
  private static func isQuotedFrom(_ line: some Collection<UInt8>) -> Bool {
    line.drop { $0 == UInt8(ascii: ">") }.starts(with: "From ".utf8)
  }

  /// `From x@y Mon Jan  1 00:00:00 2024`: a time and a year. "From here on" has neither.
  static func isEnvelope(_ line: some Collection<UInt8>) -> Bool {
    let words = Array(line).split { $0 <= 32 }.dropFirst()
    return words.contains(where: isTime)
      && words.contains { $0.count == 4 && $0.allSatisfy { $0 &- 48 < 10 } }
  }

  private static func isTime(_ word: ArraySlice<UInt8>) -> Bool {
    word.count >= 4 && word.count <= 8 && word.contains(UInt8(ascii: ":"))
      && word.allSatisfy { $0 &- 48 < 11 }
  }

  /// `Name: value`.
  static func isHeader(_ line: some Collection<UInt8>) -> Bool {
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex else {
      return false
    }
    return line[..<colon].allSatisfy { $0 > 32 && $0 < 127 }
  }
}
