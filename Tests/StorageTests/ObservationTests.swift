import Domain
import FoundationEssentials
import Testing

@testable import Storage

struct ObservationTests {
  @Test(.timeLimit(.minutes(1)), arguments: [false, true])
  func aWindowIsToldAtOnceAndAfterEveryChange(onDisk: Bool) async throws {
    let folder = try Folder()
    let store = onDisk ? try Store.open(path: folder.file("porch.sqlite")) : try Store.inMemory()
    try store.live([Make.account()], at: 0)
    let request = ListRequest(view: .waiting, anchor: .top, count: 2)
    var inboxes = store.inboxChanges(request).makeAsyncIterator()
    #expect(try await inboxes.next()?.list.rows.isEmpty == true)
    try store.live(
      (0..<5).map { Make.message("m\($0)", in: "c\($0)", at: Double($0)) }, at: 6)
    let inbox = try #require(try await inboxes.next())
    #expect(inbox.list.rows.count == 2)
    #expect(inbox.list.hasLater)
    #expect(inbox.counts[.waiting] == 5)
    try store.triage(.done, store.resolve("c0"), run: "r", at: at(7))
    let after = try #require(try await inboxes.next())
    #expect(after.list.rows.map(\.remoteID) == ["c1", "c2"])
    #expect(after.counts[.waiting] == 4)
  }

  @Test(.timeLimit(.minutes(1)))
  func countsPagesAndTheOutboxAreTold() async throws {
    let store = try Store.test()
    try store.live([Make.message("m1", at: 1)], at: 1)
    let id = try store.resolve("c1")
    var counts = store.countsChanges().makeAsyncIterator()
    var outbox = store.outboxChanges().makeAsyncIterator()
    let request = PageRequest(conversation: id, anchor: .newest, count: 10)
    var pages = store.pageChanges(request).makeAsyncIterator()
    #expect(try await counts.next()?[.waiting] == 1)
    #expect(try await outbox.next()?.isEmpty == true)
    #expect(try await pages.next()??.messages.count == 1)
    _ = try store.enqueue(
      Outgoing(conversation: id, text: "We do.", seen: nil), hold: 5, run: "r", at: at(2))
    #expect(try await counts.next()?[.waiting] == 0)
    #expect(try await outbox.next()?.map(\.text) == ["We do."])
    #expect(try await pages.next()??.messages.count == 2)
  }

  @Test(.timeLimit(.minutes(1)))
  func theNewestWinsForASlowReader() async throws {
    let store = try Store.test()
    var counts = store.countsChanges().makeAsyncIterator()
    #expect(try await counts.next()?[.all] == 0)
    for number in 0..<50 {
      try store.live([Make.message("m\(number)", in: "c\(number)", at: 1)], at: 1)
    }
    var seen = 0
    var last = 0
    while last < 50 {
      last = try #require(try await counts.next())[.all]
      seen += 1
    }
    #expect(seen <= 50)
  }

  @Test(.timeLimit(.minutes(1)))
  func whatAnotherProcessWroteIsNoticedByTheClock() async throws {
    let folder = try Folder()
    let store = try Store.open(path: folder.file("porch.sqlite"))
    _ = try store.wakeDue(at: at(0))
    var counts = store.countsChanges().makeAsyncIterator()
    #expect(try await counts.next()?[.all] == 0)
    // A second connection stands for the second process.
    let other = try Store.open(path: folder.file("porch.sqlite"))
    try other.live([Make.account(), Make.message("m1", at: 1)], at: 1)
    _ = try store.wakeDue(at: at(1))
    #expect(try await counts.next()?[.all] == 1)
  }
}
