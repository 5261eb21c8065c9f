import Domain
import Fixtures
import Foundation
import Storage
import Sync
import Testing

/// One conversation for another reader: a text, and a mailbox.
@Suite struct ThreadWritingTests {
  /// 21 November 2026, 09:00 UTC.
  private let nine = Date(timeIntervalSince1970: 1_795_251_600)

  private func store(_ change: (inout [IncomingMessage]) -> Void = { _ in }) throws -> Store {
    let ana = IncomingParticipant(id: "ana", name: "Ana \"Gründler\" Łucja", handle: "@ana.grows")
    let us = IncomingParticipant(id: "us", name: "Seed shop", isSelf: true)
    func message(
      _ id: String, _ author: IncomingParticipant, _ direction: Message.Direction, _ text: SafeText,
      minutes: Double
    ) -> IncomingMessage {
      IncomingMessage(
        id: id, account: "shop", conversation: "c1", author: author, direction: direction,
        text: text, sentAt: nine + minutes * 60, payload: [])
    }
    var messages = [
      message("m1", ana, .in, "Hello?\nFrom Porto, with a question.\n>From here", minutes: 0),
      message("m2", us, .out, "We do!", minutes: 5),
      message("m3", us, .note, "She is a regular.", minutes: 6),
      message("m4", ana, .in, "", minutes: 60 * 24),
    ]
    messages[1].inReplyTo = "m1"
    messages[1].isEdited = true
    messages[1].reactions = [Reaction(emoji: "❤", author: "ana")]
    messages[3].attachments = [
      Attachment(kind: .image, name: "Größe.jpg", size: 1_234_567, missing: "left out")
    ]
    change(&messages)
    let store = try Store.inMemory()
    let account = IncomingAccount(
      id: "shop", network: .instagram, name: "Seed shop", selfID: "us", delivery: .handover)
    _ = try store.receive(
      Batch(items: [.account(account)] + messages.map(Incoming.message), isHistory: true),
      at: nine + 86_400 * 2)
    return store
  }

  @Test func theTextHasNamesDaysAndLocalTimes() throws {
    let zone = try #require(TimeZone(identifier: "Europe/Berlin"))
    let text = try Leaving.writing(TextThread(zone: zone), of: "c1", in: store())
    #expect(
      text == """
        Ana "Gründler" Łucja (@ana.grows) on Instagram
        Account: Seed shop. Times are local ones of Europe/Berlin.

        --- Saturday 21 November 2026 (UTC+01:00) ---

        10:00  Ana "Gründler" Łucja
               Hello?
               From Porto, with a question.
               >From here

        10:05  You (edited)
               > Hello? From Porto, with a question. >From here
               We do!
               [reactions: ❤ Ana "Gründler" Łucja]

        10:06  You noted, for us only
               She is a regular.

        --- Sunday 22 November 2026 (UTC+01:00) ---

        10:00  Ana "Gründler" Łucja
               [image: Größe.jpg, 1.2 MB, missing: left out]

        """)
  }

  @Test func deletedForwardedAndUnsentAreSaidInWords() throws {
    let store = try store { messages in
      messages[0].isDeleted = true
      messages[1].isForwarded = true
      messages[1].isAutomated = true
    }
    let reply = Outgoing(conversation: try store.resolve("c1"), text: "Yes?", seen: nil)
    _ = try store.enqueue(reply, hold: 0, run: "run", at: nine + 86_400 * 3)
    let text = try Leaving.writing(TextThread(zone: .gmt), of: "c1", in: store)
    #expect(text.contains("[deleted]"))
    #expect(!text.contains("with a question"))
    #expect(text.contains("You (forwarded, automatic, edited)"))
    #expect(text.contains("You (not sent yet)"))
  }

  @Test func timesBefore1970AndOtherZonesHaveTheirDay() throws {
    let zone = try #require(TimeZone(identifier: "America/St_Johns"))
    let store = try store { $0[0].sentAt = Date(timeIntervalSince1970: -1) }
    let text = try Leaving.writing(TextThread(zone: zone), of: "c1", in: store)
    #expect(text.contains("--- Wednesday 31 December 1969 (UTC-03:30) ---"))
    #expect(text.contains("20:29  Ana"))
  }

  // MARK: Mail

  @Test func eachMessageIsAMailAndNothingOfATextBeginsOne() throws {
    let mbox = try Leaving.writing(MailThread(), of: "c1", in: store())
    let starts = mbox.split(separator: "\n").filter { $0.hasPrefix("From ") }
    #expect(starts.first == "From ana@instagram.porch.invalid Sat Nov 21 09:00:00 2026")
    #expect(starts.count == 4)
    #expect(mbox.contains("\n>From Porto, with a question.\n>>From here\n"))
    #expect(mbox.contains("\nDate: Sat, 21 Nov 2026 09:00:00 +0000\n"))
  }

  @Test func aMailNamesItsParentByItsID() throws {
    let mbox = try Leaving.writing(MailThread(), of: "c1", in: store())
    let ids = mbox.split(separator: "\n").filter { $0.hasPrefix("Message-ID: ") }
      .map { $0.dropFirst("Message-ID: ".count) }
    #expect(Set(ids).count == 4)
    #expect(mbox.contains("\nIn-Reply-To: \(ids[0])\nReferences: \(ids[0])\n"))
    // The same in the next export, or a mail program would hold everything twice.
    #expect(try Leaving.writing(MailThread(), of: "c1", in: store()) == mbox)
  }

  @Test func headersAreASCIIAndNoLineIsTooLong() throws {
    let long = SafeText(sanitising: String(repeating: "wörd ", count: 1000) + "\nFrom here")
    let store = try store { messages in
      messages[0].text = long
      messages[0].subject = SafeText(line: String(repeating: "Überraschung ", count: 20))
    }
    let mbox = try Leaving.writing(MailThread(), of: "c1", in: store)
    for mail in mbox.components(separatedBy: "\n\nFrom ") {
      let header = mail.components(separatedBy: "\n\n")[0]
      #expect(header.utf8.allSatisfy { $0 < 0x80 })
      #expect(header.split(separator: "\n").allSatisfy { $0.utf8.count <= 160 })
    }
    #expect(mbox.split(separator: "\n").allSatisfy { $0.utf8.count <= 998 })
    #expect(mbox.contains("Content-Transfer-Encoding: quoted-printable"))
    #expect(mbox.contains("\n=46rom here\n"))
  }

  /// Read by a program that knows nothing of ours.
  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/python3")))
  func pythonReadsTheMailbox() throws {
    let home = try Home()
    try home.write(Leaving.writing(MailThread(), of: "c1", in: store()), to: "one.mbox")
    try home.write(
      """
      import email, email.policy, mailbox
      box = mailbox.mbox("one.mbox", factory=lambda f: email.message_from_binary_file(
          f, policy=email.policy.default))
      for mail in box:
          print(mail["from"].addresses[0].display_name, mail["from"].addresses[0].addr_spec,
                mail["date"].datetime.isoformat(), bool(mail["message-id"]), len(mail.defects))
          print(repr(mail.get_content()))
      """, to: "read.py")
    let outcome = try home.shell("python3 read.py")
    #expect(outcome.errors == "")
    #expect(
      outcome.lines == [
        #"Ana "Gründler" Łucja ana@instagram.porch.invalid 2026-11-21T09:00:00+00:00 True 0"#,
        #"'Hello?\n>From Porto, with a question.\n>>From here\n'"#,
        "Seed shop us@instagram.porch.invalid 2026-11-21T09:05:00+00:00 True 0",
        #"'We do!\n[edited]\n[reactions: ❤ Ana "Gründler" Łucja]\n'"#,
        "Seed shop us@instagram.porch.invalid 2026-11-21T09:06:00+00:00 True 0",
        #"'[a note, for us only]\nShe is a regular.\n'"#,
        #"Ana "Gründler" Łucja ana@instagram.porch.invalid 2026-11-22T09:00:00+00:00 True 0"#,
        #"'[image: Größe.jpg, 1.2 MB, missing: left out]\n'"#,
      ])
  }

  @Test(arguments: Nasty.texts)
  func noTextBreaksAMailbox(text: Nasty.Text) throws {
    let line = SafeText(line: text.raw)
    let store = try store { messages in
      for index in messages.indices {
        messages[index].text = SafeText(sanitising: text.raw)
        messages[index].subject = line
        messages[index].author.name = line
      }
    }
    let mbox = try Leaving.writing(MailThread(), of: "c1", in: store)
    #expect(mbox.split(separator: "\n").count { $0.hasPrefix("From ") } == 4)
    #expect(mbox.split(separator: "\n").allSatisfy { $0.utf8.count <= 998 })
    #expect(!mbox.contains("\u{1B}"))
  }
}
