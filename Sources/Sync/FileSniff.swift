import Foundation

/// What one file is, told from its first 64 KB.
struct FileSniff {
  enum Verdict: Hashable {
    case lines, chat, thread, html
    /// It should have been one of them, and why it is not.
    case unreadable(String)
    /// Nothing of ours.
    case other
  }

  static let htmlSentence =
    "this is the HTML export; ask for JSON: request the download again and choose the format JSON"

  let verdict: Verdict

  /// - Parameter isNamed: whether the person named this very file, so that something has to be said.
  init(path: String, isNamed: Bool) {
    let name = path.split(separator: "/").last.map { $0.lowercased() } ?? ""
    let isExpected = isNamed || Self.isExpected(name)
    let found: Verdict
    do throws(FileTrouble) {
      let head = try ByteFile(path: path).bytes(at: 0, count: 64 << 10)
      found = Self.verdict(head, path: path, name: name)
    } catch {
      found = .unreadable(error.sentence)
    }
    switch found {
    case .lines, .chat, .thread: verdict = found
    case .html: verdict = isExpected || Self.isMessagePage(path, name) ? .html : .other
    case .unreadable: verdict = isExpected ? found : .other
    case .other:
      verdict = isExpected ? .unreadable(Self.unknownSentence(name)) : .other
    }
  }

  /// Names that message files have in the exports we read.
  private static func isExpected(_ name: String) -> Bool {
    name.hasSuffix(".jsonl") || name == "_chat.txt" || name.hasSuffix(".zip")
      || (name.hasPrefix("message_") && name.hasSuffix(".json"))
      || WhatsAppWords.titles.contains { name.hasPrefix($0) && name.hasSuffix(".txt") }
  }

  private static func isMessagePage(_ path: String, _ name: String) -> Bool {
    name.hasPrefix("message_") && name.hasSuffix(".html") && path.contains("/messages/")
  }

  private static func unknownSentence(_ name: String) -> String {
    name.hasSuffix(".json")
      ? "it is JSON of a shape that Porch does not know"
      : "it is not a format that Porch knows"
  }

  private static func verdict(_ head: [UInt8], path: String, name: String) -> Verdict {
    let form = FileForm(head: head)
    guard case .text(let skip) = form else {
      return .unreadable(form.refusal(of: path) ?? "it is not text")
    }
    let body = head[skip...]
    guard let first = body.first(where: { $0 > 0x20 }) else {
      return .unreadable("there is nothing but blanks in it")
    }
    switch first {
    case UInt8(ascii: "{"): return object(Array(body), name: name)
    case UInt8(ascii: "<"): return .html
    default:
      if WhatsAppFile.isOne(head: String(decoding: body, as: UTF8.self)) { return .chat }
      return anyLine(Array(body)) ? .lines : name.hasSuffix(".jsonl") ? .lines : .other
    }
  }

  private static func object(_ body: [UInt8], name: String) -> Verdict {
    let keys = JSONPieces.firstKeys(of: body)
    if keys["type"].map(isLineType) == true { return .lines }
    let isThread =
      keys["messages"] != nil || keys["threadName"] != nil
      || (keys["participants"] != nil && keys["type"] == nil)
    if isThread { return .thread }
    if anyLine(body) || name.hasSuffix(".jsonl") { return .lines }
    if keys.isEmpty { return .unreadable("its JSON is broken or cut off at the beginning") }
    return .other
  }

  /// A file whose first lines are damaged is still known by one that is not.
  private static func anyLine(_ body: [UInt8]) -> Bool {
    body.split(separator: 10, maxSplits: 50).prefix(50).contains { line in
      line.first == UInt8(ascii: "{")
        && JSONPieces.firstKeys(of: Array(line))["type"].map(isLineType) == true
    }
  }

  private static func isLineType(_ value: String) -> Bool {
    value == "\"message\"" || value == "\"conversation\"" || value == "\"account\""
  }
}
