import Domain
import Fixtures
import Foundation
import Storage
import Sync
import Testing

/// What leaves a store, and what stays.
@Suite struct LeavingTests {
  private let now = leavingDay

  /// A shop that can send, and Ana who waits.
  private func shop(_ delivery: Account.Delivery = .dropFolder(path: "/somewhere/secret")) throws
    -> Store
  {
    let store = try Store.inMemory()
    let ana = IncomingParticipant(id: "ana", name: "Ana Ribeiro", handle: "@ana.grows")
    let items: [Incoming] = [
      .account(
        IncomingAccount(
          id: "shop", network: .instagram, name: "Seed shop", selfID: "us", delivery: delivery)),
      .message(
        IncomingMessage(
          id: "m1", account: "shop", conversation: "c1", author: ana, direction: .in,
          text: "Do you ship to Porto?", sentAt: now - 600, payload: [])),
    ]
    _ = try store.receive(Batch(items: items, isHistory: true), at: now)
    return store
  }

  private func reply(_ store: Store, _ text: String, hold: Double = 0) throws -> Message.ID {
    let outgoing = Outgoing(conversation: try store.resolve("c1"), text: text, seen: nil)
    switch try store.enqueue(outgoing, hold: hold, run: "run", at: now) {
    case .held(let id, _), .queued(let id), .handover(let id, _, _): return id
    case .newerArrived: throw StoreError.failed(reason: "somebody wrote")
    }
  }

  private func delivery(_ store: Store) throws -> Delivery? {
    try store.page(
      PageRequest(conversation: store.resolve("c1"), anchor: .newest, count: 10))?.messages.last?
      .delivery
  }

  /// Nobody may send it twice, and nobody may take it for sent.
  @Test(arguments: ["held", "queued", "sending", "unknown", "failed"])
  func aReplyThatHadNotLeftComesAlongAndIsNotSent(state: String) throws {
    let store = try shop()
    let typed = "We do!\u{7} \n"
    let id = try reply(store, typed, hold: state == "held" ? 60 : 0)
    switch state {
    case "sending": try store.markSending(id)
    case "unknown":
      try store.markSending(id)
      try store.markUnknown(id)
    case "failed": try store.markFailed(id, reason: "The file is full.")
    default: break
    }
    let lines = try Leaving.lines(store)
    let (copy, report) = try Leaving.arrival(of: lines)
    #expect(report.skipped == [])
    switch state {
    case "held", "queued":
      #expect(
        try delivery(copy)
          == .pending(.failed(reason: "It had not left when the inbox was exported")))
    case "failed":
      #expect(try delivery(copy) == .pending(.failed(reason: "The file is full.")))
    default: #expect(try delivery(copy) == .pending(.unknown))
    }
    #expect(try copy.pendingOutbox().map(\.text) == [typed])
    #expect(try copy.conversation(copy.resolve("c1"))?.waitingSince == now - 600)
    expectSameLines(try Leaving.lines(copy), lines)
    // In the store that it comes from it is what it was.
    let before = try delivery(store)
    let again = try Leaving.arrival(of: lines, in: store).report
    #expect(again.added == 0)
    #expect(again.updated == 0)
    #expect(try delivery(store) == before)
  }

  @Test func whatWasSentOrHandedOverIsSoAfterwards() throws {
    let store = try shop(.handover)
    let id = try reply(store, "We do!")
    try store.confirmHandover(id, wasSent: true, at: now)
    #expect(try delivery(store) == .handedOver)
    let lines = try Leaving.lines(store)
    let copy = try Leaving.arrival(of: lines).store
    try expectSame(store, copy)
    #expect(try delivery(copy) == .handedOver)
    expectSameLines(try Leaving.lines(copy), lines)
  }

  @Test func importingIntoTheSameStoreChangesNothing() throws {
    let store = try Store.inMemory()
    for batch in Demo.batches(now: now) { _ = try store.receive(batch, at: now) }
    let before = try Sight(store)
    let report = try Leaving.arrival(of: Leaving.lines(store), in: store).report
    #expect(report.added == 0)
    #expect(report.updated == 0)
    #expect(report.known == report.found)
    #expect(try Sight(store) == before)
    let accounts = try store.accounts()
    #expect(accounts.contains { $0.delivery == .demo })
  }

  @Test func conversationsOfTheSameIdInTwoAccountsStayTwo() throws {
    let store = try shop()
    let items: [Incoming] = [
      .account(IncomingAccount(id: "other", network: .x, name: "Other", delivery: .handover)),
      .message(
        IncomingMessage(
          id: "m1", account: "other", conversation: "c1",
          author: IncomingParticipant(id: "ana", name: "Another Ana"), direction: .in,
          text: "On X", sentAt: now - 60, payload: [])),
    ]
    _ = try store.receive(Batch(items: items, isHistory: true), at: now)
    let copy = try Leaving.arrival(of: Leaving.lines(store)).store
    try expectSame(store, copy)
    #expect(try copy.counts()[.all] == 2)
  }

  @Test func messagesOfTheSameMomentKeepTheirOrder() throws {
    let store = try shop()
    let items = ["z", "a", "m"].map { id in
      Incoming.message(
        IncomingMessage(
          id: id, account: "shop", conversation: "c1",
          author: IncomingParticipant(id: "ana", name: "Ana Ribeiro"), direction: .in,
          text: SafeText(line: id), sentAt: now - 300, payload: []))
    }
    _ = try store.receive(Batch(items: items, isHistory: true), at: now)
    let copy = try Leaving.arrival(of: Leaving.lines(store)).store
    try expectSame(store, copy)
  }

  @Test func whatWasDecidedAboutPeopleComesAlong() throws {
    let store = try shop()
    func writer(_ account: String, _ id: String, _ name: SafeText) -> [Incoming] {
      [
        .account(IncomingAccount(id: account, network: .linkedin, delivery: .handover)),
        .message(
          IncomingMessage(
            id: "m-\(id)", account: account, conversation: "c-\(id)",
            author: IncomingParticipant(id: id, name: name), direction: .in, text: "Hello",
            sentAt: now - 60, payload: [])),
      ]
    }
    let items = writer("li", "ana-r", "Ana Ribeiro") + writer("li2", "ribeiro", "Ana Ribeiro")
    _ = try store.receive(Batch(items: items, isHistory: true), at: now)
    let ana = try store.identity("ana")
    _ = try store.join(store.identity("ana-r").id, into: ana.id, run: "run", now: now)
    try store.keepApart(ana.id, store.identity("ribeiro").id, run: "run", now: now)
    let lines = try Leaving.lines(store)
    let (copy, report) = try Leaving.arrival(of: lines)
    #expect(try copy.identity("ana").person == copy.identity("ana-r").person)
    #expect(try copy.suggestions() == [])
    expectSameLines(try Leaving.lines(copy), lines)
    try expectSame(store, copy)
    #expect(
      report.notes.contains { $0.hasPrefix("Joined as the same person, as the export says: 1;") })
  }

  @Test func whatOnlyThisMachineNeedsStaysHere() throws {
    let store = try shop()
    let bookmark = Batch.Bookmark(source: "hidden-bookmark", value: "hidden-bookmark")
    _ = try store.receive(Batch(items: [], isHistory: true, bookmarks: [bookmark]), at: now)
    let lines = try Leaving.lines(store)
    for secret in ["/somewhere/secret", "hidden-bookmark", "drop_folder", "token", "connection"] {
      #expect(!lines.contains(secret), "\(secret)")
    }
  }

  @Test func anAccountOrAViewLeavesAlone() throws {
    let store = try Store.inMemory()
    for batch in Demo.batches(now: now) { _ = try store.receive(batch, at: now) }
    let whatsApp = try #require(try store.accounts().first { $0.network == .whatsapp })
    let one = try Leaving.arrival(of: Leaving.lines(store, .init(account: whatsApp.id))).store
    #expect(try one.accounts().map(\.remoteID) == [whatsApp.remoteID])
    let all = try store.list(ListRequest(view: .all, anchor: .top, count: 1000)).rows
    #expect(try one.counts()[.all] == all.count { $0.account == whatsApp.id })
    let waiting = try Leaving.arrival(of: Leaving.lines(store, .init(view: .waiting))).store
    #expect(try waiting.counts()[.all] == store.counts()[.waiting])
    #expect(try waiting.counts()[.waiting] == store.counts()[.waiting])
    let selection = ExportSelection(conversation: try store.resolve(Demo.hero))
    let hero = try Leaving.arrival(of: Leaving.lines(store, selection)).store
    #expect(try hero.counts()[.all] == 1)
    #expect(try Sight(hero).threads.first?.value == Sight(store).threads["instagram/\(Demo.hero)"])
  }

  /// Only a file that a person imports may decide what they have read, put away or written.
  @Test func aDropFolderDecidesNothingByAPorchObject() throws {
    let home = try Home()
    let line = #"""
      {"type":"conversation","id":"c1","account":"a","porch":{"draft":"Pay me","read_to":"2026-11-21T10:00:00Z"}}
      {"type":"people","same":[{"account":"a","id":"x"},{"account":"a","id":"y"}]}
      {"type":"message","id":"m1","account":"a","conversation":"c1","author":{"id":"x","name":"X"},"direction":"in","text":"Hello","sent_at":"2026-11-21T09:00:00Z"}

      """#
    try home.write(line, to: "drop/inbox/a.jsonl")
    let store = try Store.inMemory()
    let report = try Import.run(
      paths: [home.folder.path + "/drop"], into: store,
      options: ImportOptions(timeZone: .gmt), now: { leavingDay })
    #expect(report.skipped == [])
    let page = try #require(
      try store.page(PageRequest(conversation: store.resolve("c1"), anchor: .unread, count: 5)))
    #expect(page.draft == nil)
    #expect(page.conversation.unread == 1)
  }
}
