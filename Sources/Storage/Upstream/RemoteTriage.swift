import Domain
import FoundationEssentials

/// What a server last said of a conversation's triage, as kept in `conversation.remote_triage`.
///
/// The base on which a change of ours and a change there are told apart. JSON with the names of the
/// Inbox API; times are milliseconds since 1970.
struct RemoteTriage: Codable, Hashable {
  var status: String
  var snoozedUntil: Milliseconds?
  var flagged: Bool
  var lane: String?
  var labels: [String]
  var assignee: String?

  private enum CodingKeys: String, CodingKey {
    case status, flagged, lane, labels, assignee
    case snoozedUntil = "snoozed_until"
  }

  init(_ incoming: IncomingConversation) {
    let triage = incoming.initialTriage
    status = triage.status.rawValue
    snoozedUntil = triage.snoozedUntil.map { Milliseconds($0) }
    flagged = triage.flagged
    lane = triage.lane?.rawValue
    labels = incoming.initialLabels.map(\.string).sorted()
    assignee = incoming.assignee?.string
  }

  /// nil for what was never said, and for what a newer version may have written.
  init?(stored json: String?) {
    guard let json else { return nil }
    do {
      self = try JSONDecoder().decode(RemoteTriage.self, from: Data(json.utf8))
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

  /// What it says of one field; nil for read marks, of which it says nothing.
  func value(of field: UpstreamField) -> UpstreamValue? {
    switch field {
    case .status:
      .status(
        Status(rawValue: status) ?? .open, until: snoozedUntil.map(Date.init(milliseconds:)))
    case .flagged: .isOn(flagged)
    case .lane: .word(lane)
    case .assignee: .word(assignee)
    case .label(let name): .isOn(labels.contains(name))
    case .read: nil
    }
  }
}
