import Domain
import FoundationEssentials
import Testing

/// The product's definition of "waiting", case by case. Minute 0 is some moment; a fact is written
/// as who, when it was sent, and when it arrived where that differs.
struct WaitingTests {
  static func minute(_ minute: Double) -> Date { Date(timeIntervalSince1970: minute * 60) }

  static func them(
    _ sent: Double, arrived: Double? = nil, automated: Bool = false, deleted: Bool = false,
    content: Bool = true, closing: Bool = false
  ) -> Waiting.Fact {
    Waiting.Fact(
      direction: .in, sentAt: minute(sent), arrivedAt: minute(arrived ?? sent),
      isAutomated: automated, isDeleted: deleted, hasContent: content, isClosing: closing)
  }

  static func us(
    _ sent: Double, automated: Bool = false, deleted: Bool = false, unsent: Bool = false
  ) -> Waiting.Fact {
    Waiting.Fact(
      direction: .out, sentAt: minute(sent), isAutomated: automated, isDeleted: deleted,
      isUnsent: unsent)
  }

  static func other(_ direction: Message.Direction, _ sent: Double) -> Waiting.Fact {
    Waiting.Fact(direction: direction, sentAt: minute(sent))
  }

  struct Case: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var facts: [Waiting.Fact]
    var triage = TriageState()
    var since: Double?
    var closed = false
    var first = false

    init(
      _ name: String, _ facts: [Waiting.Fact], triage: TriageState = .init(), since: Double?,
      closed: Bool = false, first: Bool = false
    ) {
      testDescription = name
      self.facts = facts
      self.triage = triage
      self.since = since
      self.closed = closed
      self.first = first
    }
  }

  static let cases: [Case] = [
    Case("nobody wrote", [], since: nil),
    Case("a first message waits", [them(1)], since: 1, first: true),
    Case("later inbound does not reset it", [them(1), them(5)], since: 1, first: true),
    Case("a reply clears it", [them(1), us(2)], since: nil),
    Case("the wait is of the first after the reply", [them(1), us(2), them(3), them(4)], since: 3),
    Case(
      "an automated reply clears nothing", [them(1), us(2, automated: true)], since: 1, first: true),
    Case("an automated message starts nothing", [them(1, automated: true)], since: nil),
    Case(
      "a note and a system line answer nothing", [them(1), other(.note, 2), other(.system, 3)],
      since: 1, first: true),
    Case("a system line starts nothing", [other(.system, 1)], since: nil),
    Case("we wrote first", [us(1)], since: nil),
    Case(
      "a deleted reply answers nothing", [them(1), us(2, deleted: true)], since: 1, first: true),
    Case(
      "a reply that did not leave answers nothing", [them(1), us(2, unsent: true)], since: 1,
      first: true),
    Case(
      "the first unanswered is deleted", [them(1, deleted: true), them(4)], since: 4, first: true),
    Case("all of it is deleted", [them(1, deleted: true)], since: nil),
    Case("a reaction alone starts nothing", [them(1, content: false)], since: nil),
    Case("a reaction does not reset", [us(0), them(1), them(2, content: false)], since: 1),
    Case("sent before the reply, arrived after it", [them(1, arrived: 5), us(3)], since: 1),
    Case("sent and arrived before the reply", [them(1, arrived: 2), us(3)], since: nil),
    Case("in the same moment, before the reply", [them(3), us(3)], since: nil),
    Case("in the same moment, after the reply", [us(3), them(3)], since: 3),
    Case(
      "thanks after an answer", [them(1), us(2), them(3, closing: true)], since: nil, closed: true),
    Case("thanks as a first word", [them(1, closing: true)], since: 1, first: true),
    Case("thanks, then a question", [them(1), us(2), them(3, closing: true), them(4)], since: 4),
    Case("a question, then thanks", [them(1), us(2), them(3), them(4, closing: true)], since: 3),
    Case(
      "thanks that is deleted", [them(1), us(2), them(3, deleted: true, closing: true)], since: nil),
    Case("done clears", [them(1)], triage: done(2), since: nil, first: true),
    Case("done by hand opened again", [them(1)], since: 1, first: true),
    Case(
      "inbound after done, opened by it", [them(1), them(5)], triage: done(2).wokenByInbound(),
      since: 5, first: true),
    Case(
      "history after done, before it in time", [them(1), them(1.5)], triage: done(2), since: nil,
      first: true),
    Case(
      "arrived after done, sent before", [them(1, arrived: 5)], triage: done(2).wokenByInbound(),
      since: 1, first: true),
    Case("snoozed does not wait", [them(1)], triage: snoozed(9), since: nil, first: true),
    Case(
      "woken, the original wait counts", [them(1), them(3)], triage: snoozed(9).wokenByClock(),
      since: 1, first: true),
    Case(
      "woken by them, the original wait counts", [them(1), them(8)],
      triage: snoozed(9).wokenByInbound(), since: 1, first: true),
    Case(
      "a pitch does not wait", [them(1)], triage: TriageState(lane: .pitch), since: nil, first: true
    ),
    Case(
      "an automatic greeting does not wait", [them(1)], triage: TriageState(lane: .automatic),
      since: nil, first: true),
    Case(
      "spam does not wait", [them(1)], triage: TriageState(lane: .spam), since: nil, first: true),
    Case(
      "moved to people it waits from its first", [them(1), them(2)],
      triage: TriageState(lane: .people), since: 1, first: true),
    Case("the last reply in time counts, not in order", [us(4), them(3)], since: nil),
  ]

  static func done(_ at: Double) -> TriageState {
    TriageStep.done.applied(to: TriageState(), at: minute(at))
  }

  static func snoozed(_ until: Double) -> TriageState {
    TriageStep.snooze(until: minute(until)).applied(to: TriageState(), at: minute(2))
  }

  @Test(arguments: cases)
  func theRulesDecide(_ example: Case) {
    let verdict = Waiting.verdict(on: example.facts, triage: example.triage)
    #expect(verdict.since == example.since.map(Self.minute))
    #expect(verdict.isClosedByThem == example.closed)
    #expect(verdict.isFirstContact == example.first)
  }

  @Test func anEndedSnoozeOffersItsOldTimeAgain() {
    let woken = Self.snoozed(9).wokenByInbound()
    #expect(woken.status == .open)
    #expect(woken.snoozedUntil == nil)
    #expect(woken.previousWake == Self.minute(9))
    #expect(Self.snoozed(9).wokenByClock().previousWake == nil)
  }

  @Test func openingByHandForgetsWhatWasDone() {
    let opened = TriageStep.reopen.applied(to: Self.done(2), at: Self.minute(3))
    #expect(opened == TriageState())
  }

  @Test(arguments: [
    "thanks!", "Thank you so much", "ok bye", "OK", "👍", "🙏🙏", "merci beaucoup", "ありがとうございます",
    "Great, thanks!", "شكرا",
  ])
  func aClosingWordCloses(_ text: String) { #expect(Waiting.isClosing(text)) }

  @Test(arguments: [
    "", "thanks, but where is my order", "ok?", "Thanks! When do you open", "...", "thanks 2",
    "great great great great great great",
  ])
  func anythingElseDoesNot(_ text: String) { #expect(!Waiting.isClosing(text)) }
}
