import Domain
import FoundationEssentials
import GRDB
import Testing

@testable import Storage

struct ViewTests {
  /// Ten people, each a minute after the other: "p00" has waited longest.
  private func tenWaiting() throws -> Store {
    let store = try Store.test()
    try store.live(
      (0..<10).map { number in
        Make.message(
          "m\(number)", in: "c\(number)", at: Double(number),
          from: Make.them("p\(number)", name: SafeText(line: "p0\(number)")))
      }, at: 20)
    return store
  }

  @Test func theLongestWaitIsFirstAndElsewhereTheNewest() throws {
    let store = try tenWaiting()
    #expect(try store.titles(.waiting).first == "p00")
    #expect(try store.titles(.first).first == "p00")
    #expect(try store.titles(.all).first == "p09")
    try store.triage(.flag(true), store.resolve("c3"), run: "r", at: at(21))
    try store.triage(.flag(true), store.resolve("c7"), run: "r", at: at(21))
    #expect(try store.titles(.flagged) == ["p07", "p03"])
  }

  @Test func theNextToWakeIsFirstAndTheUntimedLast() throws {
    let store = try tenWaiting()
    for (id, until) in [("c1", at(300)), ("c2", nil), ("c3", at(100)), ("c4", nil)] {
      try store.triage(.snooze(until: until), store.resolve(id), run: "r", at: at(21))
    }
    #expect(try store.titles(.snoozed) == ["p03", "p01", "p02", "p04"])
    #expect(try store.counts()[.snoozed] == 4)
    #expect(try store.counts()[.waiting] == 6)
  }

  @Test func windowsOfTopBottomAndAround() throws {
    let store = try tenWaiting()
    func window(_ anchor: ListRequest.Anchor) throws -> ([String], Bool, Bool) {
      let list = try store.list(ListRequest(view: .waiting, anchor: anchor, count: 4))
      return (list.rows.map(\.title.string), list.hasEarlier, list.hasLater)
    }
    #expect(try window(.top) == (["p00", "p01", "p02", "p03"], false, true))
    #expect(try window(.bottom) == (["p06", "p07", "p08", "p09"], true, false))
    #expect(try window(.around(store.resolve("c5"))) == (["p03", "p04", "p05", "p06"], true, true))
    #expect(
      try window(.around(store.resolve("c0"))) == (["p00", "p01", "p02", "p03"], false, true))
    #expect(
      try window(.around(store.resolve("c9"))) == (["p06", "p07", "p08", "p09"], true, false))
    #expect(try window(.around(.init(999))).0 == ["p00", "p01", "p02", "p03"])
  }

  @Test func aRowThatLeftTheViewStandsWhereItStood() throws {
    let store = try tenWaiting()
    let left = try store.resolve("c5")
    try store.triage(.done, left, run: "r", at: at(21))
    #expect(try store.titles(.waiting, .around(left), 4) == ["p03", "p04", "p06", "p07"])
  }

  @Test(arguments: InboxView.allCases)
  func everyWindowIsReadFromItsIndex(_ view: InboxView) throws {
    let store = try Store.test()
    try store.reading { db in
      for downwards in [true, false] {
        let sql = ViewWindow(db: db, view: view)
          .sql(downwards: downwards, fromPlace: true, including: false)
        let plan = try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN \(sql)", arguments: [1, 2, 120])
          .map { $0["detail"] as String }
        // One step: a bounded search of that index, and no sorting after it.
        #expect(plan.count == 1)
        #expect(plan[0].hasPrefix("SEARCH c USING INDEX view_\(view.rawValue) ("))
      }
    }
  }

  @Test func printedIDsAreAcceptedBack() throws {
    let store = try Store.test()
    try store.live(
      [
        Make.account("x/y"), Make.message("m1", in: "same", at: 1),
        Make.message("m1", in: "same", at: 1, account: "x/y"),
        Make.message("m2", in: "a/b", at: 2),
      ], at: 3)
    var printed: [String] = []
    try store.eachConversation(in: nil) { printed.append($0.printedID) }
    #expect(Set(printed) == ["shop/same", "x/y/same", "a/b"])
    for id in printed {
      #expect(try printedID(store, store.resolve(id)) == id)
    }
    #expect(try store.resolve("shop/a/b") == store.resolve("a/b"))
    #expect(
      throws: StoreError.ambiguous(id: "same", matches: ["shop/same", "x/y/same"])
    ) { try store.resolve("same") }
    #expect(throws: StoreError.noSuch(id: "nobody")) { try store.resolve("nobody") }
  }

  private func printedID(_ store: Store, _ id: Conversation.ID) throws -> String? {
    var found: String?
    try store.eachConversation(in: .all) { if $0.conversation.id == id { found = $0.printedID } }
    return found
  }

  @Test func everythingIsStreamedInOrder() throws {
    let store = try Store.test()
    try store.history(
      (0..<1234).map { Make.message("m\($0)", in: "c\($0 % 450)", at: Double($0)) })
    var conversations: [String] = []
    try store.eachConversation(in: .all) { conversations.append($0.conversation.remoteID) }
    #expect(conversations.count == 450)
    #expect(Set(conversations).count == 450)
    #expect(conversations.first == "c333")
    try store.history((0..<1100).map { Make.message("x\($0)", in: "long", at: Double(2000 - $0)) })
    let times = try store.messages("long").map(\.sentAt)
    #expect(times.count == 1100)
    #expect(times == times.sorted())
  }

  @Test func aPageOpensAtTheFirstUnread() throws {
    let store = try Store.test()
    try store.live((0..<30).map { Make.message("m\($0)", at: Double($0)) }, at: 30)
    try store.markDisplayed(store.resolve("c1"))
    try store.live((30..<60).map { Make.message("m\($0)", at: Double($0)) }, at: 60)
    let page = try store.page(.unread, count: 12)
    #expect(page.messages.map(\.remoteID) == (26..<38).map { "m\($0)" })
    #expect(page.messages.first { $0.id == page.firstUnread }?.remoteID == "m30")
    #expect(page.hasOlder && page.hasNewer)
    #expect(page.newest == (try store.page(.newest, count: 1).messages.last?.id))
    #expect(page.conversation.unread == 30)
    #expect(try store.page(.oldest, count: 3).messages.map(\.remoteID) == ["m0", "m1", "m2"])
    #expect(try store.page(.newest, count: 2).messages.map(\.remoteID) == ["m58", "m59"])
    let last = try #require(try store.page(.newest, count: 1).messages.first)
    #expect(try store.page(.around(last.id), count: 6).messages.count == 6)
    #expect(try store.page(.around(last.id), count: 6).hasNewer == false)
  }

  @Test func thePersonIsToldFromTheStore() throws {
    let store = try Store.test()
    var ana = Make.them()
    ana.followsUsSince = at(-5000)
    try store.live(
      [
        Make.conversation { $0.participants = [ana, Make.us] }, Make.message("m1", at: 1),
        Make.reply("m2", at: 2), Make.message("m3", in: "c2", at: 3),
      ], at: 4)
    let person = try store.page().person
    #expect(person.name == "Ana Ribeiro")
    #expect(person.handle == "ana.grows")
    #expect(person.followsUsSince == at(-5000))
    #expect(person.firstWroteAt == at(1))
    #expect(person.lastRepliedAt == at(2))
    #expect(person.otherConversations == 1)
  }
}
