import Domain
import Foundation
import Storage
import Sync
import Testing

@Suite struct TelegramTests {
  private typealias Sample = TelegramSample
  private let scene: ImportScene
  private var store: Store { scene.store }

  init() throws { scene = try ImportScene() }

  @Test func aSingleChatSaysWhoWeAre() throws {
    let report = try scene.read(Sample.chat([Sample.message(1, "hi"), Sample.ours]))
    #expect(report.needs == [] && report.skipped == [])
    #expect(report.added == 2)
    #expect(try store.accounts().map(\.remoteID) == ["telegram:user1"])
    #expect(try store.accounts().map(\.name) == ["Telegram of Bob"])
    let messages = try store.allMessages().map(\.message)
    #expect(messages.map(\.direction) == [.in, .out])
    #expect(messages.map(\.author) == ["Ana", "Bob"])
    let conversation = try #require(try store.allConversations().first?.conversation)
    #expect(conversation.remoteID == "tg-user7")
    #expect(conversation.title == "Ana" && conversation.kind == .direct)
  }

  @Test func aSingleChatInWhichWeNeverWroteAsksWhoWeAre() throws {
    let report = try scene.read(Sample.chat([Sample.message(1, "hi")]))
    #expect(report.needsMe != nil && report.added == 0)
    #expect(try scene.read(Sample.chat([Sample.message(1, "hi")]), .me("1")).added == 1)
    #expect(try store.accounts().map(\.remoteID) == ["telegram:user1"])
  }

  @Test func aWholeAccountNamesItsOwner() throws {
    let group = Sample.chat(
      [Sample.message(1, "x", from: "Cy", key: "user9"), Sample.ours], name: "Team",
      type: "private_supergroup", id: 5)
    let report = try scene.read(Sample.account([Sample.chat([Sample.message(1, "hi")]), group]))
    #expect(report.added == 3 && report.needs == [])
    let account = try #require(try store.accounts().first)
    #expect(account.name == "Telegram of Bob Shop" && account.handle == "@bobshop")
    let kinds = try store.allConversations().map(\.conversation).map { ($0.remoteID, $0.kind) }
    #expect(
      Dictionary(uniqueKeysWithValues: kinds) == ["tg-user7": .direct, "tg-channel5": .group])
  }

  @Test func theSameChatFromAnAccountAndByItselfIsOne() throws {
    let chat = Sample.chat([Sample.message(1, "hi"), Sample.ours])
    try scene.read(Sample.account([chat]))
    let again = try scene.read(
      Sample.chat([Sample.message(1, "hi"), Sample.ours, Sample.message(3, "new")]),
      name: "later/result.json")
    #expect(again.added == 1 && again.known == 2)
    #expect(try store.allConversations().count == 1)
  }

  @Test func aGroupByItselfAsksWhoWeAreAndTakesANameOrAnID() throws {
    let text = Sample.chat(
      [Sample.message(1, "x"), Sample.message(2, "y", from: "Cy", key: "user9")], name: "Team",
      type: "private_group", id: 5)
    let report = try scene.read(text)
    #expect(report.needsMe == ["Ana", "Cy"])
    _ = try scene.read(text, .me("9"))
    #expect(try store.accounts().map(\.selfID) == ["user9"])
    #expect(try scene.read(text, .me("cy")).known == 2)
  }

  @Test func twoOfOneNameAreToldApartByTheirIDs() throws {
    let report = try scene.read(
      Sample.chat(
        [Sample.message(1, "x"), Sample.message(2, "y", key: "user9")], name: "Team",
        type: "private_group", id: 5))
    #expect(report.needsMe == ["Ana (user7)", "Ana (user9)"])
  }

  @Test func savedMessagesAreOurs() throws {
    let forwarded = Sample.message(2, "theirs", more: #""forwarded_from": "Ana""#)
    let report = try scene.read(
      Sample.chat(
        [Sample.message(1, "note", from: "Bob", key: "user1"), forwarded], name: nil,
        type: "saved_messages", id: 1))
    #expect(report.added == 2 && report.needs == [])
    let conversation = try #require(try store.allConversations().first?.conversation)
    #expect(conversation.title == "Saved Messages" && conversation.waitingSince == nil)
    #expect(try store.allMessages().map(\.message.direction) == [.out, .out])
    #expect(try store.allMessages().map(\.message.isForwarded) == [false, true])
  }

  @Test func whatNobodyWroteDoesNotWait() throws {
    let bot = Sample.chat(
      [Sample.message(1, "beep", from: "Bot", key: "user8")], name: "Bot", type: "bot_chat", id: 8)
    let channel = Sample.chat(
      [Sample.message(1, "news", from: "News", key: "channel6")], name: "News",
      type: "public_channel", id: 6)
    let codes = Sample.chat(
      [Sample.message(1, "code 1", from: "Shop", key: "user3")], name: nil,
      type: "verification_codes", id: 4)
    let notice = Sample.chat(
      [Sample.message(1, "new login", from: "Telegram", key: "user777000")], name: "Telegram",
      id: 777_000)
    try scene.read(Sample.account([bot, channel, codes, notice]))
    let all = try store.allConversations().map(\.conversation)
    #expect(all.count == 4 && all.allSatisfy { $0.waitingSince == nil })
    #expect(all.contains { $0.title == "Verification Codes" && $0.canReply == false })
    #expect(try store.allMessages().allSatisfy { $0.message.isAutomated })
  }

  @Test func repliesToCommentsAreAThreadOfTheirOwn() throws {
    try scene.read(
      Sample.account([Sample.chat([Sample.message(1, "hi")], name: nil, type: "replies")]))
    let conversation = try #require(try store.allConversations().first?.conversation)
    #expect(conversation.title == "Replies" && conversation.kind == .comments)
  }

  @Test func aChatThatWasLeftIsDone() throws {
    let left = Sample.chat(
      [Sample.message(1, "hi")], name: "Old", type: "private_supergroup", id: 5)
    try scene.read(Sample.account([], left: [left]))
    let conversation = try #require(try store.allConversations().first?.conversation)
    #expect(conversation.triage.status == .done && conversation.canReply == false)
    #expect(conversation.waitingSince == nil)
  }

  @Test func aChatWithoutMessagesIsNotMade() throws {
    let report = try scene.read(
      Sample.account([Sample.chat([]), Sample.chat([Sample.ours], id: 9)]))
    #expect(report.conversations == 1 && report.skipped == [])
  }

  @Test func aReplyQuotesTheMessageOfItsChat() throws {
    try scene.read(
      Sample.account([
        Sample.chat([
          Sample.message(1, "first"), Sample.message(2, "x", more: #""reply_to_message_id": 1"#),
        ]),
        Sample.chat([Sample.message(1, "other"), Sample.ours], name: "Cy", id: 9),
      ]))
    #expect(try store.allMessages().compactMap(\.message.quote) == ["first"])
  }

  @Test func anEditIsMarkedAndTheEditOfOldExportsIsNone() throws {
    try scene.read(
      Sample.chat([
        Sample.message(
          1, "a", more: #""edited": "2023-01-01T00:00:00", "edited_unixtime": "1672531200""#),
        Sample.message(3, "b", more: #""edited": "1970-01-01T01:00:00""#), Sample.ours,
      ]))
    #expect(try store.allMessages().map(\.message.isEdited) == [true, false, false])
  }

  @Test func reactionsNameWhoGaveThemAndCountTheRest() throws {
    let reactions = """
      "reactions": [{"type": "emoji", "count": 5, "emoji": "👍", "recent": [
        {"from": "Bob", "from_id": "user1", "date": "2023-01-01T00:00:00"}, {"from": null}]},
        {"type": "custom_emoji", "count": 1, "document_id": "stickers/a.tgs"}, {"type": "paid", "count": "x"}]
      """
    try scene.read(Sample.chat([Sample.message(1, "a", more: reactions), Sample.ours]))
    let found = try #require(try store.allMessages().first?.message.reactions)
    #expect(found.map(\.emoji) == ["👍", "👍", "👍", "custom emoji"])
    #expect(found.map(\.author) == ["Bob", "Deleted Account", "3 people", "1 person"])
  }

  @Test func messagesOfOneSecondKeepTheirOrder() throws {
    let messages = ["c", "a", "b"].enumerated().map { index, text in
      Sample.message(1, text).replacingOccurrences(of: "\"id\": 1,", with: "\"id\": \(index + 3),")
    }
    try scene.read(Sample.chat(messages + [Sample.ours]))
    #expect(try store.texts() == ["c", "a", "b", "hello"])
  }
}
