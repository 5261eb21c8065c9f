import Domain
import Foundation
import Storage
import Sync
import TestSupport
import Testing

/// Exports that are imported together or one after the other, and must not be taken for one another.
@Suite struct SeveralExportsTests {
  let scratch: Scratch
  let store: Store

  init() throws {
    scratch = try Scratch()
    store = try Store.inMemory()
  }

  private func bring(
    _ paths: String..., options: ImportOptions = .inUTC
  ) throws -> ImportReport {
    try Import.run(
      paths: paths.map { scratch.path + "/" + $0 }, into: store, options: options, now: { noon })
  }

  @Test func twoSnapchatAccountsInOneImportAreNotMixed() throws {
    for (owner, friend) in [("bo", "ana"), ("di", "cy")] {
      try scratch.write(
        """
        {"Received Saved Chat History": [
          {"From": "\(friend)", "Media Type": "TEXT", "Created": "2022-07-22 19:28:21 UTC",
           "Text": "hello"}]}
        """, to: "\(owner)/json/chat_history.json")
      try scratch.write(
        #"{"Basic Information": {"Username": "\#(owner)"}}"#, to: "\(owner)/json/account.json")
    }
    let report = try bring("bo", "di")
    #expect(
      report.skipped.map(\.file) == ["bo/json/chat_history.json", "di/json/chat_history.json"])
    #expect(
      report.skipped.allSatisfy { $0.reason.contains("several accounts lie together (bo, di)") })
    #expect(report.added == 0)
    #expect(try bring("bo").added == 1)
    #expect(try store.accounts().map(\.remoteID) == ["snapchat:bo"])
  }

  @Test func twoLinkedInAccountsInOneImportAreNotMixed() throws {
    let (ana, bo, cy) = (LinkedInTests.ana, LinkedInTests.bo, LinkedInTests.cy)
    let di = "Di Dahl,https://www.linkedin.com/in/didahl"
    for (name, owner, friend) in [("Bo,Berg", bo, ana), ("Di,Dahl", di, cy)] {
      let folder = String(name.prefix(2))
      try scratch.write(
        LinkedInTests.header + "\(folder),,\(friend),\(owner),2024-03-15 09:30:00 UTC,,Hi,INBOX\n",
        to: folder + "/messages.csv")
      try scratch.write(
        "First Name,Last Name,Headline\n\(name),Engineer\n", to: folder + "/Profile.csv")
    }
    let report = try bring("Bo", "Di")
    #expect(report.skipped.map(\.file) == ["Bo/messages.csv", "Di/messages.csv"])
    #expect(
      report.skipped.allSatisfy { $0.reason.contains("accounts lie together (Bo Berg, Di Dahl)") })
    #expect(report.added == 0)
    #expect(try bring("Bo").added == 1)
    #expect(try bring("Di").added == 1)
    #expect(
      try store.accounts().map(\.remoteID) == [
        "linkedin:linkedin.com/in/boberg", "linkedin:linkedin.com/in/didahl",
      ])
  }

  @Test func aLinkedInAccountKnownByItsNameKeepsItsIDWhenItsAddressIsTold() throws {
    let header =
      "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,DATE,SUBJECT,CONTENT,FOLDER\n"
    let first = "c1,,\(LinkedInTests.ana),Bo Berg,2024-03-15 09:30:00 UTC,,Hi,INBOX\n"
    let answer = "c1,,\(LinkedInTests.bo),Ana Alm,2024-03-15 09:31:00 UTC,,Hello,INBOX\n"
    try scratch.write(header + first, to: "march/messages.csv")
    try scratch.write(header + first + answer, to: "april/messages.csv")
    #expect(try bring("march", options: .me("Bo Berg")).added == 1)
    #expect(try bring("april", options: .me("Bo Berg")).added == 1)
    #expect(try store.accounts().map(\.remoteID) == ["linkedin:name~bo berg"])
    #expect(try store.texts() == ["Hi", "Hello"])
    #expect(try store.allMessages().map(\.message.direction) == [.in, .out])
  }

  @Test func aPhotoOfAnotherChatIsNotTakenForOneThatIsMissing() throws {
    let line = "01/02/2024, 10:00 - Ana: IMG-20240201-WA0001.jpg (file attached)\n"
    let more = "13/02/2024, 10:00 - Bo: hi\n"
    for (name, entries) in [
      ("Ana", [PackedArchive.Entry.file("WhatsApp Chat with Ana.txt", line + more)]),
      (
        "Cy",
        [
          .file("WhatsApp Chat with Cy.txt", more.replacingOccurrences(of: "hi", with: "yo")),
          .file("IMG-20240201-WA0001.jpg", "another picture"),
        ]
      ),
    ] {
      try PackedArchive.write(
        entries, as: .zip, to: scratch.path + "/WhatsApp Chat with \(name).zip")
    }
    let report = try bring(
      "WhatsApp Chat with Ana.zip", "WhatsApp Chat with Cy.zip", options: .me("Bo"))
    #expect(report.added == 3)
    let files = try store.allMessages().flatMap(\.message.attachments)
    #expect(files.count == 1)
    #expect(files.first?.place == nil)
    #expect(files.first?.missing != nil)
  }

  @Test func aSignalGroupThatWasDownloadedTwiceIsOneGroup() throws {
    let chat = ["Ana", "Bo", "Cy"].map { "[2024-01-02, 12:00] \($0): hi\n" }.joined()
    try scratch.write(chat, to: "Team.txt")
    try scratch.write(chat, to: "Team (1).txt")
    #expect(try bring("Team.txt", options: .me("Bo")).added == 3)
    #expect(try bring("Team (1).txt", options: .me("Bo")).added == 0)
    #expect(try store.allConversations().map(\.conversation.title) == ["Team"])
  }

  /// Two accounts that were exported within one second call their photos alike.
  private static let photo = "photos/photo_1@14-11-2023_23-13-20.jpg"

  private func telegram(_ owner: Int, _ other: Int) -> String {
    let message = TelegramSample.message(
      1, "look", key: "user\(other)", more: "\"photo\": \"\(Self.photo)\"")
    return TelegramSample.account([TelegramSample.chat([message], id: other)])
      .replacingOccurrences(of: "\"user_id\": 1,", with: "\"user_id\": \(owner),")
  }

  @Test(arguments: [true, false])
  func aTelegramPhotoIsTheOneOfItsOwnAccount(isNamedApart: Bool) throws {
    for (folder, owner, other) in [("bo", 1, 7), ("di", 2, 8), ("ed", 3, 9)] {
      try scratch.write(telegram(owner, other), to: "all/\(folder)/result.json")
      if folder != "di" { try scratch.write(folder, to: "all/\(folder)/\(Self.photo)") }
    }
    // What lies above is nobody's, and is not taken for what is missing.
    try scratch.write("loose", to: "all/\(Self.photo)")
    _ = isNamedApart ? try bring("all/ed", "all/bo", "all/di") : try bring("all")
    let found = try Dictionary(
      store.allMessages().map { ($0.authorID, $0.message.attachments.first?.place) },
      uniquingKeysWith: { first, _ in first })
    #expect(found.count == 3)
    #expect(found["user7"]??.file?.hasSuffix("/bo/" + Self.photo) == true)
    #expect(found["user8"] == .some(nil))
    #expect(found["user9"]??.file?.hasSuffix("/ed/" + Self.photo) == true)
  }

  @Test func anXPhotoIsTheOneOfItsOwnArchive() throws {
    // The same message, seen from both sides; one archive has it where older ones put it.
    let media = #""mediaUrls" : [ "https://ton.twitter.com/dm/1/2/pic.jpg" ]"#
    for (owner, name, folder) in [
      ("100", "bo", "direct_message_media"), ("200", "di", "direct_messages_media"),
    ] {
      let dms = XSample.file([
        XSample.conversation("100-200", [XSample.message("5", "look", more: media)])
      ])
      let account = XSample.account.replacingOccurrences(of: "100", with: owner)
      try PackedArchive.write(
        [
          .file("data/account.js", account), .file("data/direct-messages.js", dms),
          .file("data/\(folder)/5-pic.jpg", name),
        ], as: .zip, to: scratch.path + "/\(name).zip")
    }
    #expect(try bring("di.zip", "bo.zip").added == 2)
    for detail in try store.allMessages() {
      let own = detail.message.direction == .in ? "/bo.zip" : "/di.zip"
      #expect(detail.message.attachments.first?.place?.container.hasSuffix(own) == true)
    }
  }
}

extension FilePlace {
  /// Of a file in a folder.
  fileprivate var file: String? { entry.isEmpty ? container : container + "/" + entry }
}
