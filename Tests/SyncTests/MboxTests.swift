import Domain
import Foundation
import Storage
import Sync
import Testing

/// Mail archives: each trap by its name. The samples are made up.
@Suite struct MboxTests {
  let scratch: Scratch
  let store: Store

  init() throws {
    scratch = try Scratch()
    store = try Store.inMemory()
  }

  static func mail(
    _ from: String = "Ana Alm <ana@x.example>", to: String = "bo@x.example", id: String = "",
    date: String = "Tue, 02 Jan 2024 09:30:00 +0100", _ more: String = "", _ body: String
  ) -> String {
    "From MAILER-DAEMON Mon Jan  1 00:00:00 2024\nFrom: \(from)\nTo: \(to)\nDate: \(date)\n"
      + (id.isEmpty ? "" : "Message-ID: <\(id)>\n") + more + "\n" + body + "\n\n"
  }

  /// Two threads, so that Bo is the one in all.
  static let two =
    mail(id: "1@x", "Subject: Hello\n", "Hi Bo")
    + mail("cy@x.example", id: "2@x", date: "Wed, 03 Jan 2024 09:30:00 GMT", "Subject: Yo\n", "Hi")

  private func bring(
    _ text: String, as name: String = "all.mbox", _ options: ImportOptions = .inUTC
  ) throws -> ImportReport {
    try Import.once(try scratch.write(text, to: name), into: store, options)
  }

  @Test func theAddressInAllMailsIsUs() throws {
    let report = try bring(Self.two)
    #expect(report.skipped == [] && report.needs == [])
    #expect(try store.accounts().map(\.remoteID) == ["email:bo@x.example"])
    #expect(try store.accounts().map(\.network) == [.email])
    let titles = try store.allConversations().map(\.conversation.title)
    #expect(Set(titles) == ["Ana Alm", "cy@x.example"])
    #expect(
      try store.allMessages().compactMap(\.message.subject).sorted(by: { $0.string < $1.string })
        == ["Hello", "Yo"])
    #expect(
      try store.allMessages().map(\.message.sentAt).min()
        == Date(timeIntervalSince1970: 1_704_184_200))
    #expect(try bring(Self.two, as: "again.mbox").added == 0)
  }

  @Test func whoGivesOnlyTheirAddressLaterKeepsTheirName() throws {
    let later = "Wed, 03 Jan 2024 09:30:00 GMT"
    let text =
      Self.mail(id: "1@x", "", "Hi")
      + Self.mail("ana@x.example", id: "2@x", date: later, "In-Reply-To: <1@x>\n", "Well?")
    #expect(try bring(text, .me("bo@x.example")).added == 2)
    #expect(try store.allConversations().map(\.conversation.title) == ["Ana Alm"])
    #expect(try Set(store.allMessages().map(\.message.author)) == ["Ana Alm"])
  }

  @Test func whatPorchWroteAsOursIsOurs() throws {
    let text = Self.mail(
      "bo@x.example", to: "ana@x.example", id: "1@x", "X-Porch-Direction: out\n", "Hi")
    #expect(try bring(text).needs == [])
    #expect(try store.allMessages().map(\.message.direction) == [.out])
  }

  @Test func mailsThatComeBackAreKnown() throws {
    let text =
      Self.mail(id: "a+1=@mail.x.example", "", "Hi Bo")
      + Self.mail(
        "bo@x.example", to: "ana@x.example", id: "2@x", "In-Reply-To: <a+1=@mail.x.example>\n", "Yo"
      )
    #expect(try bring(text, .me("bo@x.example")).added == 2)
    let again = try bring(store.asMailbox(), as: "back.mbox")
    #expect(again.added == 0 && again.known + again.updated == 2 && again.needs == [])
    #expect(try store.allConversations().count == 1)
  }

  @Test func oneThreadOfTwoIsAskedAbout() throws {
    let text = Self.mail(id: "1@x", "", "Hi")
    #expect(try bring(text).needsMe?.count == 2)
    #expect(try bring(text, .me("BO@x.example")).added == 1)
    #expect(try store.accounts().map(\.selfID) == ["bo@x.example"])
  }

  @Test func whereMailWasDeliveredIsOurs() throws {
    let report = try bring(Self.mail(id: "1@x", "Delivered-To: bo@x.example\n", "Hi"))
    #expect(report.needs == [] && report.added == 1)
    #expect(try store.allMessages().map(\.message.direction) == [.in])
  }

  @Test func whoWritesSentMailIsUs() throws {
    let sent = Self.mail(
      "Bo <b.berg@x.example>", to: "ana@x.example", id: "3@x", "X-Gmail-Labels: Sent,Important\n",
      "Yes")
    let report = try bring(Self.mail(id: "1@x", "Delivered-To: bo@x.example\n", "Hi") + sent)
    #expect(report.needs == [])
    #expect(try store.allMessages().map(\.message.direction).contains(.out))
    #expect(try store.accounts().map(\.selfID) == ["bo@x.example"])
  }

  @Test func quotedFromLinesAreTextAndFromInABodyEndsNothing() throws {
    let body =
      "One\n\nFrom here on it is easy: 10:30 in 2024\n\n>From Ana\n>>From Cy\n\nFrom x Mon Jan  1 00:00:00 2024\nnot a header"
    let report = try bring(Self.two + Self.mail(id: "3@x", "", body))
    #expect(report.found == 3)
    #expect(
      try store.texts().contains(
        "One\n\nFrom here on it is easy: 10:30 in 2024\n\nFrom Ana\n>From Cy\n\nFrom x Mon Jan  1 00:00:00 2024\nnot a header"
      ))
  }

  @Test func encodedHeadersAreWords() throws {
    let text = Self.mail(
      "=?utf-8?Q?Andr=C3=A9_M=C3?= =?utf-8?Q?=BCller?= <andre@x.example>", id: "3@x",
      "Subject: =?ISO-8859-1?B?Q2Fm6Q==?= and =?x-none?Q?=41?= =?broken\n =?utf-8?B?8J+Yig==?=\n",
      "x")
    _ = try bring(Self.two + text)
    let message = try #require(try store.allMessages().first { $0.message.text == "x" })
    #expect(message.message.author == "André Müller")
    #expect(message.message.subject == "Café and A =?broken 😊")
  }

  @Test(arguments: [
    ("utf-8", "8bit", Data("Größe".utf8), "Größe"),
    (
      "iso-8859-1", "quoted-printable", Data("Gr=F6=DFe and =\nmore =ZZ =.".utf8),
      "Größe and more =ZZ =."
    ),
    ("windows-1252", "8bit", Data([0x93, 0xE9, 0x94]), "“é”"),
    ("koi8-r", "base64", Data("8NLJ18XU\n".utf8), "Привет"),
    ("ISO-2022-JP", "7bit", Data("\u{1B}$B4A;z\u{1B}(B".utf8), "漢字"),
    ("gb2312", "base64", Data("xOO6ww==".utf8), "你好"),
    ("big5", "base64", Data("p0Gmbg==".utf8), "你好"),
    ("\"UTF-8\"", "base64", Data("R3LD*t\nsOf\nZQ==".utf8), "Größe"),
  ])
  func textIsReadInItsCharsetAndCoding(charset: String, coding: String, body: Data, text: String)
    throws
  {
    let head = Self.mail(
      id: "3@x",
      "Content-Type: text/plain; charset=\(charset)\nContent-Transfer-Encoding: \(coding)\n", "")
    let report = try Import.once(
      try scratch.write(
        Data((Self.two + head.dropLast(2)).utf8) + body + Data("\n".utf8), to: "a.mbox"),
      into: store)
    #expect(try store.texts().contains(text))
    #expect(!report.notes.contains { $0.contains("charset") })
  }

  @Test func anUnknownCharsetLosesNothingSilently() throws {
    let report = try bring(
      Self.two + Self.mail(id: "3@x", "Content-Type: text/plain; charset=x-klingon\n", "Größe"))
    #expect(try store.texts().contains("Größe"))
    #expect(report.notes.contains { $0.contains("x-klingon") })
  }

  static let parts = """
    Content-Type: multipart/mixed; boundary="a b"

    preamble
    --a b
    Content-Type: multipart/alternative; boundary=in

    --in
    Content-Type: text/html; charset=utf-8

    <p>Rich &amp; <b>bold</b></p>
    --in
    Content-Type: text/plain; charset=utf-8

    Plain
    --in--
    --a b
    Content-Type: image/png; name="../../x/pic.png"
    Content-Transfer-Encoding: base64
    Content-Disposition: attachment; filename*0*=utf-8''%C3%A9; filename*1="t.png"

    AAAAAAAA
    --a b
    Content-Type: message/rfc822

    Subject: Forwarded one

    inner
    --a b--
    epilogue
    """

  @Test func plainTextIsTakenOfAChoiceAndTheRestIsAttached() throws {
    let whole =
      "From: cy@x.example\nTo: bo@x.example\nDate: 3 Jan 24 10:00 EST\nMessage-ID: <3@x>\n"
      + Self.parts
    let report = try bring(Self.two + "From - Mon Jan 01 00:00:00 +0000 2024\n" + whole)
    #expect(report.skipped == [])
    let message = try #require(try store.allMessages().first { $0.message.text == "Plain" })
    #expect(message.message.sentAt == Date(timeIntervalSince1970: 1_704_294_000))
    let attachments = message.message.attachments
    #expect(attachments.map(\.kind) == [.image, .file])
    #expect(attachments.map { $0.name?.string } == ["ét.png", "Forwarded one"])
    #expect(attachments[0].size == 6 && attachments[0].mime == "image/png")
    #expect(attachments.allSatisfy { $0.missing != nil && $0.url == nil })
  }

  @Test func markupAloneIsText() throws {
    _ = try bring(
      Self.two
        + Self.mail(
          id: "3@x", "Content-Type: text/html\n", "<style>x</style><div>Hi<br>there</div>"))
    #expect(try store.texts().contains("Hi\nthere"))
  }

  @Test func threadsAreMadeOfReferencesWhateverTheirOrder() throws {
    let text =
      Self.mail(
        "bo@x.example", to: "ana@x.example", id: "c@x", date: "Wed, 03 Jan 2024 09:30:00 +0000",
        "References: <a@x> <b@x>\nIn-Reply-To: <b@x>\nSubject: Re: A\n", "third")
      + Self.mail("cy@x.example", id: "z@x", "Subject: A\n", "another")
      + Self.mail(id: "a@x", date: "Mon, 01 Jan 2024 09:30:00 +0000", "Subject: A\n", "first")
      + Self.mail(id: "b@x", "In-Reply-To: <a@x>\nSubject: Re: A\n", "second")
    let report = try bring(text)
    #expect(report.needs == [])
    #expect(try store.allConversations().count == 2)
    #expect(try Set(store.texts()) == ["first", "second", "third", "another"])
    // A later archive goes on where this one ended, also when its beginning is gone.
    let later =
      Self.mail("cy@x.example", id: "z@x", "Subject: A\n", "another")
      + Self.mail(
        id: "d@x", date: "Thu, 04 Jan 2024 09:30:00 +0000", "References: <a@x> <b@x> <c@x>\n",
        "fourth")
    #expect(try bring(later, as: "later.mbox").added == 1)
    #expect(try store.allConversations().count == 2)
  }

  @Test func googlesOwnThreadsAndLabelsAreTaken() throws {
    let text =
      Self.mail(id: "a@x", "X-GM-THRID: 17\nX-Gmail-Labels: Inbox,Starred\n", "one")
      + Self.mail(id: "b@x", "X-GM-THRID: 17\n", "two")
      + Self.mail(
        "cy@x.example", id: "c@x", "X-GM-THRID: 18\nX-Gmail-Labels: =?UTF-8?Q?Spam,Caf=C3=A9?=\n",
        "three")
      + Self.mail("dee@x.example", id: "d@x", "X-GM-THRID: 19\nX-Gmail-Labels: Trash\n", "four")
      + Self.mail(
        "bo@x.example", to: "ana@x.example", id: "e@x", "X-GM-THRID: 17\nX-Gmail-Labels: Drafts\n",
        "draft")
    let report = try bring(text)
    #expect(report.found == 4 && report.notes.contains { $0.contains("1 draft") })
    let found = try store.allConversations().map(\.conversation)
    #expect(found.count == 3)
    #expect(found.filter { $0.triage.flagged }.map(\.title) == ["Ana Alm"])
    #expect(found.filter { $0.triage.lane == .spam }.map(\.title) == ["cy@x.example"])
    #expect(found.filter { $0.triage.status == .done }.map(\.title) == ["dee@x.example"])
  }

  @Test(arguments: [
    "Auto-Submitted: auto-replied\n", "List-Id: <l.x.example>\n", "Precedence: bulk\n",
    "List-Unsubscribe: <mailto:x@x.example>\n",
  ])
  func notificationsAndBulkMailAreNobodyAtTheDoor(header: String) throws {
    _ = try bring(Self.two + Self.mail("dee@x.example", id: "3@x", header, "automatic"))
    #expect(
      try store.allMessages().filter(\.message.isAutomated).map(\.message.text) == ["automatic"])
    #expect(try store.allConversations().filter { $0.conversation.waitingSince != nil }.count == 2)
  }

  @Test func addressesThatNobodyReadsAreAutomatic() throws {
    _ = try bring(
      Self.two
        + Self.mail(
          "\"Shop, The\" <no-reply@shop.example>", id: "3@x", "Auto-Submitted: no\n", "automatic")
        + Self.mail("Nora <nora.reply@x.example>", id: "4@x", "Auto-Submitted: no\n", "hers"))
    #expect(
      try store.allMessages().filter(\.message.isAutomated).map(\.message.author) == ["Shop, The"])
  }

  @Test func severalPeopleAreAGroupUnderTheirSubject() throws {
    _ = try bring(
      Self.two
        + Self.mail(
          to: "Bo <bo@x.example>, team: \"Cy, C.\" <cy@x.example>;", id: "3@x",
          "Subject: Re: Fwd: Plans\n", "x"))
    let group = try #require(try store.allConversations().first { $0.conversation.kind == .group })
    #expect(group.conversation.title == "Plans" && group.participants.count == 3)
  }

  @Test func mailWithoutAnIdIsKnownAgain() throws {
    let text =
      Self.two + Self.mail(to: "bo@x.example", "", "no id")
      + Self.mail(to: "bo@x.example", "", "no id either")
    #expect(try bring(text).added == 4)
    #expect(try bring(text).added == 0)
  }

  @Test(arguments: [
    "", "yesterday", "Mon, 32 Jan 2024 00:00:00 +0000", "1 Jan 99999 00:00 GMT",
    "1 Jan 0000 00:00 GMT",
  ])
  func aMailWithoutADateTakesItsSeparators(date: String) throws {
    let report = try bring(Self.two + Self.mail(id: "3@x", date: date, "", "dated"))
    #expect(report.skipped == [])
    let message = try #require(try store.allMessages().first { $0.message.text == "dated" })
    #expect(message.message.sentAt == Date(timeIntervalSince1970: 1_704_067_200))
  }

  @Test func mailsFromNobodyAreTold() throws {
    let report = try bring(Self.two + "From x Mon Jan  1 00:00:00 2024\nSubject: x\n\nhi\n")
    #expect(report.skipped.map(\.reason) == ["it does not say whom it is from"])
  }

  @Test func partsWithinPartsAreBounded() throws {
    var text = "Content-Type: multipart/mixed; boundary=b0\n\n"
    for depth in 0..<3000 {
      text += "--b\(depth)\nContent-Type: multipart/mixed; boundary=b\(depth + 1)\n\n"
    }
    let many =
      "Content-Type: multipart/mixed; boundary=m\n\n"
      + String(repeating: "--m\n\nx\n", count: 20_000)
    let report = try bring(
      Self.two + Self.mail(id: "3@x", text, "deep")
        + Self.mail("dee@x.example", id: "4@x", many, ""))
    #expect(report.added == 4)
  }

  @Test func aHeaderOfAMegabyteAndAThousandFieldsAreBounded() throws {
    let long = "Subject: " + String(repeating: "long ", count: 200_000) + "\n"
    let many = (0..<5000).map { "X-\($0): y\n" }.joined()
    let people = (0..<10_000).map { "p\($0)@x.example" }.joined(separator: ",\n ")
    let report = try bring(
      Self.two + Self.mail(id: "3@x", long, "one")
        + Self.mail("dee@x.example", id: "4@x", many, "two")
        + Self.mail(to: "bo@x.example, \(people)", id: "5@x", "", "three"))
    #expect(report.found == 5)
  }

  @Test func carriageReturnsAndCutOffMailsAreRead() throws {
    let text = (Self.two + Self.mail(id: "3@x", "Subject: x\n", "Hi\nthere")).replacingOccurrences(
      of: "\n", with: "\r\n")
    #expect(try bring(text).skipped == [])
    #expect(try store.texts().contains("Hi\nthere"))
    for end in stride(from: 60, to: text.utf8.count, by: 53) {
      let other = try Store.inMemory()
      _ = try Import.once(
        try scratch.write(Data(text.utf8.prefix(end)), to: "cut.mbox"), into: other)
    }
  }

  @Test func anEmptyMailEndsNothingBehindIt() throws {
    let empty = "From x Mon Jan  1 00:00:00 2024\n"
    let report = try bring(Self.two + empty + Self.mail("dee@x.example", id: "3@x", "", "after"))
    #expect(report.found == 3)
    #expect(try store.texts().contains("after"))
  }

  @Test func headersFullOfOpeningsAreReadThrough() throws {
    for piece in ["=?", "=?a?q?", "=?utf-8?b?", "=?=", "\"", "(", "<"] {
      let text = String(repeating: piece, count: 60_000 / piece.utf8.count)
      let report = try bring(
        Self.two
          + Self.mail(
            to: "bo@x.example, \(text)", id: "3@x", "Subject: \(text)\nX-Gmail-Labels: \(text)\n",
            "x"))
      #expect(report.found == 3)
    }
  }
}
