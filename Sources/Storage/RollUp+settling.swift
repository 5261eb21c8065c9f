import Domain
import FoundationEssentials
import GRDB

/// From what came in and what changed to a verdict, reading as little as the rules allow.
///
/// The whole thread is never read. ``Waiting/verdict(on:triage:)`` is asked about a few facts that
/// give the same answer as all of them, for these reasons:
///
/// 1. Only the last human reply matters, and it is a column.
/// 2. A message that arrived before that reply was sent is answered by it; one that arrived before
///    `doneAt` was put away. Only what arrived later is read (``unanswered(_:)``).
/// 3. Without a reply and without `doneAt` only the first message of a person matters.
/// 4. When messages were only added and none is a newer reply, what was unanswered before still is:
///    the earlier wait stands in as one fact (``carried``) beside the new ones.
/// 5. `isFirstContact` asks whether any person wrote and any human replied: two columns.
///
/// Reading is therefore bounded by what is unanswered, not by the length of the thread, and a long
/// conversation that comes in batches costs each batch only its own size.
extension RollUp {
  mutating func settle(_ db: Database) throws {
    if stale.contains(.reply) { try findLastReply(db) }
    if stale.contains(.firstPerson) { try findFirstPerson(db) }
    if stale.contains(.line) { try findLine(db) }
    if stale.contains(.unread) { try countUnread(db) }
    let facts = stale.contains(.unanswered) ? try unanswered(db) : carried
    conclude(from: facts)
    additions.removeAll(keepingCapacity: true)
    stale = []
  }

  private mutating func conclude(from facts: [Waiting.Fact]) {
    let triage = standing.triage
    let open = Waiting.verdict(on: facts, triage: TriageState(doneAt: triage.doneAt))
    let verdict =
      triage.status == .open && (triage.lane ?? .people) == .people
      ? open : Waiting.verdict(on: facts, triage: triage)
    sums.unansweredSince = open.since.map { Milliseconds($0) }
    sums.waitingSince = verdict.since.map { Milliseconds($0) }
    if sums.waitingSince != nil { sums.lastWaitingSince = sums.waitingSince }
    sums.isClosedByThem = verdict.isClosedByThem
    sums.isFirstContact = verdict.isFirstContact
  }

  // MARK: Facts

  private var lastReplyFact: Addition? {
    guard let at = sums.lastReplyAt else { return nil }
    let fact = Waiting.Fact(direction: .out, sentAt: Date(milliseconds: at))
    return Addition(id: sums.lastReply, sentAt: at, fact: fact)
  }

  /// Reason 4: what was known, as facts, beside what came in.
  private var carried: [Waiting.Fact] {
    var facts = additions.filter { !$0.fact.isOurReply }
    if let reply = lastReplyFact { facts.append(reply) }
    if let since = sums.unansweredSince {
      facts.append(standIn(at: since, arrivedAt: .endless))
    } else if sums.isClosedByThem {
      facts.append(standIn(at: .never, arrivedAt: .endless, isClosing: true))
    }
    if let person = personPutAway { facts.append(person) }
    return inThreadOrder(facts)
  }

  /// A person who wrote before everything was put away and was never answered still makes it a
  /// first contact, though their message is not read.
  private var personPutAway: Addition? {
    guard let at = sums.firstPersonAt, sums.lastReplyAt == nil, standing.triage.doneAt != nil else {
      return nil
    }
    return standIn(at: at, arrivedAt: .never)
  }

  private func standIn(
    at sentAt: Milliseconds, arrivedAt: Milliseconds, isClosing: Bool = false
  ) -> Addition {
    let fact = Waiting.Fact(
      direction: .in, sentAt: Date(milliseconds: sentAt), arrivedAt: Date(milliseconds: arrivedAt),
      isClosing: isClosing)
    return Addition(id: 0, sentAt: sentAt, fact: fact)
  }

  private func inThreadOrder(_ facts: [Addition]) -> [Waiting.Fact] {
    facts.sorted { ($0.sentAt, $0.id) < ($1.sentAt, $1.id) }.map(\.fact)
  }

  /// Reasons 2 and 3: the last reply and what can be unanswered, from the store.
  private func unanswered(_ db: Database) throws -> [Waiting.Fact] {
    let doneAt = standing.triage.doneAt.map { Milliseconds($0) }
    guard let bound = [sums.lastReplyAt, doneAt].compactMap(\.self).max() else {
      return sums.firstPersonAt.map { [standIn(at: $0, arrivedAt: .endless).fact] } ?? []
    }
    var facts: [Addition] = []
    let query = try Prepared(db, Self.unansweredQuery)
    query.bind(1, id)
    query.bind(2, bound)
    try query.each { row in
      let fact = Waiting.Fact(
        direction: .in, sentAt: Date(milliseconds: row.int(1)),
        arrivedAt: Date(milliseconds: row.int(2)), isClosing: row.bool(3))
      facts.append(Addition(id: row.int(0), sentAt: row.int(1), fact: fact))
    }
    if let reply = lastReplyFact { facts.append(reply) }
    if let person = personPutAway { facts.append(person) }
    return inThreadOrder(facts)
  }

  /// What arrived at ?2 or later: sent then or later, or sent earlier and late. The two halves have
  /// an index each; together they are complete, for what is not late arrived no later than sent.
  private static let unansweredQuery = """
    SELECT id, sent_at, arrived_at, closing FROM message INDEXED BY message_thread
    WHERE conversation = ?1 AND sent_at >= ?2 AND arrived_at >= ?2
      AND direction = 0 AND automated = 0 AND deleted = 0 AND has_content = 1
    UNION ALL
    SELECT id, sent_at, arrived_at, closing FROM message INDEXED BY message_late
    WHERE conversation = ?1 AND arrived_at >= ?2 AND arrived_at > sent_at AND sent_at < ?2
      AND direction = 0 AND automated = 0 AND deleted = 0 AND has_content = 1
    """

  // MARK: What a change of an old message makes stale

  private mutating func findLastReply(_ db: Database) throws {
    let query = try Prepared(
      db,
      """
      SELECT sent_at, id FROM message
      WHERE conversation = ? AND direction = 1 AND automated = 0 AND deleted = 0 AND unsent = 0
      ORDER BY sent_at DESC, id DESC LIMIT 1
      """)
    query.bind(1, id)
    let found = try query.first { ($0.int(0) as Int64, $0.int(1) as Int64) }
    sums.lastReplyAt = found?.0
    sums.lastReply = found?.1 ?? 0
  }

  private mutating func findFirstPerson(_ db: Database) throws {
    let query = try Prepared(
      db,
      """
      SELECT sent_at FROM message
      WHERE conversation = ? AND direction = 0 AND automated = 0 AND deleted = 0
        AND has_content = 1
      ORDER BY sent_at LIMIT 1
      """)
    query.bind(1, id)
    sums.firstPersonAt = try query.first { $0.int(0) }
  }

  private mutating func findLine(_ db: Database) throws {
    let query = try Prepared(
      db,
      """
      SELECT sent_at, id, text, direction FROM message
      WHERE conversation = ? AND deleted = 0 AND has_content = 1
      ORDER BY sent_at DESC, id DESC LIMIT 1
      """)
    query.bind(1, id)
    sums.lastMessageAt = nil
    sums.lastMessage = 0
    newLine = Line(text: "", direction: 0)
    _ = try query.first { row in
      sums.lastMessageAt = row.int(0)
      sums.lastMessage = row.int(1)
      let text = row.text(2) as String
      let shown =
        text.isEmpty ? try Line.naming(attachmentOf: sums.lastMessage, db) : Line.cut(text)
      newLine = Line(text: shown, direction: row.int(3))
    }
  }

  private mutating func countUnread(_ db: Database) throws {
    let query = try Prepared(
      db,
      """
      SELECT (SELECT count(*) FROM message INDEXED BY message_thread
        WHERE conversation = ?1 AND sent_at > ?2 AND arrived_at > ?2
          AND direction = 0 AND deleted = 0)
      + (SELECT count(*) FROM message INDEXED BY message_late
        WHERE conversation = ?1 AND arrived_at > ?2 AND arrived_at > sent_at AND sent_at <= ?2
          AND direction = 0 AND deleted = 0)
      """)
    query.bind(1, id)
    query.bind(2, sums.readTo)
    sums.unread = try query.first { $0.int(0) } ?? 0
  }
}

extension Waiting.Fact {
  fileprivate var isOurReply: Bool {
    direction == .out && !isAutomated && !isDeleted && !isUnsent
  }
}
