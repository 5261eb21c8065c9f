import Domain
import Foundation
import Storage
import Sync
import Testing

/// `messages.csv`: each trap of the format by its name. The samples are made up.
@Suite struct LinkedInTests {
  let scratch: Scratch
  let store: Store

  init() throws {
    scratch = try Scratch()
    store = try Store.inMemory()
  }

  static let header =
    "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,"
    + "SUBJECT,CONTENT,FOLDER,ATTACHMENTS,IS MESSAGE DRAFT,IS CONVERSATION ARCHIVED\n"
  static let bo = "Bo Berg,https://www.linkedin.com/in/boberg"
  static let ana = "Ana Alm,https://www.linkedin.com/in/anaalm"
  static let cy = "Cy Cole,https://www.linkedin.com/in/cycole"

  /// Two chats, so that Bo is the one in all.
  static let two =
    header
    + "c1,,\(ana),\(bo),2024-03-15 09:30:00 UTC,,\"Hello, Bo\",INBOX,,No,No\n"
    + "c2,,\(cy),\(bo),2024-03-16 09:30:00 UTC,Offer,Hi there,INBOX,,No,No\n"

  private func bring(
    _ text: String, as name: String = "messages.csv", _ options: ImportOptions = .inUTC
  ) throws -> ImportReport {
    try Import.once(try scratch.write(text, to: "export/" + name), into: store, options)
  }

  @Test func theOneInAllChatsIsUs() throws {
    let report = try bring(Self.two)
    #expect(report.skipped == [] && report.needs == [])
    #expect(try store.accounts().map(\.remoteID) == ["linkedin:linkedin.com/in/boberg"])
    #expect(
      try store.allConversations().map(\.conversation.title).sorted(by: { $0.string < $1.string })
        == ["Ana Alm", "Cy Cole"])
    #expect(try store.allMessages().allSatisfy { $0.message.direction == .in })
    #expect(try store.allMessages().compactMap(\.message.subject) == ["Offer"])
  }

  @Test func oneChatOfTwoIsAskedAboutAndNeverGuessed() throws {
    let text = Self.header + "c1,,\(Self.ana),\(Self.bo),2024-03-15 09:30:00 UTC,,Hello,INBOX\n"
    let report = try bring(text)
    #expect(report.needsMe?.map(\.string).sorted() == ["Ana Alm", "Bo Berg"])
    #expect(report.added == 0)
    for me in ["bo berg", "boberg", "https://linkedin.com/in/boberg/"] {
      let store = try Store.inMemory()
      _ = try Import.once(scratch.path + "/export", into: store, .me(me))
      #expect(try store.accounts().map(\.selfID) == ["linkedin.com/in/boberg"], "\(me)")
    }
  }

  @Test(arguments: [
    "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,DATE,SUBJECT,CONTENT,FOLDER",
    "Conversation Id, conversation title ,From,Sender Profile Url,To,Date,Subject,Content,Folder",
  ])
  func headersAreFoundByNameWhateverTheirCase(header: String) throws {
    let text =
      header
      + "\nc1,,Ana Alm,https://www.linkedin.com/in/anaalm,Bo Berg,2024-03-15 09:30:00 UTC,S,Hello,INBOX\n"
      + "c1,,Bo Berg,https://www.linkedin.com/in/boberg,Ana Alm,2024-03-15 09:31:00 UTC,S,Hi,INBOX\n"
    let report = try bring(text, as: "Messages.csv", .me("Bo Berg"))
    #expect(report.skipped == [])
    #expect(try store.texts() == ["Hello", "Hi"])
    #expect(try store.allConversations().map(\.participants.count) == [2])
  }

  @Test func aByteOrderMarkCarriageReturnsAndLineBreaksInContentAreRead() throws {
    let text =
      "\u{FEFF}" + Self.two
      + "c1,,\(Self.bo),\(Self.ana),2024-03-15 10:00:00 UTC,,\"Two\nlines, and \"\"quotes\"\"\",INBOX\n"
    let report = try bring(text.replacingOccurrences(of: "\n", with: "\r\n"))
    #expect(report.skipped == [])
    #expect(try store.texts().contains("Two\nlines, and \"quotes\""))
  }

  @Test func raggedRowsAreToldWithTheirLineAndMissingEmptyEndsAreTaken() throws {
    let text =
      Self.two + "c1,,\(Self.bo),\(Self.ana),2024-03-15 10:00:00 UTC,,Short,INBOX\nBADROW\n"
      + "c1,,\(Self.bo),\(Self.ana),2024-03-15 10:01:00 UTC,,Long,INBOX,,No,No,what,is,this\n"
    let report = try bring(text)
    #expect(report.skipped.map(\.at) == ["5", "6"])
    #expect(report.skipped.allSatisfy { $0.reason.contains("field") })
    #expect(try store.texts().contains("Short"))
  }

  @Test func anUnclosedQuoteCostsOneRow() throws {
    let text =
      Self.two + "c1,,\(Self.bo),\(Self.ana),2024-03-15 10:00:00 UTC,,\"Never closed,INBOX\n"
      + "c1,,\(Self.bo),\(Self.ana),2024-03-15 10:01:00 UTC,,\"Still, here\",INBOX\n"
    let report = try bring(text)
    #expect(report.skipped.map(\.at) == ["4"])
    #expect(try store.texts().contains("Still, here"))
  }

  @Test func equalMessagesOfOneSecondAreTwoAndAddedOnce() throws {
    let row = "c1,,\(Self.bo),\(Self.ana),2024-03-15 10:00:00 UTC,,ping,INBOX\n"
    #expect(try bring(Self.two + row + row).added == 4)
    let again = try bring(Self.two + row + row, as: "again.csv")
    #expect(again.added == 0 && again.known == 4)
  }

  @Test func rowsOfOneSecondKeepTheirOrderInFilesThatAreNewestFirst() throws {
    func row(_ second: String, _ text: String) -> String {
      "c1,,\(Self.ana),\(Self.bo),2024-03-15 09:\(second) UTC,,\(text),INBOX\n"
    }
    let newestFirst =
      Self.header + row("31:00", "four") + row("30:00", "three") + row("30:00", "two")
      + row("30:00", "one")
    _ = try bring(newestFirst, .me("boberg"))
    #expect(try store.texts() == ["one", "two", "three", "four"])
    let oldestFirst = Self.header + row("30:00", "a") + row("30:00", "b") + row("31:00", "c")
    let other = try Store.inMemory()
    _ = try Import.once(
      try scratch.write(oldestFirst, to: "b/messages.csv"), into: other, .me("boberg"))
    #expect(try other.texts() == ["a", "b", "c"])
  }

  @Test func draftsAreNoMessagesAndAreToldOnce() throws {
    let text =
      Self.two + "c1,,\(Self.bo),\(Self.ana),2024-03-15 10:00:00 UTC,,Dear Ana,INBOX,,Yes,No\n"
      + "c1,,\(Self.bo),\(Self.ana),2024-03-15 10:00:00 UTC,,Dear,INBOX,,true,No\n"
    let report = try bring(text)
    #expect(report.found == 2 && report.skipped == [])
    #expect(report.notes.filter { $0.contains("2 drafts") }.count == 1)
    #expect(try !store.texts().contains("Dear Ana"))
  }

  @Test func onlyWeWriteDrafts() throws {
    let text =
      Self.header + "c1,,\(Self.ana),\(Self.bo),2024-03-15 09:30:00 UTC,,Hello,INBOX\n"
      + "c1,,\(Self.bo),\(Self.ana),2024-03-15 10:00:00 UTC,,Dear Ana,INBOX,,Yes,No\n"
    let report = try bring(text.replacingOccurrences(of: "IS MESSAGE", with: "IS CONVERSATION"))
    #expect(report.needs == [])
    #expect(try store.accounts().map(\.selfID) == ["linkedin.com/in/boberg"])
  }

  @Test func markupBecomesTextAndWhatLooksLikeItStays() throws {
    let text =
      Self.two
      + "c1,,\(Self.ana),\(Self.bo),2024-03-15 10:00:00 UTC,,\"<p>Hi &amp; hello</p><p>you<br>there</p>\",INBOX\n"
      + "c1,,\(Self.ana),\(Self.bo),2024-03-15 10:01:00 UTC,,I <3 a <b &amp; c>,INBOX\n"
    _ = try bring(text)
    let texts = try store.texts()
    #expect(texts.contains("Hi & hello\n\nyou\nthere"))
    #expect(texts.contains("I <3 a <b &amp; c>"))
  }

  @Test func accentsThatWereEncodedTwiceAreRepairedAndOthersStay() throws {
    let text =
      Self.two + "c1,,\(Self.ana),\(Self.bo),2024-03-15 10:00:00 UTC,,CafÃ© donâ€™t,INBOX\n"
      + "c1,,\(Self.ana),\(Self.bo),2024-03-15 10:01:00 UTC,,Café don’t Ã,INBOX\n"
    _ = try bring(text)
    let texts = try store.texts()
    #expect(texts.contains("Café don’t"))
    #expect(texts.contains("Café don’t Ã"))
  }

  @Test func peopleWhoLeftAreSomebodyElseInEachConversation() throws {
    let text =
      Self.two + "c3,,LinkedIn Member,,\(Self.bo),2024-03-15 10:00:00 UTC,,one,INBOX\n"
      + "c4,,LinkedIn Member,,\(Self.bo),2024-03-15 10:01:00 UTC,,two,INBOX\n"
    let report = try bring(text)
    #expect(report.needs == [])
    let gone = try store.allConversations().flatMap(\.participants)
      .filter { $0.name == "LinkedIn Member" }
    #expect(Set(gone.map(\.id)).count == 2)
  }

  @Test func whoLeavesBetweenTwoExportsDoesNotWriteEverythingAgain() throws {
    _ = try bring(Self.two)
    let later = Self.two.replacingOccurrences(of: Self.ana, with: "LinkedIn Member,")
    #expect(try bring(later, as: "later.csv").added == 0)
  }

  @Test func aSenderWithoutAnAddressIsTheOneOfThatNameInTheChat() throws {
    let text =
      Self.two + "c1,,Ana Alm,,\(Self.bo),2024-03-15 10:00:00 UTC,,no address,INBOX\n"
      + "c2,,Bo Berg,,\(Self.cy),2024-03-16 10:00:00 UTC,,mine,INBOX\n"
    let report = try bring(text)
    #expect(report.needs == [])
    #expect(try store.allConversations().map(\.participants.count) == [2, 2])
    #expect(try store.allMessages().first { $0.message.text == "mine" }?.message.direction == .out)
  }

  @Test(arguments: [";", ","]) func severalRecipientsAreAGroup(separator: String) throws {
    let urls = "https://www.linkedin.com/in/boberg\(separator)https://www.linkedin.com/in/cycole"
    let text =
      Self.two
      + "g1,Launch,\(Self.ana),\"Bo Berg,Cy Cole\",\"\(urls)\",2024-03-15 10:00:00 UTC,,all,INBOX\n"
    let report = try bring(text)
    #expect(report.needs == [])
    let group = try #require(try store.allConversations().first { $0.conversation.kind == .group })
    #expect(group.conversation.title == "Launch")
    #expect(
      group.participants.compactMap(\.name?.string).sorted() == ["Ana Alm", "Bo Berg", "Cy Cole"])
  }

  @Test func aNameWithACommaIsOneName() throws {
    let text =
      Self.two
      + "c3,,\(Self.bo),\"Dee Dahl, MBA\",https://www.linkedin.com/in/dee,2024-03-15 10:00:00 UTC,,hi,INBOX\n"
    _ = try bring(text)
    #expect(try store.allConversations().map(\.conversation.title).contains("Dee Dahl, MBA"))
  }

  @Test func connectionsGiveNamesToAddressesBelowTheirNotes() throws {
    try scratch.write(
      "\u{FEFF}Notes:\n\"When exporting, \"\"some\"\" are missing.\"\n\nFirst Name,Last Name,URL,Email Address,Company,Position,Connected On\nDee,Dahl,https://www.linkedin.com/in/dee,,,,15 Jan 2024\n",
      to: "export/Connections.csv")
    let text =
      Self.two
      + "g1,,\(Self.bo),\"A, B, C\",https://www.linkedin.com/in/dee;https://www.linkedin.com/in/anaalm,2024-03-15 10:00:00 UTC,,hi,INBOX\n"
    try scratch.write(text, to: "export/messages.csv")
    let report = try Import.once(scratch.path + "/export", into: store)
    #expect(report.skipped == [] && report.files == 1)
    #expect(try store.allConversations().map(\.conversation.title).contains("Ana Alm, Dee Dahl"))
  }

  @Test func ourProfileInTheExportSaysWhoWeAre() throws {
    try scratch.write(
      "First Name,Last Name,Maiden Name,Address,Birth Date,Headline\nBo,Berg,,,,Baker\n",
      to: "export/Profile.csv")
    try scratch.write(
      Self.header + "c1,,\(Self.ana),\(Self.bo),2024-03-15 09:30:00 UTC,,Hello,INBOX\n",
      to: "export/messages.csv")
    let report = try Import.once(scratch.path + "/export", into: store)
    #expect(report.needs == [] && report.added == 1)
    #expect(try store.accounts().map(\.selfID) == ["linkedin.com/in/boberg"])
  }

  @Test func whatIsInLinkedInsSpamIsInOurs() throws {
    _ = try bring(Self.two.replacingOccurrences(of: "Hi there,INBOX", with: "Hi there,SPAM"))
    #expect(try store.allConversations().map(\.conversation.triage.lane).contains(.spam))
    #expect(try store.allConversations().filter { $0.conversation.triage.lane == nil }.count == 1)
  }

  @Test func sponsoredMessagesAndTheAssistantsAreNobodyAtTheDoor() throws {
    let text =
      Self.two
      + "s1,Sponsored Conversation,Ad Inc,,\(Self.bo),2024-03-15 10:00:00 UTC,Buy,Buy it,INBOX\n"
    _ = try bring(text)
    let coach =
      Self.header + "k1,,Coach,,\(Self.bo),2024-03-15 10:00:00 UTC,,How do you feel?,INBOX\n"
    let report = try bring(coach, as: "guide_messages.csv")
    #expect(report.notes.contains { $0.contains("assistant") })
    let automated = try store.allMessages().filter(\.message.isAutomated).map(\.message.text)
    #expect(Set(automated) == ["Buy it", "How do you feel?"])
    #expect(try store.allConversations().filter { $0.conversation.waitingSince != nil }.count == 2)
  }

  @Test func attachmentsAreShown() throws {
    let text =
      Self.two
      + "c1,,\(Self.ana),\(Self.bo),2024-03-15 10:00:00 UTC,,,INBOX,https://www.linkedin.com/dms/a/1 https://www.linkedin.com/dms/a/2,No,No\n"
      + "c1,,\(Self.ana),\(Self.bo),2024-03-15 10:01:00 UTC,,,INBOX,../../etc/passwd,No,No\n"
      + "c1,,\(Self.ana),\(Self.bo),2024-03-15 10:02:00 UTC,,,INBOX,,No,No\n"
    _ = try bring(text)
    let attachments = try store.allMessages().map(\.message.attachments).filter { !$0.isEmpty }
    #expect(attachments.map(\.count) == [2, 1, 1])
    #expect(attachments[0].compactMap(\.url?.string).count == 2)
    #expect(attachments[1][0].missing != nil && attachments[1][0].url == nil)
  }

  @Test(arguments: [
    "", "yesterday", "0000-01-01 00:00:00 UTC", "99999-01-01 00:00:00 UTC",
    "2023-13-01 00:00:00 UTC", "1969-12-31 23:59:59 UTC",
  ])
  func aDateThatIsNoneIsTold(date: String) throws {
    let report = try bring(Self.two + "c1,,\(Self.ana),\(Self.bo),\(date),,x,INBOX\n")
    #expect(report.skipped.map(\.at) == ["4"])
    #expect(report.added == 2)
  }

  @Test func aMillionRecipientsAreBounded() throws {
    let urls = (0..<20_000).map { "https://x.example/in/p\($0)" }.joined(separator: ";")
    let report = try bring(
      Self.two + "g1,,\(Self.ana),many,\(urls),2024-03-15 10:00:00 UTC,,x,INBOX\n", .me("boberg"))
    #expect(report.added == 3)
    let most = try store.allConversations().map(\.participants.count).max() ?? 0
    #expect(most > 100 && most <= 2001)
  }

  @Test func hostileTextIsSafeAndBadBytesAreTold() throws {
    var data = Data(Self.two.utf8)
    data +=
      Data("c1,,\(Self.ana),\(Self.bo),2024-03-15 10:00:00 UTC,,\u{1B}]0;x\u{7}caf".utf8) + [0xE9]
    data += Data(",INBOX\n".utf8)
    let report = try Import.once(try scratch.write(data, to: "messages.csv"), into: store)
    #expect(report.notes.contains { $0.contains("1 row of messages.csv") })
    #expect(try store.texts().contains("caf\u{FFFD}"))
  }
}
