import Domain
import FoundationEssentials
import Interface
import Storage
import Sync
import Synchronization

/// Carries out what the interface asks of the world, and posts what came of it.
///
/// Reading is watching: one watch per window, replaced by name. Writing is one queue, so that what
/// was pressed first is written first. No tasks: see ``Storage/Watch``.
final class EffectRunner: Sendable {
  /// What is being watched; starting one of a name ends the one before.
  enum Name: Hashable, Sendable { case list, page, outbox, wake }

  let store: Store
  let post: Post
  let clipboard: Clipboard
  let links: LinkOpener
  let files: OpenedFiles
  let servers: [FollowedServer]
  /// Unique to this run of the program: undo reaches back to its start.
  let run = UUID().uuidString
  let holdSeconds: Double
  private let watches = Mutex<[Name: Watch]>([:])
  private let writes = WriteQueue()
  private let wake = Mutex<Date?>(nil)

  /// When the next snooze ends, as far as the store has said; nil while none does.
  var nextWake: Date? { wake.withLock { $0 } }

  init(
    store: Store, post: Post, clipboard: Clipboard, links: LinkOpener, holdSeconds: Double,
    servers: [FollowedServer] = []
  ) {
    self.store = store
    self.post = post
    self.clipboard = clipboard
    self.links = links
    files = OpenedFiles(opener: links)
    self.holdSeconds = holdSeconds
    self.servers = servers
  }

  func run(_ effect: Effect) {
    switch effect {
    case .observeList(let request):
      keep(.list, store.watchInbox(request, postInbox))
    case .observePage(let request):
      keep(.page, request.map { store.watchPage($0, posting(.page) { .pageChanged($0) }) })
    case .copy(let text): clipboard.copy(text, reporting: post)
    case .openLink(let link): links.open(link, reporting: post)
    case .openFile(let attachment): files.open(attachment, reporting: post)
    case .syncNow:
      // Behind the holds that a start renews: asking a server that rests starts it.
      writes.add { [servers] in for server in servers { server.syncNow() } }
    case .presence(let id, let state, let connection):
      // Looking up what the server calls a conversation reads the store.
      for server in servers where server.settings.name == connection {
        writes.add { server.say(state, in: id) }
      }
    case .startTimer, .stopTimer, .redraw, .suspend, .quit: break
    default: write(effect)
    }
  }

  /// What is to be done once the first frame is out: replies that were held when the program last
  /// ended are held anew, and only then may replies leave; snoozes that are due wake, and what is
  /// always on screen is watched.
  func start(thenDelivering deliver: @escaping @Sendable () -> Void) {
    writes.add { [self] in
      attempt(renewHolds)
      deliver()
    }
    tick(at: Date())
    keep(
      .outbox, store.watchOutbox(posting(.outbox) { .outboxChanged(pending: $0.count) }))
    keep(.wake, store.watchNextWake(tookNextWake))
  }

  /// The loop has to look again how long it may sleep.
  private func tookNextWake(_ result: Result<Date?, StoreError>) {
    switch result {
    case .success(let date):
      wake.withLock { $0 = date }
      post.ring()
    case .failure(let error): post.post(.noticed(error.notice))
    }
  }

  /// The interface counts them down and lets them be taken back like those of this run.
  private func renewHolds() throws {
    for entry in try store.renewHolds(at: Date(), seconds: holdSeconds, run: run) {
      guard case .held(let release) = entry.state else { continue }
      let reply = Outgoing(conversation: entry.conversation, text: entry.text, seen: nil)
      post.post(.enqueued(.held(entry.message, release: release), reply))
    }
  }

  /// Wakes the snoozes that are due.
  func tick(at now: Date) {
    writes.add { [self] in
      attempt { _ = try store.wakeDue(at: now) }
    }
  }

  /// Ends the watching and waits until everything that was asked for is written.
  func finish() {
    watches.withLock { watches in
      for watch in watches.values { watch.cancel() }
      watches = [:]
    }
    writes.finish()
    files.close()
  }

  private func keep(_ name: Name, _ watch: Watch?) {
    watches.withLock { watches in
      watches[name]?.cancel()
      watches[name] = watch
    }
  }

  private func posting<Value>(
    _ slot: Slot, _ action: @escaping @Sendable (Value) -> Action
  ) -> Store.Report<Value> {
    { [post] result in
      switch result {
      case .success(let value): post.post(action(value), replacing: slot)
      case .failure(let error): post.post(.noticed(error.notice))
      }
    }
  }

  /// List and counts reach the screen in one frame.
  private func postInbox(_ result: Result<InboxSnapshot, StoreError>) {
    switch result {
    case .success(let inbox):
      post.post([(.listChanged(inbox.list), .list), (.countsChanged(inbox.counts), .counts)])
    case .failure(let error): post.post(.noticed(error.notice))
    }
  }

  private func write(_ effect: Effect) {
    writes.add { [self] in
      do {
        try store(effect)
      } catch {
        report(Notice(reporting: error), of: effect)
      }
    }
  }

  /// What failed goes back to the interface, which still has the text and tries again or says so.
  private func report(_ notice: Notice, of effect: Effect) {
    switch effect {
    case .send(let reply): post.post(.sendFailed(reply, notice))
    case .saveDraft(let id, let text), .appendToDraft(let id, let text):
      post.post(.draftSaveFailed(id, text: text))
      post.post(.noticed(notice))
    default: post.post(.noticed(notice))
    }
  }

  private func attempt(_ work: () throws -> Void) {
    do {
      try work()
    } catch {
      post.post(.noticed(Notice(reporting: error)))
    }
  }
}
