import Domain
import Foundation
import InboxAPI
import Storage

extension TriagePatch {
  /// One request that tells all of these. Read marks have calls of their own.
  /// - Parameter now: a snooze that would be over by then is told as what it has become.
  init(_ fields: [UpstreamChange.Field], at now: Date) {
    self.init()
    for field in fields {
      switch (field.field, field.value) {
      case (.status, .status(.snoozed, let until)):
        if let until, until <= now {
          status = Status.open.rawValue
        } else {
          status = Status.snoozed.rawValue
          snoozedUntil = until.map { .value($0) } ?? .null
        }
      case (.status, .status(let word, _)): status = word.rawValue
      case (.flagged, .isOn(let isOn)): flagged = isOn
      case (.lane, .word(let word)): lane = word.map { .value($0) } ?? .null
      case (.assignee, .word(let word)): assignee = word.map { .value($0) } ?? .null
      case (.label(let name), .isOn(true)): addLabels.append(name)
      case (.label(let name), .isOn(false)): removeLabels.append(name)
      default: break
      }
    }
  }
}
