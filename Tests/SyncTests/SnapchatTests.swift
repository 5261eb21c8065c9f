import Domain
import Foundation
import Storage
import Sync
import Testing

/// `chat_history.json`: both dialects and each trap by its name. The samples are made up.
@Suite struct SnapchatTests {
  let scratch: Scratch
  let store: Store

  init() throws {
    scratch = try Scratch()
    store = try Store.inMemory()
  }

  private func bring(_ options: ImportOptions = .inUTC) throws -> ImportReport {
    try Import.once(scratch.path + "/export", into: store, options)
  }

  private func write(_ text: String, to name: String = "json/chat_history.json") throws {
    try scratch.write(text, to: "export/" + name)
  }

  static let sections = """
    {"Received Saved Chat History": [
      {"From": "ana", "Media Type": "TEXT", "Created": "2022-07-22 19:28:21 UTC", "Text": "it&#39;s me"}],
     "Sent Saved Chat History": [
      {"To": "ana", "Media Type": "TEXT", "Created": "2022-07-22 19:29:00 UTC", "Text": "hello"}],
     "Received Unsaved Chat History": [
      {"From": "cy", "Media Type": "TEXT", "Created": "2022-07-23 10:00:00 UTC"}],
     "Sent Unsaved Chat History": []}
    """

  static let keyed = """
    {"ana": [
      {"From": "bo", "Media Type": "TEXT", "Created": "2022-07-22 19:29:00 UTC", "Content": "hello",
       "Conversation Title": null, "IsSender": true, "Created(microseconds)": 1658518140250,
       "IsSaved": true, "Media IDs": ""},
      {"From": "ana", "Media Type": "TEXT", "Created": "2022-07-22 19:28:21 UTC",
       "Content": "it&#39;s me", "Conversation Title": null, "IsSender": false,
       "Created(microseconds)": 1658518101000, "IsSaved": true, "Media IDs": ""}],
     "0a-group": [
      {"From": "cy", "Media Type": "MEDIA", "Created": "2022-07-23 10:00:00 UTC", "Content": null,
       "Conversation Title": "The &amp; crew", "IsSender": false, "IsSaved": false,
       "Created(microseconds)": 1658570400000, "Media IDs": "b~abc | b~gone"}]}
    """

  @Test func sectionsTellWhoWroteAndAskWhoWeAre() throws {
    try write(Self.sections)
    let asked = try bring()
    #expect(asked.added == 0 && asked.needsMe == [])
    #expect(
      asked.needs.map(\.sentence) == [
        "Who are you on Snapchat? The files do not say it. Say it with --me NAME."
      ])
    let report = try bring(.me("bo"))
    #expect(report.skipped == [] && report.added == 3)
    #expect(try store.accounts().map(\.remoteID) == ["snapchat:bo"])
    #expect(try store.texts().filter { !$0.isEmpty } == ["it's me", "hello"])
    // The account that is there is ours from then on.
    #expect(try bring().known == 3)
  }

  @Test func ourNameIsInTheAccountFile() throws {
    try write(Self.sections)
    try write(
      "{\"Basic Information\": {\"Username\": \"bo\", \"Name\": \"Bo\"}}", to: "json/account.json")
    let report = try bring()
    #expect(report.needs == [] && report.skipped == [] && report.files == 1)
    #expect(try store.accounts().map(\.selfID) == ["bo"])
  }

  @Test func friendsAndGroupsAreKeysInTheNewerDialect() throws {
    try write(Self.keyed)
    try write(
      "{\"Friends\": [{\"Username\": \"ana\", \"Display Name\": \"Ana A&amp;\"}, {\"Username\": 5}], \"Deleted Friends\": [{\"Username\": \"cy\", \"Display Name\": \"Cy\"}]}",
      to: "json/friends.json")
    let report = try bring()
    #expect(report.needs == [] && report.skipped == [])
    #expect(try store.accounts().map(\.selfID) == ["bo"])
    let found = try store.allConversations().map(\.conversation)
    #expect(Set(found.map(\.title)) == ["Ana A&", "The & crew"])
    #expect(found.filter { $0.kind == .group }.map(\.title) == ["The & crew"])
    #expect(try store.allMessages().map(\.message.author).contains("Cy"))
  }

  @Test func bothDialectsOfOneChatAreTheSameMessages() throws {
    try write(Self.sections)
    _ = try bring(.me("bo"))
    let other = try scratch.write(Self.keyed, to: "later/chat_history.json")
    let report = try Import.once(other, into: store)
    #expect(report.added == 1)
    #expect(try store.allMessages().filter { $0.message.text == "hello" }.count == 1)
  }

  @Test(arguments: [
    ("1658518101250", 1_658_518_101.25), ("1658518101250000", 1_658_518_101.25),
    ("1658518101", 1_658_518_101), ("\"1658518101250\"", 1_658_518_101.25), ("5", 1_658_518_101),
    ("9223372036854775807", 1_658_518_101), ("99999999999999999999", 1_658_518_101),
    ("1700000000000", 1_658_518_101), ("null", 1_658_518_101), ("{}", 1_658_518_101),
  ])
  func microsecondsAreWhatTheirSizeSays(number: String, seconds: Double) throws {
    try write(Self.keyed.replacingOccurrences(of: "1658518101000", with: number))
    _ = try bring()
    let message = try #require(try store.allMessages().first { $0.message.text == "it's me" })
    #expect(message.message.sentAt == Date(timeIntervalSince1970: seconds))
  }

  @Test func mediaAreFoundByTheEndOfTheirName() throws {
    try write(Self.keyed)
    try write("photo", to: "chat_media/2022-07-23_b~abc.jpg")
    _ = try bring()
    let media = try store.allMessages().flatMap(\.message.attachments)
    #expect(media.map(\.kind) == [.image, .file])
    #expect(
      media[0].name == "2022-07-23_b~abc.jpg" && media[0].size == 5 && media[0].missing == nil)
    #expect(media[1].missing == "not in this part of the export")
  }

  @Test func whatWasNotSavedHasItsTimeAndSaysSo() throws {
    try write(Self.sections)
    _ = try bring(.me("bo"))
    let missing = try store.allMessages().flatMap(\.message.attachments).compactMap(\.missing)
    #expect(
      missing.map(\.string) == ["it was not saved in the chat, so its words are not in the export"])
  }

  @Test func statusLinesAreTheAppsOwn() throws {
    try write(Self.keyed.replacingOccurrences(of: "\"MEDIA\"", with: "\"STATUSERASEDMESSAGE\""))
    _ = try bring()
    let system = try store.allMessages().filter { $0.message.direction == .system }
    #expect(system.map(\.message.text) == ["Deleted a message"])
  }

  @Test func theHistoryOfSnapsIsCountedAndNotImported() throws {
    try write(Self.keyed)
    try write(
      "{\"ana\": [{\"From\": \"ana\", \"Media Type\": \"IMAGE\", \"Created\": \"2022-07-22 19:28:21 UTC\", \"IsSender\": false}]}",
      to: "json/snap_history.json")
    try write(
      "{\"Received Snap History\": [{\"From\": \"ana\", \"Media Type\": \"IMAGE\", \"Created\": \"2022-07-22 19:28:21 UTC\"}], \"Sent Snap History\": []}",
      to: "old/snap_history.json")
    let report = try bring()
    #expect(report.found == 3)
    #expect(report.notes.contains { $0.hasSuffix("2 snaps.") })
  }

  @Test func equalMessagesOfOneSecondKeepTheirNumberAndOrder() throws {
    func row(_ text: String, _ second: Int) -> String {
      "{\"From\": \"ana\", \"Media Type\": \"TEXT\", \"Created\": \"2022-07-22 19:28:0\(second) UTC\", \"Text\": \"\(text)\"}"
    }
    let rows = [row("c", 2), row("b", 1), row("a", 1), row("a", 1)].joined(separator: ",")
    try write("{\"Received Saved Chat History\": [\(rows)]}")
    #expect(try bring(.me("bo")).added == 4)
    #expect(try store.texts() == ["a", "a", "b", "c"])
    #expect(try bring(.me("bo")).added == 0)
  }

  @Test func aBrokenElementCostsItselfAndNobodyElsesMessagesMove() throws {
    let text = """
      {"ana": [{"From": "ana", "Media Type": "TEXT", "Created": "2022-07-22 19:28:21 UTC", "Content": "one", "IsSender": false},
        {"From": "ana", "Content": ]
      }],
       "cy": [{"From": "cy", "Media Type": "TEXT", "Created": "2022-07-22 19:28:22 UTC", "Content": "two", "IsSender": false},
        7, {"From": "cy", "Media Type": "TEXT", "Created": "never", "Content": "three", "IsSender": false},
        {"From": ["x"], "Media Type": 5, "Created": "2022-07-22 19:28:23 UTC", "Content": "four", "IsSender": "yes"}],
       "dee": [{"From": "dee", "Media Type": "TEXT", "Created": "2022-07-22 19:28:24 UTC", "Content": "five", "IsSender": false}]}
      """
    try write(text)
    let report = try bring(.me("bo"))
    let found = try store.allMessages()
    #expect(Set(found.map(\.message.text)) == ["one", "two", "five"])
    #expect(
      try store.allConversations().map(\.conversation.title).sorted(by: { $0.string < $1.string })
        == ["ana", "cy", "dee"])
    #expect(report.skipped.count >= 4)
    #expect(report.skipped.contains { $0.reason == "it has no time that can be read" })
  }

  @Test func aFileThatIsCutOffIsReadUpToThere() throws {
    let whole = Self.keyed
    for end in stride(from: 40, to: whole.utf8.count, by: 97) {
      let store = try Store.inMemory()
      let file = try scratch.write(Data(whole.utf8.prefix(end)), to: "cut/chat_history.json")
      let report = try Import.once(file, into: store, .me("bo"))
      #expect(!report.skipped.isEmpty)
    }
  }

  @Test func tenThousandNestedArraysAndAFriendOfTheSameNameTwiceAreRead() throws {
    let deep = String(repeating: "[", count: 10_000) + String(repeating: "]", count: 10_000)
    let row =
      "{\"From\": \"ana\", \"Media Type\": \"TEXT\", \"Created\": \"2022-07-22 19:28:21 UTC\", \"Content\": \"x\", \"IsSender\": false}"
    try write("{\"ana\": [\(row), {\"From\": \(deep)}], \"ana\": [\(row)], \"\": [\(row)]}")
    let report = try bring(.me("bo"))
    #expect(report.added == 2)
    #expect(report.skipped.count == 2)
  }
}
