import Domain
import Foundation
import Storage
import Testing

/// Who is suggested, joined, kept apart and split.
@Suite struct PeopleTests {
  let store: Store

  init() throws { store = try Store.test() }

  /// Somebody of an account of their own, with a conversation.
  private func write(
    _ id: String, _ name: SafeText, on account: String, handle: SafeText? = nil,
    at minute: Double = 1,
    isAutomated: Bool = false
  ) throws {
    let author = IncomingParticipant(
      id: id, name: name, handle: handle, isAutomated: isAutomated)
    try store.history([
      .account(
        IncomingAccount(
          id: account, network: .linkedin, name: "Us", selfID: "us", delivery: .handover)),
      Make.message("m-\(id)", in: "c-\(id)", at: minute, from: author, account: account),
    ])
  }

  private func pairs() throws -> [[String]] {
    try store.suggestions().map { [$0.one.remoteID, $0.other.remoteID] }
  }

  private func perhaps(_ conversation: String) throws -> SafeText? {
    try store.page(.newest, conversation).person.perhaps?.name
  }

  @Test func theSameFullNameElsewhereIsSuggestedAndNeverMerged() throws {
    try write("ana-1", "Ana Lima", on: "ig")
    try write("ana-2", "ana LIMA", on: "li")
    #expect(try pairs() == [["ana-1", "ana-2"]])
    #expect(try store.identity("ana-1").person != store.identity("ana-2").person)
    let card = try store.page(.newest, "c-ana-1").person
    #expect(card.alsoOn == [])
    #expect(card.perhaps?.words == "ana LIMA on LinkedIn")
    #expect(card.perhaps?.reason == "the same full name")
  }

  @Test func whatWasDecidedHereOutlivesAnOlderExport() throws {
    let members = [
      IncomingPeople.Member(account: "ig", id: "ana-1"), .init(account: "li", id: "ana-2"),
    ]
    try write("ana-1", "Ana Lima", on: "ig")
    try write("ana-2", "ana LIMA", on: "li")
    let (one, other) = (try store.identity("ana-1"), try store.identity("ana-2"))
    try store.keepApart(one.id, other.id, run: "r", now: Date(timeIntervalSince1970: 0))
    try store.history([.people(IncomingPeople(members: members, areOne: true))])
    #expect(try store.identity("ana-1").person != store.identity("ana-2").person)
    _ = try store.join(other.id, into: one.id, run: "r", now: Date(timeIntervalSince1970: 0))
    try store.history([.people(IncomingPeople(members: members, areOne: false))])
    #expect(try store.identity("ana-1").person == store.identity("ana-2").person)
    _ = try store.split(other.id, now: Date(timeIntervalSince1970: 0))
    #expect(try pairs() == [])
  }

  @Test func neitherWeNorBotsNorNobodiesAreSuggested() throws {
    try write("bot-1", "Order Robot", on: "ig", isAutomated: true)
    try write("bot-2", "Order Robot", on: "li", isAutomated: true)
    try write("n-1", "Instagram user", on: "ig")
    try write("n-2", "Instagram user", on: "li")
    for account in ["ig", "li"] {
      try store.history([
        Make.message(
          "out-\(account)", in: "c-n-1", at: 5,
          from: IncomingParticipant(id: "us", name: "Seed Shop Lisbon", isSelf: true),
          direction: .out, account: account)
      ])
    }
    #expect(try pairs() == [])
  }

  @Test func aNameThatManyHaveSaysNothing() throws {
    for number in 0..<13 { try write("m\(number)", "Maria Silva", on: "a\(number)") }
    #expect(try pairs() == [])
    #expect(try perhaps("c-m0") == nil)
  }

  @Test func aNewNameIsComparedAnew() throws {
    try write("ana-1", "Ana Lima", on: "ig")
    try write("ana-2", "A.", on: "li")
    #expect(try pairs() == [])
    try store.history([
      Make.message(
        "later", in: "c-ana-2", at: 50,
        from: IncomingParticipant(id: "ana-2", name: "Ana Lima"), account: "li")
    ])
    #expect(try pairs() == [["ana-1", "ana-2"]])
  }

  @Test func whoIsJoinedIsShownWithBothNamesAndCanBeSplit() throws {
    try write("ana-1", "Ana Lima", on: "ig", handle: "@ana.grows")
    try write("ana-2", "Ana Lima", on: "li")
    let (one, other) = (try store.identity("ana-1"), try store.identity("ana-2"))
    #expect(try store.join(other.id, into: one.id, run: "r", now: at(9)))
    #expect(try !store.join(other.id, into: one.id, run: "r", now: at(9)))
    #expect(try pairs() == [])
    let card = try store.page(.newest, "c-ana-2").person
    #expect(card.alsoOn.map(\.handle) == ["@ana.grows"])
    #expect(card.otherConversations == 1)
    #expect(card.perhaps == nil)
    // Their messages stay with their names.
    #expect(try store.messages("c-ana-2").map(\.author) == ["Ana Lima"])
    #expect(try store.split(other.id, now: at(10)))
    #expect(try !store.split(other.id, now: at(10)))
    #expect(try store.page(.newest, "c-ana-2").person.alsoOn == [])
    // Whoever took them apart is not asked again.
    #expect(try pairs() == [])
    #expect(try perhaps("c-ana-1") == nil)
  }

  @Test func whoIsNotTheSameIsNotSuggestedAgainNorAreTheirOtherNames() throws {
    try write("ana-1", "Ana Lima", on: "ig")
    try write("ana-2", "Ana Lima", on: "li")
    try write("ana-3", "Ana Lima", on: "x", handle: "@analima")
    let (one, two) = (try store.identity("ana-1"), try store.identity("ana-2"))
    let three = try store.identity("ana-3")
    try store.keepApart(one.id, two.id, run: "r", now: at(9))
    #expect(try pairs() == [["ana-1", "ana-3"], ["ana-2", "ana-3"]])
    _ = try store.join(three.id, into: two.id, run: "r", now: at(9))
    #expect(try pairs() == [])
    // A person's later word counts.
    #expect(try store.join(two.id, into: one.id, run: "r", now: at(9)))
    #expect(try store.identity("ana-3").person == store.identity("ana-1").person)
  }

  @Test func whoWasApartBeforeAJoinIsApartAgainWhenItIsUndone() throws {
    try write("ana-1", "Ana Lima", on: "ig")
    try write("ana-2", "Ana Lima", on: "li")
    try write("ana-3", "Ana Lima", on: "tg")
    let (one, two) = (try store.identity("ana-1"), try store.identity("ana-2"))
    let (three, place) = (try store.identity("ana-3"), try store.resolve("c-ana-1"))
    try store.keepApart(two.id, one.id, run: "r", now: at(9))
    #expect(try pairs() == [["ana-1", "ana-3"], ["ana-2", "ana-3"]])
    #expect(try store.join(two.id, into: one.id, at: place, run: "r", now: at(10)))
    #expect(try store.identity("ana-2").person == one.person)
    _ = try store.undo(run: "r", at: at(11))
    #expect(try pairs() == [["ana-1", "ana-3"], ["ana-2", "ana-3"]])
    _ = try store.redo(run: "r", at: at(12))
    #expect(try store.identity("ana-2").person == one.person)
    // Who was joined meanwhile is not asked about beside whom they are with.
    #expect(try store.join(three.id, into: one.id, run: "other", now: at(13)))
    _ = try store.undo(run: "r", at: at(14))
    #expect(try pairs() == [])
    #expect(try store.split(three.id, now: at(15)))
    #expect(try pairs() == [["ana-2", "ana-3"]])
  }

  @Test func decisionsAreUndoneInTheOrderOfTriage() throws {
    try write("ana-1", "Ana Lima", on: "ig")
    try write("ana-2", "Ana Lima", on: "li")
    let place = try store.resolve("c-ana-1")
    let (one, two) = (try store.identity("ana-1"), try store.identity("ana-2"))
    try store.triage(.flag(true), place, run: "r", at: at(8))
    _ = try store.join(two.id, into: one.id, at: place, run: "r", now: at(9))
    try store.triage(.done, place, run: "r", at: at(10))
    _ = try store.undo(run: "r", at: at(11))
    #expect(
      try store.undo(run: "r", at: at(12))
        == .people(.joined, conversation: place, title: "Ana Lima", other: two))
    #expect(try store.identity("ana-1").person != store.identity("ana-2").person)
    #expect(try store.only("c-ana-1").triage.flagged)
    _ = try store.redo(run: "r", at: at(13))
    #expect(try store.identity("ana-1").person == store.identity("ana-2").person)
    _ = try store.undo(run: "r", at: at(14))
    try store.keepApart(one.id, two.id, at: place, run: "r", now: at(15))
    #expect(try perhaps("c-ana-1") == nil)
    #expect(
      try store.undo(run: "r", at: at(16))
        == .people(.apart, conversation: place, title: "Ana Lima", other: two))
    #expect(try perhaps("c-ana-1") == "Ana Lima")
  }

  /// A terminal shows the same of all of them.
  @Test(arguments: [
    "Ana  Lima", "Ana Lima ", " Ana Lima", "Ana\u{A0}Lima", "Ana\u{200B} Lima", "Ana\u{200C} Lima",
    "\u{200E}Ana Lima", "\u{202E}Ana Lima\u{202C}", "Ana\tLima",
  ])
  func anIdIsTakenAsItIsPrinted(id: String) throws {
    try write(id, "Ana Lima", on: "ig")
    try write("Bo", "Bo Berg", on: "li")
    let printed = SafeText(line: try store.printedID(of: store.identity(id))).string
    #expect(printed == "Ana Lima")
    #expect(try store.identity(printed).remoteID == id)
    #expect(try store.identity(SafeText(line: "ig/\(id)").string).remoteID == id)
    let place = SafeText(line: "c-\(id)").string
    #expect(try store.resolve(typed: place) == store.resolve("c-\(id)"))
    #expect(
      try store.resolve(typed: SafeText(line: "ig/c-\(id)").string) == store.resolve("c-\(id)"))
    #expect(throws: StoreError.nobody(id: "Ana Lim")) { try store.identity("Ana Lim") }
    #expect(throws: StoreError.noSuch(id: "")) { try store.resolve(typed: "") }
  }

  @Test func ofIdsThatLookAlikeTheExactOneIsTakenOrNone() throws {
    try write("Ana  Lima", "Ana Lima", on: "ig")
    try write("Ana\u{A0}Lima", "Ana Lima", on: "ig")
    #expect(throws: StoreError.alike(id: "Ana Lima", list: "porch people --json")) {
      try store.identity("Ana Lima")
    }
    #expect(throws: StoreError.alike(id: "c-Ana Lima", list: "porch list --view all --json")) {
      try store.resolve(typed: "c-Ana Lima")
    }
    try write("Ana Lima", "Ana Lima", on: "ig")
    #expect(try store.identity("Ana Lima").remoteID == "Ana Lima")
    #expect(try store.resolve(typed: "c-Ana Lima") == store.resolve("c-Ana Lima"))
  }

  @Test func aPersonIsToldWithAllTheirNames() throws {
    try write("ana-1", "Ana Lima", on: "ig")
    try write("same", "Bo Berg", on: "ig")
    try write("same", "Cy Cole", on: "li")
    _ = try store.join(
      store.identity("ig/same").id, into: store.identity("ana-1").id, run: "r", now: at(9))
    var told: [[String]] = []
    try store.eachPerson { told.append($0.printedIDs) }
    #expect(told == [["ana-1", "ig/same"], ["li/same"]])
    var joined: [Int] = []
    try store.eachPerson(onlyJoined: true) { joined.append($0.conversations) }
    #expect(joined == [2])
    #expect(throws: StoreError.self) { try store.identity("same") }
  }
}
