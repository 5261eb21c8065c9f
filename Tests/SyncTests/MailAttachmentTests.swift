import Domain
import Foundation
import Storage
import Sync
import Testing

/// Attachments of mails that Porch has exported itself.
@Suite struct MailAttachmentTests {
  let scratch: Scratch
  let store: Store

  init() throws {
    scratch = try Scratch()
    store = try Store.inMemory()
  }

  private func bring(_ mails: String, _ options: ImportOptions) throws -> ImportReport {
    try Import.once(scratch.write(mails, to: "mail.mbox"), into: store, options)
  }

  @Test func attachmentsOfOurOwnMailboxComeBackAsAttachments() throws {
    let files = [
      Attachment(kind: .image, name: "søt, \"seeds\".jpg", mime: "image/jpeg", size: 1_200_000),
      Attachment(
        kind: .audio, name: SafeText(line: String(repeating: "long ", count: 50)),
        url: "media/voice/a.opus", missing: "left out by the settings of the export"),
      Attachment(kind: .sticker),
    ]
    let messages = [("m1", "look\n[file]", files), ("m2", "", [files[0]]), ("m3", "[file]", [])]
    _ = try store.receive(
      Batch(
        items: [
          .account(
            IncomingAccount(
              id: "shop", network: .instagram, name: "Us", selfID: "bo@x.example",
              delivery: .handover))
        ]
          + messages.enumerated().map { minute, message in
            .message(
              IncomingMessage(
                id: message.0, account: "shop", conversation: "c",
                author: IncomingParticipant(id: "ana", name: "Ana"), direction: .in,
                text: SafeText(sanitising: message.1),
                sentAt: noon.addingTimeInterval(Double(minute) * 60 - 3600),
                attachments: message.2, payload: []))
          }, isHistory: true), at: noon)
    let mails = try store.asMailbox()
    #expect(mails.contains("\n[image: søt, \"seeds\".jpg, 1.2 MB]\n"))
    let other = try MailAttachmentTests()
    _ = try other.bring(mails, .me("bo@x.example"))
    let found = try other.store.allMessages().map(\.message)
    #expect(found.map(\.text.string) == messages.map(\.1))
    #expect(found.map(\.attachments) == messages.map(\.2))
  }

  @Test func anAddressIsNeverHiddenBehindAName() throws {
    let forged = #"{"id":"1","kind":"file","name":"invoice.pdf","url":"https://evil.example/x"}"#
    let text = MboxTests.mail(id: "1@x", "X-Porch-Attachment: \(forged)\n", "Hi")
    #expect(try bring(text, .me("bo@x.example")).added == 1)
    #expect(try store.allMessages().flatMap(\.message.attachments) == [])

    let linked = [Domain.Attachment(kind: .image, name: "a.jpg", url: "https://x.example/a.jpg")]
    let other = try MailAttachmentTests()
    _ = try other.bring(try Self.mailbox(of: linked), .me("bo@x.example"))
    #expect(try other.store.texts() == ["[image: a.jpg, https://x.example/a.jpg]"])
  }

  @Test func aPathIsNoneOfThisMailbox() throws {
    let there = [Domain.Attachment(kind: .image, name: "a.jpg", url: "media/a.jpg")]
    _ = try bring(try Self.mailbox(of: there), .me("bo@x.example"))
    let found = try #require(try store.allMessages().first?.message)
    #expect(found.text.isEmpty)
    #expect(found.attachments.first?.missing == "it stayed in the export it came from")
  }

  @Test func moreThanAHeaderHoldsStandsInWords() throws {
    let path = SafeText(line: "media/" + String(repeating: "x", count: 1400), limit: 2000)
    let many = (0..<60).map {
      Domain.Attachment(kind: .image, name: SafeText(line: "\($0).jpg"), url: path)
    }
    _ = try bring(try Self.mailbox(of: many), .me("bo@x.example"))
    let found = try #require(try store.allMessages().first?.message)
    #expect((10..<60).contains(found.attachments.count))
    let words = found.text.string.split(separator: "\n")
    #expect(words.count == 60 - found.attachments.count)
    #expect(words.last?.hasPrefix("[image: 59.jpg, media/xx") == true)
  }

  /// One message with these, as Porch exports it.
  private static func mailbox(of attachments: [Domain.Attachment]) throws -> String {
    let store = try Store.inMemory()
    let account = IncomingAccount(
      id: "shop", network: .instagram, name: "Us", selfID: "bo@x.example", delivery: .handover)
    let message = IncomingMessage(
      id: "m1", account: "shop", conversation: "c",
      author: IncomingParticipant(id: "ana", name: "Ana"), direction: .in, text: .empty,
      sentAt: noon.addingTimeInterval(-3600), attachments: attachments, payload: [])
    _ = try store.receive(
      Batch(items: [.account(account), .message(message)], isHistory: true), at: noon)
    return try store.asMailbox()
  }

  @Test func anAttachmentHeaderThatIsNoneCostsNothing() throws {
    let text = MboxTests.mail(
      id: "1@x", "X-Porch-Attachment: {\"kind\": 7\nX-Porch-Attachment:\n", "Hi")
    #expect(try bring(text, .me("bo@x.example")).added == 1)
    #expect(try store.texts() == ["Hi"])
    #expect(try store.allMessages().flatMap(\.message.attachments) == [])
  }
}

extension Store {
  /// As Porch exports it, of one account.
  func asMailbox() throws -> String {
    var writing = MailThread()
    var mails = ""
    var account: Account?
    try export(ExportSelection()) { thing in
      switch thing {
      case .account(let ours): account = ours
      case .conversation(let one): mails += writing.opening(one, account: try #require(account))
      case .message(let message): mails += writing.text(of: message)
      default: break
      }
    }
    return mails
  }
}
