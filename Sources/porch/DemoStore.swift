import Domain
import Fixtures
import Foundation
import Interface
import Storage

/// The store of `porch demo`: in memory, with made-up people to whom things happen.
enum DemoStore {
  static func make(now: Date) throws -> Store {
    let store = try Store.inMemory()
    for batch in Demo.batches(now: now) { _ = try store.receive(batch, at: now) }
    return store
  }

  /// Lets messages arrive while the demo runs: often at first, then one now and then.
  @Sendable static func arrivals(into store: Store, post: Post) async {
    await reporting(to: post) {
      let start = ContinuousClock.now
      // Made-up people write when the script says so: nothing is asked or looked for meanwhile, and
      // what sleeps here is only there in the demo.
      for arrival in Demo.arrivals(now: Date()) {
        try await Task.sleep(until: start + .seconds(arrival.seconds))
        _ = try store.receive(arrival.batch, at: Date())
      }
      for round in 0... {
        // As above: this is the pace of the script, and no look at whether something has changed.
        try await Task.sleep(for: .seconds(Demo.trickleInterval))
        _ = try store.receive(Demo.trickle(round, now: Date()), at: Date())
      }
    }
  }

  /// Lets the people who were answered say something back.
  @Sendable static func answers(from store: Store, post: Post) async {
    await answers(from: store, into: store, post: post)
  }

  /// The same where they are answered in one store and write into another.
  static func answers(from store: Store, into hub: Store, post: Post) async {
    await reporting(to: post) {
      var leaving: [Message.ID: OutboxEntry] = [:]
      var rounds: [String: Int] = [:]
      for try await pending in store.outboxChanges() {
        let still = Set(pending.map(\.message))
        let gone = leaving.values.filter { !still.contains($0.message) }
        leaving = Dictionary(uniqueKeysWithValues: pending.map { ($0.message, $0) })
        for entry in gone where try wasSent(entry, in: store) {
          let round = rounds[entry.conversationRemoteID, default: 0]
          rounds[entry.conversationRemoteID] = round + 1
          // The time that a made-up person takes to type; nothing is waited for.
          try await Task.sleep(for: .seconds(Demo.answerDelay))
          let answer = Demo.answer(to: entry.conversationRemoteID, round: round, now: Date())
          if let answer { _ = try hub.receive(answer, at: Date()) }
        }
      }
    }
  }

  /// What left the outbox was sent, or was taken back into the composer.
  private static func wasSent(_ entry: OutboxEntry, in store: Store) throws -> Bool {
    let request = PageRequest(conversation: entry.conversation, anchor: .newest, count: 20)
    let messages = try store.page(request)?.messages ?? []
    return messages.contains { $0.id == entry.message && $0.delivery == .sent }
  }

  private static func reporting(to post: Post, _ body: () async throws -> Void) async {
    do {
      try await body()
    } catch is CancellationError {
      // The demo has ended.
    } catch {
      post.post(.noticed(Notice(reporting: error)))
    }
  }
}
