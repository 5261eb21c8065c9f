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
}
