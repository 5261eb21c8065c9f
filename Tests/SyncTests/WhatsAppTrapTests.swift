import Domain
import Foundation
import InboxAPI
import Storage
import Sync
import Testing

/// What goes wrong with WhatsApp's text exports, one by one.
@Suite struct WhatsAppTrapTests {
  let scratch: Scratch
  let store: Store

  init() throws {
    scratch = try Scratch()
    store = try Store.inMemory()
  }

  @discardableResult
  private func read(
    _ text: String, _ options: ImportOptions = .inUTC,
    as name: String = "WhatsApp Chat with Ana.txt"
  ) throws -> ImportReport {
    try Import.once(scratch.write(text, to: name), into: store, options)
  }

  /// With what lies beside the text.
  private func readFolder(_ text: String, as name: String) throws {
    try scratch.write(text, to: "c/" + name)
    _ = try Import.once(scratch.path + "/c", into: store)
  }

  private func messages() throws -> [Message] { try store.allMessages().map(\.message) }

  // MARK: Dialects

  /// The same two messages of the 30th of December 2023, 14:30, in every form we know of.
  @Test(arguments: [
    "30/12/2023, 14:30 - ", "30/12/23, 14:30 - ", "30.12.23, 14:30 - ", "30-12-2023, 14:30 - ",
    "2023-12-30, 14:30 - ", "2023/12/30, 14:30 - ", "12/30/23, 2:30 PM - ",
    "12/30/2023, 2:30 pm - ",
    "12/30/23, 2:30\u{202F}PM - ", "30/12/2023, 2:30\u{A0}p.\u{A0}m. - ", "30/12/2023 14:30 - ",
    "30.12.2023 klo 14.30 - ", "30/12/2023, 14.30 - ", "[30/12/2023, 14:30:12] ",
    "[30.12.23, 14:30:12] ", "[30/12/2023 14:30:12] ", "[12/30/23, 2:30:12\u{202F}PM] ",
    "[12/30/23, 2:30:12\u{2009}PM] ", "[2023/12/30 下午2:30:12] ", "[2023. 12. 30. 오후 2:30:12] ",
    "2023. 12. 30. 오후 2:30 - ", "[30/12/2023, 2:30:12 p. m.] ", "30/12/2023 à 14:30 - ",
    "30/12/23 kl. 14.30 - ", "\u{200E}[30/12/2023, 14:30:12] ",
    "\u{200F}30\u{200F}/12\u{200F}/2023, 2:30 م - ", "٣٠/١٢/٢٠٢٣, ١٤:٣٠ - ",
  ])
  func everyDialectIsRead(header: String) throws {
    let report = try read("\(header)Ana: hi\n\(header)Bob: 你好\n")
    #expect(report.skipped == [] && report.needs == [] && report.added == 2)
    #expect(try store.texts() == ["hi", "你好"])
    let sent = try #require(try messages().first).sentAt
    let minute = Date(timeIntervalSince1970: 1_703_946_600)
    #expect((minute..<minute.addingTimeInterval(60)).contains(sent))
  }

  // MARK: Traps

  @Test func trap01MarksBeforeHeadersAndNamesAndInAttachmentsDoNotHideThem() throws {
    try scratch.write("x", to: "c/IMG-1.jpg")
    try readFolder(
      """
      \u{FEFF}[30/12/2023, 14:30:12] Ana: \u{200E}Messages and calls are end-to-end encrypted.
      \u{200E}[30/12/2023, 14:31:12] \u{202A}Ana\u{202C}: \u{200E}<attached: IMG-1.jpg>
      \u{200F}[30/12/2023, 14:32:12] \u{2068}Ana\u{2069}: \u{200E}image omitted
      [30/12/2023, 14:33:12] Bob: אבג \u{200F}!

      """, as: "WhatsApp Chat - Ana.txt")
    let all = try messages()
    #expect(all.map(\.direction) == [.system, .in, .in, .out])
    #expect(all[1].attachments.map(\.missing) == [nil])
    #expect(all[1].attachments.map(\.name) == ["IMG-1.jpg"])
    #expect(all[2].attachments.map(\.missing) == ["not in the export"])
    #expect(all[3].text == "אבג !")
    #expect(Set(all.map(\.author)) == ["WhatsApp", "Ana", "Bob"])
  }

  @Test func trap02TheOrderOfDayAndMonthIsDecidedOnceForTheFile() throws {
    // Only the last line tells that the day comes second.
    try read("1/2/23, 14:30 - Ana: a\n1/3/23, 14:31 - Bob: b\n1/13/23, 14:31 - Bob: c\n")
    #expect(
      try messages().map { Timestamp.text($0.sentAt).prefix(10) }
        == ["2023-01-02", "2023-01-03", "2023-01-13"])
  }

  @Test func trap02AnOrderInWhichTimeOnlyGoesForwardIsTheRightOne() throws {
    try read("9/1/23, 14:30 - Ana: a\n10/1/23, 14:31 - Bob: b\n1/2/23, 14:31 - Bob: c\n")
    #expect(
      try messages().map { Timestamp.text($0.sentAt).prefix(10) }
        == ["2023-01-09", "2023-01-10", "2023-02-01"])
  }

  @Test func trap02AnOrderThatNothingTellsIsAsked() throws {
    let text = "1/2/23, 14:30 - Ana: a\n3/4/23, 14:31 - Bob: b\n"
    let report = try read(text)
    #expect(report.added == 0 && report.needs.count == 1 && report.skipped.count == 1)
    var options = ImportOptions.inUTC
    options.dateOrder = .mdy
    #expect(try read(text, options).added == 2)
    #expect(
      try messages().map { Timestamp.text($0.sentAt).prefix(10) } == ["2023-01-02", "2023-03-04"])
  }

  @Test func trap03MessagesOfOneMinuteKeepTheOrderOfTheFile() throws {
    let texts = (0..<50).map { "text \($0)" }
    try read(
      texts.enumerated().map { index, text in
        "30/12/2023, 14:30 - \(index % 3 == 0 ? "Ana" : "Bob"): \(text)\n"
      }.joined())
    #expect(try store.texts() == texts)
  }

  @Test func trap03TheZoneIsTheOneThatWasTold() throws {
    let options = ImportOptions(timeZone: try #require(TimeZone(identifier: "America/New_York")))
    let report = try read("30/12/2023, 14:30 - Ana: a\n30/12/2023, 14:31 - Bob: b\n", options)
    #expect(try messages().first?.sentAt == Date(timeIntervalSince1970: 1_703_964_600))
    #expect(report.notes.contains { $0.contains("America/New_York") })
  }

  @Test func trap04LinesWithoutAHeaderBelongToTheTextAlsoWhereTheyLookLikeOne() throws {
    try read(
      """
      30/12/2023, 14:30 - Ana: one

      2/11/19, 14:48 Alice: quoted
      [30/12/2023, 14:30:12] Alice: of another phone
      2023-12-30, 14:30 - Alice: of another country
      30/12/23, 14:30 - Alice: of another year's width
      30/12/2023, 2:30 PM - Alice: of another clock
      30/12/2023
      30/12/2023, 14:31 - Bob: two

      """)
    let all = try messages()
    #expect(all.count == 2)
    #expect(all[0].text.string.components(separatedBy: "\n").count == 8)
    #expect(all[0].text.string.hasPrefix("one\n\n2/11/19, 14:48 Alice: quoted\n"))
  }

  @Test func trap05SystemLinesAreNobodysEvenWithAColonInThem() throws {
    try read(
      """
      30/12/2023, 14:30 - Messages and calls are end-to-end encrypted. Tap to learn more: here.
      30/12/2023, 14:30 - Bob created group "Trip: summer"
      30/12/2023, 14:31 - Bob added Ana
      30/12/2023, 14:32 - Ana changed the subject from "Trip: summer" to "Trip: winter"
      30/12/2023, 14:33 - Ana: hi
      30/12/2023, 14:34 - Ana left

      """, .me("Bob"), as: "_chat.txt")
    #expect(try messages().map(\.direction) == [.system, .system, .system, .system, .in, .system])
    let found = try #require(try store.allConversations().first)
    #expect(found.conversation.title == "Trip: winter" && found.conversation.kind == .group)
    #expect(Set(found.participants.map(\.id)).isSuperset(of: ["Ana", "Bob"]))
  }

  @Test(arguments: [
    ("<Media omitted>", Domain.Attachment.Kind.file), ("<Medien ausgeschlossen>", .file),
    ("<Multimedia omitido>", .file), ("IMG-20231230-WA0001.jpg (file attached)", .image),
    ("VID-20231230-WA0001.mp4 (archivo adjunto)", .video),
    ("PTT-20231230-WA0001.opus (Datei angehängt)", .audio),
    ("STK-20231230-WA0001.webp (file attached)", .sticker),
    ("Contract final.pdf (file attached)", .file), ("\u{200E}<attached: 0001-PHOTO.jpg>", .image),
    ("\u{200E}<adjunto: 0001-AUDIO.opus>", .audio), ("\u{200E}image omitted", .image),
    ("\u{200E}vídeo omitido", .video), ("\u{200E}audio weggelassen", .audio),
    ("\u{200E}sticker omitted", .sticker), ("\u{200E}document omitted", .file), ("null", .file),
    ("", .file),
  ])
  func trap06MediaAreAttachmentsThatSayWhyTheyAreMissing(
    body: String, kind: Domain.Attachment.Kind
  ) throws {
    try read("30/12/2023, 14:30 - Ana: \(body)\n30/12/2023, 14:31 - Bob: ok\n")
    let message = try #require(try messages().first)
    #expect(message.attachments.map(\.kind) == [kind])
    #expect(message.attachments.map(\.missing) == ["not in the export"])
    #expect(message.text == "" && message.direction == .in)
  }

  @Test func trap06ACaptionStaysTheText() throws {
    try scratch.write("x", to: "c/IMG-20231230-WA0001.jpg")
    try readFolder(
      "30/12/2023, 14:30 - Ana: IMG-20231230-WA0001.jpg (file attached)\nlook\nat it\n"
        + "30/12/2023, 14:31 - Bob: ok\n", as: "WhatsApp Chat with Ana.txt")
    let message = try #require(try messages().first)
    #expect(message.text == "look\nat it" && message.attachments.map(\.missing) == [nil])
  }

  @Test(arguments: ["../../secret.jpg (file attached)", "/etc/passwd.jpg (file attached)"])
  func trap06AFileWithAPathInItsNameIsText(body: String) throws {
    try read("30/12/2023, 14:30 - Ana: \(body)\n30/12/2023, 14:31 - Bob: ok\n")
    #expect(try messages().first?.attachments == [])
  }

  @Test func trap06PollsPlacesCallsDeletedAndEditedAreToldForWhatTheyAre() throws {
    try read(
      """
      30/12/2023, 14:30 - Ana: POLL:
      Lunch?
      OPTION: Pizza (1 vote)
      OPTION: Soup (0 votes)
      30/12/2023, 14:31 - Ana: Location: https://maps.google.com/?q=1.0,2.0
      30/12/2023, 14:32 - Ana: Missed voice call
      30/12/2023, 14:33 - Ana: This message was deleted
      30/12/2023, 14:34 - Bob: You deleted this message
      30/12/2023, 14:35 - Bob: right <This message was edited>
      30/12/2023, 14:36 - Ana: .

      """)
    let all = try messages()
    #expect(all.map(\.isDeleted) == [false, false, false, true, true, false, false])
    #expect(all.map(\.isEdited) == [false, false, false, false, false, true, false])
    #expect(all[0].text.string.contains("OPTION: Pizza"))
    #expect(all[1].attachments.map(\.kind) == [.location])
    #expect(all[2].direction == .system)
    #expect(all[5].text == "right" && all[6].text == ".")
  }

  @Test func trap07NumbersAreNamesAndDifferFromNames() throws {
    try read(
      "30/12/2023, 14:30 - +12 345 678: hi\n30/12/2023, 14:31 - Bob: hello\n"
        + "30/12/2023, 14:32 - \u{202A}+12 345 678\u{202C}: again\n", .me("Bob"), as: "_chat.txt")
    let found = try #require(try store.allConversations().first)
    #expect(found.conversation.title == "+12 345 678" && found.conversation.kind == .direct)
  }

  @Test func trap08TheSameChatOfAnotherPhoneInAnotherLanguageAddsNothing() throws {
    try read(
      """
      30/12/2023, 14:30 - Ana: hi
      30/12/2023, 14:30 - Ana: hi
      30/12/2023, 14:31 - Ana: <Media omitted>
      30/12/2023, 14:32 - Bob: two
      lines
      30/12/2023, 14:33 - Ana: This message was deleted

      """)
    let report = try read(
      """
      [30.12.23, 14:30:01] Ana: hi
      [30.12.23, 14:30:45] Ana: hi
      [30.12.23, 14:31:02] Ana: \u{200E}Bild weggelassen
      [30.12.23, 14:32:03] Bob: two
      lines
      [30.12.23, 14:33:04] Ana: \u{200E}Diese Nachricht wurde gelöscht.
      [30.12.23, 14:34:05] Bob: new

      """, as: "WhatsApp Chat - Ana/_chat.txt")
    // Whose kind of medium the other phone tells is changed by it.
    #expect(report.added == 1 && report.known + report.updated == 5)
    #expect(try store.allConversations().count == 1)
  }

  @Test func trap08WhatTheClockBringsBackIsStillAnotherMessage() throws {
    // A phone whose clock was set back: the same words, by the same, in the same minute again.
    let text =
      "30/12/2023, 14:30 - Ana: hi\n30/12/2023, 14:31 - Bob: ho\n30/12/2023, 14:30 - Ana: hi\n"
    #expect(try read(text).added == 3)
    #expect(try read(text).added == 0)
  }

  @Test func trap08AGroupInWhichWeNeverWroteIsTakenWhenWeSayWhoWeAre() throws {
    let text =
      "30/12/2023, 14:00 - Bob created group \"Fair\"\n30/12/2023, 14:02 - Pau: hola\n"
      + "30/12/2023, 14:03 - Nuria: hola\n30/12/2023, 14:04 - +34 612 345 678: quién?\n"
    #expect(try read(text, as: "WhatsApp Chat with Fair.txt").needsMe?.count == 3)
    let report = try read(text, .me("Bob"), as: "WhatsApp Chat with Fair.txt")
    #expect(report.added == 4 && report.skipped == [])
    #expect(report.notes.contains { $0.contains("nobody of that name has written there") })
    #expect(try messages().allSatisfy { $0.direction != .out })
  }
}
