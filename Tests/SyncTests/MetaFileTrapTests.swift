import Domain
import Foundation
import Storage
import Sync
import Testing

/// The traps of Meta's exports that have to do with files: media, other parts, later exports, HTML.
@Suite final class MetaFileTrapTests: MetaScene {
  private func attachments() throws -> [Domain.Attachment] {
    try store.allMessages().flatMap(\.message.attachments)
  }

  // MARK: 4, identity

  private func thread(
    _ root: String, _ id: String, other: String = "Ana", _ messages: [String]
  ) throws -> String {
    var export = export
    export.root = root
    let slug = "\(other.lowercased().filter { $0 != " " })_\(id)"
    try export.write(
      "\(export.inbox)/\(slug)/message_1.json", people: [other, "Shop"], title: other, messages,
      more: #","thread_path":"inbox/\#(slug)""#)
    return export.path
  }

  @Test func trap04AnIDOfAnotherKindAddsOnlyWhatIsNew() throws {
    let old = try thread("old", "a1b2c3d4e5", [message(1, "Shop", "b"), message(0, "Ana", "a")])
    let new = try thread(
      "new", "17842999000111222",
      [message(2, "Ana", "c"), message(1, "Shop", "b"), message(0, "Ana", "a")])
    #expect(try Import.once(old, into: store).added == 2)
    let report = try Import.once(new, into: store)
    #expect(report.added == 1 && report.known == 2)
    #expect(try store.allConversations().count == 1)
    #expect(try Import.once(old, new, into: store).added == 0)
  }

  /// As `porch import ~/Downloads/instagram-*.zip` has it when last year's zips lie there too.
  @Test func trap04TwoExportsOnOneLineAreOneThreadThoughTheIDChanged() throws {
    let old = try thread("old", "a1b2c3d4e5", [message(1, "Shop", "b"), message(0, "Ana", "a")])
    let new = try thread(
      "new", "17842999000111222", [message(2, "Ana", "c"), message(1, "Shop", "b")])
    let report = try Import.once(old, new, into: store)
    #expect(report.added == 3 && report.known == 1)
    #expect(try store.allConversations().count == 1)
    #expect(try Import.once(new, old, into: store).added == 0)
    // Also where one of the two is here already.
    let other = try Store.inMemory()
    _ = try Import.once(old, into: other)
    #expect(try Import.once(old, new, into: other).added == 1)
    #expect(try other.allConversations().count == 1)
  }

  @Test func trap04NamesakesOfTwoPartsStayApart() throws {
    let one = try thread("one", "a1b2c3d4e5", [message(1, "Shop", "b"), message(0, "Ana", "a")])
    let two = try thread("two", "f6g7h8i9j0", [message(3, "Shop", "b"), message(2, "Ana", "a")])
    #expect(try Import.once(one, two, into: store).added == 4)
    #expect(try store.allConversations().count == 2)
  }

  @Test(arguments: ["instagramuser", "Instagram User", "Ana María"])
  func trap04WhoIsCalledOtherwiseInALaterExportIsTheSame(name: String) throws {
    let id = "17842999000111222"
    let first = try thread("first", id, [message(0, "Ana", "hi")])
    let second = try thread(
      "second", id, other: name, [message(1, name, "ho"), message(0, name, "hi")])
    let options = ImportOptions.me("Shop")
    #expect(try Import.once(first, into: store, options).added == 1)
    let report = try Import.once(second, into: store, options)
    #expect(report.added == 1 && report.known == 1)
    let conversation = try #require(try store.allConversations().first)
    #expect(conversation.conversation.title.string == (name.hasPrefix("Ana") ? name : "Ana"))
    #expect(Set(conversation.participants.map(\.id)) == ["Ana", "Shop"])
    // And once more, in either order.
    #expect(try Import.once(second, into: store, options).added == 0)
    #expect(try Import.once(first, into: store, options).added == 0)
    #expect(try store.allConversations().count == 1)
  }

  // MARK: 7, media

  @Test(arguments: [
    // The folder that is named, the path in it, and how the message calls the photo.
    ("", "your_instagram_activity/messages/inbox", "your_instagram_activity/messages/inbox/"),
    ("", "your_instagram_activity/messages/inbox", "messages/inbox/"),
    ("", "messages/inbox", "your_instagram_activity/messages/inbox/"),
    ("/your_instagram_activity", "your_instagram_activity/messages/inbox", "messages/inbox/"),
    ("/messages/inbox", "messages/inbox", "messages/inbox/"),
    ("/messages/inbox/ana_1", "messages/inbox", "./messages/inbox/"),
  ])
  func trap07MediaAreFoundWithOrWithoutTheFolderAtTheTop(
    named: String, inbox: String, prefix: String
  ) throws {
    try export.write(
      "\(inbox)/ana_1/message_1.json",
      [message(0, "Ana", "look", #""photos":[{"uri":"\#(prefix)ana_1/photos/1.jpg"}]"#)])
    try export.raw("\(inbox)/ana_1/photos/1.jpg", "x")
    _ = try Import.once(export.path + named, into: store, .me("Shop", network: .instagram))
    #expect(try attachments().map(\.missing) == [nil])
    #expect(try attachments().map(\.kind) == [.image])
  }

  @Test func trap07MediaAreFoundInAnotherPart() throws {
    let photo = "\(export.inbox)/ana_1/photos/1.jpg"
    try export.write(
      "\(export.inbox)/ana_1/message_1.json",
      [message(0, "Ana", "look", #""photos":[{"uri":"\#(photo)"}]"#)])
    try scratch.write("x", to: "part2/\(photo)")
    _ = try Import.once(export.path, scratch.path + "/part2", into: store)
    #expect(try attachments().map(\.missing) == [nil])
  }

  @Test func trap07FilesOfOneThreadInTwoPartsAreOneThread() throws {
    var other = export
    other.root = "part2"
    try export.write("\(export.inbox)/ana_1/message_1.json", [message(5, "Ana", "2")])
    try other.write("\(export.inbox)/ana_1/message_2.json", [message(1, "Ana", "1")])
    let report = try Import.once(export.path, other.path, into: store)
    #expect(report.conversations == 1 && report.added == 2)
  }

  @Test func trap07AMediumThatIsNowhereSaysSo() throws {
    try export.write(
      "\(export.inbox)/ana_1/message_1.json",
      [message(0, "Ana", "look", #""videos":[{"uri":"messages/inbox/ana_1/videos/1.mp4"}]"#)])
    _ = try Import.once(export.path, into: store)
    #expect(try attachments().map(\.missing) == ["not in this part of the export"])
    #expect(try attachments().map(\.name) == ["1.mp4"])
  }

  @Test(arguments: [
    "../../secret.jpg", "/etc/passwd", #"C:\\me\\x.jpg"#, #"\\\\srv\\share\\x.jpg"#,
    "a/../../x.jpg",
  ])
  func trap07APathThatLeadsOutIsNeverFollowed(uri: String) throws {
    try scratch.write("x", to: "secret.jpg")
    try export.write(
      "\(export.inbox)/ana_1/message_1.json",
      [message(0, "Ana", "look", #""photos":[{"uri":"\#(uri)"}]"#)])
    _ = try Import.once(export.path, into: store)
    #expect(try attachments().map(\.missing) == ["its path leads out of the export"])
    #expect(try attachments().map(\.url) == [nil])
  }

  @Test func trap07OneMediumOfAnotherShapeDoesNotHideTheOthers() throws {
    try export.write(
      "\(export.inbox)/ana_1/message_1.json",
      [message(0, "Ana", "look", #""photos":[7,{"url":"x"},{"uri":"photos/1.jpg"}]"#)])
    _ = try Import.once(export.path, into: store)
    #expect(try attachments().map(\.name) == ["1.jpg"])
  }

  // MARK: 8, files that are not what they should be

  @Test func trap08EmptyBrokenAndStrangeFilesAreToldAndTheRestRead() throws {
    let folder = "\(export.inbox)/ana_1"
    try export.write("\(folder)/message_1.json", [message(9, "Ana", "new")])
    try export.write("\(folder)/message_final.json", [message(10, "Ana", "newest")])
    try export.raw("\(folder)/message_2.json", "")
    try export.raw("\(folder)/message_3.json", "{")
    try export.raw("\(folder)/message_4.json", #"{"participants":[],"messages":{}}"#)
    try export.raw("\(folder)/message_5.json", "{\"messages\":[\(message(1, "Ana", "old"))")
    try export.raw("\(folder)/message_6.json", "\u{FEFF}" + #"{"messages":[]}"#)
    let report = try Import.once(export.path, into: store)
    #expect(try store.texts() == ["old", "new", "newest"])
    let skips = report.skipped.map { ($0.file.suffix(14), $0.reason) }.sorted { $0.0 < $1.0 }
    #expect(skips.map(\.0) == (2...5).map { "message_\($0).json" })
    #expect(skips.map(\.1)[0] == "the file is empty")
    #expect(skips.map(\.1)[3].hasPrefix("the file is cut off at byte"))
  }

  @Test func trap08HTMLIsExplainedOnceForAllPages() throws {
    for number in 1...3 {
      try export.raw("\(export.inbox)/ana_\(number)/message_1.html", "<html><body>hi</body></html>")
    }
    let report = try Import.once(export.path, into: store)
    #expect(report.skipped.count == 1)
    #expect(report.skipped[0].reason.contains("ask for JSON"))
    #expect(report.skipped[0].reason.contains("3 such files"))
  }

  @Test func trap08OneBrokenMessageCostsItselfAlone() throws {
    try export.write(
      "\(export.inbox)/ana_1/message_1.json",
      [
        message(5, "Ana", "3"),
        #"{"sender_name":"Ana","timestamp_ms":1700000004000,"bad":[1]],"#
          + #""photos":[{"uri":"x.jpg"}],"content":"lost"}"#, message(2, "Ana", "2"),
      ], more: #","thread_path":"inbox/ana_17842999000111222""#)
    let report = try Import.once(export.path, into: store)
    #expect(try store.texts() == ["2", "3"])
    #expect(report.skipped.contains { $0.reason.hasPrefix("it is broken JSON at byte") })
    #expect(try Import.once(export.path, into: store).added == 0)
  }
}
