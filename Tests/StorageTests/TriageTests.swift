import Domain
import FoundationEssentials
import Testing

@testable import Storage

struct TriageTests {
  private func waiting() throws -> (Store, Conversation.ID) {
    let store = try Store.test()
    try store.live([Make.message("m1", at: 1)], at: 1)
    return (store, try store.resolve("c1"))
  }

  static let steps: [TriageStep] = [
    .snooze(until: at(100)), .snooze(until: nil), .flag(true), .done, .markUnread, .lane(.pitch),
    .addLabel("vip"),
  ]

  @Test(arguments: steps)
  func everyStepCanBeUndoneAndDoneAgain(_ step: TriageStep) throws {
    let (store, id) = try waiting()
    try store.markDisplayed(id)
    let before = try store.only()
    let counts = try store.counts()
    try store.triage(step, id, run: "r", at: at(2))
    let after = try store.only()
    #expect(after != before)
    let outcome = UndoOutcome.triage(step: step, conversation: id, title: "Ana Ribeiro")
    #expect(try store.undo(run: "r", at: at(3)) == outcome)
    #expect(try store.only().sameTriage(as: before))
    #expect(try store.counts() == counts)
    #expect(try store.redo(run: "r", at: at(4)) == outcome)
    #expect(try store.only().sameTriage(as: after))
    #expect(try store.redo(run: "r", at: at(5)) == .nothing)
    try expectTruth(store)
  }

  @Test func undoGoesBackStepByStepAndStaysInItsRun() throws {
    let (store, id) = try waiting()
    try store.triage(.flag(true), id, run: "old", at: at(2))
    try store.triage(.snooze(until: nil), id, run: "r", at: at(3))
    try store.triage(.done, id, run: "r", at: at(4))
    _ = try store.undo(run: "r", at: at(5))
    #expect(try store.only().triage.status == .snoozed)
    _ = try store.undo(run: "r", at: at(6))
    #expect(try store.only().triage.status == .open)
    #expect(try store.undo(run: "r", at: at(7)) == .nothing)
    #expect(try store.only().triage.flagged)
    _ = try store.redo(run: "r", at: at(8))
    #expect(try store.only().triage.status == .snoozed)
  }

  @Test func aNewStepEndsWhatCouldBeDoneAgain() throws {
    let (store, id) = try waiting()
    try store.triage(.done, id, run: "r", at: at(2))
    _ = try store.undo(run: "r", at: at(3))
    try store.triage(.flag(true), id, run: "r", at: at(4))
    #expect(try store.redo(run: "r", at: at(5)) == .nothing)
  }

  @Test func aStepThatChangesNothingLeavesNothingToUndo() throws {
    let (store, id) = try waiting()
    try store.triage(.flag(false), id, run: "r", at: at(2))
    #expect(try store.undo(run: "r", at: at(3)) == .nothing)
  }

  @Test func undoingDoneDoesNotHideWhatCameSince() throws {
    let (store, id) = try waiting()
    try store.triage(.snooze(until: at(50)), id, run: "r", at: at(2))
    try store.triage(.done, id, run: "r", at: at(3))
    try store.live([Make.message("m2", at: 4)], at: 4)
    _ = try store.undo(run: "r", at: at(5))
    #expect(try store.only().triage.status == .open)
    #expect(try store.only().waitingSince == at(1))
  }

  @Test func markingUnreadShowsTheNewestAgain() throws {
    let (store, id) = try waiting()
    try store.live([Make.message("m2", at: 2)], at: 2)
    try store.markDisplayed(id)
    #expect(try store.only().unread == 0)
    #expect(try store.triage(.markUnread, id, run: "r", at: at(3)))
    #expect(try store.only().unread == 1)
  }

  @Test func aStepThatChangesNothingIsNoneToUndo() throws {
    let (store, id) = try waiting()
    #expect(try store.triage(.flag(true), id, run: "r", at: at(2)))
    #expect(try !store.triage(.markUnread, id, run: "r", at: at(3)))
    #expect(try !store.triage(.flag(true), id, run: "r", at: at(4)))
    guard case .triage(let step, _, _) = try store.undo(run: "r", at: at(5)) else {
      return #expect(Bool(false), "the flag was not undone")
    }
    #expect(step == .flag(true))
    #expect(try store.undo(run: "r", at: at(6)) == .nothing)
  }

  @Test func aStepOnNobodyIsRefused() throws {
    let store = try Store.test()
    #expect(throws: StoreError.noSuch(id: "7")) {
      try store.triage(.done, .init(7), run: "r", at: at(1))
    }
  }
}

extension Conversation {
  fileprivate func sameTriage(as other: Conversation) -> Bool {
    (triage, unread, waitingSince, labels) == (
      other.triage, other.unread, other.waitingSince, other.labels
    )
  }
}
