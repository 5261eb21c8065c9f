import Domain
import Foundation
import Storage
import Sync
import Testing

/// The traps that are known of X archives, each by its name.
@Suite struct XTrapTests {
  private typealias Sample = XSample
  private let scene: ImportScene
  private var store: Store { scene.store }

  init() throws { scene = try ImportScene() }

  @discardableResult
  private func read(
    _ conversations: [String], name: String = "direct-messages.js"
  ) throws -> ImportReport {
    try Import.once(scene.archive([name: Sample.file(conversations)]), into: store)
  }

  @Test(arguments: [
    "window.YTD.direct_messages.part0 = [", "\u{FEFF}window.YTD.direct_message.part0 = [",
    "  \n window.YTD.direct_messages_group.part12=[", "window.YTD.direct_message_group.part1 = \n[",
    "window.YTD.direct_message_group_conversations.part0 = [", "[",
  ])
  func thePrefixIsCutOffWhateverItsName(prefix: String) throws {
    let text = prefix + Sample.conversation("100-200", [Sample.message("1", "hi")]) + "];\n"
    let path = try scene.archive(["dm.js": text])
    let report = try Import.once(path, into: store)
    #expect(report.added == 1 && report.skipped == [])
  }

  @Test func anEmptyArrayIsNoTrouble() throws {
    let path = try scene.archive([
      "direct-messages.js": "window.YTD.direct_messages.part0 = [ ]",
      "direct-messages-group.js": "window.YTD.direct_messages_group.part0 = [ ];",
    ])
    let report = try Import.once(path, into: store)
    #expect(report.added == 0 && report.skipped == [] && report.files == 2)
  }

  @Test func headersHoldNoTextAndAreToldOnce() throws {
    let headers = Sample.file(
      [Sample.conversation("100-200", [#"{"messageCreate" : {"id" : "1", "senderId" : "2"}}"#])],
      part: "direct_message_headers.part0")
    let path = try scene.archive([
      "direct-messages.js": Sample.file([Sample.conversation("100-200", [Sample.message("1", "x")])]
      ),
      "direct-message-headers.js": headers, "direct-message-group-headers.js": headers,
    ])
    let report = try Import.once(path, into: store)
    #expect(report.added == 1 && report.skipped == [])
    #expect(report.notes.filter { $0.contains("2 files") }.count == 1)
  }

  @Test func partsOfOneArchiveAreOne() throws {
    let path = try scene.archive([
      "direct-messages.js": Sample.file([
        Sample.conversation("100-200", [Sample.message("2", "b", second: 2)])
      ]),
      "direct-messages-part1.js": Sample.file(
        [Sample.conversation("100-200", [Sample.message("1", "a", second: 1)])],
        part: "direct_messages.part1"),
    ])
    #expect(try Import.once(path, into: store).added == 2)
    #expect(try store.allConversations().count == 1)
    #expect(try store.texts() == ["a", "b"])
  }

  @Test func idsAreTextBeyondAnExactDouble() throws {
    let ids = ["9007199254740993", "9007199254740992", "1999999999999999999"]
    let report = try read([Sample.conversation("100-200", ids.map { Sample.message($0, "x") })])
    #expect(report.added == 3)
    #expect(try Set(store.allMessages().map(\.message.remoteID)) == Set(ids))
  }

  @Test func withoutANameANumberAndAPageStandForAPerson() throws {
    try read([Sample.conversation("100-200", [Sample.message("1", "hi")])])
    let detail = try #require(try store.allConversations().first)
    #expect(detail.conversation.title == "200")
    #expect(detail.participants.first { !$0.isSelf }?.url == "https://x.com/i/user/200")
    #expect(detail.participants.first { $0.isSelf }?.name == "Porch Shop")
  }

  @Test(arguments: [nil, "0"])
  func groupMessagesHaveNoRecipient(recipient: String?) throws {
    let group = Sample.conversation(
      "1234567890",
      [
        Sample.message("2", "b", from: "300", to: recipient, second: 2),
        Sample.message("1", "a", to: recipient, second: 1),
      ], name: "Friends")
    try read([group], name: "direct-messages-group.js")
    let detail = try #require(try store.allConversations().first)
    #expect(detail.conversation.kind == .group && detail.conversation.title == "Friends")
    #expect(Set(detail.participants.map(\.id)) == ["100", "200", "300"])
  }

  @Test func aPersonIsOneInAllConversations() throws {
    try read([
      Sample.conversation("100-200", [Sample.message("1", "hi")]),
      Sample.conversation("555", [Sample.message("2", "hi", to: nil)], name: "G"),
    ])
    let people = try store.allConversations().flatMap(\.participants).filter { $0.id == "200" }
    #expect(people.count == 2 && Set(people.map(\.url)).count == 1)
  }

  @Test func aConversationOfEventsOnlyIsKept() throws {
    let events = [
      #"{"conversationNameUpdate" : {"initiatingUserId" : "200", "name" : "New", "createdAt" : "2023-11-14T22:13:04.000Z"}}"#,
      #"{"participantsLeave" : {"userIds" : ["300"], "createdAt" : "2023-11-14T22:13:03.000Z"}}"#,
      #"{"participantsJoin" : {"initiatingUserId" : "200", "userIds" : ["300", "400"], "createdAt" : "2023-11-14T22:13:02.000Z"}}"#,
      #"{"joinConversation" : {"initiatingUserId" : "200", "participantsSnapshot" : ["200", "100", "500"], "createdAt" : "2023-11-14T22:13:01.000Z"}}"#,
    ]
    let report = try read([Sample.conversation("777", events)])
    #expect(report.added == 4 && report.skipped == [])
    #expect(
      try store.texts() == [
        "200 brought us into the conversation", "200 added 300, 400", "300 left",
        "200 named the conversation “New”",
      ])
    #expect(try store.allMessages().allSatisfy { $0.message.direction == .system })
    let detail = try #require(try store.allConversations().first)
    #expect(Set(detail.participants.map(\.id)) == ["100", "200", "300", "400", "500"])
    #expect(detail.conversation.waitingSince == nil)
  }

  @Test func theNewestComesFirstAndEqualTimesAreTurnedAroundToo() throws {
    let messages = [("4", 2), ("3", 1), ("2", 1), ("1", 0)].map {
      Sample.message($0.0, "m\($0.0)", second: $0.1)
    }
    try read([Sample.conversation("100-200", messages)])
    #expect(try store.texts() == ["m1", "m2", "m3", "m4"])
  }

  @Test func aFileWithTheOldestFirstStaysAsItIs() throws {
    let messages = [("1", 0), ("2", 1), ("3", 1), ("4", 2)].map {
      Sample.message($0.0, "m\($0.0)", second: $0.1)
    }
    try read([Sample.conversation("100-200", messages)])
    #expect(try store.texts() == ["m1", "m2", "m3", "m4"])
  }

  @Test func shortLinksAreExpandedOnce() throws {
    let links = """
      "urls" : [ { "url" : "https://t.co/ab", "expanded" : "https://example.org/?u=https://t.co/abc&amp;x", "display" : "e" },
        { "url" : "https://t.co/abc", "expanded" : "https://example.org/2" },
        { "url" : "https://t.co/js", "expanded" : "javascript:alert(1)" }, 5 ]
      """
    let text = "https://t.co/ab, https://t.co/abc https://t.co/js https://t.co/none"
    try read([
      Sample.conversation(
        "100-200",
        [Sample.message("1", text, more: links.replacingOccurrences(of: ", 5 ]", with: "]"))])
    ])
    #expect(
      try store.texts() == [
        "https://example.org/?u=https://t.co/abc&amp;x, https://example.org/2 https://t.co/js https://t.co/none"
      ])
  }

  @Test func entitiesAreUnescapedOnce() throws {
    let text = "a &amp; b &lt;3 &gt; &quot;q&quot; &#39;s &amp;lt; &nbsp; R&D &#x1F600; &#xD800; &;"
    try read([Sample.conversation("100-200", [Sample.message("1", text)])])
    #expect(try store.texts() == ["a & b <3 > \"q\" 's &lt; \u{A0} R&D 😀 &#xD800; &;"])
  }

  @Test func mediaAreLookedForBesideTheMessagesAndTheirLinkIsLeftOut() throws {
    try scene.scratch.write("1234", to: "archive/data/direct_messages_media/11-pic.jpg")
    try scene.scratch.write("12", to: "archive/data/direct_messages_group_media/12-v.mp4")
    let media = { (url: String, id: String) in
      """
      "mediaUrls" : ["\(url)"], "urls" : [{"url" : "https://t.co/m\(id)",
        "expanded" : "https://twitter.com/messages/media/\(id)", "display" : "pic.twitter.com/x"}]
      """
    }
    try read([
      Sample.conversation(
        "100-200",
        [
          Sample.message(
            "13", "gone https://t.co/m13", second: 3,
            more: media("https://ton.twitter.com/dm/13/5/no.jpg", "13")),
          Sample.message(
            "12", "film", second: 2,
            more: media("https://video.twimg.com/dm_video/5/v.mp4?tag=1", "12")),
          Sample.message(
            "11", "look https://t.co/m11", second: 1,
            more: media("https://ton.twitter.com/1.1/ton/data/dm/11/5/pic.jpg", "11")),
        ])
    ])
    #expect(try store.texts() == ["look", "film", "gone"])
    let found = try store.allMessages().compactMap(\.message.attachments.first)
    #expect(found.map(\.kind) == [.image, .video, .image])
    #expect(found.map(\.size) == [4, 2, nil])
    #expect(found[2].missing?.string.contains("logged in") == true)
  }

  @Test func directionNeedsTheAccount() throws {
    try read([
      Sample.conversation(
        "100-200",
        [Sample.message("2", "b", from: "100", to: "200", second: 2), Sample.message("1", "a")])
    ])
    #expect(try store.allMessages().map(\.message.direction) == [.in, .out])
    #expect(try store.accounts().map(\.handle) == ["@porch"])
  }

  @Test func withoutAnAccountItIsTheOneInAllConversationsOrAsked() throws {
    let one = Sample.conversation("100-200", [Sample.message("1", "a")])
    let two = Sample.conversation("100-300", [Sample.message("2", "b", from: "300")])
    let file = try scene.scratch.write(Sample.file([one]), to: "alone/direct-messages.js")
    let asked = try Import.once(file, into: store)
    #expect(asked.needsMe == ["100", "200"] && asked.added == 0)
    try scene.scratch.write(Sample.file([one, two]), to: "alone/direct-messages.js")
    #expect(try Import.once(file, into: store).added == 2)
    #expect(try store.accounts().map(\.remoteID) == ["x:100"])
  }

  @Test func ofSeveralAccountsItIsTheOneInAllConversations() throws {
    let other = Sample.account.replacingOccurrences(of: "\"100\"", with: "\"999\"")
    try scene.scratch.write(other, to: "archive/data/account-copy.js")
    try read([Sample.conversation("100-200", [Sample.message("1", "a")])])
    #expect(try store.accounts().map(\.remoteID) == ["x:100"])
  }

  @Test func timesAreISOWithMillisecondsOrMillisecondsAsText() throws {
    let epoch =
      #"{"messageCreate" : {"id" : "9", "senderId" : "200", "recipientId" : "100", "text" : "x", "createdAt" : "1700000000456"}}"#
    try read([Sample.conversation("100-200", [epoch, Sample.message("1", "y")])])
    let times = try store.allMessages().map { $0.message.sentAt.timeIntervalSince1970 }
    #expect(times == [1_699_999_980.123, 1_700_000_000.456])
  }

  @Test func reactionsHadNamesBeforeTheyWereCharacters() throws {
    let reactions = """
      "reactions" : [ {"senderId" : "100", "reactionKey" : "funny", "eventId" : "5"},
        {"senderId" : "200", "reactionKey" : "🎉"}, {"senderId" : "200", "reactionKey" : "agree"} ]
      """
    try read([Sample.conversation("100-200", [Sample.message("1", "x", more: reactions)])])
    let found = try #require(try store.allMessages().first?.message.reactions)
    #expect(found.map(\.emoji) == ["😂", "🎉", "👍"])
    #expect(found.map(\.author) == ["Porch Shop", "200", "200"])
  }

  @Test func aReactionWithoutATargetIsALineOfItsOwn() throws {
    let event =
      #"{"reactionCreate" : {"senderId" : "200", "reactionKey" : "like", "eventId" : "5", "createdAt" : "2023-11-14T22:13:01.000Z"}}"#
    try read([Sample.conversation("100-200", [event])])
    #expect(try store.texts() == ["200 reacted with ❤"])
    #expect(try store.allConversations().first?.conversation.waitingSince == nil)
  }

  @Test func aWelcomeMessageIsAutomatic() throws {
    let welcome = Sample.message("1", "hello", from: "100", to: "200")
      .replacingOccurrences(of: "messageCreate", with: "welcomeMessageCreate")
    try read([Sample.conversation("100-200", [Sample.message("2", "help", second: 2), welcome])])
    let messages = try store.allMessages().map(\.message)
    #expect(messages.map(\.isAutomated) == [true, false])
    #expect(try store.allConversations().first?.conversation.waitingSince != nil)
  }

  @Test func theArchiveAgainAddsNothing() throws {
    let conversation = Sample.conversation(
      "100-200",
      [
        Sample.message("1", "a"),
        #"{"participantsLeave" : {"userIds" : ["300"], "createdAt" : "2023-11-14T22:13:03.000Z"}}"#,
      ])
    #expect(try read([conversation]).added == 2)
    let again = try read([conversation])
    #expect(again.added == 0 && again.known == 2 && again.updated == 0)
  }
}
