import Domain
import Foundation
import Storage
import Sync
import Testing

@Suite struct WhatsAppTests {
  let scratch: Scratch
  let store: Store

  init() throws {
    scratch = try Scratch()
    store = try Store.inMemory()
  }

  @Test func oneTextToTwoPeopleInOneMinuteIsTwoMessages() throws {
    try scratch.write(
      "30/12/2023, 14:29 - Ana: hi\n30/12/2023, 14:30 - Bob: Happy new year!\n",
      to: "all/WhatsApp Chat with Ana.txt")
    try scratch.write(
      "30/12/2023, 14:28 - Cy: yo\n30/12/2023, 14:30 - Bob: Happy new year!\n",
      to: "all/WhatsApp Chat with Cy.txt")
    let report = try Import.once(scratch.path + "/all", into: store)
    #expect(report.added == 4)
    let wishes = try store.allMessages().filter { $0.message.text == "Happy new year!" }
    #expect(Set(wishes.map(\.conversationPrintedID)).count == 2)
    #expect(try Import.once(scratch.path + "/all", into: store).added == 0)
  }

  @Test func aBadByteCostsACharacterAndNotTheChat() throws {
    var bytes = Data("30/12/2023, 14:30 - Ana: caf".utf8)
    bytes += [0xE9]
    bytes += Data("\n30/12/2023, 14:31 - Bob: good\n30/12/2023, 14:32 - Ana: yes\n".utf8)
    let file = try scratch.write(bytes, to: "WhatsApp Chat with Ana.txt")
    let report = try Import.once(file, into: store)
    #expect(try store.texts() == ["caf\u{FFFD}", "good", "yes"])
    #expect(report.skipped == [])
    #expect(report.notes.contains { $0.contains("1 line of WhatsApp Chat with Ana.txt") })
  }

  @Test func aFileInAnotherEncodingIsRefused() throws {
    var bytes = Data()
    for minute in 10...19 {
      bytes += Data("30/12/2023, 14:\(minute) - Ana: caf".utf8) + [0xE9, 10]
    }
    let file = try scratch.write(bytes, to: "WhatsApp Chat with Ana.txt")
    let report = try Import.once(file, into: store)
    #expect(report.added == 0)
    #expect(report.skipped.count == 1)
  }

  @Test func aNameWithAColonIsWhole() throws {
    let file = try scratch.write(
      "30/12/2023, 14:30 - Ana: Work: hi: there\n30/12/2023, 14:31 - Bob: Ana: Work: yes\n",
      to: "WhatsApp Chat with Ana: Work.txt")
    let report = try Import.once(file, into: store)
    #expect(report.needs == [])
    #expect(try store.allConversations().map(\.conversation.title) == ["Ana: Work"])
    #expect(try store.texts() == ["hi: there", "Ana: Work: yes"])
  }

  /// A chat in which one of two is called "Anna: Work", and no file name says so.
  private func chat(_ count: Int) -> String {
    (10..<(10 + count)).map { minute in
      "30/12/2023, 14:\(minute) - Anna: Work: text \(minute)\n"
        + "30/12/2023, 14:\(minute) - Bob: note: \(minute)\n30/12/2023, 14:\(minute) - Bob: yes\n"
    }.joined()
  }

  @Test func aNameWithAColonThatStandsBeforeEveryMessageIsWhole() throws {
    let file = try scratch.write(chat(6), to: "_chat.txt")
    let report = try Import.once(file, into: store, .me("Bob"))
    #expect(report.needs == [])
    #expect(try store.allConversations().map(\.conversation.title) == ["Anna: Work"])
    let texts = try store.texts()
    #expect(texts.contains("text 12") && texts.contains("note: 12"))
  }

  @Test func aWordThatOneMessageLacksBelongsToTheText() throws {
    let text = chat(6) + "30/12/2023, 15:00 - Anna: without it\n"
    let file = try scratch.write(text, to: "_chat.txt")
    _ = try Import.once(file, into: store, .me("Bob"))
    #expect(try store.allConversations().map(\.conversation.title) == ["Anna"])
    #expect(try store.texts().contains("Work: text 12"))
  }

  /// Our own heading before every message of one chat; others of the import show us without it.
  private func standup(_ habit: String, with other: String) -> String {
    (10..<16).map { minute in
      "30/12/2023, 14:\(minute) - \(other): ok \(minute)\n"
        + "30/12/2023, 14:\(minute) - Bob: \(habit)text \(minute)\n"
    }.joined()
  }

  @Test func aHeadingOfOursMakesNobodyElseOfUsBesideAnotherChat() throws {
    try scratch.write(standup("Standup: ", with: "Ana"), to: "all/WhatsApp Chat with Ana.txt")
    try scratch.write(standup("", with: "Cy"), to: "all/WhatsApp Chat with Cy.txt")
    let report = try Import.once(scratch.path + "/all", into: store)
    #expect(report.needs == [])
    #expect(try store.accounts().map(\.selfID) == ["Bob"])
    let ours = try store.allMessages().filter { $0.message.direction == .out }.map(\.message.text)
    #expect(ours.count == 12 && ours.contains("Standup: text 12"))
  }

  @Test func aHeadingOfOursMakesNobodyElseOfWhoWasToldToBeUs() throws {
    let file = try scratch.write(
      standup("Standup: ", with: "Ana"), to: "WhatsApp Chat with Ana.txt")
    _ = try Import.once(file, into: store, .me("bob"))
    #expect(try store.accounts().map(\.selfID) == ["Bob"])
    #expect(try store.texts().contains("Standup: text 12"))
  }

  @Test func aHeadingOfOursMakesNobodyElseOfTheAccountThatIsThere() throws {
    let first = try scratch.write(standup("", with: "Cy"), to: "a/WhatsApp Chat with Cy.txt")
    _ = try Import.once(first, into: store)
    let file = try scratch.write(
      standup("Standup: ", with: "Ana"), to: "b/WhatsApp Chat with Ana.txt")
    let report = try Import.once(file, into: store)
    #expect(report.needs == [])
    #expect(try store.accounts().map(\.selfID) == ["Bob"])
    #expect(try store.texts().contains("Standup: text 12"))
  }

  @Test func aLaterExportThatTellsTheNameAddsOnlyWhatIsNew() throws {
    _ = try Import.once(try scratch.write(chat(3), to: "a/_chat.txt"), into: store, .me("Bob"))
    #expect(try store.allConversations().map(\.conversation.title) == ["Anna"])
    let file = try scratch.write(chat(6), to: "b/_chat.txt")
    let report = try Import.once(file, into: store, .me("Bob"))
    #expect(report.added == 9)
    #expect(try store.allConversations().count == 1)
    let texts = try store.texts()
    #expect(texts.count == 18 && texts.contains("text 10") && !texts.contains("Work: text 10"))
    #expect(try Import.once(file, into: store, .me("Bob")).added == 0)
  }
}
