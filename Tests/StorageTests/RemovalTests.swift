import Domain
import FoundationEssentials
import GRDB
import Testing

@testable import Storage

/// Accounts that no server feeds, deleted, and imported again.
@Suite struct RemovalTests {
  private static let accounts = ["one", "one:b", "two"]

  /// What an export tells of an account, with what it remembers of its thread.
  private func export(_ account: String) -> Batch {
    let ana = IncomingParticipant(id: "ana-\(account)", name: "Ana Lima")
    return Batch(
      items: [
        .account(
          IncomingAccount(
            id: account, network: .instagram, name: "The Shop", selfID: "us", delivery: .handover)),
        Make.conversation("c-\(account)", account: account),
        Make.message("m1", in: "c-\(account)", at: 1, from: ana, account: account) {
          $0.attachments = [Attachment(kind: .image, name: "a.jpg")]
          $0.reactions = [Reaction(emoji: "❤", author: "Ana")]
        },
        Make.message("m2", in: "c-\(account)", "Well?", at: 2, from: ana, account: account),
      ], isHistory: true,
      bookmarks: [
        Batch.Bookmark(
          source: Batch.Bookmark.source(ofThread: "t", in: account), value: "c-\(account)")
      ])
  }

  /// All of them, with what somebody said and decided in them.
  private func fill(_ store: Store) throws {
    for account in Self.accounts {
      #expect(try store.receive(export(account), at: at(100)).added == 2)
      let place = try store.resolve("c-\(account)")
      try store.triage(.flag(true), place, run: "r", at: at(101))
      try store.triage(.addLabel("seeds"), place, run: "r", at: at(101))
      let reply = Outgoing(conversation: place, text: "We do.", seen: nil)
      _ = try store.enqueue(reply, hold: 0, run: "r", at: at(102))
      try store.saveDraft("And", for: place, at: at(103))
    }
    let (one, two) = (try store.identity("ana-one"), try store.identity("ana-two"))
    let other = try store.identity("ana-one:b")
    _ = try store.join(two.id, into: one.id, run: "r", now: at(104))
    try store.keepApart(other.id, one.id, run: "r", now: at(104))
  }

  private func account(_ id: String, in store: Store) throws -> Account.ID {
    try #require(try store.accounts().first { $0.remoteID == id }).id
  }

  /// No row speaks of one that is not there, and nobody is a person without a name.
  private func expectNothingDangles(_ store: Store) throws {
    try expectTruth(store)
    try store.reading { db in
      let dangling = try Row.fetchAll(db, sql: "PRAGMA foreign_key_check")
      #expect(dangling.isEmpty, "\(dangling)")
      let nobodies = try Int.fetchOne(
        db,
        sql: """
          SELECT count(*) FROM person
          WHERE id NOT IN (SELECT person FROM identity WHERE person IS NOT NULL)
          """)
      #expect(nobodies == 0)
    }
  }

  private func contents(_ store: Store, of account: String) throws -> [String] {
    let conversation = try store.only("c-\(account)")
    let messages = try store.messages("c-\(account)")
    return ["\(conversation)"] + messages.map { "\($0)" }
  }

  @Test func removingOneArchiveLeavesTheOthersWhole() throws {
    let store = try Store.inMemory()
    try fill(store)
    let before = try ["one:b", "two"].map { try contents(store, of: $0) }
    let one = try account("one", in: store)
    #expect(
      try store.holdings(of: one)
        == AccountHoldings(conversations: 1, messages: 3, drafts: 1, unsentReplies: 1))
    try store.removeAccount(one)
    try expectNothingDangles(store)
    #expect(try store.accounts().map(\.remoteID) == ["one:b", "two"])
    #expect(try ["one:b", "two"].map { try contents(store, of: $0) } == before)
    #expect(throws: StoreError.noSuch(id: "c-one")) { try store.resolve("c-one") }
    #expect(try store.pendingOutbox().count == 2)
    #expect(throws: StoreError.noSuch(id: String(one.value))) { try store.removeAccount(one) }
    let sources = Self.accounts.map { Batch.Bookmark.source(ofThread: "t", in: $0) }
    #expect(try sources.map { try store.bookmark(of: $0) } == [nil, "c-one:b", "c-two"])
  }

  @Test func importingItAgainBringsAllOfItBack() throws {
    let store = try Store.inMemory()
    try fill(store)
    for id in Self.accounts { try store.removeAccount(account(id, in: store)) }
    try expectNothingDangles(store)
    #expect(try store.titles(.all) == [])
    for id in Self.accounts {
      #expect(try store.receive(export(id), at: at(200)).added == 2)
      #expect(try store.messages("c-\(id)").map(\.remoteID) == ["m1", "m2"])
    }
    try expectNothingDangles(store)
    #expect(try store.titles(.flagged) == [])
  }

  /// What one program remembers of rows, another one may have deleted and numbered anew.
  @Test func whoReceivesHearsThatAnotherProgramRemovedTheAccount() throws {
    let folder = try Folder()
    let path = folder.file("porch.sqlite")
    let (one, other) = (try Store.open(path: path), try Store.open(path: path))
    _ = try one.receive(export("two"), at: at(1))
    _ = try one.receive(export("one"), at: at(1))
    try other.removeAccount(account("one", in: other))
    _ = try other.receive(export("one:b"), at: at(2))
    _ = try one.receive(
      Batch(
        items: [
          Make.message(
            "m9", in: "c-one", at: 9, from: IncomingParticipant(id: "ana-one", name: "Ana Lima"),
            account: "one")
        ], isHistory: true), at: at(3))
    try expectNothingDangles(one)
    #expect(try one.messages("c-one").map(\.remoteID) == ["m9"])
    #expect(try one.messages("c-one:b").count == 2)
    #expect(try one.conversation(one.resolve("c-one"))?.account == account("one", in: one))
  }

  @Test func aDropFolderIsReadAgainFromItsBeginning() throws {
    let store = try Store.test(.dropFolder(path: "/somewhere"))
    let sources = [
      Batch.Bookmark.source(ofFolder: "/somewhere"), Batch.Bookmark.source(ofFolder: "/somewhere2"),
      Batch.Bookmark.source(ofFile: "/somewhere/inbox/a.jsonl"),
      Batch.Bookmark.source(ofFile: "/somewhere2/inbox/a.jsonl"),
    ]
    let marks = sources.map { Batch.Bookmark(source: $0, value: "read") }
    _ = try store.receive(Batch(items: [], isHistory: true, bookmarks: marks), at: at(1))
    try store.removeAccount(account("shop", in: store))
    #expect(try sources.map { try store.bookmark(of: $0) } == [nil, "read", nil, "read"])
  }

  @Test(.timeLimit(.minutes(5))) func whoWatchesSeesItGo() async throws {
    let store = try Store.inMemory()
    try fill(store)
    let request = ListRequest(view: .all, anchor: .top, count: 10)
    var inboxes = store.inboxChanges(request).makeAsyncIterator()
    #expect(try await inboxes.next()?.list.rows.count == 3)
    try store.removeAccount(account("two", in: store))
    let after = try #require(try await inboxes.next())
    #expect(Set(after.list.rows.map(\.remoteID)) == ["c-one", "c-one:b"])
    #expect(after.counts[.all] == 2)
  }
}
