import Domain
import FoundationEssentials
import GRDB

/// One row of `upstream`: a field that a server has not heard of yet.
struct UpstreamRow: Equatable {
  var conversation: Int64
  var field: UpstreamField
  var content: Content
  var changedAt: Milliseconds
  var attempts: Int64
  var trouble: String?

  /// `upstream.value`, as JSON.
  struct Content: Codable, Equatable {
    var to: UpstreamValue
    /// What was sent under way to it, so that our own words coming back are not taken for somebody
    /// else's. The newest few.
    var sent: [UpstreamValue]?
  }

  /// More unanswered requests about one field than this are not told apart.
  private static let rememberedSends = 8

  static func load(_ db: Database, _ conversation: Int64) throws -> [UpstreamRow] {
    let query = try Prepared(
      db,
      """
      SELECT field, value, changed_at, attempts, trouble FROM upstream
      WHERE conversation = ? ORDER BY changed_at, field
      """)
    query.bind(1, conversation)
    var rows: [UpstreamRow] = []
    let decoder = JSONDecoder()
    try query.each { row in
      // What cannot be read is nothing that could be told, and must not keep the rest from it.
      guard let field = UpstreamField(stored: row.text(0)),
        let content = try? decoder.decode(
          Content.self, from: Data((row.text(1) as String).utf8))
      else { return }
      rows.append(
        UpstreamRow(
          conversation: conversation, field: field, content: content, changedAt: row.int(2),
          attempts: row.int(3), trouble: row.text(4)))
    }
    return rows
  }

  static func load(_ db: Database, _ conversation: Int64, _ field: UpstreamField) throws
    -> UpstreamRow?
  {
    try load(db, conversation).first { $0.field == field }
  }

  func store(_ db: Database) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let value = String(decoding: try encoder.encode(content), as: UTF8.self)
    try db.execute(
      sql: "INSERT OR REPLACE INTO upstream VALUES (?, ?, ?, ?, ?, ?)",
      arguments: [conversation, field.stored, value, changedAt, attempts, trouble])
  }

  func delete(_ db: Database) throws {
    try db.execute(
      sql: "DELETE FROM upstream WHERE conversation = ? AND field = ?",
      arguments: [conversation, field.stored])
  }

  mutating func noteAttempt() {
    attempts += 1
    var sent = content.sent ?? []
    sent.removeAll { $0 == content.to }
    sent.append(content.to)
    content.sent = sent.suffix(Self.rememberedSends)
  }
}
