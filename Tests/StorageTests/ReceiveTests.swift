import Domain
import FoundationEssentials
import GRDB
import Testing

@testable import Storage

struct ReceiveTests {
  @Test func receivingTwiceChangesNothing() throws {
    let store = try Store.test()
    let items = [
      Make.conversation { $0.participants = [Make.them(), Make.us] },
      Make.message("m1", at: 1),
      Make.message("m2", "A picture", at: 2) {
        $0.attachments = [Attachment(kind: .image, name: "bag.jpg", size: 12)]
        $0.reactions = [Reaction(emoji: "👍", author: "The Shop")]
      },
      Make.reply("m3", at: 3),
    ]
    let first = try store.live(items, at: 4)
    #expect((first.added, first.updated, first.known) == (3, 0, 0))
    #expect(first.conversationsAdded == 1)
    let before = try store.page(.newest)
    let second = try store.live(items, at: 5)
    #expect((second.added, second.updated, second.known) == (0, 0, 3))
    #expect(second.conversationsAdded == 0)
    #expect(try store.page(.newest) == before)
    #expect(try indexed(store) == 3)
  }

  @Test func aBatchMovesItsBookmark() throws {
    let store = try Store.test()
    #expect(try store.bookmark(of: "a.jsonl") == nil)
    _ = try store.receive(
      Batch(
        items: [Make.message("m1", at: 1)], isHistory: false,
        bookmarks: [.init(source: "a.jsonl", value: "120")]), at: at(1))
    #expect(try store.bookmark(of: "a.jsonl") == "120")
  }

  @Test func anUnknownConversationIsMadeAndTitledAfterItsAuthor() throws {
    let store = try Store.test()
    try store.live([Make.message("m1", at: 1)], at: 1)
    let row = try store.only()
    #expect(row.title == "Ana Ribeiro")
    #expect(row.handle == "ana.grows")
    #expect(row.kind == .direct)
    #expect(row.network == .instagram)
    #expect(row.lastLine == .init(text: "Do you ship to Porto?", direction: .in))
    #expect(row.unread == 1)
  }

  @Test func anUnknownAccountIsMadeAndCannotSend() throws {
    let store = try Store.inMemory()
    try store.history([Make.message("m1", at: 1, account: "export")])
    let account = try #require(try store.accounts().first)
    #expect(account.remoteID == "export")
    #expect(account.network == .other)
    #expect(account.delivery == .handover)
  }

  @Test func anAccountToldAgainKeepsWhatIsNotSaid() throws {
    let store = try Store.test()
    try store.live(
      [
        .account(
          IncomingAccount(id: "shop", maxText: 1000, delivery: .dropFolder(path: "/somewhere")))
      ],
      at: 1)
    let account = try #require(try store.accounts().first)
    #expect(account.name == "The Shop")
    #expect(account.network == .instagram)
    #expect(account.maxText == 1000)
    #expect(account.delivery == .dropFolder(path: "/somewhere"))
  }

  @Test func aNewNameHeadsTheConversation() throws {
    let store = try Store.test()
    try store.live([Make.message("m1", at: 1)], at: 1)
    try store.live([Make.message("m2", at: 2, from: Make.them(name: "Ana R."))], at: 2)
    #expect(try store.only().title == "Ana R.")
    // An older name out of an old export does not come back.
    try store.history([Make.message("m0", at: 0, from: Make.them(name: "Anna"))])
    #expect(try store.only().title == "Ana R.")
  }

  @Test func aGroupIsTitledByItsTitleOrItsNames() throws {
    let store = try Store.test()
    let people = [Make.them(), Make.them("bo", name: "Bo Lund"), Make.us]
    try store.live(
      [
        Make.conversation("g1") {
          $0.kind = .group
          $0.participants = people
        },
        Make.conversation("g2") {
          $0.kind = .group
          $0.title = "Wedding cakes"
          $0.participants = people
        },
      ], at: 1)
    #expect(try store.only("g1").title == "Ana Ribeiro, Bo Lund")
    #expect(try store.only("g2").title == "Wedding cakes")
  }

  @Test func aNewNameOfOursTouchesNoConversation() throws {
    let store = try Store.test()
    try store.live(
      [Make.conversation { $0.participants = [Make.them(), Make.us] }, Make.message("m1", at: 1)],
      at: 1)
    func revision() throws -> Int64? {
      try store.reading { db in
        try Int64.fetchOne(db, sql: "SELECT revision FROM conversation WHERE remote_id = 'c1'")
      }
    }
    let before = try revision()
    let renamed = IncomingParticipant(id: "us", name: "The New Shop", isSelf: true)
    try store.live([Make.conversation("c2") { $0.participants = [renamed] }], at: 2)
    #expect(try revision() == before)
    #expect(try store.only().title == "Ana Ribeiro")
  }

  @Test func aClockYearsAheadDoesNotDateLaterArrivals() throws {
    let store = try Store.test()
    try store.history([Make.message("m1", at: 60 * 24 * 365 * 60)], at: 10)
    try store.live([Make.message("m2", at: 20)], at: 60 * 24 * 3)
    let arrivals = try store.messages().map(\.arrivedAt)
    #expect(arrivals == [at(60 * 24 * 3), at(10 + 60 * 24)])
    try store.markDisplayed(store.resolve("c1"))
    #expect(try store.only().unread == 0)
    #expect(try store.history([Make.message("m1", at: 60 * 24 * 365 * 60)], at: 99).known == 1)
    try expectTruth(store)
  }

  @Test func aRefusalDoesNotStopTheRest() throws {
    let store = try Store.test()
    let receipt = try store.live(
      [
        Make.message("", at: 1), Make.message("m1", at: 1),
        Make.message(String(repeating: "x", count: 256), at: 2),
        .gone(IncomingGone(kind: .message, account: "shop", id: "nobody")),
        Make.message("m2", at: 2) { $0.sentAt = Date(timeIntervalSince1970: .nan) },
        Make.message("m3", at: 3),
      ], at: 4)
    #expect(receipt.added == 2)
    #expect(receipt.refused.map(\.index) == [0, 2, 3, 4])
    #expect(receipt.refused.allSatisfy { !$0.reason.isEmpty })
  }

  @Test func anEditIsTakenAndSearchedByItsNewWords() throws {
    let store = try Store.test()
    let original = Make.message("m1", "About the azulejos", at: 1)
    let edit = Make.message("m1", "About the tiles", at: 1) { $0.isEdited = true }
    try store.live([original], at: 1)
    let receipt = try store.live([edit], at: 2)
    #expect(receipt.updated == 1)
    #expect(try store.messages().map(\.text) == ["About the tiles"])
    #expect(try store.messages()[0].isEdited)
    #expect(try hits(store, "azulejos") == 0)
    #expect(try hits(store, "tiles") == 1)
    #expect(try store.only().lastLine?.text == "About the tiles")
    // Reading the file again from its start: the unedited text is the older word.
    #expect(try store.live([original, edit], at: 3).updated == 0)
    #expect(try store.messages().map(\.text) == ["About the tiles"])
  }

  @Test func whatIsGoneIsMarkedAndItsPayloadKept() throws {
    let store = try Store.test()
    try store.live([Make.message("m1", "secret", at: 1), Make.message("m2", at: 2)], at: 3)
    let gone = Incoming.gone(IncomingGone(kind: .message, account: "shop", id: "m1"))
    #expect(try store.live([gone], at: 4).updated == 1)
    #expect(try store.live([gone], at: 5).known == 1)
    let message = try store.messages()[0]
    #expect(message.isDeleted)
    #expect(message.text.isEmpty)
    #expect(try hits(store, "secret") == 0)
    let payload = try store.reading { db in
      try String.fetchOne(db, sql: "SELECT CAST(bytes AS TEXT) FROM payload WHERE message = 1")
    }
    #expect(payload?.contains("secret") == true)
    #expect(try store.only().waitingSince == at(2))
    // Told again as it was, it stays deleted.
    #expect(try store.live([Make.message("m1", "secret", at: 1)], at: 6).updated == 0)
    #expect(try store.messages()[0].isDeleted)
  }

  @Test func aConversationThatIsGoneLeavesTheViewsUnlessSomethingOfOursIsInIt() throws {
    let store = try Store.test()
    try store.live(
      [Make.message("m1", in: "c1", at: 1), Make.message("m2", in: "c2", at: 1)], at: 1)
    let drafted = try store.resolve("c2")
    try store.saveDraft("Yes, we", for: drafted, at: at(2))
    try store.live(
      ["c1", "c2"].map { .gone(IncomingGone(kind: .conversation, account: "shop", id: $0)) }, at: 3)
    #expect(throws: StoreError.noSuch(id: "c1")) { try store.resolve("c1") }
    #expect(try store.counts()[.all] == 1)
    #expect(try store.page(.newest, "c2").draft == "Yes, we")
    // Spoken of again, it is back.
    try store.live([Make.message("m3", in: "c1", at: 4)], at: 4)
    #expect(try store.counts()[.all] == 2)
  }

  @Test func reactionsAttachmentsAndDeliveryAreBroughtUpToDate() throws {
    let store = try Store.test()
    try store.live([Make.reply("m1", at: 1) { $0.delivery = .sent }], at: 1)
    try store.live(
      [
        Make.reply("m1", at: 1) {
          $0.delivery = .read
          $0.reactions = [Reaction(emoji: "❤", author: "Ana")]
          $0.attachments = [Attachment(kind: .link, url: "https://example.com")]
        }
      ], at: 2)
    let message = try store.messages()[0]
    #expect(message.delivery == .read)
    #expect(message.reactions == [Reaction(emoji: "❤", author: "Ana")])
    #expect(message.attachments.map(\.kind) == [.link])
    // A delivery does not go back, and a missing one says nothing.
    try store.live([Make.reply("m1", at: 1) { $0.delivery = .delivered }], at: 3)
    #expect(try store.messages()[0].delivery == .read)
  }

  @Test func aReplyQuotesWhatItAnswers() throws {
    let store = try Store.test()
    try store.live(
      [Make.message("m1", "One\ntwo", at: 1), Make.reply("m2", at: 2) { $0.inReplyTo = "m1" }],
      at: 3)
    #expect(try store.page(.newest).messages[1].quote == "One two")
  }

  @Test func triageOfASourceIsTakenOnceThenOursWins() throws {
    let store = try Store.test()
    let line = Make.conversation {
      $0.initialTriage = TriageState(status: .done, flagged: true, lane: .pitch)
      $0.initialLabels = ["vip"]
    }
    // What comes with a done conversation does not open it.
    try store.live([line, Make.message("m1", at: 1)], at: 2)
    #expect(try store.only().triage.status == .done)
    #expect(try store.only().labels == ["vip"])
    let id = try store.resolve("c1")
    try store.triage(.flag(false), id, run: "r", at: at(3))
    try store.triage(.lane(nil), id, run: "r", at: at(3))
    try store.live([line], at: 4)
    #expect(try store.only().triage.flagged == false)
    #expect(try store.only().triage.lane == nil)
  }

  @Test func textsOfTheFileSystemAndOfSQLAreJustTexts() throws {
    let store = try Store.test()
    let nasty = "'; DROP TABLE message; -- \u{200D} % _ \" "
    try store.live([Make.message("m'\"1", SafeText(sanitising: nasty), at: 1)], at: 1)
    #expect(try store.messages().count == 1)
  }

  private func indexed(_ store: Store) throws -> Int {
    try store.reading { db in
      try Int.fetchOne(db, sql: "SELECT count(*) FROM message_fts_docsize") ?? 0
    }
  }

  private func hits(_ store: Store, _ word: String) throws -> Int {
    try store.reading { db in
      try Int.fetchOne(
        db, sql: "SELECT count(*) FROM message_fts WHERE message_fts MATCH ?", arguments: [word])
        ?? 0
    }
  }

  @Test(arguments: [
    (#"{"id":"c1","reply_window_ends_at":"2023-11-14T22:14:20.500Z"}"#, 60.5),
    (#"{"id":"c1","reply_window_ends_at":"2023-11-15T00:14:20+02:00"}"#, 60.0),
    (#"{"id":"c1","reply_window_ends_at":"soon"}"#, nil), (#"{"reply_window_ends_at":7}"#, nil),
    (#"{"id":"c1"}"#, nil), ("{", nil), ("", nil),
  ])
  func thePageSaysWhenTheReplyWindowEnds(_ payload: String, _ seconds: Double?) throws {
    let store = try Store.test()
    try store.live(
      [
        Make.conversation { $0.payload = Array(payload.utf8) },
        Make.message("m1", at: 1),
      ], at: 1)
    #expect(try store.page().replyWindowEnds == seconds.map { at(0).addingTimeInterval($0) })
  }
}
