import Domain
import Storage

/// Tells what an import would add without writing: by the ids that are in the store already.
struct DryRunLedger {
  private let store: Store
  /// Hashes of (account, id): a few megabytes for a million messages.
  private var messages: Set<Int> = []
  private var conversations: Set<Int> = []

  init(store: Store) { self.store = store }

  mutating func count(_ batch: Batch, in report: inout ImportReport) throws(StoreError) {
    for item in batch.items {
      switch item {
      case .conversation(let conversation):
        try meet(conversation.id, of: conversation.account, in: &report)
      case .message(let message):
        try meet(message.conversation, of: message.account, in: &report)
        let isNew = messages.insert(Self.hash(message.account, message.id)).inserted
        if isNew { report.added += 1 } else { report.known += 1 }
      case .account, .gone, .identity, .people: break
      }
    }
  }

  /// On the first sight of a conversation, remembers the messages that are stored of it.
  private mutating func meet(
    _ id: String, of account: String, in report: inout ImportReport
  ) throws(StoreError) {
    guard conversations.insert(Self.hash(account, id)).inserted else { return }
    let stored: Conversation.ID
    do throws(StoreError) {
      stored = try store.resolve(account + "/" + id)
    } catch {
      guard case .noSuch = error else { throw error }
      return
    }
    do {
      try store.eachMessage(of: stored) { detail in
        messages.insert(Self.hash(account, detail.message.remoteID))
      }
    } catch let error as StoreError {
      throw error
    } catch {
      throw .failed(reason: "\(error)")
    }
  }

  private static func hash(_ account: String, _ id: String) -> Int {
    var hasher = Hasher()
    hasher.combine(account)
    hasher.combine(id)
    return hasher.finalize()
  }
}
