import Domain
import FoundationEssentials
import GRDB
import Testing

@testable import Storage

struct ObservationTests {
  private static let all = ListRequest(view: .all, anchor: .top, count: 1)

  @Test(.timeLimit(.minutes(5)), arguments: [false, true])
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

  @Test(.timeLimit(.minutes(5)))
  func countsPagesAndTheOutboxAreTold() async throws {
    let store = try Store.test()
    try store.live([Make.message("m1", at: 1)], at: 1)
    let id = try store.resolve("c1")
    var counts = store.inboxChanges(Self.all).makeAsyncIterator()
    var outbox = store.outboxChanges().makeAsyncIterator()
    let request = PageRequest(conversation: id, anchor: .newest, count: 10)
    var pages = store.pageChanges(request).makeAsyncIterator()
    #expect(try await counts.next()?.counts[.waiting] == 1)
    #expect(try await outbox.next()?.isEmpty == true)
    #expect(try await pages.next()??.messages.count == 1)
    _ = try store.enqueue(
      Outgoing(conversation: id, text: "We do.", seen: nil), hold: 5, run: "r", at: at(2))
    #expect(try await counts.next()?.counts[.waiting] == 0)
    #expect(try await outbox.next()?.map(\.text) == ["We do."])
    #expect(try await pages.next()??.messages.count == 2)
  }

  @Test(.timeLimit(.minutes(5)))
  func theNewestWinsForASlowReader() async throws {
    let store = try Store.test()
    var counts = store.inboxChanges(Self.all).makeAsyncIterator()
    #expect(try await counts.next()?.counts[.all] == 0)
    for number in 0..<50 {
      try store.live([Make.message("m\(number)", in: "c\(number)", at: 1)], at: 1)
    }
    var seen = 0
    var last = 0
    while last < 50 {
      last = try #require(try await counts.next()).counts[.all]
      seen += 1
    }
    #expect(seen <= 50)
  }

  @Test(.timeLimit(.minutes(5)))
  func whatAnotherProcessWroteIsNoticedByTheClock() async throws {
    let folder = try Folder()
    let store = try Store.open(path: folder.file("porch.sqlite"))
    _ = try store.wakeDue(at: at(0))
    var counts = store.inboxChanges(Self.all).makeAsyncIterator()
    #expect(try await counts.next()?.counts[.all] == 0)
    // A second connection stands for the second process.
    let other = try Store.open(path: folder.file("porch.sqlite"))
    try other.live([Make.account(), Make.message("m1", at: 1)], at: 1)
    _ = try store.wakeDue(at: at(1))
    #expect(try await counts.next()?.counts[.all] == 1)
  }

  @Test(.timeLimit(.minutes(5)))
  func aWatchThatFailedIsToldAndComesBackOnceItCanRead() async throws {
    let folder = try Folder()
    let store = try Store.open(path: folder.file("porch.sqlite"))
    try store.live([Make.account(), Make.message("m1", at: 1)], at: 1)
    let (reports, told) = AsyncStream.makeStream(of: Result<InboxSnapshot, StoreError>.self)
    let watch = store.watchInbox(ListRequest(view: .all, anchor: .top, count: 5)) { told.yield($0) }
    defer { watch.cancel() }
    var report = reports.makeAsyncIterator()
    #expect(try await report.next()?.get().list.rows.count == 1)

    let other = try DatabaseQueue(path: folder.file("porch.sqlite"))
    _ = try store.wakeDue(at: at(2))
    try await other.write { try $0.execute(sql: "ALTER TABLE conversation RENAME TO mislaid") }
    #expect(throws: StoreError.self) { try store.wakeDue(at: at(3)) }
    let failure = await report.next()
    #expect(throws: StoreError.self) { try failure?.get() }

    try await other.write { try $0.execute(sql: "ALTER TABLE mislaid RENAME TO conversation") }
    var last = failure
    while case .failure = last { last = await report.next() }
    #expect(try last?.get().list.rows.count == 1)
    try store.live([Make.message("m2", in: "c2", at: 4)], at: 4)
    #expect(try await report.next()?.get().list.rows.count == 2)
  }

  @Test func aWatchThatGoesOnFailingIsTriedMoreAndMoreSeldom() {
    let waits = (1...7).map { Watch.patience(afterFailures: $0) }
    #expect(waits == [500, 1000, 2000, 4000, 8000, 8000, 8000])
  }

  @Test(.timeLimit(.minutes(5)))
  func theNextWakeIsTheEarliestSnoozeWithATime() async throws {
    let store = try Store.test()
    try store.live((1...3).map { Make.message("m\($0)", in: "c\($0)", at: 1) }, at: 1)
    let (reports, told) = AsyncStream.makeStream(of: Result<Date?, StoreError>.self)
    let watch = store.watchNextWake { told.yield($0) }
    defer { watch.cancel() }
    var report = reports.makeAsyncIterator()
    #expect(try await report.next()?.get() == .some(nil))
    try store.triage(.snooze(until: nil), store.resolve("c1"), run: "r", at: at(2))
    try store.triage(.snooze(until: at(90)), store.resolve("c2"), run: "r", at: at(2))
    #expect(try await report.next()?.get() == at(90))
    try store.triage(.snooze(until: at(60)), store.resolve("c3"), run: "r", at: at(2))
    #expect(try await report.next()?.get() == at(60))
    #expect(try store.wakeDue(at: at(60)) == 1)
    #expect(try await report.next()?.get() == at(90))
    try store.live([Make.message("m4", in: "c2", at: 70)], at: 70)
    #expect(try await report.next()?.get() == .some(nil))
  }
}
