import Domain
import Foundation
import GRDB
import Testing

@testable import Storage

/// What a server says, beside what is done here.
@Suite struct ServerReceptionTests {
  private let store: Store
  private let connection: Connection.ID

  init() throws {
    store = try Store.inMemory()
    connection = try store.connection(named: "work", url: "https://a.example/v1").id
    _ = try store.take(
      [
        IncomingAccount(
          id: "shop", network: .instagram, selfID: "us", delivery: .server(connection: "work"))
      ],
      userID: "u1", role: "agent", of: connection, at: at(0))
  }

  @discardableResult
  private func hear(_ items: [Incoming], seq: Int64 = 1, isSnapshot: Bool = false) throws -> Receipt
  {
    try store.receive(
      ServerParcel(
        items: items, isSnapshot: isSnapshot, places: isSnapshot ? [] : [.changes(seq: seq)]),
      of: connection, at: at(5000))
  }

  /// All messages of the conversation are here, as far as they could be read.
  private func read(isWhole: Bool = true) throws {
    let id = try store.resolve("c1")
    let place = isWhole ? ServerParcel.Place.threadRead(id) : .threadReadPartly(id)
    _ = try store.receive(
      ServerParcel(items: [], isSnapshot: true, places: [place]), of: connection, at: at(5000))
  }

  private func conversation(
    _ revision: Int64, unread: Int? = nil, _ change: (inout IncomingConversation) -> Void = { _ in }
  ) -> Incoming {
    Make.conversation { conversation in
      conversation.revision = revision
      conversation.unreadCount = unread
      change(&conversation)
    }
  }

  private func message(
    _ id: String, _ revision: Int64 = 1, at minute: Double, arrived: Double? = nil,
    text: SafeText = "Hello",
    direction: Message.Direction = .in, _ change: (inout IncomingMessage) -> Void = { _ in }
  ) -> Incoming {
    Make.message(id, text, at: minute, direction: direction, account: "") { message in
      message.revision = revision
      message.arrivedAt = moment(arrived ?? minute)
      change(&message)
    }
  }

  private func moment(_ minute: Double) -> Date {
    Date(timeIntervalSince1970: 1_700_000_000 + minute * 60)
  }

  private func pend(_ field: String) throws {
    try store.writing { db in
      try db.execute(
        sql: """
          INSERT OR REPLACE INTO upstream (conversation, field, value, changed_at)
          SELECT id, ?, '{}', 0 FROM conversation
          """, arguments: [field])
    }
  }

  @Test func anOlderWordAfterANewerOneChangesNothing() throws {
    try hear([
      conversation(5) { $0.initialTriage.flagged = true }, message("m1", 3, at: 1, text: "New"),
    ])
    try hear([conversation(4), message("m1", 2, at: 1, text: "Old")])
    try hear([conversation(5), message("m1", 3, at: 1, text: "Same")])
    #expect(try store.only().triage.flagged)
    #expect(try store.messages().map(\.text) == ["New"])
    try hear([conversation(6), message("m1", 4, at: 1, text: "Newer")])
    #expect(try !store.only().triage.flagged)
    #expect(try store.messages().map(\.text) == ["Newer"])
    try expectTruth(store)
  }

  @Test func whatWasChangedHereStaysUntilTheServerHasHeardOfIt() throws {
    try hear([conversation(1), message("m1", at: 1)])
    let id = try store.resolve("c1")
    for step: TriageStep in [.flag(true), .done, .lane(.pitch), .addLabel("ours")] {
      try store.triage(step, id, run: "r", at: at(10))
    }
    for field in ["flagged", "status", "lane", "label/ours"] { try pend(field) }
    try hear([
      conversation(2) { conversation in
        conversation.initialLabels = ["theirs"]
        conversation.assignee = "sam"
        conversation.initialTriage = TriageState(status: .snoozed, snoozedUntil: at(9000))
      }
    ])
    let one = try store.only()
    #expect(one.triage.flagged && one.triage.status == .done && one.triage.lane == .pitch)
    #expect(one.labels == ["ours", "theirs"])
    #expect(one.assignee == "sam")
    try store.writing { try $0.execute(sql: "DELETE FROM upstream") }
    try hear([conversation(3)])
    #expect(try store.only().triage.status == .open)
    #expect(try !store.only().triage.flagged)
    #expect(try store.only().labels.isEmpty)
    #expect(try store.only().assignee == nil)
    try expectTruth(store)
  }

  @Test func aCountWaitsForTheMessageItCounts() throws {
    try hear([conversation(1, unread: 0)])
    try read()
    try hear([message("m1", at: 1)])
    try store.markDisplayed(store.resolve("c1"))
    try hear([conversation(2, unread: 0) { $0.lastMessage = "m1" }])
    // As with the answer to a change of ours: a message counts that the log is yet to bring.
    let current = conversation(4, unread: 1) { $0.lastMessage = "m2" }
    guard case .conversation(let answer) = current else { return }
    _ = try store.meetUpstream(
      store.resolve("c1"), current: with(answer), newest: "m2", at: at(5000))
    #expect(try store.only().unread == 0)
    try hear([message("m2", at: 2), conversation(3, unread: 1) { $0.lastMessage = "m2" }])
    #expect(try store.only().unread == 1)
    // Somebody reads it there, and two more come, of which the first is read at once.
    _ = try store.meetUpstream(
      store.resolve("c1"), current: with(answer, revision: 9, unread: 1, last: "m4"), newest: "m4",
      at: at(5001))
    try hear([message("m3", at: 3)])
    try hear([message("m4", at: 4)])
    #expect(try store.only().unread == 1)
    try expectTruth(store)
  }

  private func with(
    _ conversation: IncomingConversation, revision: Int64? = nil, unread: Int? = nil,
    last: String? = nil
  ) -> IncomingConversation {
    var conversation = conversation
    conversation.account = "shop"
    conversation.revision = revision ?? conversation.revision
    conversation.unreadCount = unread ?? conversation.unreadCount
    conversation.lastMessage = last ?? conversation.lastMessage
    return conversation
  }

  @Test func theServersReadMarkIsTakenOverWhenItMoves() throws {
    try hear([conversation(1, unread: 0)])
    try read()
    for (index, minute) in [1.0, 2, 3].enumerated() { try hear([message("m\(index)", at: minute)]) }
    #expect(try store.only().unread == 3)
    try hear([conversation(2, unread: 2)])
    #expect(try store.only().unread == 2)
    // Read here without a word: what else the server changes makes it no less read.
    try store.markDisplayed(store.resolve("c1"))
    try hear([conversation(3, unread: 2) { $0.initialTriage.flagged = true }])
    #expect(try store.only().unread == 0)
    try hear([message("m3", at: 4)])
    try hear([conversation(4, unread: 3)])
    #expect(try store.only().unread == 1)
    try hear([conversation(5, unread: 0)])
    #expect(try store.only().unread == 0)
    try hear([conversation(6, unread: 4)])
    #expect(try store.only().unread == 4)
    try pend("read")
    try hear([conversation(7, unread: 1)])
    #expect(try store.only().unread == 4)
    try expectTruth(store)
  }

  @Test func onlyWhatAWholeNewSnapshotDidNotSeeIsGone() throws {
    try store.beginSnapshot(of: connection, log: "a", seq: 1, place: "")
    try hear([conversation(1), message("m1", at: 1), message("m2", at: 2)], isSnapshot: true)
    try read()
    try store.beginSnapshot(of: connection, log: "b", seq: 1, place: "")
    try hear([conversation(1), message("m1", at: 1)], isSnapshot: true)
    // A change that comes while the messages are still being read speaks of what is there.
    try hear([message("m3", at: 3)], seq: 2)
    try read(isWhole: false)
    #expect(try store.messages().map(\.isDeleted) == [false, false, false])
    #expect(try store.countThreadsToRead(of: connection) == 0)
    try hear([conversation(2)], isSnapshot: true)
    try read()
    #expect(try store.messages().map(\.isDeleted) == [false, true, false])
  }

  @Test func doneAndOpenFollowTheServersWord() throws {
    try hear([conversation(1), message("m1", at: 1)])
    #expect(try store.only().waitingSince == at(1))
    try hear([conversation(2) { $0.initialTriage = TriageState(status: .done, doneAt: at(1)) }])
    #expect(try store.only().waitingSince == nil)
    // Opened by hand there: the wait counts again.
    try hear([conversation(3)])
    #expect(try store.only().waitingSince == at(1))
    try hear([conversation(4) { $0.initialTriage = TriageState(status: .done, doneAt: at(1)) }])
    try hear([message("m2", at: 5), conversation(5)])
    #expect(try store.only().waitingSince == at(5))
    try expectTruth(store)
  }

  @Test func historyThatAServerTakesInLaterDoesNotOpenWhatIsDone() throws {
    try hear([conversation(1) { $0.initialTriage = TriageState(status: .done, doneAt: at(1)) }])
    try hear([message("m1", at: 1, arrived: 900)])
    #expect(try store.only().triage.status == .done)
    // What was put away here and not told there yet is opened here, by whoever writes next.
    try pend("status")
    try hear([message("m2", at: 2, arrived: 901)])
    #expect(try store.only().triage.status == .open)
  }

  @Test func aReplyOfOursComesBackWithTheServersTime() throws {
    for skew in [-1440.0, 0, 1440] {
      let suite = try ServerReceptionTests()
      let store = suite.store
      try suite.hear([suite.conversation(1), suite.message("m1", at: 100)])
      let id = try store.resolve("c1")
      _ = try store.enqueue(
        Outgoing(conversation: id, text: "We do.", seen: nil), hold: 0, run: "r", at: at(110 + skew)
      )
      let entry = try #require(try store.pendingOutbox().first)
      try store.markSending(entry.message)
      try suite.hear([suite.message("m2", at: 109, arrived: 109)])
      try suite.hear([
        suite.message("r1", at: 110, text: "We do.", direction: .out) {
          $0.clientID = entry.clientID
        },
        suite.message("m3", at: 111, arrived: 111),
      ])
      #expect(try store.messages().map(\.remoteID) == ["m1", "m2", "r1", "m3"])
      #expect(try store.only().waitingSince == at(111))
      #expect(try store.only().unread == 1)
      #expect(try store.pendingOutbox().isEmpty)
      try expectTruth(store)
      try suite.hear([
        suite.message("r1", 2, at: 110, text: "We do.", direction: .out) { message in
          message.clientID = entry.clientID
          message.delivery = .read
        }
      ])
      try suite.hear([
        suite.message("r1", 3, at: 110, text: "We do.", direction: .out) {
          $0.delivery = .delivered
        }
      ])
      #expect(try store.messages()[2].delivery == .read)
    }
  }

  @Test func aReplyThatTheNetworkGivesBackKeepsItsText() throws {
    try hear([conversation(1), message("m1", at: 1)])
    _ = try store.enqueue(
      Outgoing(conversation: try store.resolve("c1"), text: "We do.", seen: nil), hold: 0, run: "r",
      at: at(2))
    let entry = try #require(try store.pendingOutbox().first)
    try hear([
      message("r1", at: 2, text: "We do.", direction: .out) { $0.clientID = entry.clientID }
    ])
    #expect(try store.only().waitingSince == nil)
    try hear([
      message("r1", 2, at: 2, text: "We do.", direction: .out) {
        $0.delivery = .pending(.failed(reason: "blocked"))
      }
    ])
    #expect(try store.messages()[1].delivery == .pending(.failed(reason: "blocked")))
    #expect(try store.messages()[1].text == "We do.")
    #expect(try store.only().waitingSince == at(1))
    try expectTruth(store)
  }

  @Test func aConversationWithWordsOfOursIsNeverGone() throws {
    try hear([conversation(1), message("m1", at: 1)])
    let gone = Incoming.gone(IncomingGone(kind: .conversation, account: "", id: "c1"))
    try pend("flagged")
    try hear([gone])
    #expect(try store.only().remoteID == "c1")
    try store.writing { try $0.execute(sql: "DELETE FROM upstream") }
    try store.saveDraft("Half", for: store.resolve("c1"), at: at(3))
    try hear([gone])
    #expect(try store.only().hasDraft)
    let id = try store.resolve("c1")
    try store.discardDraft(id, run: "r", at: at(3))
    try hear([gone, gone, .gone(IncomingGone(kind: .message, account: "", id: "never"))])
    #expect(try store.conversation(id) == nil)
    // An old word about it does not bring it back; a new one does.
    try hear([conversation(1), message("m1", at: 1)])
    #expect(try store.conversation(id) == nil)
    try hear([conversation(2)])
    #expect(try store.conversation(id) != nil)
    try expectTruth(store)
  }

  @Test func aParcelAndItsPlaceAreOneTransaction() throws {
    try hear([conversation(1)], seq: 7)
    #expect(try store.connection(connection).seq == 7)
    try hear([], seq: 6)
    #expect(try store.connection(connection).seq == 7)
    let receipt = try hear([message("m1", at: 1) { $0.conversation = "never told" }], seq: 8)
    #expect(receipt.refused.count == 1)
    #expect(try store.connection(connection).seq == 8)
  }
}
