import Domain
import GRDB

/// The attachments of one message, in their order.
enum Attachments {
  static func write(_ db: Database, _ attachments: [Attachment], of message: Int64) throws {
    let delete = try Prepared(db, "DELETE FROM attachment WHERE message = ?")
    delete.bind(1, message)
    try delete.run()
    for (position, attachment) in attachments.enumerated() {
      let container = try attachment.place.map { try self.container(db, of: $0) }
      let insert = try Prepared(db, "INSERT INTO attachment VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
      insert.bind(1, message)
      insert.bind(2, Int64(position))
      insert.bind(3, attachment.kind.rawValue)
      insert.bind(4, attachment.name?.string)
      insert.bind(5, attachment.mime?.string)
      insert.bind(6, attachment.size)
      insert.bind(7, attachment.url?.string)
      insert.bind(8, attachment.missing?.string)
      insert.bind(9, container)
      insert.bind(10, attachment.place?.entry)
      try insert.run()
    }
  }

  static func read(_ db: Database, of message: Int64) throws -> [Attachment] {
    let query = try Prepared(
      db,
      """
      SELECT kind, name, mime, size, url, missing, path, archive, entry
      FROM attachment LEFT JOIN container ON container.id = container
      WHERE message = ? ORDER BY position
      """)
    query.bind(1, message)
    var attachments: [Attachment] = []
    try query.each { row in
      let place = (row.text(6) as String?).map { path in
        FilePlace(
          container: path, archive: (row.text(7) as String?).flatMap { $0.isEmpty ? nil : $0 },
          entry: row.text(8))
      }
      attachments.append(
        Attachment(
          kind: Attachment.Kind(rawValue: row.text(0)) ?? .file, name: row.safe(1),
          mime: row.safe(2), size: row.int(3), url: row.safe(4), missing: row.safe(5),
          place: place))
    }
    return attachments
  }

  /// What came of attachments that were there before: an export without the files takes none away.
  static func merged(_ new: [Attachment], over old: [Attachment]) -> [Attachment] {
    guard new.map(\.kind) == old.map(\.kind) else { return new }
    return zip(new, old).map { new, old in
      new.place == nil && new.missing != nil && old.place != nil ? old : new
    }
  }

  /// Without where they lie on this machine, which is no news of the message.
  static func told(_ attachments: [Attachment]) -> [Attachment] {
    attachments.map { attachment in
      var told = attachment
      told.place = nil
      return told
    }
  }

  private static func container(_ db: Database, of place: FilePlace) throws -> Int64 {
    let query = try Prepared(db, "SELECT id FROM container WHERE path = ? AND archive = ?")
    query.bind(1, place.container)
    query.bind(2, place.archive ?? "")
    if let known = try query.first({ $0.int(0) as Int64 }) { return known }
    let insert = try Prepared(db, "INSERT INTO container (path, archive) VALUES (?, ?)")
    insert.bind(1, place.container)
    insert.bind(2, place.archive ?? "")
    try insert.run()
    return db.lastInsertedRowID
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
