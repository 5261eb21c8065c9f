import Dispatch
import Domain
import Foundation
import InboxAPI
import Storage
import Synchronization

/// Conversations whose messages could not be read, and how often: one of them must not hold up all
/// others for ever.
final class ThreadObstacles: Sendable {
  enum Verdict {
    /// It is tried again in the next round, and the others go on.
    case later
    /// It is left alone for a while.
    case givenUp
    /// So many fail that it is the server that has trouble.
    case serverTrouble
  }

  private struct State {
    var counts: [Int64: Int] = [:]
    var givenUp: Set<Int64> = []
    var inARow = 0
  }

  private let state = Mutex(State())
  /// So often the same conversation may fail before it is left alone.
  private static let most = 3
  /// So many may fail one after the other, with none between them that can be read.
  private static let mostInARow = 8

  func fail(_ conversation: Conversation.ID) -> Verdict {
    state.withLock { state in
      state.counts[conversation.value, default: 0] += 1
      guard state.counts[conversation.value, default: 0] < Self.most else {
        state.givenUp.insert(conversation.value)
        return .givenUp
      }
      state.inARow += 1
      return state.inARow < Self.mostInARow ? .later : .serverTrouble
    }
  }

  func pass(_ conversation: Conversation.ID) {
    state.withLock { state in
      state.inARow = 0
      state.counts[conversation.value] = nil
    }
  }

  func isGivenUp(_ conversation: Conversation.ID) -> Bool {
    state.withLock { $0.givenUp.contains(conversation.value) }
  }

  /// How many are left alone now.
  var givenUp: Int { state.withLock { $0.givenUp.count } }

  func beginRound() { state.withLock { $0.inARow = 0 } }

  /// Whatever was left alone is tried once more.
  func forgive() { state.withLock { $0.givenUp = [] } }

  func forget() { state.withLock { $0 = State() } }
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
  private let obstacles: ThreadObstacles

  init(_ store: Store, _ connection: Connection.ID, _ obstacles: ThreadObstacles) {
    self.store = store
    self.connection = connection
    self.obstacles = obstacles
  }

  func next() throws(StoreError) -> ThreadToRead? {
    // The lock is held while the store is asked: the others would only ask the same.
    let result: Result<ThreadToRead?, StoreError> = state.withLock { state in
      do throws(StoreError) {
        while state.waiting.isEmpty, !state.isEnded {
          let found = try store.threadsToRead(of: connection, after: state.last, limit: 500)
          state.last = found.last?.conversation ?? state.last
          state.isEnded = found.isEmpty
          state.waiting = found.reversed().filter { !obstacles.isGivenUp($0.conversation) }
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
  /// Without a place where it must not go on behind this page.
  case page([Incoming], ServerParcel.Place?, bad: [RawPage<MessageResource>.Bad])
  case circle(ThreadToRead)
  case failed(ThreadToRead, APIError, isGivenUp: Bool)
  case ended(SyncTrouble?)
}

/// Reads the messages of one conversation after the other, page by page.
private struct ThreadReader: Sendable {
  let client: InboxAPIClient
  let feed: ThreadFeed
  let conveyor: Conveyor<Fetched>
  let obstacles: ThreadObstacles

  func run() {
    var trouble: SyncTrouble?
    do throws(SyncTrouble) {
      while let thread = try next(), try read(thread) {}
    } catch {
      trouble = error
    }
    _ = conveyor.put(.ended(trouble))
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
    var isWhole = true
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
      if isLooping, !conveyor.put(.circle(thread)) { return false }
      obstacles.pass(thread.conversation)
      let (items, bad) = Self.taken(page, thread)
      isWhole = isWhole && bad.isEmpty && !isLooping
      let isLast = next == nil || isLooping
      let place = Self.place(in: thread, next: isLast ? nil : next, isWhole: isWhole)
      guard conveyor.put(.page(items, place, bad: bad)) else { return false }
      guard !isLast else { return true }
      cursor = next
    }
  }

  /// - Parameter next: nil after the last page.
  private static func place(
    in thread: ThreadToRead, next: String?, isWhole: Bool
  ) -> ServerParcel.Place? {
    guard let next else {
      return isWhole ? .threadRead(thread.conversation) : .threadReadPartly(thread.conversation)
    }
    // Whoever goes on here later has to meet again what could not be read, or would count it as gone.
    return isWhole ? .thread(thread.conversation, cursor: next) : nil
  }

  /// What concerns only this conversation costs only this conversation.
  private func bear(_ error: APIError, _ thread: ThreadToRead) throws(SyncTrouble) -> Bool {
    switch error {
    case .notFound, .forbidden:
      return conveyor.put(.page([], .threadDropped(thread.conversation), bad: []))
    case .invalid, .unexpected, .tooLarge, .cutShort, .server(500, _):
      switch obstacles.fail(thread.conversation) {
      case .later: return conveyor.put(.failed(thread, error, isGivenUp: false))
      case .givenUp: return conveyor.put(.failed(thread, error, isGivenUp: true))
      case .serverTrouble: throw .server(error)
      }
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
    if isDue(nextThreads) {
      nextThreads = nil
      obstacles.forgive()
    }
    let wanted = try storing { () throws(StoreError) in
      try store.countThreadsToRead(of: known.id)
    }
    let left = wanted - obstacles.givenUp
    guard left > 0 else { return }
    obstacles.beginRound()
    let feed = ThreadFeed(store, known.id, obstacles)
    let conveyor = Conveyor<Fetched>(capacity: 16)
    // Theirs alone: closed, it begins no call that this thread would have to wait for.
    let line = client.sibling()
    control.lend(line)
    let reader = ThreadReader(client: line, feed: feed, conveyor: conveyor, obstacles: obstacles)
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
      conveyor.stop()
      for _ in 1...count { finished.wait() }
    }
    do throws(SyncTrouble) {
      try storeAll(of: conveyor, readers: count, left: left)
    } catch {
      feed.end()
      line.close()
      throw error
    }
  }

  /// How long a conversation whose messages could not be read again and again is left alone, in
  /// seconds: our choice, long enough for a server to be mended.
  private static let threadPatience = 300.0

  private func storeAll(
    of conveyor: Conveyor<Fetched>, readers: Int, left: Int
  ) throws(SyncTrouble) {
    var (running, left) = (readers, left)
    var trouble: SyncTrouble?
    var postponed: APIError?
    while running > 0 {
      var parcel = ServerParcel(items: [], isSnapshot: true)
      var pages = 0
      for fetched in conveyor.takeAll() {
        switch fetched {
        case .page(let items, let place, let bad):
          parcel.items += items
          if let place { parcel.places.append(place) }
          pages += 1
          if place?.endsThread == true { left -= 1 }
          for bad in bad { voice.leaveOut("message", id: bad.id, reason: bad.reason) }
        case .circle(let thread):
          voice.leaveOut(
            "conversation’s messages", id: thread.serverID, reason: "its pages go in circles")
        case .failed(let thread, let error, isGivenUp: true):
          left -= 1
          nextThreads = now.addingTimeInterval(Self.threadPatience)
          voice.leaveOut(
            "conversation’s messages", id: thread.serverID, reason: error.notice.text.string)
        case .failed(_, let error, isGivenUp: false): postponed = postponed ?? error
        case .ended(let error):
          running -= 1
          trouble = trouble ?? error
        }
      }
      if pages > 0 { try receive(parcel, pages: pages, threadsLeft: left) }
      // What was fetched is kept; the rest waits for the next round.
      if let trouble { throw trouble }
    }
    if let postponed { throw .server(postponed) }
  }
}

extension ServerParcel.Place {
  fileprivate var endsThread: Bool {
    switch self {
    case .threadRead, .threadReadPartly, .threadDropped: true
    case .thread, .snapshot, .changes: false
    }
  }
}
