import Domain
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import InboxAPI
import NIOCore
import Storage

extension Hall {
  // MARK: Triage

  func patch(_ id: String, _ request: Request) async throws -> Response {
    let patch = try TriagePatch(json: try await body(of: request))
    let match = try Self.match(request.headers[.ifMatch])
    let found = try await writer.perform { ledger in
      guard let found = try ledger.conversation(id) else { throw Problem.notFound("conversation") }
      if let match, !match.contains(found.revision) { throw Problem.stale(found.json) }
      guard let facts = try ledger.facts(ofConversation: found.row) else {
        throw Problem.notFound("conversation")
      }
      try patch.check(against: try ledger.account(facts.accountRow), facts.triage)
      try ledger.patch(patch.steps, conversation: found.row)
      return found.row
    }
    let served = try await readers.perform { [ledger] in try ledger.conversation(row: found) }
    guard let served else { throw Problem.notFound("conversation") }
    var headers = HTTPFields()
    headers[.eTag] = "\"\(served.revision)\""
    return .json(served.json, headers: headers)
  }

  /// The revisions that a request is meant for; nil where any will do.
  private static func match(_ header: String?) throws(Problem) -> Set<Int64>? {
    let header = header?.trimmingCharacters(in: .whitespaces) ?? ""
    guard !header.isEmpty, header != "*" else { return nil }
    var revisions: Set<Int64> = []
    for part in header.split(separator: ",") {
      var tag = part.trimmingCharacters(in: .whitespaces)[...]
      // A weak tag is well-formed, and matches nothing: If-Match compares strongly.
      let isWeak = tag.hasPrefix("W/")
      if isWeak { tag = tag.dropFirst(2) }
      guard tag.count >= 2, tag.first == "\"", tag.last == "\"" else {
        throw .malformed("If-Match is not a revision in quotes, nor *.")
      }
      tag = tag.dropFirst().dropLast()
      // A tag that is no number is one that no revision has.
      if !isWeak, let revision = Int64(tag) { revisions.insert(revision) }
    }
    return revisions
  }

  // MARK: The read mark

  func read(_ id: String, _ request: Request) async throws -> Response {
    let body = try ReadRequest(json: try await body(of: request))
    try await mark(id, body.message, "message") { try $0.markRead(upTo: $1, conversation: $2) }
    return Response(status: .noContent)
  }

  func unread(_ id: String, _ request: Request) async throws -> Response {
    let body = try UnreadRequest(json: try await body(of: request))
    try await mark(id, body.from, "from") { try $0.markUnread(from: $1, conversation: $2) }
    return Response(status: .noContent)
  }

  private func mark(
    _ id: String, _ message: String, _ field: String,
    _ mark: @escaping @Sendable (LedgerTransaction, Int64, Int64) throws -> Void
  ) async throws {
    try await writer.perform { ledger in
      guard let found = try ledger.conversation(id),
        let facts = try ledger.facts(ofConversation: found.row)
      else { throw Problem.notFound("conversation") }
      guard try ledger.account(facts.accountRow).can(.read) else {
        throw Problem.forbidden("This account keeps no read marks.")
      }
      guard let place = try ledger.message(message), place.conversation == found.row,
        !place.isGone
      else { throw Problem.invalid("`\(field)` is no message of this conversation.") }
      try mark(ledger, place.row, found.row)
    }
  }

  // MARK: Presence

  func presence(_ id: String, _ request: Request, _ user: HubUser) async throws -> Response {
    let body = try PresenceRequest(json: try await body(of: request))
    let found = try await readers.perform { [ledger] in try ledger.conversation(id) }
    guard found != nil else { throw Problem.notFound("conversation") }
    board.take(body.state, user.name, in: id, at: Date())
    var json = JSONBytes()
    json.put("{")
    json.field("conversation", text: id)
    json.field("user", text: user.name)
    json.field("state", text: body.state)
    json.put("}")
    feed.tell(presence: json.bytes)
    return Response(status: .noContent)
  }
}

extension TriagePatch {
  /// What of it the account does not take, and what says nothing.
  fileprivate func check(
    against account: Account, _ triage: TriageState
  ) throws(Problem) {
    let asked: [(Account.Capability, Bool)] = [
      (.status, status != nil || snoozedUntil != .untouched), (.flag, flagged != nil),
      (.assign, assignee != .untouched), (.lane, lane != .untouched),
      (.label, !addLabels.isEmpty || !removeLabels.isEmpty),
    ]
    for (capability, isAsked) in asked where isAsked && !account.can(capability) {
      throw .forbidden("This account does not take a change of its \(capability.rawValue).")
    }
    if case .value = snoozedUntil, (status ?? triage.status.rawValue) != "snoozed" {
      throw .invalid("`snoozed_until` goes with the status snoozed only.")
    }
  }

  fileprivate var steps: LedgerPatch {
    var steps = LedgerPatch()
    steps.status = status.flatMap(Status.init(rawValue:))
    steps.flagged = flagged
    switch snoozedUntil {
    case .untouched: break
    case .null: steps.snooze = .endless
    case .value(let time): steps.snooze = .until(time)
    }
    switch assignee {
    case .untouched: break
    case .null: steps.assignee = .some(nil)
    case .value(let name): steps.assignee = .some(SafeText(line: name))
    }
    switch lane {
    case .untouched: break
    case .null: steps.lane = .some(nil)
    case .value(let lane): steps.lane = .some(Lane(rawValue: lane))
    }
    // A label in both lists is removed.
    steps.addLabels = addLabels.filter { !removeLabels.contains($0) }.map { SafeText(line: $0) }
    steps.removeLabels = removeLabels.map { SafeText(line: $0) }
    return steps
  }
}
