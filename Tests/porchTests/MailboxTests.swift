import Testing

@testable import porch

@Suite struct MailboxTests {
  @Test func whatBelongsTogetherIsTakenTogetherAndReplacedTogether() {
    let mailbox = Mailbox<String, String>()
    mailbox.post([("list 1", "list"), ("counts 1", "counts")])
    mailbox.post("said")
    mailbox.post([("list 2", "list"), ("counts 2", "counts")])
    #expect(mailbox.takeAll() == ["said", "list 2", "counts 2"])
    #expect(mailbox.takeAll().isEmpty)
  }
}
