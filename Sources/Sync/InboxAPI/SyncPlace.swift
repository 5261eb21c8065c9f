import Foundation

/// How far a snapshot has come; kept in `connection.snapshot`.
struct SyncPlace: Codable, Hashable {
  enum Phase: String, Codable {
    /// Walking through the conversations.
    case conversations
    /// Reading their messages.
    case threads
    /// All is read but the accounts that the server could not ask.
    case rest
  }

  var phase = Phase.conversations
  var cursor: String?
  /// The server's ids of accounts that it could not ask, until all of theirs is here.
  var failed: [String] = []
  /// Of the rest: whose conversations the cursor walks along; nil before the first page.
  var account: String?
  /// The walk was broken off: what it did not see may be there all the same.
  var isIncomplete = false

  init() {}

  /// From the start for what an earlier version wrote and this one cannot read.
  init(stored text: String) {
    do {
      self = try JSONDecoder().decode(SyncPlace.self, from: Data(text.utf8))
    } catch {
      self = SyncPlace()
    }
  }

  var stored: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    // Strings and numbers only: this cannot fail, and an empty place would begin again.
    let data = try? encoder.encode(self)
    return String(decoding: data ?? Data("{}".utf8), as: UTF8.self)
  }
}

/// Notices a walk that goes in circles.
struct LoopWatch {
  private var cursors: Set<String> = []
  private var beginnings: Set<String> = []
  private var idlePages = 0

  /// So many pages may bring nothing new: the list moves while it is walked.
  static let mostIdlePages = 3
  /// A walk whose cursors are refused begins again so often.
  static let mostRestarts = 3

  /// - Parameters:
  ///   - first: the id of the first item of a page; nil for an empty one.
  ///   - cursor: where the page says to go on.
  /// - Returns: whether the walk goes nowhere.
  mutating func isLooping(first: String?, next cursor: String) -> Bool {
    if !cursors.insert(cursor).inserted { return true }
    let isNews = first.map { beginnings.insert($0).inserted } ?? false
    idlePages = isNews ? 0 : idlePages + 1
    return idlePages >= Self.mostIdlePages
  }
}
