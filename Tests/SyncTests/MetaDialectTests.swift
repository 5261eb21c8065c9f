import Domain
import Foundation
import Storage
import Sync
import Testing

/// Every place and shape in which Meta hands out messages, and every kind of message in them.
@Suite final class MetaDialectTests: MetaScene {
  // MARK: Which network

  @Test(arguments: [
    ("your_instagram_activity/messages/inbox", "", Network.instagram),
    ("messages/inbox", "followers_and_following/followers_1.json", .instagram),
    ("messages/inbox", "personal_information/personal_information.json", .instagram),
    ("your_activity_across_facebook/messages/inbox", "", .messenger),
    ("your_facebook_activity/messages/inbox", "", .messenger),
    ("messages/inbox", "messages/archived_threads/x/photos/1.jpg", .messenger),
    ("messages/inbox", "profile_information/x.json", .messenger),
    ("messages/e2ee_cutover", "", .messenger),
  ])
  func everyPlaceTellsItsNetwork(inbox: String, beside: String, network: Network) throws {
    try export.write("\(inbox)/ana_1/message_1.json", [message(0, "Ana", "hi")])
    if !beside.isEmpty { try export.raw(beside, "{}") }
    let report = try Import.once(export.path, into: store)
    #expect(report.needs == [])
    #expect(try store.accounts().map(\.network) == [network])
  }

  @Test func whereNothingTellsTheNetworkItIsAskedOnceForAll() throws {
    for folder in ["ana_1", "ana_2"] {
      try export.write("messages/inbox/\(folder)/message_1.json", [message(0, "Ana", "hi")])
    }
    let report = try Import.once(export.path, into: store)
    #expect(report.needs == [.network(path: "export/messages/inbox")])
    #expect(report.added == 0)
    let told = try Import.once(export.path, into: store, .me("Shop", network: .messenger))
    #expect(told.needs == [] && told.added == 2)
  }

  @Test func bothNetworksInOneImportKeepTheirAccounts() throws {
    try export.write("ig/\(export.inbox)/ana_1/message_1.json", [message(0, "Ana", "hi")])
    try export.write(
      "fb/your_facebook_activity/messages/inbox/ana_1/message_1.json", people: ["Ana", "Shop Ltd"],
      [message(0, "Ana", "hi")])
    let report = try Import.once(export.path, into: store)
    #expect(report.needs == [] && report.added == 2)
    #expect(
      Set(try store.accounts().map(\.remoteID)) == ["instagram:Shop", "messenger:Shop Ltd"])
  }

  @Test(arguments: [
    ("inbox", Conversation.Kind.direct), ("archived_threads", .direct), ("e2ee_cutover", .direct),
    ("message_requests", .request), ("filtered_threads", .request),
  ])
  func sectionsTellRequestsFromConversations(section: String, kind: Conversation.Kind) throws {
    try export.write(
      "your_facebook_activity/messages/\(section)/ana_1/message_1.json", [message(0, "Ana", "hi")])
    _ = try Import.once(export.path, into: store)
    #expect(try store.allConversations().map(\.conversation.kind) == [kind])
  }

  // MARK: The flat dialect

  private func flat(_ second: Int, _ text: String, _ more: String = "") -> String {
    #"{"senderName":"Ana","text":"\#(text)","timestamp":\#(1_700_000_000_000 + second * 1000),"#
      + #""type":"text","isUnsent":false,"reactions":[]\#(more.isEmpty ? "" : ",")\#(more)}"#
  }

  @Test func theFlatDialectGoesOnWhereTheThreadWasCutOver() throws {
    let inbox = "your_facebook_activity/messages"
    try export.write("\(inbox)/e2ee_cutover/ana_1/message_1.json", [message(0, "Ana", "before")])
    try export.writeFlat(
      "messages/Ana_40.json", people: ["Shop", "Ana"], name: "Ana_40",
      [
        flat(20, "", #""media":[{"uri":"./media/1.jpg"},{"uri":"Failed to download media"}]"#),
        flat(10, "after", #""media":[]"#),
      ])
    try export.raw("messages/media/1.jpg", "x")
    let report = try Import.once(export.path, into: store)
    #expect(report.needs == [] && report.conversations == 1)
    #expect(try store.texts() == ["before", "after", ""])
    let media = try #require(try store.allMessages().last).message.attachments
    #expect(media.map(\.missing) == [nil, "Messenger did not put it into the export"])
    #expect(media.map(\.kind) == [.image, .file])
    #expect(try Import.once(export.path, into: store).added == 0)
  }

  @Test func aFlatGroupIsNamedWithoutTheNumberOfItsFile() throws {
    try export.writeFlat(
      "messages/Weekend crew_2.json", people: ["Shop", "Ana", "Bob"], name: "Weekend crew_2",
      [flat(0, "Plans?")])
    _ = try Import.once(export.path, into: store, .me("Shop"))
    let found = try #require(try store.allConversations().first).conversation
    #expect(found.title == "Weekend crew" && found.kind == .group)
  }

  // MARK: Kinds of messages

  private func one(_ more: String, content: String? = nil) throws -> Message {
    try export.write(
      "your_facebook_activity/messages/inbox/crew_1/message_1.json",
      people: ["Ana", "Bob", "Shop"],
      title: "Crew", [message(0, "Ana", content, more)])
    _ = try Import.once(export.path, into: store, .me("Shop"))
    return try #require(try store.allMessages().last).message
  }

  @Test(arguments: [
    #""is_unsent":true"#, #""isUnsent":true"#, #""is_taken_down":true"#,
    #""is_unsent_image_by_messenger_kid_parent":true"#,
  ])
  func trap09WhatWasUnsentOrTakenDownIsDeletedAndHidesItsBody(field: String) throws {
    let message = try one(field + #","photos":[{"uri":"photos/1.jpg"}]"#, content: "secret")
    #expect(message.isDeleted && message.text == "")
    #expect(message.attachments == [])
  }

  @Test(arguments: [
    (#""call_duration":0"#, "Missed call"), (#""call_duration":0,"missed":true"#, "Missed call"),
    (#""call_duration":42,"missed":false"#, "Call, 42 s"),
    (#""type":"Call","call_duration":192"#, "Call, 3 min 12 s"), (#""type":"Call""#, "Missed call"),
    (#""call_duration":1e300"#, "Missed call"), (#""call_duration":-5"#, "Missed call"),
  ])
  func trap09CallsAreLinesOfTheirOwn(fields: String, text: String) throws {
    let message = try one(fields)
    #expect(message.text.string == text && message.direction == .system)
  }

  @Test(arguments: [
    (
      #""type":"Subscribe","users":[{"name":"Bob"},{"name":"Cy"}]"#,
      "Ana added Bob, Cy to the group."
    ),
    (#""type":"Subscribe","users":[{"name":"Ana"}]"#, "Ana joined the group."),
    (#""type":"Unsubscribe","users":[{"name":"Bob"}]"#, "Ana removed Bob from the group."),
    (#""type":"Unsubscribe""#, "Ana left the group."),
    (#""type":"Unsubscribe","content":"Ana left the chat""#, "Ana left the chat"),
  ])
  func whoComesAndGoesIsALineOfItsOwn(fields: String, text: String) throws {
    let message = try one(fields)
    #expect(message.text.string == text && message.direction == .system)
  }

  @Test func aStickerIsAnAttachment() throws {
    let message = try one(#""sticker":{"uri":"messages/stickers_used/1.png","ai_stickers":[]}"#)
    #expect(message.attachments.map(\.kind) == [.sticker])
    #expect(message.attachments.map(\.name) == ["1.png"])
  }

  @Test func aShareIsALinkWithItsOwner() throws {
    let message = try one(
      #""type":"Share","share":{"link":"https://x.example/a","profile_share_username":"someone"}"#,
      content: "Ana sent an attachment.")
    #expect(message.attachments.map(\.kind) == [.link])
    #expect(message.attachments.map(\.name) == ["someone"])
    #expect(message.attachments.map(\.url) == ["https://x.example/a"])
    #expect(message.text == "" && message.direction == .in)
  }

  @Test func everyFieldOfMediaHasItsKind() throws {
    let message = try one(
      #""photos":[{"uri":"a"}],"videos":[{"uri":"b"}],"audio_files":[{"uri":"c.mp4"}],"#
        + #""gifs":[{"uri":"d"}],"files":[{"uri":"e.pdf"}]"#)
    #expect(message.attachments.map(\.kind) == [.image, .video, .audio, .file, .image])
  }

  @Test func reactionsOfAnotherShapeDoNotHideTheOthers() throws {
    let message = try one(
      #""reactions":[1,{"reaction":"❤"},{"reaction":"👍","actor":"Bob","timestamp":1}]"#,
      content: "hi")
    #expect(message.reactions == [Reaction(emoji: "👍", author: "Bob")])
  }

  @Test func whatIsBlockedInACountrySaysSo() throws {
    let message = try one(#""is_geoblocked_for_viewer":true"#)
    #expect(message.attachments.map(\.missing) == ["Messenger does not show it in your country"])
  }

  @Test func fieldsOfTheWrongTypeCountAsMissing() throws {
    let message = try one(
      #""type":5,"photos":{},"share":[],"sticker":"x","reactions":{},"users":3,"missed":"no","#
        + #""is_unsent":"yes","call_duration":"long","gifs":null"#, content: "hi")
    #expect(message.text == "hi" && message.direction == .in && !message.isDeleted)
    #expect(message.attachments == [] && message.reactions == [])
  }
}
