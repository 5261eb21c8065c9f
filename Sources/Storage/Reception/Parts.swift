import Domain
import GRDB

/// The attachments of one message, in their order.
enum Attachments {
  static func write(_ db: Database, _ attachments: [Attachment], of message: Int64) throws {
    let delete = try Prepared(db, "DELETE FROM attachment WHERE message = ?")
    delete.bind(1, message)
    try delete.run()
    for (position, attachment) in attachments.enumerated() {
      let insert = try Prepared(db, "INSERT INTO attachment VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
      insert.bind(1, message)
      insert.bind(2, Int64(position))
      insert.bind(3, attachment.kind.rawValue)
      insert.bind(4, attachment.name?.string)
      insert.bind(5, attachment.mime?.string)
      insert.bind(6, attachment.size)
      insert.bind(7, attachment.url?.string)
      insert.bind(8, attachment.missing?.string)
      try insert.run()
    }
  }

  static func read(_ db: Database, of message: Int64) throws -> [Attachment] {
    let query = try Prepared(
      db,
      """
      SELECT kind, name, mime, size, url, missing FROM attachment
      WHERE message = ? ORDER BY position
      """)
    query.bind(1, message)
    var attachments: [Attachment] = []
    try query.each { row in
      attachments.append(
        Attachment(
          kind: Attachment.Kind(rawValue: row.text(0)) ?? .file, name: row.safe(1),
          mime: row.safe(2), size: row.int(3), url: row.safe(4), missing: row.safe(5)))
    }
    return attachments
  }
}

/// The reactions to one message, in the order of its source.
enum Reactions {
  static func write(_ db: Database, _ reactions: [Reaction], of message: Int64) throws {
    let delete = try Prepared(db, "DELETE FROM reaction WHERE message = ?")
    delete.bind(1, message)
    try delete.run()
    for (position, reaction) in reactions.enumerated() {
      let insert = try Prepared(db, "INSERT INTO reaction VALUES (?, ?, ?, ?)")
      insert.bind(1, message)
      insert.bind(2, Int64(position))
      insert.bind(3, reaction.emoji.string)
      insert.bind(4, reaction.author.string)
      try insert.run()
    }
  }

  static func read(_ db: Database, of message: Int64) throws -> [Reaction] {
    let query = try Prepared(
      db, "SELECT emoji, author FROM reaction WHERE message = ? ORDER BY position")
    query.bind(1, message)
    var reactions: [Reaction] = []
    try query.each { row in
      reactions.append(
        Reaction(
          emoji: SafeText(alreadySafe: row.text(0)), author: SafeText(alreadySafe: row.text(1))))
    }
    return reactions
  }
}

extension Prepared {
  /// Text that was made safe before it was stored.
  func safe(_ column: Int32) -> SafeText { SafeText(alreadySafe: text(column)) }

  func safe(_ column: Int32) -> SafeText? {
    (text(column) as String?).map { SafeText(alreadySafe: $0) }
  }
}
