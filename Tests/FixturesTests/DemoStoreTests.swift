import Domain
import Fixtures
import Foundation
import Storage
import Testing

/// The demo as the store shows it: what the first screen is drawn from.
struct DemoStoreTests {
  private let now = Date(timeIntervalSince1970: 1_795_254_060)

  private func store() throws -> Store {
    let store = try Store.inMemory()
    for batch in Demo.batches(now: now) {
      #expect(try store.receive(batch, at: now).refused.isEmpty)
    }
    return store
  }

  private func rows(_ view: InboxView, of store: Store) throws -> [Conversation] {
    try store.list(ListRequest(view: view, anchor: .top, count: 100)).rows
  }

  @Test func theFirstScreenIsTheOneOfThePicture() throws {
    let store = try store()
    let rows = try rows(.waiting, of: store)
    #expect(rows.map(\.unread) == [2, 1, 1, 1, 3, 1, 1, 1])
    let snippets = rows.map { $0.lastLine?.text.string ?? "" }
    let starts = [
      "do you still have sunflower seeds? I", "the link in your bio is dead, just s",
      "Order 4417 came without the gift card", "はじめまして！注文の送料を教えてくだ",
      "Merci !! une dernière question sur l", "are you at the saturday market again?",
      "Hi, is the workshop ok for beginners?", "Following up on the school garden id",
    ]
    #expect(snippets.count == starts.count)
    for (snippet, start) in zip(snippets, starts) { #expect(snippet.hasPrefix(start)) }
  }

  @Test func theViewBarShowsTheCountsOfThePicture() throws {
    let counts = try store().counts()
    #expect(counts[.waiting] == 8)
    #expect(counts[.first] == 3)
    #expect(counts[.flagged] == 1)
    #expect(counts[.snoozed] == 4)
    #expect(counts[.pitches] == 12)
    #expect(counts[.greetings] == 3)
  }

  @Test func aThankYouOpensNoWaitAndAWordFromASnoozedOneDoes() throws {
    let store = try store()
    for arrival in Demo.arrivals(now: now) {
      let moment = now + arrival.seconds
      #expect(try store.receive(arrival.batch, at: moment).refused.isEmpty)
    }
    let waiting = try rows(.waiting, of: store).map(\.remoteID)
    #expect(waiting.contains("wa-ravi"))
    #expect(!waiting.contains("li-ingrid"))
    #expect(try store.counts()[.snoozed] == 3)
    #expect(try store.counts()[.pitches] == 13)
  }

  @Test func anAnswerToOurReplyWaitsAndTheThanksAfterItDoesNot() throws {
    let store = try store()
    let id = try store.resolve(Demo.hero)
    for round in 0...1 {
      let sent = now + Double(round) * 60 + 10
      let reply = Outgoing(conversation: id, text: "We do!", seen: nil)
      guard case .queued(let message) = try store.enqueue(reply, hold: 0, run: "run", at: sent)
      else {
        Issue.record("the reply was not queued")
        return
      }
      try store.markSending(message)
      try store.markSent(message, at: sent)
      let answer = try #require(
        Demo.answer(to: Demo.hero, round: round, now: sent + Demo.answerDelay))
      _ = try store.receive(answer, at: sent + Demo.answerDelay)
      let isWaiting = try store.conversation(id)?.waitingSince != nil
      #expect(isWaiting == (round == 0))
    }
  }

  @Test func hostileTextsGoThroughTheStoreAsTheyAre() throws {
    let store = try Store.inMemory()
    for (index, text) in Nasty.texts.enumerated() {
      let safe = SafeText(sanitising: text.raw)
      let message = IncomingMessage(
        id: "m\(index)", account: "a", conversation: "c\(index)",
        author: IncomingParticipant(id: "p\(index)", name: SafeText(line: text.raw)),
        direction: .in, text: safe, sentAt: now, payload: Array(text.raw.utf8))
      let account = IncomingAccount(id: "a", network: .other, name: "A", delivery: .handover)
      let batch = Batch(items: [.account(account), .message(message)], isHistory: true)
      #expect(try store.receive(batch, at: now).refused.isEmpty, "\(text)")
      let id = try store.resolve("c\(index)")
      let page = try store.page(PageRequest(conversation: id, anchor: .newest, count: 5))
      #expect(page?.messages.first?.text == safe, "\(text)")
    }
  }
}
