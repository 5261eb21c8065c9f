import Domain
import Foundation
import Storage
import Sync
import Testing

/// The traps that are known of Telegram's exports, each by its name.
@Suite struct TelegramTrapTests {
  private typealias Sample = TelegramSample
  private let scene: ImportScene
  private var store: Store { scene.store }

  init() throws { scene = try ImportScene() }

  @Test func textIsAStringOrAListThatIsJoinedWithoutSpaces() throws {
    let list = """
      ["see", {"type": "bold", "text": "the"}, " ", {"type": "text_link", "text": "page", \
      "href": "https://example.org/?a=1&b=2"}, ".", 5, {"type": "x"}, ["deep"]]
      """
    try scene.read(Sample.chat([Sample.message(1, list), Sample.ours]))
    let message = try #require(try store.allMessages().first?.message)
    #expect(message.text == "seethe page.")
    #expect(message.attachments.map(\.url) == ["https://example.org/?a=1&b=2"])
    #expect(message.attachments.map(\.name) == ["page"])
  }

  @Test func textEntitiesServeWhereThereIsNoText() throws {
    let message = Sample.message(1, "x").replacingOccurrences(of: #""text": "x","#, with: "")
      .replacingOccurrences(
        of: #""text_entities": []"#,
        with: #""text_entities": [{"type": "plain", "text": "only here"}]"#)
    try scene.read(Sample.chat([message, Sample.ours]))
    #expect(try store.texts() == ["only here", "hello"])
  }

  @Test func theUnixTimeCountsAndNotTheLocalDate() throws {
    var options = ImportOptions.inUTC
    options.timeZone = try #require(TimeZone(identifier: "America/New_York"))
    let report = try scene.read(Sample.chat([Sample.message(1, "hi"), Sample.ours]), options)
    #expect(try store.allMessages()[0].message.sentAt == Date(timeIntervalSince1970: 1_700_000_001))
    #expect(!report.notes.contains { $0.contains("zone") })
  }

  @Test func aDateWithoutAUnixTimeIsReadInTheZoneAndSaid() throws {
    let old = { (id: Int, from: Int) in
      #"{"id": \#(id), "type": "message", "date": "2020-07-01T12:00:0\#(id)", "from": "P\#(from)", "from_id": \#(from), "text": "x"}"#
    }
    var options = ImportOptions.inUTC
    options.timeZone = try #require(TimeZone(identifier: "Europe/Berlin"))
    let report = try scene.read(Sample.chat([old(1, 7), old(2, 1)], name: "P7"), options)
    #expect(report.added == 2)
    let expected = try #require(ISO8601DateFormatter().date(from: "2020-07-01T10:00:01Z"))
    #expect(try store.allMessages()[0].message.sentAt == expected)
    #expect(report.notes.contains { $0.contains("Europe/Berlin") })
  }

  @Test func authorsOf2020AreNumbersWithTheirKindInTheUpperBits() throws {
    let old = { (id: Int, from: Int) in
      #"{"id": \#(id), "type": "message", "date_unixtime": "1600000000", "from": "P", "from_id": \#(from), "text": "x"}"#
    }
    try scene.read(
      Sample.chat([old(1, 4_294_967_303), old(2, 4_294_967_297)], id: 4_294_967_303))
    #expect(try store.accounts().map(\.selfID) == ["user1"])
    let again = try scene.read(
      Sample.chat([Sample.message(1, "hi"), Sample.ours]), name: "new/result.json")
    #expect(again.needs == [])
    #expect(try store.allConversations().map(\.conversation.remoteID) == ["tg-user7"])
  }

  @Test func aDeletedAccountHasNoNameAndIsStillSomebody() throws {
    let gone =
      #"{"id": 1, "type": "message", "date_unixtime": "1600000000", "from": null, "from_id": "user7", "text": "x"}"#
    let nobody =
      #"{"id": 3, "type": "message", "date_unixtime": "1600000001", "from": null, "text": "y"}"#
    let chat = Sample.chat([gone, nobody, Sample.ours])
      .replacingOccurrences(of: #""name": "Ana""#, with: #""name": null"#)
    let report = try scene.read(Sample.account([chat]))
    #expect(report.added == 3)
    #expect(
      try store.allMessages().prefix(2).map(\.message.author) == [
        "Deleted Account", "Deleted Account",
      ])
    #expect(try store.allConversations().map(\.conversation.title) == ["Deleted Account"])
  }

  @Test func anUnsupportedMessageStandsWhereItWas() throws {
    let report = try scene.read(
      Sample.chat([
        #"{"id": 0, "type": "unsupported"}"#, Sample.message(1, "before"),
        #"{"id": 2, "type": "unsupported"}"#, Sample.message(3, "after"),
        Sample.message(4, "x", from: "Bob", key: "user1"),
      ]))
    #expect(
      try store.texts() == [
        "before", "Telegram Desktop could not export this message", "after", "x",
      ])
    #expect(try store.allMessages()[1].message.direction == .system)
    #expect(report.skipped.map(\.at) == ["message 1"])
    #expect(report.skipped.allSatisfy { $0.reason.contains("could not export it") })
  }

  @Test func filesLeftOutSayWhy() throws {
    let path = { (path: String) in #""file": "\#(path)", "file_name": "a.bin", "mime_type": "x/y""#
    }
    try scene.read(
      Sample.chat([
        Sample.message(
          1, "", more: path("(File not included. Change data exporting settings to download.)")),
        Sample.message(
          3, "",
          more: path("(File exceeds maximum size. Change data exporting settings to download.)")),
        Sample.message(4, "", more: path("(File unavailable, please try again later)")),
        Sample.message(
          5, "",
          more: #""photo": "(Photo not included. Change data exporting settings to download.)""#),
        Sample.message(6, "", more: path("files/gone.bin")),
        Sample.message(7, "", more: path("../../../etc/passwd")), Sample.ours,
      ]))
    let found = try store.allMessages().compactMap(\.message.attachments.first)
    #expect(
      found.map(\.missing) == [
        "left out by the settings of the export", "larger than the export was set to take",
        "Telegram could not give it; export again", "left out by the settings of the export",
        "not beside this export", "its path leads out of the export",
      ])
    #expect(found.allSatisfy { $0.place == nil })
  }

  @Test func aFileBesideTheExportIsFound() throws {
    try scene.scratch.write("12345", to: "export/photos/photo_1.jpg")
    let photo = #""photo": "photos/photo_1.jpg", "photo_file_size": 99, "width": 1, "height": 1"#
    try scene.scratch.write(
      Sample.chat([Sample.message(1, "", more: photo), Sample.ours]), to: "export/result.json")
    _ = try Import.once(scene.scratch.path + "/export", into: store)
    let found = try #require(try store.allMessages().first?.message.attachments.first)
    #expect(found.kind == .image && found.size == 5 && found.missing == nil)
  }

  @Test func idsAreUniqueInTheirChatOnly() throws {
    let report = try scene.read(
      Sample.account([
        Sample.chat([Sample.message(1, "a")]),
        Sample.chat([Sample.message(1, "b")], name: "Cy", id: 9),
        Sample.chat([Sample.message(1, "c")], name: "G", type: "private_group", id: 7),
      ]))
    #expect(report.added == 3)
    #expect(try store.allConversations().count == 3)
  }

  @Test func messagesFromBeforeASupergroupHaveNegativeIDs() throws {
    let report = try scene.read(
      Sample.account([
        Sample.chat(
          [
            Sample.message(-999_999_000, "old").replacingOccurrences(
              of: "\"700000", with: "\"1600000"),
            Sample.message(
              1, "new", more: #""reply_to_message_id": -999999000"#),
          ].map {
            $0.replacingOccurrences(
              of: "\"date_unixtime\": \"700001000\"", with: "\"date_unixtime\": \"1600000000\"")
          },
          name: "G", type: "private_supergroup", id: 5)
      ]))
    #expect(report.added == 2 && report.skipped == [])
    #expect(try store.allMessages().last?.message.quote == "old")
  }

  @Test func idsBeyondAnExactDoubleAreNotRounded() throws {
    let big = 9_007_199_254_740_993
    let report = try scene.read(
      Sample.account([
        Sample.chat([Sample.message(1, "a", key: "user\(big)")], id: big),
        Sample.chat([Sample.message(1, "b", key: "user\(big - 1)")], name: "Cy", id: big - 1),
      ]))
    #expect(report.added == 2)
    let ids = try store.allConversations().map(\.conversation.remoteID)
    #expect(Set(ids) == ["tg-user\(big)", "tg-user\(big - 1)"])
  }

  @Test func anHTMLExportIsExplainedInOneSentence() throws {
    let report = try scene.read("<!DOCTYPE html><html></html>", name: "export/messages.html")
    #expect(report.skipped.count == 1 && report.skipped[0].reason.contains("JSON"))
  }

  @Test func theOwnerIsAskedForOrKnownFromTheAccountThatIsThere() throws {
    try scene.read(Sample.chat([Sample.message(1, "hi"), Sample.ours]))
    let group = Sample.chat(
      [Sample.message(1, "x", from: "Cy", key: "user9"), Sample.ours], name: "Team",
      type: "private_group", id: 5)
    let report = try scene.read(group, name: "group/result.json")
    #expect(report.needs == [] && report.added == 2)
  }
}
