import Domain
import Foundation
import InboxAPI
import Storage

/// Following changes: by the event stream, else by long poll, else by polling.
extension SyncEngine {
  /// The stream may break so often in a row, before its first word, until it is given up.
  private static let mostStreamTroubles = 3
  /// After so many long polls the stream is tried again: perhaps half an hour.
  private static let longPollsBeforeStream = 60

  func follow() throws(SyncTrouble) {
    try takeChangesIfBehind()
    voice.sayFollowing(with: way)
    voice.sayStanding()
    control.setFollowing(true)
    defer { control.setFollowing(false) }
    switch way {
    case .events: try followStream()
    case .longPoll: try followLongPolls()
    case .polling: try followPolls()
    }
  }

  // MARK: The stream

  private func followStream() throws(SyncTrouble) {
    var isAlive = false
    var failure: SyncTrouble?
    do throws(APIError) {
      try client.stream(after: known.seq) { heard in
        notePlaceHeld()
        noteTaken()
        if heard.contains(where: { !$0.event.isOpening }) { isAlive = true }
        do throws(SyncTrouble) {
          try take(heard)
        } catch {
          failure = error
        }
        return failure == nil && !control.isStopped && !isRestDue
      }
    } catch {
      // Proxies cut what has lasted long enough; that is an end like any other.
      if !isAlive || error != .cutShort { try endStream(isAlive: isAlive, error) }
    }
    if let failure { throw failure }
    if isRestDue { return try finishRest() }
    // It ended well, as every stream may; the next one is not asked for in the same moment.
    if isAlive {
      streamTroubles = 0
      backoff.reset()
    } else {
      noteStreamTrouble()
    }
    if !control.isStopped { control.wait(seconds: backoff.next(retryAfter: nil)) }
    if isAlive { backoff.reset() }
  }

  private func endStream(isAlive: Bool, _ error: APIError) throws(SyncTrouble) {
    if isAlive {
      streamTroubles = 0
      backoff.reset()
    }
    switch error {
    case .notFound, .invalid, .forbidden, .unexpected(200, _), .unexpected(405, _),
      .unexpected(406, _), .server(501, _):
      way = .longPoll
      return
    case .cutShort, .timedOut, .unexpected, .server(500, _), .tooLarge, .changesExpired:
      if !isAlive { noteStreamTrouble() }
    default: break
    }
    throw .server(error)
  }

  private func noteStreamTrouble() {
    streamTroubles += 1
    if streamTroubles >= Self.mostStreamTroubles {
      streamTroubles = 0
      way = .longPoll
    }
  }

  private func take(_ heard: [InboxAPIClient.Heard]) throws(SyncTrouble) {
    var changes: [(ChangeResource, [UInt8])] = []
    for (event, data) in heard {
      switch event {
      case .opened, .comment: voice.heard()
      case .change(let change): changes.append((change, data))
      case .presence(let presence): say(presence)
      case .unreadable(let reason):
        voice.leaveOut("change", id: RawPage<ChangeResource>.seq(of: data), reason: reason)
      }
    }
    guard !changes.isEmpty else { return }
    let last = known.seq ?? 0
    let news = changes.sorted { $0.0.seq < $1.0.seq }.filter { $0.0.seq > last }
    guard let first = news.first, let newest = news.last else { return }
    // One after the other without a gap, or what is between has to be fetched.
    let isWhole = first.0.seq == last + 1 && newest.0.seq - first.0.seq == Int64(news.count - 1)
    do throws(SyncTrouble) {
      if !isWhole {
        try takeChanges()
        return
      }
    } catch {
      // Nothing brings what is between: without going on, the same gap would be met for ever.
      guard error.isMissingCall else { throw error }
    }
    try take(news, upTo: newest.0.seq)
  }

  private func say(_ presence: PresenceResource) {
    guard presence.user != known.userID, let id = presence.conversation,
      let state = Presence.State(rawValue: presence.state)
    else { return }
    // A colleague at a conversation that is not here, or a store that is busy: nobody to show.
    guard let local = try? store.conversation(serverID: id, of: known.id) else { return }
    voice.events.presence(
      Presence(conversation: local, user: SafeText(line: presence.user), state: state))
  }

  // MARK: Polling

  private func followLongPolls() throws(SyncTrouble) {
    var hasty = 0
    while !control.isStopped, !control.takeWish() {
      let began = DispatchTime.now().uptimeNanoseconds
      do throws(SyncTrouble) {
        let isNews = try takeChangePage(wait: pacing.longPoll)
        notePlaceHeld()
        // A server that does not hold its answer would be asked without end.
        let seconds = Double(DispatchTime.now().uptimeNanoseconds - began) / 1e9
        hasty = !isNews && seconds < Double(pacing.longPoll) / 6 ? hasty + 1 : 0
      } catch {
        guard error.isUnsupported else { throw error }
        hasty = 2
      }
      if hasty >= 2 {
        way = .polling
        return
      }
      longPolls += 1
      if longPolls.isMultiple(of: Self.longPollsBeforeStream) {
        way = .events
        return
      }
      if isRestDue { return try finishRest() }
    }
  }

  private func followPolls() throws(SyncTrouble) {
    var seconds = pacing.pollEvery.lowerBound
    while !control.isStopped {
      let isNews = try takeChanges()
      notePlaceHeld()
      seconds =
        isNews ? pacing.pollEvery.lowerBound : min(seconds * 1.5, pacing.pollEvery.upperBound)
      if isRestDue { return try finishRest() }
      control.setFollowing(false)
      control.wait(seconds: seconds)
      _ = control.takeWish()
      control.setFollowing(true)
    }
  }

  // MARK: Pages of changes

  /// A server that has no `/changes` may still have the stream.
  private func takeChangesIfBehind() throws(SyncTrouble) {
    do throws(SyncTrouble) {
      try takeChanges()
    } catch {
      guard error.isUnsupported, way == .events else { throw error }
    }
  }

  /// Everything up to the head. - Returns: whether there was anything.
  @discardableResult
  func takeChanges() throws(SyncTrouble) -> Bool {
    var isNews = false
    var idle = 0
    repeat {
      let before = known.seq
      let hasMore = try takeOneChangePage(wait: 0)
      if known.seq != before { (isNews, idle) = (true, 0) } else { idle += 1 }
      guard hasMore, !control.isStopped else { return isNews }
    } while idle < LoopWatch.mostIdlePages
    voice.say(.warning, "its changes go in circles; they are asked for again later.")
    throw .server(.unexpected(status: 200, what: "pages of changes that lead nowhere"))
  }

  /// - Returns: whether there was anything.
  private func takeChangePage(wait: Int) throws(SyncTrouble) -> Bool {
    let before = known.seq
    if try takeOneChangePage(wait: wait) { try takeChanges() }
    return known.seq != before
  }

  /// - Returns: whether there are more.
  private func takeOneChangePage(wait: Int) throws(SyncTrouble) -> Bool {
    let last = known.seq ?? 0
    let page = try asking { () throws(APIError) in
      try client.changePage(after: last, wait: wait)
    }
    for bad in page.bad { voice.leaveOut("change", id: bad.id, reason: bad.reason) }
    // Out of order or twice, it is the same log.
    let news = page.items.sorted { $0.item.seq < $1.item.seq }.filter { $0.item.seq > last }
    let newest = max(news.last?.item.seq ?? last, page.seq ?? last)
    if page.items.isEmpty, let head = page.seq, head < last { throw .server(.changesExpired) }
    if newest > last {
      try take(news.map { ($0.item, $0.bytes) }, upTo: newest)
    } else {
      voice.heard()
    }
    return page.more
  }

  /// Takes changes in, in one transaction with the place after them.
  private func take(
    _ changes: [(ChangeResource, [UInt8])], upTo seq: Int64
  ) throws(SyncTrouble) {
    try seek(changes.map(\.0))
    var items: [Incoming] = []
    for (change, bytes) in changes {
      if let item = try incoming(change, bytes) { items.append(item) }
    }
    let parcel = ServerParcel(items: items, isSnapshot: false, places: [.changes(seq: seq)])
    try receive(parcel, pages: 1)
    let newest = max(known.seq ?? 0, seq)
    connection?.seq = newest
    let lag = changes.last?.0.at.map { now.timeIntervalSince($0) }
    voice.heard(lag: lag)
    // Of conversations that moved away while the snapshot walked along them.
    try readThreads()
    voice.sayStanding()
  }

  private func incoming(
    _ change: ChangeResource, _ bytes: [UInt8]
  ) throws(SyncTrouble) -> Incoming? {
    func piece(_ name: String) -> [UInt8] {
      RawPage<ChangeResource>.piece(name, of: bytes) ?? []
    }
    switch change.type {
    case "conversation":
      if let conversation = change.conversation {
        guard let account = try localAccount(of: conversation) else { return nil }
        remember(conversation.id)
        return .conversation(
          Normalise.served(conversation, account: account, payload: piece("conversation")))
      }
    case "message":
      if let message = change.message { return incoming(message, change.at, piece("message")) }
    case "gone":
      if let gone = change.gone {
        let kind: IncomingGone.Kind? =
          switch gone.kind {
          case "conversation": .conversation
          case "message": .message
          default: nil
          }
        return kind.map { .gone(IncomingGone(kind: $0, account: "", id: gone.id)) }
      }
    default: return nil
    }
    let broken = RawPage<ChangeResource>.brokenPart(of: bytes, named: change.type)
    voice.leaveOut(change.type, id: broken.id ?? "of change \(change.seq)", reason: broken.reason)
    return nil
  }

  private func incoming(
    _ message: MessageResource, _ at: Date?, _ bytes: [UInt8]
  ) -> Incoming? {
    do throws(Rejection) {
      return .message(try Normalise.served(message, arrivedAt: at, payload: bytes))
    } catch {
      voice.leaveOut("message", id: message.id, reason: error.reason)
      return nil
    }
  }

  // MARK: Conversations that a message names and nobody described

  /// Fetches them with all their messages: one change that was left out must not cost a thread.
  private func seek(_ changes: [ChangeResource]) throws(SyncTrouble) {
    var described = Set(changes.compactMap(\.conversation?.id))
    var missing: [String] = []
    for id in changes.compactMap(\.message?.conversation)
    where !knownConversations.contains(id) && described.insert(id).inserted {
      let local = try storing { () throws(StoreError) in
        try store.conversation(serverID: id, of: known.id)
      }
      if local == nil { missing.append(id) } else { remember(id) }
    }
    for id in missing where soughtConversations.insert(id).inserted {
      try fetch(id)
      voice.sayFollowing(with: way)
    }
  }

  private func fetch(_ id: String) throws(SyncTrouble) {
    let answer: Answer
    do throws(SyncTrouble) {
      answer = try asking { () throws(APIError) in
        try client.success(of: .init(path: InboxAPIClient.path(of: id)))
      }
    } catch {
      // Not for us, or not there: its messages will be refused one by one.
      if case .server(.notFound) = error { return }
      if case .server(.forbidden) = error { return }
      throw error
    }
    let conversation = try asking { () throws(APIError) in
      try InboxAPIClient.decode(ConversationResource.self, from: answer)
    }
    guard let account = try localAccount(of: conversation) else { return }
    let item = Incoming.conversation(
      Normalise.served(conversation, account: account, payload: answer.body))
    try receive(ServerParcel(items: [item], isSnapshot: true), pages: 1)
    try readThreads()
  }

  private func remember(_ conversation: String) {
    if knownConversations.count >= 10_000 { knownConversations = [] }
    knownConversations.insert(conversation)
  }
}

extension SyncTrouble {
  /// A call that the server has not got at all.
  fileprivate var isMissingCall: Bool {
    switch self {
    case .server(.notFound), .server(.unexpected(405, _)), .server(.server(501, _)): true
    default: false
    }
  }

  /// What a server that lacks a call answers, or has something in its way.
  fileprivate var isUnsupported: Bool {
    switch self {
    case .server(.notFound), .server(.invalid), .server(.unexpected), .server(.server(501, _)): true
    default: false
    }
  }
}

extension ServerEvent {
  fileprivate var isOpening: Bool {
    if case .opened = self { return true }
    return false
  }
}

extension RawPage where Item == ChangeResource {
  /// The number of a change that cannot be read otherwise, for naming it.
  fileprivate static func seq(of bytes: [UInt8]) -> String? {
    piece("seq", of: bytes).map { String(decoding: $0.prefix(20), as: UTF8.self) }
  }

  /// Why the resource of a change could not be read.
  fileprivate static func brokenPart(
    of bytes: [UInt8], named name: String
  ) -> (id: String?, reason: String) {
    guard let part = piece(name, of: bytes) else { return (nil, "`\(name)` is missing") }
    let data = Data(part)
    do {
      switch name {
      case "conversation": _ = try JSONDecoder().decode(ConversationResource.self, from: data)
      case "message": _ = try JSONDecoder().decode(MessageResource.self, from: data)
      default: _ = try JSONDecoder().decode(GoneResource.self, from: data)
      }
    } catch {
      return (id(of: part), reason(error))
    }
    return (id(of: part), "it has not the shape the API promises")
  }
}
