import Domain
import Foundation
import InboxAPI
import Storage

/// The snapshot: all conversations, then the messages of each. Killed at any page, it goes on there.
extension SyncEngine {
  func finishSnapshot() throws(SyncTrouble) {
    guard var place = known.snapshot.map(SyncPlace.init(stored:)), place.phase != .rest else {
      // A single conversation that was being fetched when the program ended.
      return try readThreads()
    }
    voice.count(pages: 0, messages: 0)
    if place.phase == .conversations {
      _ = try walkConversations(&place, account: nil)
      place.phase = .threads
      place.cursor = nil
      try store(place)
    }
    try readThreads()
    try endSnapshot(place)
  }

  private func endSnapshot(_ place: SyncPlace) throws(SyncTrouble) {
    if place.isIncomplete {
      voice.say(
        .warning,
        "the list of conversations could not be read whole; nothing was removed here.")
    }
    var rest: SyncPlace?
    if !place.failed.isEmpty {
      rest = SyncPlace()
      rest?.phase = .rest
      rest?.failed = place.failed
    }
    // A list that was broken off says nothing about what is not on it.
    let excepted =
      place.isIncomplete ? Set(voice.accounts.map(\.serverID)) : Set(place.failed)
    try storing { () throws(StoreError) in
      try store.endSnapshot(
        of: known.id, except: excepted, leaving: rest?.stored, at: now)
    }
    try reread()
  }

  private func store(_ place: SyncPlace) throws(SyncTrouble) {
    try storing { () throws(StoreError) in
      _ = try store.receive(
        ServerParcel(items: [], isSnapshot: true, places: [.snapshot(place.stored)]), of: known.id,
        at: now)
    }
  }

  // MARK: Conversations

  /// Walks one list, page by page, each with its place in one transaction.
  /// - Returns: the server's ids of accounts that it could not ask for these pages.
  private func walkConversations(
    _ place: inout SyncPlace, account: String?
  ) throws(SyncTrouble) -> Set<String> {
    var failed: Set<String> = []
    var watch = LoopWatch()
    var restarts = 0
    while true {
      let page: RawPage<ConversationResource>
      do throws(SyncTrouble) {
        page = try asking { () throws(APIError) in
          try client.conversationPage(cursor: place.cursor, account: account)
        }
      } catch {
        guard error.isRefusedCursor, place.cursor != nil, restarts < LoopWatch.mostRestarts else {
          throw error
        }
        restarts += 1
        watch = LoopWatch()
        place.cursor = nil
        continue
      }
      let next = page.nextCursor
      place.cursor = next
      for one in page.failedAccounts where failed.insert(one.account).inserted {
        if !place.failed.contains(one.account) { place.failed.append(one.account) }
      }
      noteFailed(page.failedAccounts)
      let isLooping =
        next.map { watch.isLooping(first: page.items.first?.item.id, next: $0) } ?? false
      if isLooping { place.isIncomplete = true }
      try take(page, at: &place)
      if next == nil || isLooping { return failed }
      guard !control.isStopped else { throw .server(.cancelled) }
    }
  }

  private func noteFailed(_ failed: [FailedAccountResource]) {
    guard !failed.isEmpty else { return }
    voice.know(unreachable: failed)
    let asked = failed.compactMap(\.retryAfter).filter { $0.isFinite && $0 >= 0 }.max()
    nextRest = now.addingTimeInterval(min(max(asked ?? 60, 1), Backoff.longestAsked))
  }

  private func take(
    _ page: RawPage<ConversationResource>, at place: inout SyncPlace
  ) throws(SyncTrouble) {
    // What is on the list and cannot be taken in is there all the same.
    if !page.bad.isEmpty { place.isIncomplete = true }
    for bad in page.bad { voice.leaveOut("conversation", id: bad.id, reason: bad.reason) }
    var items: [Incoming] = []
    for (conversation, bytes) in page.items {
      guard let account = try localAccount(of: conversation) else {
        place.isIncomplete = true
        continue
      }
      items.append(.conversation(Normalise.served(conversation, account: account, payload: bytes)))
      // Unreadable, the last message is named when its thread is read.
      if let last = conversation.lastMessage, last.conversation == conversation.id,
        let message = try? Normalise.served(
          last, account: account,
          payload: RawPage<MessageResource>.piece("last_message", of: bytes) ?? [])
      {
        items.append(.message(message))
      }
    }
    // Place and items are one transaction: killed here, the page is fetched again or is all in.
    let parcel = ServerParcel(items: items, isSnapshot: true, places: [.snapshot(place.stored)])
    let refused = try receive(parcel, pages: 1)
    if refused.contains(where: \.isConversation) { place.isIncomplete = true }
  }

  /// The id here of a conversation's account; nil, said, where the server never told of it.
  func localAccount(of conversation: ConversationResource) throws(SyncTrouble) -> String? {
    guard let id = conversation.account else {
      if voice.accounts.count == 1 { return voice.accounts[0].account.remoteID }
      voice.leaveOut("conversation", id: conversation.id, reason: "it names no account")
      return nil
    }
    if let known = voice.accounts.first(where: { $0.serverID == id }) {
      return known.account.remoteID
    }
    if soughtAccounts.insert(id).inserted {
      let me = try asking { () throws(APIError) in try client.me() }
      let accounts = me.accounts.map {
        Normalise.account($0, delivery: .server(connection: voice.settings.name))
      }
      try storing { () throws(StoreError) in
        _ = try store.take(accounts, userID: me.user.id, role: me.role, of: known.id, at: now)
      }
      try knowAccounts()
      return try localAccount(of: conversation)
    }
    voice.leaveOut(
      "conversation", id: conversation.id, reason: "its account \(id) is not one of ours")
    return nil
  }

  // MARK: The accounts that could not be asked

  /// Asks again for what the snapshot lacks, once its time has come.
  func finishRest() throws(SyncTrouble) {
    if isDue(nextThreads) { try readThreads() }
    guard var place = known.snapshot.map(SyncPlace.init(stored:)), place.phase == .rest
    else { return }
    voice.forgetUnreachable()
    nextRest = nil
    // The one that was being walked first; all stay noted until their walk is at its end.
    let accounts =
      place.failed.filter { $0 == place.account }
      + place.failed.filter { $0 != place.account }
    for account in accounts {
      if place.account != account { (place.account, place.cursor) = (account, nil) }
      let failed = try walkConversations(&place, account: account)
      if !failed.contains(account) { place.failed.removeAll { $0 == account } }
      (place.account, place.cursor) = (nil, nil)
      try store(place)
    }
    try readThreads()
    let rest = place.failed.isEmpty ? nil : place.stored
    try storing { () throws(StoreError) in
      try store.setSnapshotPlace(rest, of: known.id)
    }
    try reread()
  }

  var isRestDue: Bool { isDue(nextRest) || isDue(nextThreads) }

  func isDue(_ moment: Date?) -> Bool { moment.map { $0 <= now } ?? false }

  // MARK: Storing

  /// Takes a parcel in, counts it, and says what was refused.
  /// - Returns: what was refused.
  @discardableResult
  func receive(
    _ parcel: ServerParcel, pages: Int, threadsLeft: Int? = nil
  ) throws(SyncTrouble) -> [Incoming] {
    let receipt = try storing { () throws(StoreError) in
      try store.receive(parcel, of: known.id, at: now)
    }
    for refusal in receipt.refused {
      let (kind, id) = parcel.items[refusal.index].name
      voice.leaveOut(kind, id: id, reason: refusal.reason)
    }
    receipt.notices.forEach(voice.events.notice)
    // What leads no further may be read again and again.
    if !parcel.places.isEmpty { backoff.reset() }
    noteTaken()
    let messages = receipt.added + receipt.updated
    voice.heard(messages: messages)
    if parcel.isSnapshot {
      voice.count(pages: pages, messages: messages, threadsLeft: threadsLeft)
    }
    return receipt.refused.map { parcel.items[$0.index] }
  }
}

extension Incoming {
  fileprivate var isConversation: Bool {
    if case .conversation = self { return true }
    return false
  }

  /// What it is and its id, for naming it.
  fileprivate var name: (kind: String, id: String) {
    switch self {
    case .account(let account): ("account", account.id)
    case .conversation(let conversation): ("conversation", conversation.id)
    case .message(let message): ("message", message.id)
    case .gone(let gone): ("end", gone.id)
    case .identity(let identity): ("participant", identity.participant.id)
    case .people: ("decision about people", "")
    }
  }
}

extension SyncTrouble {
  /// A cursor that the server cannot use: 400 or 422.
  var isRefusedCursor: Bool {
    if case .server(.invalid(let problem)) = self { return problem.status != 413 }
    return false
  }
}
