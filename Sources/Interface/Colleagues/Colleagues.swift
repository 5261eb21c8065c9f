import Cells
import Domain
import FoundationEssentials

/// Which colleagues are at which conversation right now, as far as the servers have told.
struct Colleagues: Equatable, Sendable {
  /// Somebody at a conversation, and when that is forgotten unless it is said again.
  private struct Seen: Equatable, Sendable {
    var presence: Presence
    var until: Date
  }

  private var seen: [Seen] = []

  /// Seconds; inbox-api.md, presence.
  static let lifetime = 30.0
  /// A server may tell of more people than any team has; the oldest are forgotten.
  private static let most = 200

  mutating func take(_ presence: Presence, at now: Date) {
    seen.removeAll {
      $0.presence.user == presence.user && $0.presence.conversation == presence.conversation
    }
    guard presence.state != .away else { return }
    seen.append(Seen(presence: presence, until: now + Self.lifetime))
    if seen.count > Self.most { seen.removeFirst() }
  }

  /// Forgets who has not been heard of for too long.
  mutating func forget(at now: Date) { seen.removeAll { $0.until <= now } }

  /// When the next one is to be forgotten.
  var nextEnd: Date? { seen.map(\.until).min() }

  /// "Sam is answering", or "Sam and Kim are looking" when nobody answers; nil: nobody is there.
  func words(at id: Conversation.ID) -> Words? {
    let here = seen.map(\.presence).filter { $0.conversation == id }
    let answering = here.filter { $0.state == .composing }
    guard let first = (answering.isEmpty ? here : answering).first else { return nil }
    let others = (answering.isEmpty ? here : answering).dropFirst()
    var subject = Self.name(first)
    if others.count == 1 { subject += " and \(Self.name(others[others.startIndex]))" }
    if others.count > 1 { subject += " and \(others.count) others" }
    let deed = answering.isEmpty ? "looking" : "answering"
    return Words(
      text: "\(subject) \(others.isEmpty ? "is" : "are") \(deed)", isAnswering: !answering.isEmpty)
  }

  struct Words: Equatable, Sendable {
    var text: String
    /// Somebody writes; otherwise they only look.
    var isAnswering: Bool
  }

  private static func name(_ presence: Presence) -> String {
    let name = SafeText(line: presence.user.string).string
    return name.isEmpty ? "Somebody" : TextLayout.clip(name, columns: 20)
  }
}

/// What colleagues are told of us.
struct OwnPresence: Equatable, Sendable {
  struct Place: Equatable, Sendable {
    var conversation: Conversation.ID
    var connection: String
    var state: Presence.State
  }

  /// What was last said; nil: nothing, or that we left.
  var said: Place?
  /// When; nil once something may be said again.
  var saidAt: Date?
  var isTimerRunning = false
  /// The text when it last changed, and when that was: who only leaves a draft open writes nothing.
  var text = ""
  var typedAt: Date?
  /// The last reply, as long as it may not have left.
  var reply: OwnReply?

  /// When a key was pressed or something pasted last; nil: not yet.
  var touchedAt: Date?

  /// Seconds without a key after which nobody is here, however long a conversation stays open.
  static let absence = 180.0
  /// Seconds between two things said; that somebody begins to write does not wait.
  static let pause = 3.0
  /// Seconds without a change to the text after which nobody is composing.
  static let idle = 60.0
}
