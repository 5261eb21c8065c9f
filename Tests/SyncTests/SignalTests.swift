import Domain
import Foundation
import Storage
import Sync
import Testing

/// Signal chats as text, and how they are told from WhatsApp's. The samples are made up.
@Suite struct SignalTests {
  let scratch: Scratch
  let store: Store

  init() throws {
    scratch = try Scratch()
    store = try Store.inMemory()
  }

  private func bring(
    _ text: String, as name: String, _ options: ImportOptions = .inUTC
  ) throws -> ImportReport {
    try Import.once(try scratch.write(text, to: name), into: store, options)
  }

  private var prefixes: [String] {
    get throws { try store.accounts().map { String($0.remoteID.prefix { $0 != ":" }) } }
  }

  static let chat = """
    [2019-12-24, 12:23] Ana Alm: Hello Bo!
    [2019-12-24, 12:23] Bo Berg: Hello

    Ana!
    [2019-12-24 ohne Uhr] is text
    [2020-01-17, 21:49] Ana Alm: [24.12.19, 12:24:00] Cy: quoted

    """

  @Test func aChatIsNamedAfterTheOther() throws {
    let report = try bring(Self.chat, as: "Ana Alm.txt")
    #expect(report.skipped == [] && report.needs == [])
    #expect(try store.accounts().map(\.remoteID) == ["signal:Bo Berg"])
    #expect(try store.allConversations().map(\.conversation.title) == ["Ana Alm"])
    #expect(
      try store.texts() == [
        "Hello Bo!", "Hello\n\nAna!\n[2019-12-24 ohne Uhr] is text",
        "[24.12.19, 12:24:00] Cy: quoted",
      ])
    #expect(try bring(Self.chat, as: "again/Ana Alm.txt").added == 0)
  }

  @Test func withoutANameItIsAskedWhoWeAre() throws {
    let report = try bring(Self.chat, as: "chat.txt")
    #expect(report.needsMe?.count == 2)
    #expect(try bring(Self.chat, as: "chat.txt", .me("ana alm")).added == 3)
    #expect(try store.accounts().map(\.selfID) == ["Ana Alm"])
  }

  @Test func meInTheFileIsUs() throws {
    let report = try bring(
      Self.chat.replacingOccurrences(of: "Bo Berg", with: "Me"), as: "Ana Alm/index.md")
    #expect(report.needs == [])
    #expect(try store.allMessages().map(\.message.direction) == [.in, .out, .in])
    #expect(
      try bring(Self.chat.replacingOccurrences(of: "Bo Berg", with: "Me"), as: "x/Ana Alm.txt")
        .added == 0)
  }

  @Test(arguments: [
    "[2019-12-24 12:23] Ana Alm: a\n[2019-12-24 12:24] Bo: b\n",
    "[2019-12-24, 12:23:09] Ana Alm: a\n[2019-12-24, 12:23:10] Bo: b\n",
    "[2019-12-24 12:23:09] Ana Alm:a\n[2019-12-24 12:24:10] Bo: b\n",
    "\u{FEFF}[2019-12-24, 12:23] Ana Alm: a\r\n[2019-12-24, 12:24] Bo: b\r\n",
  ])
  func commaAndSecondsMayBeThereOrNot(text: String) throws {
    _ = try bring(text, as: "Ana Alm.txt")
    #expect(try prefixes == ["signal"])
    #expect(try store.texts() == ["a", "b"])
  }

  /// The dialects of WhatsApp that come near.
  @Test(arguments: [
    ("[2019-12-24, 12:23:10] Ana: hi\n[2019-12-24, 12:24:10] Bo: yes\n", "_chat.txt"),
    ("[2019-12-24, 12:23] Ana: hi\n[2019-12-24, 12:24] Bo: yes\n", "WhatsApp Chat with Ana.txt"),
    (
      "\u{200E}[2019-12-24, 12:23:10] Ana: \u{200E}image omitted\n[2019-12-24, 12:24:10] Bo: yes\n",
      "Ana.txt"
    ),
    ("[2019-12-24 12:23:10] Ana: <attached: a.jpg>\n[2019-12-24 12:24:10] Bo: yes\n", "Ana.txt"),
    ("[2019/12/24, 12:23] Ana: hi\n[2019/12/24, 12:24] Bo: yes\n", "Ana.txt"),
    ("[24/12/2019, 12:23] Ana: hi\n[24/12/2019, 12:24] Bo: yes\n", "Ana.txt"),
    ("[2019-12-24, 2:23 PM] Ana: hi\n[2019-12-24, 2:24 PM] Bo: yes\n", "Ana.txt"),
    ("2019-12-24, 12:23 - Ana: hi\n2019-12-24, 12:24 - Bo: yes\n", "Ana.txt"),
  ])
  func whatIsWhatsAppsStaysWhatsApps(text: String, name: String) throws {
    _ = try bring(text, as: name, .me("Bo"))
    #expect(try prefixes == ["whatsapp"])
  }

  @Test func oneMinuteKeepsItsOrderAndEqualTexts() throws {
    let text = "[2019-12-24, 12:23] Ana: x\n[2019-12-24, 12:23] Bo: y\n[2019-12-24, 12:23] Ana: x\n"
    #expect(try bring(text, as: "Ana.txt").added == 3)
    #expect(try store.texts() == ["x", "y", "x"])
    // The same with seconds is the same.
    let seconds = text.replacingOccurrences(of: "12:23]", with: "12:23:00]")
    #expect(try bring(seconds, as: "later/Ana.txt").added == 0)
  }

  @Test func threeNamesAreAGroup() throws {
    let report = try bring(
      Self.chat + "[2020-01-17, 21:50] Cy: hi\n", as: "Flat.txt", .me("Bo Berg"))
    #expect(report.needs == [])
    let group = try #require(try store.allConversations().first)
    #expect(group.conversation.kind == .group && group.conversation.title == "Flat")
  }

  @Test func timesAreLocalAndTheReportSaysSo() throws {
    var options = ImportOptions.inUTC
    options.timeZone = try #require(TimeZone(identifier: "Europe/Berlin"))
    let report = try bring(Self.chat, as: "Ana Alm.txt", options)
    #expect(report.notes.contains("Times are read as Europe/Berlin."))
    #expect(
      try store.allMessages().first?.message.sentAt == Date(timeIntervalSince1970: 1_577_186_580))
  }

  @Test func datesThatAreNoneAreTextOrTold() throws {
    let text =
      "[2019-12-24, 12:23] Ana: a\n[2019-13-24, 12:23] Bo: b\n[0001-01-01, 00:00] Bo: c\n[2019-12-24, 25:00] Bo: d\n"
    let report = try bring(text, as: "Ana.txt", .me("Bo"))
    #expect(report.skipped.map(\.at) == ["3"])
    #expect(try store.texts() == ["a\n[2019-13-24, 12:23] Bo: b"])
  }

  @Test func aBadByteCostsACharacterAndLinesBeforeTheFirstAreTold() throws {
    let data =
      Data("Chat with Ana\n[2019-12-24, 12:23] Ana: caf".utf8) + [0xE9]
      + Data("\n[2019-12-24, 12:24] Bo: b\n".utf8)
    let report = try Import.once(try scratch.write(data, to: "Ana.txt"), into: store)
    #expect(report.skipped.map(\.at) == ["1"])
    #expect(try store.texts() == ["caf\u{FFFD}", "b"])
    #expect(report.notes.contains { $0.contains("1 line of Ana.txt") })
  }
}
