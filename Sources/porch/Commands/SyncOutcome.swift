import Domain
import Foundation
import Interface

/// What came of reading from one server once.
struct SyncOutcome: Encodable {
  var account: String
  /// Messages that came.
  var messages = 0
  /// Of a first sync, or of one that went on.
  var pages = 0
  /// Seconds.
  var took = 0.0
  var waitingReplies = 0
  var waitingChanges = 0
  var error: String?

  enum CodingKeys: String, CodingKey {
    case account, messages, pages, error
    case took = "seconds"
    case waitingReplies = "waiting_replies"
    case waitingChanges = "waiting_changes"
  }

  /// "team: up to date, 12,300 messages read. 1 reply waits to be sent."
  var words: String {
    if let error { return "\(account): \(error)" }
    let read = messages > 0 ? "\(messages.counted("message")) read" : "no new messages"
    let standing = ConnectionStanding(
      name: account, url: .empty, waitingReplies: waitingReplies, waitingChanges: waitingChanges)
    let queue = standing.queueWords.map { " \($0)." } ?? ""
    return "\(account): up to date, \(read).\(queue)"
  }

  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}
