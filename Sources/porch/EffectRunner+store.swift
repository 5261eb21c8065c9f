import Domain
import FoundationEssentials
import Interface
import Storage

extension EffectRunner {
  /// One effect that writes to the store, and the fact that comes of it.
  func store(_ effect: Effect) throws {
    for action in try StoreWriter(store: store, run: run, holdSeconds: holdSeconds)
      .write(effect, at: Date())
    {
      post.post(action)
    }
  }
}

/// The effects that change the store, one after the other, each with the facts that follow.
struct StoreWriter {
  let store: Store
  let run: String
  let holdSeconds: Double

  func write(_ effect: Effect, at now: Date) throws -> [Action] {
    switch effect {
    case .triage(let step, let id): return try triage(step, id, at: now)
    case .judgePeople(let step, let perhaps, let id):
      return try judge(step, perhaps, id, at: now)
    case .undo: return [.undone(try store.undo(run: run, at: now))]
    case .redo: return [.redone(try store.redo(run: run, at: now))]
    case .markDisplayed(let id): try store.markDisplayed(id)
    case .saveDraft(let id, let text): try store.saveDraft(text, for: id, at: now)
    case .appendToDraft(let id, let text):
      let page = PageRequest(conversation: id, anchor: .newest, count: 1)
      let stored = try store.page(page)?.draft ?? ""
      try store.saveDraft(stored + text, for: id, at: now)
    case .discardDraft(let id, let text):
      try store.discardDraft(id, text: text, run: run, at: now)
    case .send(let reply):
      let outcome = try store.enqueue(reply, hold: holdSeconds, run: run, at: now)
      return [.enqueued(outcome, reply)]
    case .confirmHandover(let message, let wasSent):
      try store.confirmHandover(message, wasSent: wasSent, at: now)
    case .retry(let message): try store.retry(message)
    default: break
    }
    return []
  }

  private func judge(
    _ step: PeopleStep, _ perhaps: PersonCard.Perhaps, _ id: Conversation.ID, at now: Date
  ) throws -> [Action] {
    let title = try store.conversation(id)?.title ?? .empty
    switch step {
    case .joined: _ = try store.join(perhaps.other, into: perhaps.own, at: id, run: run, now: now)
    case .apart: try store.keepApart(perhaps.own, perhaps.other, at: id, run: run, now: now)
    }
    return [.peopleJudged(step, perhaps, title: title)]
  }

  private func triage(
    _ step: TriageStep, _ id: Conversation.ID, at now: Date
  ) throws -> [Action] {
    let title = try store.conversation(id)?.title ?? .empty
    let isChange = try store.triage(step, id, run: run, at: now)
    let triaged = isChange ? Action.triaged : Action.triagedAlready
    return [triaged(step, id, title)]
  }
}
