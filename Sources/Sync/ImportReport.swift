package import Domain

/// What an import found and did, for the summary and for `--json`.
package struct ImportReport: Hashable, Sendable {
  /// Something that was not taken in. Its words may hold what stood in a file, for the terminal
  /// and the log: they are sanitised here, whoever made them.
  package struct Skip: Hashable, Sendable, Codable {
    package let file: String
    /// The line, entry or byte; empty for a whole file.
    package let at: String
    package let reason: String

    package init(file: String, at: String = "", reason: String) {
      self.file = SafeText(line: file, limit: 4096).string
      self.at = SafeText(line: at, limit: 100).string
      self.reason = SafeText(line: reason, limit: 1000).string
    }

    package var sentence: SafeText {
      let place = at.isEmpty ? file : "A line of \(file):\(at)"
      return SafeText(line: "\(place) was skipped: \(reason)")
    }
  }

  /// More are counted, not kept.
  static let mostSkips = 10_000

  /// Files read as messages.
  package var files = 0
  /// Conversations that were new to the store; of a dry run, the ones that would be.
  package var conversations = 0
  /// Messages found in the files.
  package var found = 0
  package var added = 0
  package var updated = 0
  package var known = 0
  /// Identities that became one person with another, because an export says so.
  var peopleJoined = 0
  package var skipped: [Skip] = []
  /// Skips beyond ``mostSkips``.
  package var skippedMore = 0
  /// Sentences worth reading: which zone was taken, who "me" is.
  package var notes: [String] = []
  package var needs: [ImportNeed] = []

  package init() {}

  /// The people to choose from, when who "me" is could not be worked out.
  package var needsMe: [SafeText]? {
    let candidates = needs.flatMap { need -> [SafeText] in
      if case .me(_, let candidates, _) = need { candidates } else { [] }
    }
    let isAsked = needs.contains { if case .me = $0 { true } else { false } }
    return isAsked ? candidates : nil
  }

  /// A file that was read in part or not at all.
  mutating func skip(_ file: String, at: String = "", _ reason: String) {
    guard skipped.count < Self.mostSkips else {
      skippedMore += 1
      return
    }
    skipped.append(Skip(file: file, at: at, reason: reason))
  }

  mutating func add(_ receipt: Receipt) {
    added += receipt.added
    updated += receipt.updated
    known += receipt.known
    peopleJoined += receipt.peopleJoined
  }

  mutating func note(_ sentence: String) {
    if !notes.contains(sentence) { notes.append(SafeText(line: sentence, limit: 1000).string) }
  }
}

extension ImportReport: Encodable {
  private enum Key: String, CodingKey {
    case files, conversations, found, added, updated, known, skipped
    case skippedMore = "skipped_more"
  }

  /// The object of `import --json`.
  package func encode(to encoder: any Encoder) throws {
    var sink = encoder.container(keyedBy: Key.self)
    try sink.encode(files, forKey: .files)
    try sink.encode(conversations, forKey: .conversations)
    try sink.encode(found, forKey: .found)
    try sink.encode(added, forKey: .added)
    try sink.encode(updated, forKey: .updated)
    try sink.encode(known, forKey: .known)
    try sink.encode(skipped, forKey: .skipped)
    try sink.encode(skippedMore, forKey: .skippedMore)
  }
}
