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
}
