package import Cells
package import Domain
package import FoundationEssentials

/// All there is to know about what the screen shows.
///
/// One function changes it, ``reduce(_:)``; one shows it, ``draw()``. Neither asks the clock or
/// touches the world: time comes in as actions, and what is to be done goes out as effects.
package struct State: Equatable {
  /// Which pane takes the keys.
  package enum Focus: Hashable, Sendable { case list, thread, composer }

  package internal(set) var size: Size
  package internal(set) var now: Date
  package let timeZone: TimeZone
  package let options: InterfaceOptions

  /// The terminal has said that its background is light.
  var isOnLight = false
  package internal(set) var focus = Focus.list
  package internal(set) var overlay: Overlay?
  /// The question has come up since the last paint: no key can be an answer to it yet.
  var isQuestionUnseen = false
  package internal(set) var notice: Notice?
  /// The notice is about a step of the person's own.
  var isNoticeOwn = false
  /// From the background, until the person has read about their own step.
  var laterNotice: Notice?
  /// A failure or warning that gave way to the composer or an overlay; told once those are gone.
  var setAside: Notice?
  /// The servers that were asked to sync now and have not answered, as they stood then.
  var syncAsked: [String: ConnectionStanding] = [:]
  /// The first keys of a chord whose rest is awaited.
  package internal(set) var pendingKeys: [Key] = []

  package internal(set) var list: ListPane
  package internal(set) var thread = ThreadPane()
  package internal(set) var composer = Composer()
  var writing = Writing()

  /// nil until they are known.
  var counts: Counts?
  var accounts: [AccountStatus]?
  /// The configured servers, by name.
  var standings: [ConnectionStanding] = []
  /// The servers of which it was said that what a reader decides stays here.
  var toldReaders: Set<String> = []
  /// The account of the conversation that was decided about last: its row may have left the list.
  var decidedAccount: Account.ID?
  var colleagues = Colleagues()
  var ownPresence = OwnPresence()
  /// The part of a thread that is being watched.
  var pageRequest: PageRequest?
  /// The conversation that is read, not just previewed.
  var opened: Conversation.ID?
  var outbox = Outbox()
  /// For "repeat".
  var lastStep: TriageStep?
  /// The next rise of a count is our own doing and rings no bell.
  var isOwnChange = false
  /// Somebody new waits. Stays until the next key or minute, so the one who paints rings when it
  /// was not set in the frame before.
  var bell = false
  package internal(set) var isFinished = false

  package init(size: Size, now: Date, timeZone: TimeZone, options: InterfaceOptions = .init()) {
    self.size = size
    self.now = now
    self.timeZone = timeZone
    self.options = options
    list = ListPane(visible: 1)
    list = ListPane(visible: visibleRows)
  }

  /// Tells the time without being asked to do anything: before every round of actions, so that
  /// what counts seconds does not start from the last full minute. What the round before it brought
  /// has been painted by then.
  package mutating func woke(at date: Date) {
    now = max(now, date)
    isQuestionUnseen = false
  }

  /// Goes on to the time at which a timer ran out, and back with a clock that was set back; not back
  /// by the moment between the taking of a time and its telling.
  mutating func hear(_ date: Date) {
    now = date < now.addingTimeInterval(-2) ? date : max(now, date)
  }

  /// What there is to do before the first paint.
  package mutating func start() -> [Effect] { [.observeList(list.request)] }
}

/// What the composer's text is going through.
struct Writing: Equatable, Sendable {
  /// Typed text is to be saved when the timer runs out.
  var isTimerRunning = false
  /// The page with the kept draft is not here yet; what is typed meanwhile goes behind it.
  var isAwaitingPage = false
  /// The page is awaited, but what it will say about the draft is older than what we know.
  var isDraftKnown = false
  /// Enter was pressed before the page came.
  var sendsWhenReady = false
  /// A reply whose outcome is not known yet.
  var sending: Outgoing?
}

/// Replies on their way, as far as the status line and the end of the program care.
struct Outbox: Equatable, Sendable {
  /// A reply that can still be taken back.
  struct Held: Equatable, Sendable {
    var message: Message.ID
    var conversation: Conversation.ID
    var release: Date
    /// Seconds.
    var length: Double

    /// A clock that was set back makes nothing wait for longer.
    mutating func clamp(at now: Date) {
      release = min(release, now.addingTimeInterval(length))
    }
  }

  var held: [Held] = []
  /// All that have not safely left.
  var pending = 0
  /// Handed over and asked about; "later" was the answer.
  var postponed: Set<Message.ID> = []
  /// What was sent in this run, to whomever, the newest last.
  private(set) var last: [Sent] = []

  struct Sent: Equatable, Sendable {
    var message: Message.ID
    var conversation: Conversation.ID
    var text: String
  }

  /// The most texts, and the most UTF-8 bytes of one, that are kept to notice a repetition.
  private static let mostTexts = 10
  private static let mostBytes = 10_000

  mutating func remember(_ reply: Outgoing, as message: Message.ID) {
    guard reply.text.utf8.count <= Self.mostBytes else { return }
    let sent = Sent(message: message, conversation: reply.conversation, text: reply.text)
    last = last.suffix(Self.mostTexts - 1) + [sent]
  }

  /// A reply was taken back: it has not been sent.
  mutating func forget(_ message: Message.ID) { last.removeAll { $0.message == message } }

  /// The same where only the draft is known that the reply has become again: the newest of that
  /// text, which stands before whatever was written since.
  mutating func forget(_ draft: String, in conversation: Conversation.ID) {
    let index = last.lastIndex { sent in
      sent.conversation == conversation
        && (draft == sent.text || draft.hasPrefix(sent.text + "\n\n"))
    }
    if let index { last.remove(at: index) }
  }
}

extension State {
  package var keymap: Keymap { options.keymap }
  package var theme: Theme { isOnLight ? options.themeOnLight ?? options.theme : options.theme }
  var marks: Marks { options.utf8 ? .unicode : .ascii }

  /// The table of keys that counts, leaving overlays aside.
  package var mode: Mode {
    switch focus {
    case .list: .list
    case .thread: .thread
    case .composer: .composer
    }
  }

  /// The conversation that commands are about: the one that is read, or the chosen row.
  package var subject: Conversation.ID? { focus == .list ? list.chosen : opened ?? list.chosen }

  /// Everything known of ``subject``; the page is fresher than the row when both are here.
  var subjectConversation: Conversation? { subject.flatMap(conversation) }

  func conversation(_ id: Conversation.ID) -> Conversation? {
    if let page = thread.page, page.conversation.id == id { return page.conversation }
    return list.row(id)
  }

  /// The page, if it is the subject's.
  var subjectPage: ConversationPage? {
    guard let page = thread.page, page.conversation.id == subject else { return nil }
    return page
  }

  var threadContext: ThreadContext {
    ThreadContext(
      now: now, timeZone: timeZone, theme: theme,
      colleagues: thread.page.flatMap { colleagues.words(at: $0.conversation.id) },
      showsPerson: Layout.showsPerson(size))
  }
}
