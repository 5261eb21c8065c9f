import Dispatch
import Domain
import Foundation
import InboxAPI
import Storage
import Synchronization

/// Conversations whose messages could not be read, and how often: one of them must not hold up all
/// others for ever.
final class ThreadObstacles: Sendable {
  private let counts = Mutex<[Int64: Int]>([:])
  /// So often the same conversation may fail before it is left out.
  private static let most = 3

  /// - Returns: whether it has failed often enough.
  func isTooMany(_ conversation: Conversation.ID) -> Bool {
    counts.withLock { counts in
      counts[conversation.value, default: 0] += 1
      return counts[conversation.value, default: 0] >= Self.most
    }
  }
}

/// Hands out the conversations whose messages are to be read, to several threads.
private final class ThreadFeed: Sendable {
  private struct State {
    var waiting: [ThreadToRead] = []
    var last: Conversation.ID?
    var isEnded = false
  }

  private let state = Mutex(State())
  private let store: Store
  private let connection: Connection.ID

  init(_ store: Store, _ connection: Connection.ID) {
    self.store = store
    self.connection = connection
  }

  func next() throws(StoreError) -> ThreadToRead? {
    // The lock is held while the store is asked: the others would only ask the same.
    let result: Result<ThreadToRead?, StoreError> = state.withLock { state in
      do throws(StoreError) {
        if state.waiting.isEmpty, !state.isEnded {
          state.waiting = try store.threadsToRead(of: connection, after: state.last, limit: 500)
            .reversed()
          state.last = state.waiting.first?.conversation ?? state.last
          state.isEnded = state.waiting.isEmpty
        }
        return .success(state.waiting.popLast())
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  func end() {
    state.withLock { state in
      state.isEnded = true
      state.waiting = []
    }
  }
}

/// What a reader brings.
private enum Fetched: Sendable {
  case page([Incoming], ServerParcel.Place, bad: [RawPage<MessageResource>.Bad])
  case leftOut(ThreadToRead, reason: String)
  case ended(SyncTrouble?)
}

/// Reads the messages of one conversation after the other, page by page.
private struct ThreadReader: Sendable {
  let client: InboxAPIClient
  let feed: ThreadFeed
  let basket: Basket<Fetched>
  let obstacles: ThreadObstacles

  func run() {
    var trouble: SyncTrouble?
    do throws(SyncTrouble) {
      while let thread = try next(), try read(thread) {}
    } catch {
      trouble = error
    }
    _ = basket.put(.ended(trouble))
  }

  private func next() throws(SyncTrouble) -> ThreadToRead? {
    do {
      return try feed.next()
    } catch {
      throw .store(error)
    }
  }

  /// - Returns: false when nobody wants any more.
  private func read(_ thread: ThreadToRead) throws(SyncTrouble) -> Bool {
    var cursor = thread.cursor
    var watch = LoopWatch()
    var restarts = 0
    while true {
      let page: RawPage<MessageResource>
      do throws(APIError) {
        if client.pause > 0 { throw .slowDown(retryAfter: client.pause, remaining: 0) }
        page = try client.messagePage(of: thread.serverID, cursor: cursor)
      } catch {
        if SyncTrouble.server(error).isRefusedCursor, cursor != nil,
          restarts < LoopWatch.mostRestarts
        {
          restarts += 1
          watch = LoopWatch()
          cursor = nil
          continue
        }
        return try bear(error, thread)
      }
      let next = page.nextCursor
      let isLooping =
        next.map { watch.isLooping(first: page.items.first?.item.id, next: $0) } ?? false
      if isLooping, !basket.put(.leftOut(thread, reason: "its pages go in circles")) {
        return false
      }
      let place: ServerParcel.Place =
        next == nil || isLooping
        ? .threadRead(thread.conversation) : .thread(thread.conversation, cursor: next)
      let (items, bad) = Self.taken(page, thread)
      guard basket.put(.page(items, place, bad: bad)) else { return false }
      guard next != nil, !isLooping else { return true }
      cursor = next
    }
  }

  /// What concerns only this conversation costs only this conversation.
  private func bear(_ error: APIError, _ thread: ThreadToRead) throws(SyncTrouble) -> Bool {
    switch error {
    case .notFound, .forbidden:
      return basket.put(.page([], .threadDropped(thread.conversation), bad: []))
    case .invalid, .unexpected, .tooLarge, .cutShort, .server(500, _):
      guard obstacles.isTooMany(thread.conversation) else { throw .server(error) }
      return basket.put(.page([], .threadDropped(thread.conversation), bad: []))
        && basket.put(.leftOut(thread, reason: error.notice.text.string))
    default: throw .server(error)
    }
  }

  private static func taken(
    _ page: RawPage<MessageResource>, _ thread: ThreadToRead
  ) -> ([Incoming], [RawPage<MessageResource>.Bad]) {
    var items: [Incoming] = []
    var bad = page.bad
    items.reserveCapacity(page.items.count)
    for (message, bytes) in page.items {
      do throws(Rejection) {
        guard message.conversation == thread.serverID else {
          throw Rejection("it belongs to another conversation")
        }
        items.append(
          .message(try Normalise.served(message, account: thread.account, payload: bytes)))
      } catch {
        bad.append(.init(id: message.id, reason: error.reason))
      }
    }
    return (items, bad)
  }
}

extension SyncEngine {
  /// Reads all messages that a snapshot still lacks: several threads fetch, this one stores, several
  /// pages in one transaction.
  func readThreads() throws(SyncTrouble) {
    let left = try storing { () throws(StoreError) in
      try store.countThreadsToRead(of: known.id)
    }
    guard left > 0 else { return }
    let feed = ThreadFeed(store, known.id)
    let basket = Basket<Fetched>(capacity: 16)
    let reader = ThreadReader(client: client, feed: feed, basket: basket, obstacles: obstacles)
    let count = min(pacing.readers, left)
    let finished = DispatchSemaphore(value: 0)
    for number in 1...count {
      let thread = Thread {
        reader.run()
        finished.signal()
      }
      thread.name = "read \(voice.settings.name) \(number)"
      thread.stackSize = 8 << 20
      thread.start()
    }
    defer {
      basket.close()
      for _ in 1...count { finished.wait() }
    }
    do throws(SyncTrouble) {
      try storeAll(of: basket, readers: count, left: left)
    } catch {
      feed.end()
      client.interrupt()
      throw error
    }
  }

  private func storeAll(
    of basket: Basket<Fetched>, readers: Int, left: Int
  ) throws(SyncTrouble) {
    var (running, left) = (readers, left)
    var trouble: SyncTrouble?
    while running > 0 {
      var parcel = ServerParcel(items: [], isSnapshot: true)
      var pages = 0
      for fetched in basket.takeAll() {
        switch fetched {
        case .page(let items, let place, let bad):
          parcel.items += items
          parcel.places.append(place)
          pages += 1
          if case .thread = place {} else { left -= 1 }
          for bad in bad { voice.leaveOut("message", id: bad.id, reason: bad.reason) }
        case .leftOut(let thread, let reason):
          voice.leaveOut("conversation’s messages", id: thread.serverID, reason: reason)
        case .ended(let error):
          running -= 1
          trouble = trouble ?? error
        }
      }
      if pages > 0 { try receive(parcel, pages: pages, threadsLeft: left) }
      // What was fetched is kept; the rest waits for the next round.
      if let trouble { throw trouble }
    }
  }
}
