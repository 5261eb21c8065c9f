import Domain
import Foundation
import Hummingbird
import HummingbirdCore
import InboxAPI
import Storage

extension Hall {
  func ingest(_ request: Request) async throws -> Response {
    let bytes = try await body(of: request)
    let handed = try IngestRequest(json: bytes)
    let answer = try await writer.perform(bytes: bytes.count) { ledger in
      var ingest = try Ingest(handed, into: ledger)
      try ingest.take()
      return ingest.answer
    }
    figures.ingested(answer.added + answer.updated)
    return .json(Array(try RawJSON(answer).json()))
  }
}

/// One request of a bridge on its way into the store.
struct Ingest {
  private let handed: IngestRequest
  let ledger: LedgerTransaction
  let account: Account
  private(set) var answer = IngestAnswer()
  private var items: [Incoming] = []
  /// Where each item comes from.
  private var places: [Place] = []
  /// Messages of this request as they will be served, for one that comes twice.
  private var pending: [String: RawJSON] = [:]
  private var participants: [String: RawJSON] = [:]
  private var conversations: [Described] = []
  private var revived: Set<String> = []

  private struct Place {
    /// The list of the request, and which element of it.
    var list: String
    var index: Int
    /// A message's id.
    var message: String?
    var isOurs = false
    /// Whom it says something of.
    var participants: [String]
  }

  private struct Described {
    var id: String
    var isNew: Bool
    var isChanged: Bool
  }

  init(_ handed: IngestRequest, into ledger: LedgerTransaction) throws {
    self.handed = handed
    self.ledger = ledger
    switch handed.account {
    case .known(let id):
      guard let known = try ledger.account(named: id) else {
        throw Problem.invalid("`account` is none that is known. Hand it in whole.")
      }
      account = known
    case .whole(let resource, let raw):
      account = try Self.take(resource, raw, ledger)
    }
  }

  private static func take(
    _ resource: AccountResource, _ raw: RawJSON, _ ledger: LedgerTransaction
  ) throws -> Account {
    let said = Arrival.account(resource)
    _ = try ledger.receive(Batch(items: [.account(said)], isHistory: true))
    guard let account = try ledger.account(named: resource.id) else {
      throw Problem.invalid("`account` cannot be taken.")
    }
    let known = try ledger.payload(ofAccount: account.id)
    let whole = known.isEmpty ? raw : try RawJSON(json: Data(known)).merged(with: raw)
    try ledger.keep(Array(whole.json()), said, of: account.id)
    let before = known.isEmpty ? .object([:]) : try RawJSON(json: Data(known))
    if ["self", "name", "reply_window_hours"].contains(where: { before[$0] != whole[$0] }) {
      try ledger.touch(conversationsOf: account.id)
    }
    return try ledger.account(named: resource.id) ?? account
  }

  mutating func take() throws {
    for (index, item) in handed.conversations.enumerated() {
      try attempt("conversations", index, item) { try $0.describe($1, item.raw, index) }
    }
    // In thread order, so that what came in at the same time arrives in the order it is read.
    let order = handed.messages.indices.sorted {
      (handed.messages[$0].sentAt, $0) < (handed.messages[$1].sentAt, $1)
    }
    for index in order {
      let item = handed.messages[index]
      try attempt("messages", index, item) { try $0.add($1, item.raw, index) }
    }
    try receive()
    for (index, item) in handed.gone.enumerated() {
      try attempt("gone", index, item) { try $0.end($1) }
    }
    answer.rejected.sort { ($0.list, $0.index) < ($1.list, $1.index) }
  }

  /// Rejects an item that will not do, whatever becomes of the others.
  private mutating func attempt<Resource>(
    _ list: String, _ index: Int, _ item: IngestItem<Resource>,
    _ body: (inout Ingest, Resource) throws -> Void
  ) throws {
    do {
      try body(&self, item.resource.get())
    } catch let problem as Problem {
      reject(list, index, problem.code, problem.detail)
    } catch let error as RequestError {
      reject(list, index, error.code, error.detail + ".")
    }
  }

  private mutating func reject(_ list: String, _ index: Int, _ code: String, _ detail: String) {
    answer.rejected.append(.init(list: list, index: index, code: code, detail: detail))
  }

  private func check(_ named: String?, _ owner: Int64?) throws(Problem) {
    if let named, named != account.remoteID {
      throw .invalid("This names another account than the request.")
    }
    if let owner, owner != account.id.value {
      throw .invalid("This id belongs to another account.")
    }
  }

  // MARK: Conversations

  private mutating func describe(
    _ resource: ConversationResource, _ raw: RawJSON, _ index: Int
  ) throws {
    let found = try ledger.accountOfConversation(resource.id)
    try check(resource.account, found?.account)
    var payload = Self.described(raw)
    var isChanged = true
    if let found, let facts = try ledger.facts(ofConversation: found.row) {
      // Not JSON: then nothing of it was kept.
      let known = (try? RawJSON(json: Data(facts.payload))) ?? .object([:])
      payload = known.merged(with: payload)
      isChanged = payload != known
    }
    let participants = (raw[.participants]?.list ?? []).compactMap { note($0) }
    items.append(
      .conversation(
        Arrival.conversation(
          resource, account: account.remoteID, payload: Array(try payload.json()),
          at: ledger.momentBefore)))
    places.append(Place(list: "conversations", index: index, participants: participants))
    conversations.append(
      Described(id: resource.id, isNew: found == nil, isChanged: isChanged))
  }

  /// What of a conversation its source has the say of, and what nobody here knows.
  private static func described(_ raw: RawJSON) -> RawJSON {
    guard case .object(let fields) = raw else { return .object([:]) }
    let kept: Set<String> = ["id", "title", "url", "reply_window_ends_at"]
    return .object(
      fields.filter { kept.contains($0.key) || !Renderer.reckoned.contains($0.key) })
  }

  // MARK: Messages

  private mutating func add(_ resource: MessageResource, _ raw: RawJSON, _ index: Int) throws {
    let found = try ledger.message(resource.id)
    try check(resource.account, found?.account)
    try check(nil, try ledger.accountOfConversation(resource.conversation)?.account)
    var authors: [String] = []
    if let author = raw[.author], case .object = author, let id = note(author) { authors = [id] }
    var said = raw
    said[.author] = .text(resource.author.id)
    for key in ["type", "account", "revision"] { said[key] = nil }
    let stored = try found.flatMap { try ledger.facts(ofMessage: $0.row) }
    if let known = try pending[resource.id] ?? stored.map({ try served($0, found?.isGone) }) {
      said = Self.news(in: said, beside: known)
      guard known[.conversation]?.text == resource.conversation else {
        throw Problem.invalid("This message is in another conversation.")
      }
      var merged = known.merged(with: said)
      merged[.revision] = nil
      var before = known
      before[.revision] = nil
      let isSame = try merged == before || pending[resource.id] == nil && isLast(merged, of: stored)
      if isSame, found?.isGone != true {
        answer.unchanged += 1
        return
      }
      said = merged
    }
    if found?.isGone == true { revived.insert(resource.id) }
    try append(
      said, author: resource.author,
      at: Place(list: "messages", index: index, message: resource.id, participants: authors))
  }

  /// A message as it is served. One that was gone and comes back is what it was before it went.
  private func served(_ facts: MessageFacts, _ isGone: Bool?) throws -> RawJSON {
    var facts = facts
    if isGone == true { facts.isDeleted = false }
    return try RawJSON(json: Data(Renderer().message(facts)))
  }

  /// Whether a message was taken in with these very words before, some of which are served in others.
  private func isLast(_ merged: RawJSON, of facts: MessageFacts?) throws -> Bool {
    guard let facts, !facts.payload.isEmpty else { return false }
    // Not JSON: then nothing of it was said here.
    return (try? RawJSON(json: Data(facts.payload))) == merged
  }

  /// What was said, without what says nothing beside what is known: a flag that is off, a list of
  /// nothing, and that something happened whose time is told.
  private static func news(in said: RawJSON, beside known: RawJSON) -> RawJSON {
    var said = said
    for flag in ["automated", "edited", "forwarded", "deleted"]
    where known[flag] == nil && said[flag] == .bool(false) {
      said[flag] = nil
    }
    for list in ["attachments", "reactions"] where known[list] == nil && said[list] == .list([]) {
      said[list] = nil
    }
    for word in ["edited", "deleted"]
    where said[word] == .bool(true) && (said[word + "_at"] ?? known[word + "_at"]) != nil {
      said[word] = nil
    }
    return said
  }

  private mutating func append(
    _ said: RawJSON, author: AuthorResource, at place: Place
  ) throws {
    let payload = try said.json()
    // As stored before, with what is new: it can be read again.
    var resource = try JSONDecoder().decode(MessageResource.self, from: payload)
    resource.author = author
    items.append(
      .message(
        try Arrival.message(
          resource, account: account.remoteID, selfID: account.selfID, payload: Array(payload))))
    var place = place
    place.isOurs = resource.direction == "out" || resource.direction == "note"
    places.append(place)
    pending[resource.id] = said
  }

  /// - Returns: whom something was said of.
  private mutating func note(_ participant: RawJSON) -> String? {
    guard let id = participant[.id]?.text else { return nil }
    participants[id] = participants[id]?.merged(with: participant) ?? participant
    return id
  }

  // MARK: Into the store

  private mutating func receive() throws {
    var batch = Batch(items: items, isHistory: handed.history)
    batch.lastWordWins = true
    let receipt = try ledger.receive(batch) { try finish(places[$0]) }
    answer.added += receipt.added
    answer.updated += receipt.updated
    answer.unchanged += receipt.known
    for refusal in receipt.refused {
      let place = places[refusal.index]
      reject(place.list, place.index, "invalid", refusal.reason)
    }
    for described in conversations {
      guard let row = try ledger.accountOfConversation(described.id)?.row else { continue }
      if described.isNew { try ledger.putAway(conversation: row) }
      if described.isChanged { try ledger.touch(conversation: row) }
    }
  }

  /// What belongs to an item beside what every source tells, before the log tells of it.
  private mutating func finish(_ place: Place) throws {
    for id in place.participants {
      guard let said = participants[id],
        let known = try ledger.participant(id, in: account.id)
      else { continue }
      participants[id] = nil
      // Not JSON: then nothing of it was kept.
      let before = known.payload.isEmpty ? nil : try? RawJSON(json: Data(known.payload))
      try ledger.keep(Array((before?.merged(with: said) ?? said).json()), ofParticipant: known.row)
    }
    guard let id = place.message, place.isOurs || revived.contains(id),
      let row = try ledger.message(id)?.row
    else { return }
    if place.isOurs { try ledger.join(authorOf: row) }
    if revived.remove(id) != nil { try ledger.setGone(false, message: row) }
  }

  private mutating func end(_ gone: GoneResource) throws {
    let notFound = Problem.notFound(gone.kind)
    if gone.kind == "message" {
      guard let found = try ledger.message(gone.id), !found.isGone else { throw notFound }
      try check(nil, found.account)
      try receive(gone, .message)
      try ledger.setGone(true, message: found.row)
    } else {
      guard let found = try ledger.accountOfConversation(gone.id),
        try ledger.facts(ofConversation: found.row)?.isGone == false
      else { throw notFound }
      try check(nil, found.account)
      try receive(gone, .conversation)
      if try ledger.facts(ofConversation: found.row)?.isGone == false {
        throw Problem.invalid("A draft, a reply or a change here has not left yet, and keeps it.")
      }
    }
  }

  private func receive(_ gone: GoneResource, _ kind: IncomingGone.Kind) throws {
    let end = IncomingGone(kind: kind, account: account.remoteID, id: gone.id)
    let receipt = try ledger.receive(Batch(items: [.gone(end)], isHistory: true))
    if let refusal = receipt.refused.first { throw Problem.invalid(refusal.reason) }
  }
}

extension IngestItem<MessageResource> {
  /// For the order in which messages are taken; what cannot be read is rejected anyway.
  fileprivate var sentAt: Date {
    // A rejected item has no time, and needs none.
    (try? resource.get().sentAt) ?? .distantPast
  }
}
