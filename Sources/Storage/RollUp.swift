import Domain
import FoundationEssentials

/// The columns of one conversation that follow from its messages, its triage and its outbox.
///
/// Every change of a conversation loads one, changes it, settles it (``settle(_:)``) and stores it, so
/// that windows and counts are right after every transaction.
struct RollUp {
  /// What the messages add up to.
  struct Sums: Equatable {
    var readTo: Milliseconds = .never
    var unread: Int64 = 0
    var lastArrival: Milliseconds = .never
    var lastMessageAt: Milliseconds?
    var lastMessage: Int64 = 0
    var lastReplyAt: Milliseconds?
    var lastReply: Int64 = 0
    /// `sentAt` of the first message a person wrote.
    var firstPersonAt: Milliseconds?
    /// The wait as it would be if the conversation were open and in the people lane.
    var unansweredSince: Milliseconds?
    var waitingSince: Milliseconds?
    /// The last wait there was, for the place of a row that has left the view.
    var lastWaitingSince: Milliseconds?
    var isClosedByThem = false
    var isFirstContact = false
  }

  /// What people and Porch decided.
  struct Standing: Equatable {
    var triage = TriageState()
    var hasDraft = false
    var hasOutbox = false
    var isGone = false
  }

  /// The newest line, when it changed; nil leaves the stored one.
  struct Line: Equatable {
    var text: String
    var direction: Int64
  }

  let id: Int64
  let account: Int64
  let kind: Conversation.Kind
  /// The other participant of a direct conversation, once known.
  let peer: Int64?
  var sums = Sums()
  var standing = Standing()
  var newLine: Line?
  /// The views that hold the row as it is stored; none when it is not counted yet.
  var storedViews = ViewSet(rawValue: 0)
  var storedSums = Sums()
  var storedStanding = Standing()
  /// Messages that came in since it was loaded.
  var additions: [Addition] = []
  var stale: Stale = []

  init(id: Int64, account: Int64, kind: Conversation.Kind, peer: Int64?) {
    self.id = id
    self.account = account
    self.kind = kind
    self.peer = peer
  }

  /// A message that came in, with its place in the thread.
  struct Addition {
    var id: Int64
    var sentAt: Milliseconds
    var fact: Waiting.Fact
  }

  /// What can no longer be carried forward, because a message that was there changed.
  struct Stale: OptionSet {
    var rawValue: UInt8
    static let reply = Stale(rawValue: 1)
    static let unanswered = Stale(rawValue: 2)
    static let line = Stale(rawValue: 4)
    static let unread = Stale(rawValue: 8)
    static let firstPerson = Stale(rawValue: 16)
    static let everything: Stale = [.reply, .unanswered, .line, .unread, .firstPerson]
  }
}

/// A message as the roll-ups need it.
struct Tally {
  var id: Int64
  var direction: Message.Direction
  var sentAt: Milliseconds
  var arrivedAt: Milliseconds
  var isAutomated: Bool
  var isDeleted: Bool
  var hasContent: Bool
  var isClosing: Bool
  var isUnsent: Bool

  var fact: Waiting.Fact {
    Waiting.Fact(
      direction: direction, sentAt: Date(milliseconds: sentAt),
      arrivedAt: Date(milliseconds: arrivedAt), isAutomated: isAutomated, isDeleted: isDeleted,
      hasContent: hasContent, isClosing: isClosing, isUnsent: isUnsent)
  }

  var isFromPerson: Bool { direction == .in && !isAutomated && !isDeleted && hasContent }
  var isHumanReply: Bool { direction == .out && !isAutomated && !isDeleted && !isUnsent }
  var isLine: Bool { !isDeleted && hasContent }
}

extension RollUp {
  /// Takes a message that was just stored into account; ``settle(_:)`` draws the conclusions.
  /// - Parameter line: what a row shows of it, asked for only when it is the newest.
  mutating func add(_ message: Tally, line: () -> String) {
    sums.lastArrival = max(sums.lastArrival, message.arrivedAt)
    if message.isLine, isNewest(message) {
      sums.lastMessageAt = message.sentAt
      sums.lastMessage = message.id
      newLine = Line(text: line(), direction: message.direction.code)
    }
    if message.isFromPerson {
      sums.firstPersonAt = min(sums.firstPersonAt ?? message.sentAt, message.sentAt)
    }
    if message.isHumanReply { addReply(message) }
    if message.direction == .in, !message.isDeleted, message.arrivedAt > sums.readTo {
      sums.unread += 1
    }
    additions.append(Addition(id: message.id, sentAt: message.sentAt, fact: message.fact))
  }

  private func isNewest(_ message: Tally) -> Bool {
    guard let last = sums.lastMessageAt else { return true }
    return (message.sentAt, message.id) > (last, sums.lastMessage)
  }

  /// A reply moves the read mark to what had arrived when it was sent. Whether that is history or
  /// not, the mark does not depend on the order in which the messages come in.
  private mutating func addReply(_ message: Tally) {
    if (message.sentAt, message.id) > (sums.lastReplyAt ?? .min, sums.lastReply) {
      sums.lastReplyAt = message.sentAt
      sums.lastReply = message.id
      stale.insert(.unanswered)
    }
    moveReadMark(to: min(message.sentAt, message.arrivedAt))
  }

  /// The mark never moves backwards here; only marking unread does that.
  mutating func moveReadMark(to mark: Milliseconds) {
    guard mark > sums.readTo else { return }
    sums.readTo = mark
    stale.insert(.unread)
  }

  /// Puts the mark where it was, also before a reply: somebody had marked it unread.
  mutating func setReadMark(to mark: Milliseconds) {
    guard mark != sums.readTo else { return }
    sums.readTo = mark
    stale.insert(.unread)
  }

  /// What a message that was already there meant before and means now.
  mutating func change(_ old: Tally, to new: Tally) {
    if old.fact != new.fact {
      if old.isHumanReply || new.isHumanReply { stale.formUnion([.reply, .unanswered]) }
      if old.isFromPerson || new.isFromPerson { stale.formUnion([.unanswered, .firstPerson]) }
      if old.direction == .in || new.direction == .in { stale.insert(.unread) }
    }
    stale.insert(.line)
    sums.lastArrival = max(sums.lastArrival, new.arrivedAt)
    if new.isHumanReply { moveReadMark(to: min(new.sentAt, new.arrivedAt)) }
  }
}

extension Message.Direction {
  /// As stored in `message.direction`.
  var code: Int64 {
    switch self {
    case .in: 0
    case .out: 1
    case .note: 2
    case .system: 3
    }
  }

  init(code: Int64) {
    switch code {
    case 0: self = .in
    case 1: self = .out
    case 2: self = .note
    default: self = .system
    }
  }
}
