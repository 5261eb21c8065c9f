import Domain
import Fixtures
import Foundation
import Testing

/// What the demo promises to whoever opens it, and to the pictures that are made with it.
struct DemoTests {
  private let now = Date(timeIntervalSince1970: 1_795_254_060)

  private var items: [Incoming] { Demo.batches(now: now).flatMap(\.items) }

  private var conversations: [IncomingConversation] {
    items.compactMap { if case .conversation(let it) = $0 { it } else { nil } }
  }

  private var messages: [IncomingMessage] {
    items.compactMap { if case .message(let it) = $0 { it } else { nil } }
  }

  private func verdict(_ conversation: IncomingConversation) -> Waiting.Verdict {
    let facts = messages.filter { $0.conversation == conversation.id }.map {
      Waiting.Fact(
        direction: $0.direction, sentAt: $0.sentAt, isAutomated: $0.isAutomated,
        isDeleted: $0.isDeleted, isClosing: Waiting.isClosing($0.text.string))
    }
    return Waiting.verdict(on: facts, triage: conversation.initialTriage)
  }

  @Test func aWholeTownWritesOverSixNetworks() {
    #expect(conversations.count >= 46)
    #expect(Set(conversations.compactMap(\.network)).count >= 5)
    #expect(Set(conversations.map(\.id)).count == conversations.count)
    #expect(Set(messages.map(\.id)).count == messages.count)
  }

  @Test func theSameEightPeopleWaitInTheSameOrder() throws {
    let waiting = conversations.compactMap { conversation in
      verdict(conversation).since.map { (conversation, since: $0) }
    }.sorted { $0.since < $1.since }
    #expect(
      waiting.map { $0.0.title?.string } == [
        "Ana Ribeiro", "Jo Park", "Milo Okonkwo", "さくら", "Leïla B.", "Tom from the market",
        "priya.makes", "Wes",
      ])
    let first = waiting.filter { verdict($0.0).isFirstContact }
    #expect(first.map { $0.0.title?.string } == ["Ana Ribeiro", "さくら", "priya.makes"])
    let oldest = try #require(waiting.first)
    #expect(oldest.0.id == Demo.hero)
    #expect((3.0..<4.0).contains(now.timeIntervalSince(oldest.since) / 86_400))
  }

  @Test func theLanesAndTheSnoozesAreFilled() {
    func count(_ isWanted: (TriageState) -> Bool) -> Int {
      conversations.count { isWanted($0.initialTriage) }
    }
    #expect(count { $0.lane == .pitch } == 12)
    #expect(count { $0.lane == .automatic } == 3)
    #expect(count { $0.status == .snoozed } == 4)
    #expect(count { $0.flagged } == 1)
    #expect(count { $0.status == .done } >= 5)
  }

  @Test func everyMessageIsOfThePastAndNamesAKnownConversation() {
    let known = Set(conversations.map(\.id))
    #expect(messages.allSatisfy { $0.sentAt < now && known.contains($0.conversation) })
    for conversation in conversations {
      let times = messages.filter { $0.conversation == conversation.id }.map(\.sentAt)
      #expect(times == times.sorted(), "\(conversation.id)")
    }
  }

  @Test func theHandoverCanBeTried() {
    let archives = items.compactMap { item in
      if case .account(let it) = item, it.delivery == .handover { it.id } else { nil }
    }
    #expect(archives.count == 1)
    #expect(conversations.contains { archives == [$0.account] && verdict($0).since != nil })
  }

  @Test func somethingArrivesSoonAndThenKeepsArriving() throws {
    let arrivals = Demo.arrivals(now: now)
    #expect(arrivals.count >= 12)
    #expect(arrivals.map(\.seconds) == arrivals.map(\.seconds).sorted())
    let first = try #require(arrivals.first)
    #expect(first.seconds <= 10)
    #expect(arrivals.allSatisfy { !$0.batch.isHistory && !$0.batch.items.isEmpty })
    let known = Set(conversations.map(\.id))
    let snoozed = Set(conversations.filter { $0.initialTriage.status == .snoozed }.map(\.id))
    var wakes = false
    var added: Set<String> = []
    for case .conversation(let it) in arrivals.flatMap(\.batch.items) { added.insert(it.id) }
    for case .message(let it) in arrivals.flatMap(\.batch.items) {
      #expect(known.union(added).contains(it.conversation))
      wakes = wakes || snoozed.contains(it.conversation)
    }
    #expect(wakes)
  }

  @Test func theTrickleBringsSomebodyNewEachTime() {
    let rounds = (0..<12).map { Demo.trickle($0, now: now) }
    var ids: Set<String> = []
    for case .conversation(let it) in rounds.flatMap(\.items) { ids.insert(it.id) }
    #expect(ids.count == 12)
  }

  @Test func theyAnswerAReplyAndThenCloseWithAThankYou() throws {
    let texts = (0..<3).map { round in
      Demo.answer(to: Demo.hero, round: round, now: now).flatMap { batch -> IncomingMessage? in
        guard case .message(let it)? = batch.items.first else { return nil }
        return it
      }
    }
    let first = try #require(texts[0])
    #expect(first.author.name?.string == "Ana Ribeiro")
    #expect(!Waiting.isClosing(first.text.string))
    #expect(Waiting.isClosing(try #require(texts[1]).text.string))
    #expect(texts[2] == nil)
  }

  @Test func nobodyAnswersFromAnArchiveOrForAMachine() {
    #expect(Demo.answer(to: "ms-leila", now: now) == nil)
    #expect(Demo.answer(to: "wa-courier", now: now) == nil)
    #expect(Demo.answer(to: "no such conversation", now: now) == nil)
  }
}
