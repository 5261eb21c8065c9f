import Domain
import Fixtures
import Foundation
import Storage
import Sync
import Testing

/// A store exported and imported into an empty one is the same store to whoever looks at it.
@Suite struct RoundTripTests {
  private let now = leavingDay

  /// The demo's people, with everything a person can decide done to some of them.
  private func demo() throws -> Store {
    let store = try Store.inMemory()
    for batch in Demo.batches(now: now) { _ = try store.receive(batch, at: now) }
    for arrival in Demo.arrivals(now: now) {
      _ = try store.receive(arrival.batch, at: now + arrival.seconds)
    }
    return store
  }

  private func waiting(_ store: Store) throws -> [Conversation.ID] {
    try store.list(ListRequest(view: .waiting, anchor: .top, count: 100)).rows.map(\.id)
  }

  /// Exports, imports, looks at both, and exports again.
  private func roundTrip(_ store: Store) throws -> Store {
    let lines = try Leaving.lines(store)
    let (copy, report) = try Leaving.arrival(of: lines)
    #expect(report.skipped == [])
    try expectSame(store, copy)
    expectSameLines(try Leaving.lines(copy), lines)
    return copy
  }

  @Test func theDemoIsTheSameAfterwards() throws {
    let copy = try roundTrip(demo())
    #expect(try copy.counts()[.waiting] > 5)
    #expect(try copy.accounts().allSatisfy { $0.delivery == .handover })
  }

  @Test func whatWasDecidedComesAlong() throws {
    let store = try demo()
    let people = try waiting(store)
    let later = now + 3600
    func take(_ step: TriageStep, _ index: Int) throws {
      try store.triage(step, people[index], run: "run", at: later)
    }
    try take(.snooze(until: later + 86_400), 0)
    try take(.snooze(until: nil), 1)
    try take(.done, 2)
    try take(.flag(true), 3)
    try take(.addLabel("wholesale"), 3)
    try take(.addLabel("älter"), 3)
    try take(.lane(.pitch), 4)
    try take(.lane(.spam), 5)
    try store.saveDraft(" half a\nthought \u{202E} ", for: people[6], at: later)
    try store.markDisplayed(people[6])
    let copy = try roundTrip(store)
    #expect(try copy.counts()[.snoozed] == store.counts()[.snoozed])
    #expect(try Sight(copy).drafts.values.contains(" half a\nthought \u{202E} "))
  }

  @Test func aReadMarkThatWasMovedBackStaysThere() throws {
    let store = try demo()
    let answered = try store.list(ListRequest(view: .all, anchor: .top, count: 200)).rows
      .filter { $0.waitingSince == nil && $0.unread == 0 && $0.triage.status == .open }
    try #require(!answered.isEmpty)
    for row in answered { try store.triage(.markUnread, row.id, run: "run", at: now) }
    let copy = try roundTrip(store)
    #expect(try Sight(copy).firstUnread.count >= answered.count)
  }

  @Test func whoWroteAfterDoneAndLateStillWaits() throws {
    let store = try demo()
    let id = try #require(try waiting(store).first)
    let conversation = try #require(try store.conversation(id))
    let account = try #require(try store.accounts().first { $0.id == conversation.account })
    try store.triage(.done, id, run: "run", at: now + 60)
    // Sent long ago, and here only now.
    let late = IncomingMessage(
      id: "late", account: account.remoteID, conversation: conversation.remoteID,
      author: IncomingParticipant(id: "somebody", name: "Some Body"), direction: .in,
      text: "Sent before, here only now", sentAt: now - 86_400 * 30, payload: [])
    _ = try store.receive(Batch(items: [.message(late)], isHistory: false), at: now + 120)
    #expect(try store.conversation(id)?.waitingSince == late.sentAt)
    let copy = try roundTrip(store)
    let copied = try #require(try copy.conversation(copy.resolve(conversation.remoteID)))
    #expect(copied.waitingSince == late.sentAt)
    #expect(copied.triage.doneAt == (try store.conversation(id)?.triage.doneAt))
  }

  @Test func hostileTextsAreTheSameAfterwards() throws {
    let store = try Store.inMemory()
    var items: [Incoming] = [
      .account(
        IncomingAccount(
          id: "a", network: .telegram, name: SafeText(line: Nasty.texts[0].raw), delivery: .handover
        ))
    ]
    for (index, text) in Nasty.texts.enumerated() {
      let line = SafeText(line: text.raw)
      items.append(
        .conversation(
          IncomingConversation(
            id: "c\(index)", account: "a", kind: index % 3 == 0 ? .group : .direct,
            title: index % 2 == 0 ? line : nil, url: SafeText(line: text.raw, limit: 2000),
            initialLabels: [line], assignee: line)))
      var message = IncomingMessage(
        id: "m\(index)", account: "a", conversation: "c\(index)",
        author: IncomingParticipant(id: "p\(index)", name: line, handle: line), direction: .in,
        text: SafeText(sanitising: text.raw), sentAt: now - Double(index),
        inReplyTo: "m\(max(0, index - 1))", subject: line,
        attachments: [
          Attachment(kind: .image, name: line, mime: line, size: 3, url: line, missing: line)
        ],
        reactions: [Reaction(emoji: SafeText(line: text.raw, limit: 32), author: line)],
        payload: [])
      message.isEdited = index % 5 == 0
      message.isForwarded = index % 7 == 0
      items.append(.message(message))
    }
    let receipt = try store.receive(Batch(items: items, isHistory: true), at: now)
    #expect(receipt.refused == [])
    let lines = try Leaving.lines(store)
    let (copy, report) = try Leaving.arrival(of: lines)
    #expect(report.skipped == [])
    #expect(report.added == Nasty.texts.count)
    expectSameLines(try Leaving.lines(copy), lines)
    let (one, other) = (try Sight(store), try Sight(copy))
    #expect(one.counts == other.counts)
    #expect(
      one.threads.mapValues { $0.map(\.text) } == other.threads.mapValues { $0.map(\.text) })
    #expect(one.views[.all]?.map(\.title) == other.views[.all]?.map(\.title))
    #expect(one.views[.all]?.map(\.labels) == other.views[.all]?.map(\.labels))
  }

  @Test func aGeneratedStoreIsTheSameAfterwards() throws {
    let store = try Store.inMemory()
    let generated = Generated(messages: 12_000, conversations: 300, seed: 7)
    for batch in generated.batches() { _ = try store.receive(batch, at: generated.now) }
    // Longer than one transaction of an import, with the mark in its middle.
    let long = try #require(
      try store.list(ListRequest(view: .all, anchor: .top, count: 300)).rows.max { one, other in
        try Leaving.count(one, store) < Leaving.count(other, store)
      })
    try store.triage(.done, long.id, run: "run", at: generated.now)
    _ = try roundTrip(store)
  }
}

extension Leaving {
  static func count(_ conversation: Conversation, _ store: Store) throws -> Int {
    var count = 0
    try store.eachMessage(of: conversation.id) { _ in count += 1 }
    return count
  }
}
