import Domain
import Foundation
import Storage
import Sync
import Testing

/// What goes wrong with Instagram's and Facebook's exports, one by one.
@Suite final class MetaTrapTests: MetaScene {
  private func one(_ more: String, content: String? = nil) throws -> Message {
    try export.write("\(export.inbox)/ana_1/message_1.json", [message(0, "Ana", content, more)])
    _ = try Import.once(export.path, into: store)
    return try #require(try store.allMessages().last).message
  }

  @Test func trap01MojibakeIsRepairedStringByString() throws {
    let ana = #"Jos\u00c3\u00a9"#
    try export.write(
      "\(export.inbox)/jose_1/message_1.json", people: [ana, "Shop"], title: ana,
      [
        // Clean text, Latin-1 that is no UTF-8, and another script, beside broken names.
        message(3, "José", "naïve — 日本"), message(2, "Shop", #"caf\u00e9"#),
        message(
          1, ana, #"\u00c2\u00a1Hola! \u00f0\u009f\u0098\u0080"#,
          #""share":{"link":"https://x.example/a","share_text":"Ni\u00c3\u00b1o"},"#
            + #""reactions":[{"reaction":"\u00e2\u009d\u00a4","actor":"\#(ana)"}]"#),
      ])
    let report = try Import.once(export.path, into: store)
    #expect(report.skipped == [] && report.needs == [])
    let all = try store.allMessages().map(\.message)
    #expect(all.map(\.text) == ["¡Hola! 😀", "café", "naïve — 日本"])
    #expect(all.map(\.author) == ["José", "Shop", "José"])
    #expect(all[0].reactions == [Reaction(emoji: "❤", author: "José")])
    let people = try #require(try store.allConversations().first).participants
    #expect(Set(people.map(\.id)) == ["José", "Shop"])
  }

  @Test func trap02FilesAreInTheOrderOfTheirNumbersAndNotOfTheirNames() throws {
    // All of one moment: nothing but the numbers tells the order.
    for number in 1...11 {
      try export.write(
        "\(export.inbox)/ana_1/message_\(number).json", [message(0, "Ana", "of file \(number)")])
    }
    _ = try Import.once(export.path, into: store)
    #expect(try store.texts() == (1...11).reversed().map { "of file \($0)" })
  }

  @Test func trap02WhatIsOfOneMomentKeepsItsOrder() throws {
    try export.write(
      "\(export.inbox)/ana_1/message_1.json",
      [message(9, "Ana", "6"), message(5, "Ana", "5"), message(5, "Shop", "4")])
    try export.write(
      "\(export.inbox)/ana_1/message_2.json",
      [message(5, "Ana", "3"), message(5, "Shop", "2"), message(1, "Ana", "1")])
    _ = try Import.once(export.path, into: store)
    #expect(try store.texts() == ["1", "2", "3", "4", "5", "6"])
  }

  @Test func trap02AFileThatGoesUpInTimeKeepsItsOrderToo() throws {
    try export.write(
      "\(export.inbox)/ana_1/message_1.json",
      [
        message(1, "Ana", "1"), message(5, "Shop", "2"), message(5, "Ana", "3"),
        message(9, "Ana", "4"),
      ])
    _ = try Import.once(export.path, into: store)
    #expect(try store.texts() == ["1", "2", "3", "4"])
  }

  @Test func trap02FilesThatOverlapGiveEachMessageOnce() throws {
    let both = [message(5, "Ana", "both"), message(5, "Ana", "both"), message(4, "Ana", "older")]
    try export.write("\(export.inbox)/ana_1/message_1.json", [message(6, "Ana", "newest")] + both)
    try export.write("\(export.inbox)/ana_1/message_2.json", both + [message(1, "Ana", "oldest")])
    let report = try Import.once(export.path, into: store)
    #expect(report.found == 8 && report.added == 5 && report.known == 3)
    #expect(try store.texts() == ["oldest", "older", "both", "both", "newest"])
  }

  @Test func trap02AFileInNoOrderIsRead() throws {
    try export.write(
      "\(export.inbox)/ana_1/message_1.json",
      [3, 1, 4, 2, 4].map { message($0, "Ana", "at \($0)") })
    _ = try Import.once(export.path, into: store)
    #expect(try store.texts() == ["at 1", "at 2", "at 3", "at 4", "at 4"])
    #expect(try Import.once(export.path, into: store).added == 0)
  }

  @Test(arguments: [
    "personal_information/personal_information.json",
    "personal_information/personal_information/personal_information.json",
    "somewhere/else.json",
  ])
  func trap03TheOwnerIsReadFromTheProfileWhereverItLies(path: String) throws {
    try export.write(
      "\(export.inbox)/ana_1/message_1.json", title: nil, [message(0, "Ana", "hi")])
    try export.raw(
      path, #"{"profile_user":[{"string_map_data":{"Nom":{"value":"Shop"},"Genre":{"value":""}}}]}"#
    )
    let report = try Import.once(export.path, into: store)
    #expect(report.needs == [] && report.added == 1 && report.files == 1)
    #expect(try store.accounts().map(\.remoteID) == ["instagram:Shop"])
  }

  @Test func trap03WhoTheOwnerIsIsAskedWhereNothingTells() throws {
    try export.write(
      "\(export.inbox)/ana_1/message_1.json", title: nil, [message(0, "Ana", "hi")])
    let report = try Import.once(export.path, into: store)
    #expect(report.needsMe == ["Ana", "Shop"])
    #expect(report.added == 0 && report.skipped.count == 1)
  }

  @Test func trap03PeopleOfOneNameStayApart() throws {
    for (folder, second) in [("ana_1", 100), ("ana_2", 0)] {
      try export.write(
        "\(export.inbox)/\(folder)/message_1.json", [message(second, "Ana", "of \(folder)")])
    }
    let report = try Import.once(export.path, into: store)
    #expect(report.conversations == 2)
    #expect(Set(try store.allMessages().map(\.conversationPrintedID)).count == 2)
    #expect(try Import.once(export.path, into: store).added == 0)
  }

  @Test func trap05TimesAreUTCAndFlaggedAsUncertain() throws {
    let sent = try one("", content: "hi").sentAt
    #expect(sent == Date(timeIntervalSince1970: 1_700_000_000))
    let report = try Import.once(export.path, into: store)
    #expect(report.notes.contains { $0.contains("taken as UTC") && $0.contains("local time") })
  }

  @Test func trap06AMessageWithoutContentShowsWhatIsThere() throws {
    #expect(try one("").attachments.map(\.missing) == ["nothing of it is in the export"])
  }

  @Test func trap06AStraySpaceAtTheEndGoesAndTheSentenceIsTheApps() throws {
    let message = try one("", content: #"Reacted \u00e2\u009d\u00a4 to your message "#)
    #expect(message.text == "Reacted ❤ to your message")
    #expect(message.direction == .system)
  }

  @Test(arguments: ["Liked a message", "Ana liked a message", "Ana created a poll: Lunch?"])
  func trap06SentencesOfTheAppAreNobodysWords(text: String) throws {
    #expect(try one("", content: text).direction == .system)
  }

  @Test func trap06APlaceholderGivesWayToWhatItStandsFor() throws {
    let message = try one("", content: "Ana sent an attachment.")
    #expect(message.text == "" && message.attachments.map(\.missing) == ["not in the export"])
  }

  @Test(arguments: [
    "I think Bob sent a photo.", "Take the dog to the group.", "they left the group.",
  ])
  func trap06WhatAPersonWroteStaysTheirs(text: String) throws {
    let message = try one("", content: text)
    #expect(message.text.string == text)
    #expect(message.direction == .in && message.attachments == [])
  }

  @Test(arguments: ["", "instagramuser", "Instagram User"])
  func trap04DeletedAccountsStayTheirOwn(name: String) throws {
    for folder in ["gone_1", "gone_2"] {
      try export.write(
        "\(export.inbox)/\(folder)/message_1.json", people: [name, "Shop"], title: name,
        [message(0, name, "of \(folder)")])
    }
    _ = try Import.once(export.path, into: store, .me("Shop"))
    let people = try store.allConversations().flatMap(\.participants).filter { !$0.isSelf }
    #expect(Set(people.map(\.id)).count == 2)
  }

  @Test func trap10TrackingOfASharedLinkMakesNoOtherMessage() throws {
    let share = { (link: String) in
      #""share":{"link":"https://www.instagram.com/reel/abc/\#(link)","share_text":"Un reel"}"#
    }
    #expect(try one(share("?igsh=1")).text == "Un reel")
    try export.write(
      "\(export.inbox)/ana_1/message_1.json", [message(0, "Ana", nil, share("?utm=2&igsh=3#x"))])
    let report = try Import.once(export.path, into: store)
    #expect(report.added == 0 && report.known + report.updated == 1)
  }

  @Test func trap10AnotherLinkIsAnotherMessage() throws {
    _ = try one(#""share":{"link":"https://www.instagram.com/reel/abc/"}"#)
    _ = try one(#""share":{"link":"https://www.instagram.com/reel/def/"}"#)
    #expect(try store.allMessages().count == 2)
  }
}
