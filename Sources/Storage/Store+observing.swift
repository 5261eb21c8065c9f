package import Domain
package import FoundationEssentials
import GRDB
import Synchronization

/// What the screen watches. A watch reports the newest value at once and then whenever it differs,
/// always from one serial queue of its own: tasks would keep the runtime's timer for its thread
/// pool ticking every second, also while nothing happens. A failure is reported and does not end a
/// watch: see ``Watch``.
extension Store {
  package typealias Report<Value> = @Sendable (Result<Value, StoreError>) -> Void

  /// A window and the counts, both of one moment.
  package func watchInbox(
    _ request: ListRequest, _ report: @escaping Report<InboxSnapshot>
  ) -> Watch {
    watch(
      { db in
        InboxSnapshot(list: try Store.list(db, request), counts: try Store.counts(db))
      }, report)
  }

  package func watchPage(
    _ request: PageRequest, _ report: @escaping Report<ConversationPage?>
  ) -> Watch {
    watch({ db in try Store.page(db, request) }, report)
  }

  /// Everything that is not safely away, oldest first.
  package func watchOutbox(_ report: @escaping Report<[OutboxEntry]>) -> Watch {
    watch({ db in try Store.pending(db) }, report)
  }

  /// When the next snoozed conversation is to wake; nil when none has a time.
  package func watchNextWake(_ report: @escaping Report<Date?>) -> Watch {
    watch({ db in try Store.nextWake(db) }, report)
  }

  /// What servers have not been told yet: reports whenever there is more or less of it.
  package func watchUpstream(_ report: @escaping Report<UpstreamPulse>) -> Watch {
    watch({ db in try Store.upstreamPulse(db) }, report)
  }

  /// The names of the servers that are followed: reports whenever one comes or is removed.
  package func watchConnections(_ report: @escaping Report<[String]>) -> Watch {
    watch({ db in try String.fetchAll(db, sql: "SELECT name FROM connection ORDER BY id") }, report)
  }

  private func watch<Value: Sendable & Equatable>(
    _ fetch: @escaping @Sendable (Database) throws -> Value, _ report: @escaping Report<Value>
  ) -> Watch {
    let path = path
    // The region is a formality: every writing transaction says that anything may have changed.
    let observation = ValueObservation.tracking(region: .fullDatabase, fetch: fetch)
      .removeDuplicates()
    return Watch { [writer] queue, failed, worked in
      observation.start(
        in: writer, scheduling: .async(onQueue: queue),
        onError: { error in
          report(.failure(StoreError(error, path: path)))
          failed()
        },
        onChange: { value in
          worked()
          report(.success(value))
        })
    }
  }
}

/// The same as streams, for those who already live in a task. What nobody took in time is replaced,
/// not queued.
extension Store {
  package func inboxChanges(
    _ request: ListRequest
  ) -> AsyncThrowingStream<InboxSnapshot, any Error> {
    stream { watchInbox(request, $0) }
  }

  package func pageChanges(
    _ request: PageRequest
  ) -> AsyncThrowingStream<ConversationPage?, any Error> {
    stream { watchPage(request, $0) }
  }

  package func outboxChanges() -> AsyncThrowingStream<[OutboxEntry], any Error> {
    stream { watchOutbox($0) }
  }

  private func stream<Value: Sendable>(
    _ start: (@escaping Report<Value>) -> Watch
  ) -> AsyncThrowingStream<Value, any Error> {
    AsyncThrowingStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
      let slot = WatchSlot()
      continuation.onTermination = { _ in slot.cancel() }
      let watch = start { result in
        switch result {
        case .success(let value): continuation.yield(value)
        case .failure(let error):
          continuation.finish(throwing: error)
          slot.cancel()
        }
      }
      slot.hold(watch)
    }
  }
}

/// A watch whose first report may end it before it is here.
private final class WatchSlot: Sendable {
  private struct State {
    var watch: Watch?
    var isOver = false
  }

  private let state = Mutex(State())

  func hold(_ watch: Watch) {
    let isOver = state.withLock { state in
      if !state.isOver { state.watch = watch }
      return state.isOver
    }
    if isOver { watch.cancel() }
  }

  func cancel() {
    let watch = state.withLock { state in
      state.isOver = true
      return state.watch.take()
    }
    watch?.cancel()
  }
}
