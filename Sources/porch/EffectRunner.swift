import Domain
import FoundationEssentials
import Interface
import Storage
import Synchronization

/// Carries out what the interface asks of the world, and posts what came of it.
///
/// Reading is observing: a task per window, replaced by name. Writing is one queue, so that what
/// was pressed first is written first.
final class EffectRunner: Sendable {
  /// What is being watched; starting one of a name ends the one before.
  enum Watch: Hashable, Sendable { case list, page, counts, outbox }

  let store: Store
  let post: Post
  let clipboard: Clipboard
  let links: LinkOpener
  /// Unique to this run of the program: undo reaches back to its start.
  let run = UUID().uuidString
  let holdSeconds: Double
  private let watches = Mutex<[Watch: Task<Void, Never>]>([:])
  private let writes: WriteQueue

  init(
    store: Store, post: Post, clipboard: Clipboard, links: LinkOpener, holdSeconds: Double
  ) {
    self.store = store
    self.post = post
    self.clipboard = clipboard
    self.links = links
    self.holdSeconds = holdSeconds
    writes = WriteQueue()
  }

  func run(_ effect: Effect) {
    switch effect {
    case .observeList(let request): watchList(request)
    case .observePage(let request): watchPage(request)
    case .copy(let text): clipboard.copy(text, reporting: post)
    case .openLink(let link): links.open(link, reporting: post)
    case .startTimer, .stopTimer, .suspend, .quit: break
    default: write(effect)
    }
  }

  /// What is to be done once the first frame is out: replies that were held when the program last
  /// ended are held anew, snoozes that are due wake, and what is always on screen is watched.
  func start() {
    writes.add { [self] in
      attempt { try store.renewHolds(at: Date(), seconds: holdSeconds) }
    }
    tick(at: Date())
    watchStandingThings()
  }

  /// Wakes the snoozes that are due.
  func tick(at now: Date) {
    writes.add { [self] in
      attempt { _ = try store.wakeDue(at: now) }
    }
  }

  private func watchStandingThings() {
    watch(.counts) { [store, post] in
      for try await counts in store.countsChanges() {
        post.post(.countsChanged(counts), replacing: .counts)
      }
    }
    watch(.outbox) { [store, post] in
      for try await entries in store.outboxChanges() {
        post.post(.outboxChanged(pending: entries.count), replacing: .outbox)
      }
    }
  }

  /// Ends the watching and waits until everything that was asked for is written.
  func finish() {
    watches.withLock { watches in
      for task in watches.values { task.cancel() }
      watches = [:]
    }
    writes.finish()
  }

  private func watchList(_ request: ListRequest) {
    watch(.list) { [store, post] in
      for try await list in store.listChanges(request) {
        post.post(.listChanged(list), replacing: .list)
      }
    }
  }

  private func watchPage(_ request: PageRequest?) {
    guard let request else { return stop(.page) }
    watch(.page) { [store, post] in
      for try await page in store.pageChanges(request) {
        post.post(.pageChanged(page), replacing: .page)
      }
    }
  }

  private func watch(_ name: Watch, _ body: @escaping @Sendable () async throws -> Void) {
    let task = Task { [post] in
      do {
        try await body()
      } catch is CancellationError {
        // Replaced or quitting: nothing to say.
      } catch {
        post.post(.noticed(Notice(reporting: error)))
      }
    }
    watches.withLock { $0.updateValue(task, forKey: name) }?.cancel()
  }

  private func stop(_ name: Watch) {
    watches.withLock { $0.removeValue(forKey: name) }?.cancel()
  }

  private func write(_ effect: Effect) {
    writes.add { [self] in
      attempt { try store(effect) }
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
