import Domain
import Foundation
import Storage
import Sync
import Testing

@Suite struct TelegramHostileTests {
  private typealias Sample = TelegramSample
  private let scene: ImportScene
  private var store: Store { scene.store }

  init() throws { scene = try ImportScene() }

  @Test func keysMayComeInAnyOrder() throws {
    let chat =
      #"{"messages": [\#(Sample.message(1, "hi"))], "id": 7, "type": "personal_chat", "name": "Ana"}"#
    let text = """
      {"chats": {"list": [\(chat)], "about": "x"}, "personal_information": {"user_id": "1"}}
      """
    let report = try scene.read(text)
    #expect(report.added == 1 && report.needs == [])
    #expect(try store.accounts().map(\.selfID) == ["user1"])
    #expect(try store.allConversations().map(\.conversation.title) == ["Ana"])
    let other = chat.replacingOccurrences(of: "\"hi\"", with: "\"ho\"")
    let single = try scene.read(other, name: "b/result.json", .me("1"))
    #expect(single.updated == 1)
  }

  @Test func ofKeysThatStandTwiceOneCounts() throws {
    let chat = Sample.chat([
      Sample.ours,
      #"{"id": 3, "id": 4, "type": "message", "type": "message", "date_unixtime": "1700000009", "text": "a", "text": "b", "from_id": "user7"}"#,
    ])
    .replacingOccurrences(
      of: #""type": "personal_chat""#, with: #""type": "personal_chat", "type": "bot_chat""#)
    let report = try scene.read(chat)
    #expect(report.added == 2)
    #expect(try store.allConversations().map(\.conversation.kind) == [.direct])
  }

  @Test func fieldsOfAnotherTypeCountAsMissing() throws {
    let odd = """
      {"id": "3", "type": "message", "date_unixtime": 1700000009, "from": 5, "from_id": ["x"], \
      "text": "kept", "edited": {}, "photo": 4, "reactions": {"a": 1}, "poll": [], \
      "reply_to_message_id": "x", "location_information": "here", "contact_information": 3, \
      "inline_bot_buttons": [[4]], "forwarded_from": null}
      """
    let report = try scene.read(Sample.account([Sample.chat([odd])]))
    #expect(report.skipped == [] && report.added == 1)
    let message = try #require(try store.allMessages().first?.message)
    #expect(message.text == "kept" && message.remoteID == "tg-user7/3" && message.isForwarded)
  }

  @Test func whatCannotBeReadIsSkippedByItsPlace() throws {
    let bad = [
      "5", "null", #""text""#, "[]", #"{"id": 1}"#, #"{"type": "story", "date_unixtime": "1"}"#,
      #"{"id": 6, "type": "message", "text": "no time"}"#,
      #"{"id": 7, "type": "message", "date_unixtime": "-62135596800", "text": "year 1"}"#,
      #"{"id": 8, "type": "message", "date_unixtime": "99999999999999999999", "text": "x"}"#,
      #"{"id": 9, "type": "message", "date": "99999-01-01T00:00:00", "text": "x"}"#,
      #"{"id": 9, "type": "message", "date": "0000-01-01T00:00:00", "text": "x"}"#,
      #"{"id": 10, "type": "message", "date_unixtime": "1700000000", "text": "bad \q escape"}"#,
    ]
    let report = try scene.read(
      Sample.account([
        Sample.chat([Sample.ours]),
        Sample.chat(bad + [Sample.message(99, "good")], name: "Cy", id: 9),
      ]))
    #expect(report.added == 2)
    #expect(report.skipped.map(\.at) == (1...bad.count).map { "chat 2, message \($0)" })
    #expect(report.skipped.allSatisfy { !$0.reason.isEmpty })
    #expect(try store.texts().contains("good"))
  }

  @Test func aCutFileGivesWhatStandsBeforeTheCut() throws {
    let text = Sample.account([
      Sample.chat((1...6).map { Sample.message($0, "text \($0)") }),
      Sample.chat([Sample.ours], name: "Cy", id: 9),
    ])
    let bytes = Array(text.utf8)
    var counts: [Int] = []
    for end in stride(from: 0, through: bytes.count, by: 97) {
      let scene = try ImportScene()
      let file = try scene.scratch.write(Data(bytes[..<end]), to: "export/result.json")
      let report = try Import.once(file, into: scene.store)
      #expect(!report.skipped.isEmpty, "cut at \(end)")
      counts.append(report.added)
    }
    #expect(counts == counts.sorted())
    #expect(Set(counts).isSuperset(of: [0, 1, 2, 3, 4, 5, 6]))
  }

  @Test func flippedBytesNeverEndTheImport() throws {
    let text = Sample.account([
      Sample.chat((1...5).map { Sample.message($0, "text \($0)") }),
      Sample.chat(
        [Sample.ours, Sample.service(3, #""action": "pin_message""#)], name: "Cy", id: 9),
    ])
    var taken = 0
    var dice = Dice(seed: 42)
    for _ in 0..<300 {
      let bytes = dice.bent(text, at: 3)
      let scene = try ImportScene()
      let file = try scene.scratch.write(Data(bytes), to: "export/result.json")
      taken += try Import.once(file, into: scene.store).added
    }
    #expect(taken > 300 * 4)
  }

  @Test func aMessageThatIsNotClosedCostsItsNeighboursAtMost() throws {
    let open = Sample.message(2, "open").dropLast()
    let text = Sample.account([
      Sample.chat([Sample.message(1, "a"), String(open), Sample.message(3, "b")]),
      Sample.chat([Sample.message(4, "c")], name: "Cy", id: 9),
      Sample.chat([Sample.message(5, "d")], name: "Di", id: 10),
    ])
    let report = try scene.read(text)
    #expect(try store.texts().contains("a"))
    #expect(
      try Set(store.allConversations().map(\.conversation.title)).isSuperset(of: ["Ana", "Di"]))
    #expect(try store.texts().contains("d"))
    #expect(!report.skipped.isEmpty)
  }

  @Test func aBracketTooManyCostsOneMessageAtMost() throws {
    let odd = Sample.message(2, "odd") + "]"
    let report = try scene.read(
      Sample.account([
        Sample.chat([Sample.message(1, "a"), odd, Sample.message(3, "b"), Sample.message(4, "c")]),
        Sample.chat([Sample.message(5, "d")], name: "Cy", id: 9),
      ]))
    #expect(try Set(store.texts()).isSuperset(of: ["a", "odd", "b", "c", "d"]))
    #expect(report.skipped.count >= 1)
  }

  @Test func depthCostsNothing() throws {
    let deep = String(repeating: "[", count: 10_000) + String(repeating: "]", count: 10_000)
    let report = try scene.read(
      Sample.account([
        Sample.chat([
          #"{"id": 1, "type": "message", "date_unixtime": "1700000000", "text": \#(deep)}"#,
          Sample.message(2, "good"), deep,
        ])
      ]))
    #expect(try store.texts().contains("good"))
    #expect(report.skipped.count >= 1)
  }

  @Test func whatIsTooLongIsPassedOver() throws {
    let long = Sample.message(1, String(repeating: "a", count: 5 << 20))
    let report = try scene.read(Sample.account([Sample.chat([long, Sample.message(2, "b")])]))
    #expect(try store.texts() == ["b"])
    #expect(report.skipped.map(\.reason) == ["it is longer than 4 MB"])
  }

  @Test func namesThatAreEmptyOrHostileAreSafe() throws {
    let report = try scene.read(
      Sample.account([
        Sample.chat([Sample.message(1, "a\\u001b[31m", from: "")], name: "", id: 7),
        Sample.chat(
          [Sample.message(2, "b", from: "\\u202eevil", key: String(repeating: "k", count: 9000))],
          name: "\\u001b]0;x\\u0007G", type: "private_group", id: 8),
      ]))
    #expect(report.added == 2)
    #expect(try store.texts().allSatisfy { !$0.contains("\u{1B}") })
    #expect(
      try store.allConversations().map(\.conversation.title.string).sorted() == [
        "Deleted Account", "G",
      ])
  }

  @Test func aListOfAMillionMembersIsCounted() throws {
    let members = Array(repeating: #""x""#, count: 200_000).joined(separator: ",")
    try scene.read(
      Sample.account([
        Sample.chat([Sample.service(1, #""action": "invite_members", "members": [\#(members)]"#)])
      ]))
    #expect(try store.texts()[0].hasSuffix(" and 199980 more"))
  }
}
