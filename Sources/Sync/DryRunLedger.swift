import Domain
import Foundation
import Storage

/// Tells what an import would do without writing: the store rehearses every batch and forgets it.
///
/// What earlier batches brought is not there for the next one, so it is remembered here: accounts
/// whole, of messages a key and what they last were, as hashes. Conversations need not be: a message
/// of one that was not told counts the same.
struct DryRunLedger {
  /// Messages that are kept in mind: 50 MB with what a dictionary leaves free. What is told twice
  /// after them counts as new, which the report says.
  static let most = 3_000_000

  private let store: Store
  private let now: Date
  private let most: Int
  private var accounts: [String: IncomingAccount] = [:]
  private var messages: [UInt64: UInt32] = [:]

  init(store: Store, at now: Date, most: Int = Self.most) {
    self.store = store
    self.now = now
    self.most = most
  }

  /// - Returns: what would be refused, by its place in the batch.
  mutating func count(
    _ batch: Batch, in report: inout ImportReport
  ) throws(StoreError) -> [Receipt.Refusal] {
    var fresh: [Incoming] = []
    /// What this import has told before, and otherwise.
    var again: [Incoming] = []
    var places: [Int] = []
    var met: [UInt64: UInt32] = [:]
    for (place, item) in batch.items.enumerated() {
      // Who is one person changes no count, and may name somebody of an earlier batch.
      if item.isAboutPeople { continue }
      if case .message(let message) = item {
        let (key, content) = Self.hashes(of: message)
        if let before = messages[key] {
          if before == content { report.known += 1 } else { again.append(item) }
          messages[key] = content
          continue
        }
        met[key] = content
      }
      fresh.append(item)
      places.append(place)
    }
    try count(again: again, isHistory: batch.isHistory, in: &report)
    guard !fresh.isEmpty else { return [] }
    let needed = needed(for: fresh)
    let receipt = try store.rehearse(
      Batch(items: needed + fresh, isHistory: batch.isHistory), at: now)
    report.add(receipt)
    remember(fresh)
    if messages.count + met.count <= most {
      messages.merge(met) { _, new in new }
    } else {
      report.note(
        "A dry run keeps \(most) messages in mind: of those after them, what the files tell twice "
          + "is counted as added.")
    }
    return receipt.refused.compactMap { refusal in
      guard refusal.index >= needed.count else { return nil }
      return Receipt.Refusal(index: places[refusal.index - needed.count], reason: refusal.reason)
    }
  }

  /// The first telling of a message that is new would be there by now: the second one changes it.
  private mutating func count(
    again items: [Incoming], isHistory: Bool, in report: inout ImportReport
  ) throws(StoreError) {
    guard !items.isEmpty else { return }
    let receipt = try store.rehearse(
      Batch(items: needed(for: items) + items, isHistory: isHistory), at: now)
    report.updated += receipt.added + receipt.updated
    report.known += receipt.known
  }

  /// What the items hang on and earlier batches told.
  private func needed(for items: [Incoming]) -> [Incoming] {
    var wanted: Set<String> = []
    for item in items {
      switch item {
      case .account, .gone, .identity, .people: break
      case .conversation(let conversation): wanted.insert(conversation.account)
      case .message(let message): wanted.insert(message.account)
      }
    }
    return wanted.compactMap { accounts[$0].map(Incoming.account) }
  }

  private mutating func remember(_ items: [Incoming]) {
    for case .account(let account) in items { accounts[account.id] = account }
  }

  /// Of what the store compares when a message comes again.
  private static func hashes(of message: IncomingMessage) -> (key: UInt64, content: UInt32) {
    var key = Hasher()
    key.combine(message.account)
    key.combine(message.id)
    var content = Hasher()
    content.combine(message.text)
    content.combine(message.author.id)
    content.combine(message.direction)
    content.combine(Int(message.sentAt.timeIntervalSince1970))
    content.combine([message.isAutomated, message.isEdited, message.isDeleted, message.isForwarded])
    content.combine(message.inReplyTo)
    content.combine(message.subject)
    for attachment in message.attachments {
      content.combine(attachment.kind)
      content.combine(attachment.name)
      content.combine(attachment.missing)
    }
    content.combine(message.reactions)
    return (
      UInt64(bitPattern: Int64(key.finalize())), UInt32(truncatingIfNeeded: content.finalize())
    )
  }
}

extension Incoming {
  fileprivate var isAboutPeople: Bool {
    switch self {
    case .identity, .people: true
    case .account, .conversation, .message, .gone: false
    }
  }
}
