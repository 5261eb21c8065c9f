import Domain
import GRDB

extension RollUp.Line {
  /// The longest snippet that a row can use, in bytes of UTF-8.
  private static let longest = 400

  /// A text as one line. Most are short and have one line: they pass as they are.
  static func cut(_ text: String) -> String {
    if text.utf8.count <= longest, !text.utf8.contains(UInt8(ascii: "\n")) { return text }
    var line = String.UnicodeScalarView()
    for scalar in text.unicodeScalars.prefix(200) {
      line.append(scalar == "\n" ? " " : scalar)
    }
    return String(line)
  }

  /// What a row says of a message that has only attachments.
  static func naming(_ attachment: Attachment?) -> String {
    guard let attachment else { return "" }
    guard let name = attachment.name, !name.isEmpty else { return "[\(attachment.kind.rawValue)]" }
    return cut("[\(attachment.kind.rawValue)] \(name.string)")
  }

  static func naming(attachmentOf message: Int64, _ db: Database) throws -> String {
    let query = try Prepared(
      db, "SELECT kind, name FROM attachment WHERE message = ? ORDER BY position LIMIT 1")
    query.bind(1, message)
    let first = try query.first { row in
      Attachment(
        kind: Attachment.Kind(rawValue: row.text(0)) ?? .file,
        name: (row.text(1) as String?).map { SafeText(alreadySafe: $0) })
    }
    return naming(first)
  }
}
