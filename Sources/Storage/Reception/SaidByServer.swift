import Domain
import FoundationEssentials

/// What a server last said of a conversation's triage and read mark, as `conversation.remote_triage`
/// keeps it: JSON with the names of the Inbox API, times in milliseconds since 1970.
struct SaidByServer: Codable, Hashable {
  var status: String
  var snoozedUntil: Milliseconds?
  var flagged: Bool
  var lane: String?
  var labels: [String]
  var assignee: String?
  /// Inbound messages after its read mark.
  var unread: Int?
  /// When the newest message before its read mark arrived; nil: there was none, or not here yet.
  var readTo: Milliseconds?
  /// The newest message that ``unread`` counts, while it is not here: its count means nothing yet.
  var awaits: String?

  private enum CodingKeys: String, CodingKey {
    case status, flagged, lane, labels, assignee, unread, awaits
    case snoozedUntil = "snoozed_until"
    case readTo = "read_to"
  }

  init(_ incoming: IncomingConversation) {
    let triage = incoming.initialTriage
    status = triage.status.rawValue
    snoozedUntil = triage.snoozedUntil.map { Milliseconds($0) }
    flagged = triage.flagged
    lane = triage.lane?.rawValue
    labels = incoming.initialLabels.map(\.string).sorted()
    assignee = incoming.assignee?.string
    unread = incoming.unreadCount
  }

  /// nil for what was never said, and for what a newer version may have written.
  init?(stored json: String?) {
    guard let json else { return nil }
    do {
      self = try JSONDecoder().decode(SaidByServer.self, from: Data(json.utf8))
    } catch {
      return nil
    }
  }

  var stored: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys]
      return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
  }
}
