import Domain
import Foundation
import InboxAPI
import Sync
import Testing

@Suite struct WireTests {
  @Test(arguments: [
    ("2026-11-21T09:00:00.000Z", "2026-11-21T09:00:00.000Z"),
    ("2026-11-21T10:00:00+01:00", "2026-11-21T09:00:00.000Z"),
    ("2026-11-21t09:00:00z", "2026-11-21T09:00:00.000Z"),
    ("2026-11-21 09:00:00.5-00:30", "2026-11-21T09:30:00.500Z"),
    ("2026-11-21T09:00:00.123456789Z", "2026-11-21T09:00:00.123Z"),
    ("2024-02-29T23:59:60Z", "2024-03-01T00:00:00.000Z"),
    ("1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"),
    ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z"),
    ("9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"),
  ])
  func aTimeIsReadAndWritten(text: String, written: String) throws {
    #expect(Timestamp.text(try #require(Timestamp.date(text))) == written)
  }

  @Test(arguments: [
    "", "2026-11-21", "2026-11-21T09:00:00", "2026-11-21T09:00Z", "2026-13-01T00:00:00Z",
    "2026-02-29T00:00:00Z", "2026-11-21T24:00:00Z", "2026-11-21T09:60:00Z", "2026-11-21T09:00:61Z",
    "0000-01-01T00:00:00Z", "10000-01-01T00:00:00Z", "2026-11-21T09:00:00.Z",
    "2026-11-21T09:00:00Z ", "2026-11-21T09:00:00+25:00", "２026-11-21T09:00:00Z", "yesterday",
  ])
  func whatIsNoTimeIsNone(text: String) { #expect(Timestamp.date(text) == nil) }

  @Test func everyDayOfFourCenturiesComesBack() {
    var day = CivilDay(daysSince1970: -1)
    #expect(day == CivilDay(year: 1969, month: 12, day: 31))
    for number in stride(from: -146_097, through: 146_097, by: 1) {
      let next = CivilDay(daysSince1970: number)
      guard next.daysSince1970 == number, next != day,
        CivilDay(year: next.year, month: next.month, day: next.day) == next
      else {
        Issue.record("day \(number) became \(next)")
        return
      }
      day = next
    }
  }

  @Test func idsHaveABoundAndNoControlCharacters() {
    #expect(WireID.isValid("a"))
    #expect(WireID.isValid(String(repeating: "é", count: 127)))
    #expect(!WireID.isValid(""))
    #expect(!WireID.isValid(String(repeating: "a", count: 256)))
    #expect(!WireID.isValid("a\u{7}"))
    #expect(!WireID.isValid("a\u{7F}"))
    #expect(!WireID.isValid("a\u{9B}"))
  }

  @Test func aConversationIsWrittenInTheShapeOfTheAPI() throws {
    let conversation = Conversation(
      id: .init(1), remoteID: "c1", account: .init(1), network: .instagram, title: "Ana / B",
      triage: TriageState(status: .snoozed), labels: ["vip"], unread: 2)
    let detail = ConversationDetail(
      printedID: "c1", accountRemoteID: "shop", conversation: conversation,
      participants: [IncomingParticipant(id: "p1", name: "Ana")], lastMessage: nil, revision: 3,
      createdAt: noon, updatedAt: noon)
    #expect(
      try ConversationResource.line(detail)
        == #"{"account":"shop","assignee":null,"created_at":"2027-01-15T08:00:00.000Z","#
        + #""flagged":false,"id":"c1","kind":"direct","labels":["vip"],"lane":null,"#
        + #""last_message_at":null,"network":"instagram","participants":[{"id":"p1","name":"Ana"}],"#
        + #""revision":3,"snoozed_until":null,"status":"snoozed","title":"Ana / B","#
        + #""unread_count":2,"updated_at":"2027-01-15T08:00:00.000Z","waiting_since":null}"#)
  }

  @Test func aMessageIsWrittenInTheShapeOfTheAPI() throws {
    let message = Message(
      id: .init(1), remoteID: "m1", direction: .out, author: "Shop", text: "a\n\"b\"", sentAt: noon,
      isEdited: true, delivery: .pending(.failed(reason: "no")),
      attachments: [Attachment(kind: .image, name: "x.jpg")],
      reactions: [Reaction(emoji: "❤", author: "Ana")])
    let detail = MessageDetail(
      conversationPrintedID: "c1", message: message, authorID: "me", inReplyTo: nil,
      clientID: "k", revision: 1)
    #expect(
      try MessageResource.line(detail)
        == #"{"attachments":[{"id":"1","kind":"image","name":"x.jpg"}],"author":"me","#
        + #""client_id":"k","conversation":"c1","delivery":"failed","direction":"out","#
        + #""edited":true,"failure":"no","id":"m1","reactions":[{"author":"Ana","emoji":"❤"}],"#
        + #""revision":1,"sent_at":"2027-01-15T08:00:00.000Z","text":"a\n\"b\""}"#)
  }

  @Test func whatWasHandedOverIsSentOnTheWire() throws {
    let message = Message(
      id: .init(1), remoteID: "m1", direction: .out, author: "Shop", text: "a", sentAt: noon,
      delivery: .handedOver)
    let detail = MessageDetail(
      conversationPrintedID: "c1", message: message, authorID: "me", inReplyTo: nil,
      clientID: nil, revision: 1)
    #expect(try MessageResource.line(detail).contains(#""delivery":"sent""#))
  }
}
