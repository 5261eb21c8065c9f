package import Domain
import FoundationEssentials
import InboxAPI
package import Storage

/// One conversation written for another reader than Porch: its opening, then each message.
package protocol ThreadWriting {
  /// What stands before the first message; empty where there is nothing.
  mutating func opening(_ conversation: ExportedConversation, account: Account) -> String
  mutating func text(of message: ExportedMessage) -> String
}

/// How somebody is called in writing.
struct NameBook {
  private var names: [String: SafeText] = [:]
  private var account: Account?

  mutating func open(_ account: Account, _ participants: [IncomingParticipant]) {
    self.account = account
    for participant in participants {
      names[participant.id] = participant.title
    }
  }

  /// Who put a reaction: an id that is known by a name, or already a name.
  func name(of author: SafeText) -> String {
    if author.string == account?.selfID { return "You" }
    return (names[author.string] ?? author).string
  }

  var ours: SafeText { account?.name ?? "You" }
}

extension IncomingParticipant {
  /// What to call them: the name, else the handle, else the source's id.
  var title: SafeText {
    [name, handle].compactMap(\.self).first { !$0.isEmpty } ?? SafeText(line: id)
  }
}

extension Attachment {
  /// "[image: seeds.jpg, 1.2 MB]", and why it is missing where it is. Text from outside, safe.
  package var words: String {
    var parts: [String] = []
    if let name, !name.isEmpty { parts.append(name.string) }
    if let size { parts.append(Self.words(for: size)) }
    if let url, !url.isEmpty { parts.append(url.string) }
    if let missing, !missing.isEmpty { parts.append("missing: \(missing.string)") }
    let rest = parts.isEmpty ? "" : ": " + parts.joined(separator: ", ")
    return "[\(kind.rawValue)\(rest)]"
  }

  private static func words(for bytes: Int64) -> String {
    let units = ["bytes", "kB", "MB", "GB", "TB"]
    var (value, unit) = (Double(max(0, bytes)), 0)
    while value >= 1000, unit + 1 < units.count {
      value /= 1000
      unit += 1
    }
    if unit == 0 { return "\(bytes) bytes" }
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(tenths % 10) \(units[unit])"
  }
}

extension Delivery {
  /// What has to be said beside a message of ours; nil where it simply went.
  var troubleWords: String? {
    switch self {
    case .pending(.failed(let reason)): "not sent: \(reason.string)"
    case .pending(.unknown), .pending(.sending): "nobody knows whether it was sent"
    case .pending: "not sent yet"
    case .handedOver: "sent by hand"
    case .sent, .delivered, .read: nil
    }
  }
}

/// A moment taken apart in a zone.
struct LocalMoment {
  var day: CivilDay
  /// 0 is Sunday.
  var weekday: Int
  var secondOfDay: Int
  /// Seconds east of Greenwich.
  var offset: Int

  init(_ date: Date, in zone: TimeZone) {
    offset = zone.secondsFromGMT(for: date)
    let seconds = Int(date.timeIntervalSince1970.rounded(.down)) + offset
    let days = seconds >= 0 ? seconds / 86_400 : -((86_399 - seconds) / 86_400)
    day = CivilDay(daysSince1970: days)
    weekday = ((days + 4) % 7 + 7) % 7
    secondOfDay = seconds - days * 86_400
  }

  static let weekdays = [
    "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
  ]
  static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]

  var month: String { Self.months[day.month - 1] }

  /// "09:05"
  var clock: String { "\(Self.two(secondOfDay / 3600)):\(Self.two(secondOfDay / 60 % 60))" }

  /// "09:05:33"
  var exactClock: String { "\(clock):\(Self.two(secondOfDay % 60))" }

  /// "+01:00"
  var zone: String {
    let minutes = abs(offset) / 60
    return "\(offset < 0 ? "-" : "+")\(Self.two(minutes / 60)):\(Self.two(minutes % 60))"
  }

  static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
