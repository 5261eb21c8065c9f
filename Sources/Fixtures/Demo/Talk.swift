import Domain
import FoundationEssentials

/// A made-up conversation, told with ages instead of dates so that the demo is always of today.
struct Talk: Sendable {
  var id: String
  var account: DemoAccount
  /// The person, or the title of a group.
  var name: String
  var handle: String?
  var kind: Conversation.Kind = .direct
  var triage = Standing.open
  var labels: [String] = []
  var followsFor: TimeInterval?
  var isAutomated = false
  var lines: [Line]
}

/// Where a made-up conversation stands, in ages and in times to come.
enum Standing: Sendable {
  case open, flagged
  case snoozed(for: TimeInterval)
  case untilReply
  case done(ago: TimeInterval)
  case lane(Lane)

  func state(at now: Date) -> TriageState {
    switch self {
    case .open: TriageState()
    case .flagged: TriageState(flagged: true)
    case .snoozed(let time): TriageState(status: .snoozed, snoozedUntil: now + time)
    case .untilReply: TriageState(status: .snoozed)
    case .done(let ago): TriageState(status: .done, doneAt: now - ago)
    case .lane(let lane): TriageState(lane: lane)
    }
  }
}

/// One thing said in a ``Talk``.
struct Line: Sendable {
  enum Speaker: Sendable {
    case them, us, note, system
    /// Somebody in a group.
    case member(String)
  }

  var speaker: Speaker
  /// How long ago, in seconds.
  var ago: TimeInterval
  var text: String
  var isAutomated = false
  var isEdited = false
  var isDeleted = false
  var isForwarded = false
  /// The place in the talk of the line that this one answers.
  var answers: Int?
  var attachments: [Attachment] = []
  /// Emoji, and who put it there; nil for us.
  var reactions: [(emoji: String, by: String?)] = []

  static func them(_ ago: TimeInterval, _ text: String) -> Line {
    Line(speaker: .them, ago: ago, text: text)
  }

  static func us(_ ago: TimeInterval, _ text: String) -> Line {
    Line(speaker: .us, ago: ago, text: text)
  }

  static func sam(_ ago: TimeInterval, _ text: String) -> Line {
    Line(speaker: .note, ago: ago, text: text)
  }

  static func system(_ ago: TimeInterval, _ text: String) -> Line {
    Line(speaker: .system, ago: ago, text: text)
  }

  static func member(_ name: String, _ ago: TimeInterval, _ text: String) -> Line {
    Line(speaker: .member(name), ago: ago, text: text)
  }

  func with(_ attachments: Attachment...) -> Line { changed { $0.attachments = attachments } }
  func reacted(_ emoji: String, by name: String? = nil) -> Line {
    changed { $0.reactions.append((emoji, name)) }
  }
  func answering(_ index: Int) -> Line { changed { $0.answers = index } }
  var edited: Line { changed { $0.isEdited = true } }
  var forwarded: Line { changed { $0.isForwarded = true } }
  var automated: Line { changed { $0.isAutomated = true } }
  /// Deleted: nothing is left of its text.
  var deleted: Line {
    changed {
      $0.isDeleted = true
      $0.text = ""
    }
  }

  private func changed(_ change: (inout Line) -> Void) -> Line {
    var line = self
    change(&line)
    return line
  }
}

extension Attachment {
  static func photo(_ name: String, kilobytes: Int64) -> Attachment {
    Attachment(
      kind: .image, name: SafeText(line: name), mime: "image/jpeg", size: kilobytes * 1000)
  }

  static func voice(seconds: Int) -> Attachment {
    Attachment(
      kind: .audio, name: SafeText(line: "voice message, \(seconds) s"), mime: "audio/ogg",
      size: Int64(seconds) * 2000)
  }

  static func file(_ name: String, mime: String, kilobytes: Int64) -> Attachment {
    Attachment(
      kind: .file, name: SafeText(line: name), mime: SafeText(line: mime), size: kilobytes * 1000)
  }
}

func minutes(_ count: Double) -> TimeInterval { count * 60 }
func hours(_ count: Double) -> TimeInterval { count * 3600 }
func days(_ count: Double) -> TimeInterval { count * 86_400 }
