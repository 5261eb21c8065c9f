import GRDB

/// The labels of conversations, by name.
enum Labels {
  /// - Returns: whether the conversation did not have it.
  static func add(_ db: Database, _ name: String, to conversation: Int64) throws -> Bool {
    guard !name.isEmpty else { return false }
    try db.execute(sql: "INSERT OR IGNORE INTO label (name) VALUES (?)", arguments: [name])
    try db.execute(
      sql: "INSERT OR IGNORE INTO conversation_label SELECT ?, id FROM label WHERE name = ?",
      arguments: [conversation, name])
    return try count(db, conversation)
  }

  /// - Returns: whether the conversation had it.
  static func remove(_ db: Database, _ name: String, from conversation: Int64) throws -> Bool {
    try db.execute(
      sql: """
        DELETE FROM conversation_label
        WHERE conversation = ? AND label = (SELECT id FROM label WHERE name = ?)
        """, arguments: [conversation, name])
    return try count(db, conversation)
  }

  /// Most rows have none: the number in the row spares a window the question.
  private static func count(_ db: Database, _ conversation: Int64) throws -> Bool {
    guard db.changesCount > 0 else { return false }
    try db.execute(
      sql: """
        UPDATE conversation SET revision = revision + 1, label_count =
          (SELECT count(*) FROM conversation_label WHERE conversation = ?1) WHERE id = ?1
        """, arguments: [conversation])
    return true
  }
}
