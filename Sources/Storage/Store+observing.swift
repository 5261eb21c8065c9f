package import Domain
import GRDB

/// What the screen watches. A stream gives the newest value at once and then whenever it differs;
/// what nobody took in time is replaced, not queued. It ends with the task that reads it.
extension Store {
  package func listChanges(
    _ request: ListRequest
  ) -> AsyncThrowingStream<ConversationList, any Error> {
    changes { db in try Store.list(db, request) }
  }

  package func countsChanges() -> AsyncThrowingStream<Counts, any Error> {
    changes { db in try Store.counts(db) }
  }

  package func pageChanges(
    _ request: PageRequest
  ) -> AsyncThrowingStream<ConversationPage?, any Error> {
    changes { db in try Store.page(db, request) }
  }

  /// Everything that is not safely away, oldest first.
  package func outboxChanges() -> AsyncThrowingStream<[OutboxEntry], any Error> {
    changes { db in try Store.pending(db) }
  }

  private func changes<Value: Sendable & Equatable>(
    _ fetch: @escaping @Sendable (Database) throws -> Value
  ) -> AsyncThrowingStream<Value, any Error> {
    let path = path
    return AsyncThrowingStream(bufferingPolicy: .bufferingNewest(1)) { [writer] continuation in
      // The region is a formality: every writing transaction says that anything may have changed.
      let watch = ValueObservation.tracking(region: .fullDatabase, fetch: fetch)
        .removeDuplicates()
        .start(
          in: writer, scheduling: .task,
          onError: { continuation.finish(throwing: StoreError($0, path: path)) },
          onChange: { continuation.yield($0) })
      continuation.onTermination = { _ in watch.cancel() }
    }
  }
}
