import Domain
import FoundationEssentials
import Testing

@testable import Storage

struct DraftTests {
  private func drafted(
    _ draft: String, _ delivery: Account.Delivery = .dropFolder(path: "/somewhere")
  ) throws -> (Store, Conversation.ID) {
    let store = try Store.test(delivery)
    try store.live([Make.message("m1", at: 1)], at: 1)
    let id = try store.resolve("c1")
    try store.saveDraft(draft, for: id, at: at(1.5))
    return (store, id)
  }

  private func send(_ store: Store, _ reply: Outgoing) throws -> EnqueueOutcome {
    try store.enqueue(reply, hold: 5, run: "r", at: at(2))
  }

  @Test func anotherDraftOutlivesAReply() throws {
    let (store, id) = try drafted("A long and careful answer")
    _ = try send(store, Outgoing(conversation: id, text: "Soon!", seen: nil))
    #expect(try store.page().draft == "A long and careful answer")
    #expect(try store.counts()[.outbox] == 1)
    try expectTruth(store)
  }

  @Test(arguments: ["We do.", "We do.\n", " We do. ", "We d"])
  func theDraftOfAReplyGoesWithIt(_ draft: String) throws {
    let (store, id) = try drafted(draft)
    _ = try send(store, Outgoing(conversation: id, text: "We do.", seen: nil))
    #expect(try store.page().draft == nil)
  }

  @Test func anEarlierStateOfTheReplyGoesWithIt() throws {
    let (store, id) = try drafted("We dont.")
    _ = try send(store, Outgoing(conversation: id, text: "We do.", seen: nil, endsDraft: true))
    #expect(try store.page().draft == nil)
  }

  @Test func aHandoverThatWasNotSentIsPutBeforeTheOtherDraft() throws {
    let (store, id) = try drafted("Careful words", .handover)
    guard
      case .handover(let message, _, _) = try send(
        store, Outgoing(conversation: id, text: "Soon!", seen: nil))
    else {
      Issue.record("not handed over")
      return
    }
    try store.confirmHandover(message, wasSent: false, at: at(3))
    #expect(try store.page().draft == "Soon!\n\nCareful words")
    try expectTruth(store)
  }

  // MARK: Thrown away

  @Test func undoBringsBackWhatWasThrownAwayInItsTurn() throws {
    let (store, id) = try drafted("Hello")
    try store.triage(.flag(true), id, run: "r", at: at(2))
    try store.discardDraft(id, text: "Hello there", run: "r", at: at(3))
    try store.triage(.done, id, run: "r", at: at(4))
    #expect(try store.page().draft == nil)
    #expect(try store.counts()[.outbox] == 0)

    let done = UndoOutcome.triage(step: .done, conversation: id, title: "Ana Ribeiro")
    #expect(try store.undo(run: "r", at: at(5)) == done)
    #expect(try store.page().draft == nil)
    let back = UndoOutcome.draftBack(conversation: id, text: "Hello there")
    #expect(try store.undo(run: "r", at: at(6)) == back)
    #expect(try store.page().draft == "Hello there")
    #expect(try store.counts()[.outbox] == 1)
    try expectTruth(store)

    #expect(try store.redo(run: "r", at: at(7)) == .draftGone(conversation: id))
    #expect(try store.page().draft == nil)
    #expect(try store.undo(run: "r", at: at(8)) == back)
    let flag = UndoOutcome.triage(step: .flag(true), conversation: id, title: "Ana Ribeiro")
    #expect(try store.undo(run: "r", at: at(9)) == flag)
    #expect(try store.undo(run: "r", at: at(10)) == .nothing)
  }

  @Test func whatWasWrittenSinceIsNeitherLostByUndoNorByRedo() throws {
    let (store, id) = try drafted("Hello")
    try store.discardDraft(id, run: "r", at: at(2))
    try store.saveDraft("Another", for: id, at: at(3))
    let back = UndoOutcome.draftBack(conversation: id, text: "Hello\n\nAnother")
    #expect(try store.undo(run: "r", at: at(4)) == back)
    #expect(try store.redo(run: "r", at: at(5)) == .nothing)
    #expect(try store.page().draft == "Hello\n\nAnother")
  }

  @Test func throwingNothingAwayLeavesNothingToUndo() throws {
    let (store, id) = try drafted("")
    try store.discardDraft(id, run: "r", at: at(2))
    #expect(try store.undo(run: "r", at: at(3)) == .nothing)
    try store.saveDraft("Hello", for: id, at: at(4))
    try store.discardDraft(id, run: "r", at: at(5))
    #expect(try store.undo(run: "another", at: at(6)) == .nothing)
  }
}
