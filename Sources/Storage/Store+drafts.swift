package import Domain
package import FoundationEssentials
import GRDB

extension Store {
  /// Keeps what is being written, as it was typed; it is on the disk when the call returns.
  ///
  /// An empty text removes the draft.
  package func saveDraft(
    _ text: String, for id: Conversation.ID, at now: Date
  ) throws(StoreError) {
    let now = Milliseconds(now)
    try changing(id, at: now) { db, row in try Drafts.put(db, text, in: &row, at: now) }
  }

  /// Throws away what was being written, and writes it into the journal, so that it can be undone
  /// in its turn.
  ///
  /// - Parameters:
  ///   - text: the newest state of the draft, which may not have been kept yet; nil is what is kept.
  ///   - run: a string unique to one run of the program; undo stays within it.
  package func discardDraft(
    _ id: Conversation.ID, text: String? = nil, run: String, at now: Date
  ) throws(StoreError) {
    let now = Milliseconds(now)
    try changing(id, at: now) { db, row in
      let text = try text ?? Drafts.text(db, of: row.id) ?? ""
      try Drafts.put(db, "", in: &row, at: now)
      guard !text.isEmpty else { return }
      try Journal.write(
        db, JournalEntry(discarded: text, of: row), conversation: row.id, run: run, at: now)
    }
  }
}

/// The texts being written, at most one for a conversation.
enum Drafts {
  static func text(_ db: Database, of conversation: Int64) throws -> String? {
    let query = try Prepared(db, "SELECT text FROM draft WHERE conversation = ?")
    query.bind(1, conversation)
    return try query.first { $0.text(0) }
  }

  static func put(
    _ db: Database, _ text: String, in row: inout RollUp, at now: Milliseconds
  ) throws {
    if text.isEmpty {
      try db.execute(sql: "DELETE FROM draft WHERE conversation = ?", arguments: [row.id])
    } else {
      // Bound with its length, so that a NUL in it ends nothing.
      let insert = try Prepared(db, "INSERT OR REPLACE INTO draft VALUES (?, ?, ?)")
      insert.bind(1, row.id)
      insert.bind(2, text)
      insert.bind(3, now)
      try insert.run()
    }
    row.standing.hasDraft = !text.isEmpty
    // A conversation that its source gave up comes back when there is something of ours in it.
    if !text.isEmpty { row.standing.isGone = false }
  }

  /// Removes the draft that a reply came from. What else is being written there stays: a reply may
  /// come from another window or from a command.
  static func end(
    _ db: Database, with reply: Outgoing, in row: inout RollUp, at now: Milliseconds
  ) throws {
    guard let draft = try text(db, of: row.id) else { return }
    guard reply.endsDraft || trimmed(reply.text).hasPrefix(trimmed(draft)) else { return }
    try put(db, "", in: &row, at: now)
  }

  /// Without the white space around it, which networks and commands cut off.
  static func trimmed(_ text: String) -> Substring {
    var text = text.drop(while: \.isWhitespace)
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }

  /// Puts a text back in front of what has been written since.
  static func restore(
    _ db: Database, _ text: String, in row: inout RollUp, at now: Milliseconds
  ) throws {
    let since = try Drafts.text(db, of: row.id) ?? ""
    try put(db, since.isEmpty || since == text ? text : "\(text)\n\n\(since)", in: &row, at: now)
  }
}
