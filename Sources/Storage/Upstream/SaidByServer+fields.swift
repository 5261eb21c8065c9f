import Domain
import FoundationEssentials

extension SaidByServer {
  /// What it says of one field; nil for read marks, which are counted and not compared.
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
