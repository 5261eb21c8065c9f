package import FoundationEssentials

/// Who waits, and since when: the one place that decides it.
///
/// The rules are those of the product's definition of "Waiting". A conversation waits when a person
/// in the people lane wrote and no human answered; the wait is counted from the first such message.
/// The triage journal comes in folded into a ``TriageState``.
package enum Waiting {
  /// What the rules need to know of one message.
  package struct Fact: Hashable, Sendable {
    package var direction: Message.Direction
    package var sentAt: Date
    /// For history this is ``sentAt``.
    package var arrivedAt: Date
    package var isAutomated: Bool
    package var isDeleted: Bool
    /// Has words or an attachment; a reaction alone has neither.
    package var hasContent: Bool
    /// See ``Waiting/isClosing(_:)``.
    package var isClosing: Bool
    /// An outbound message that never left, or that nobody has confirmed: it answers nothing.
    package var isUnsent: Bool

    package init(
      direction: Message.Direction, sentAt: Date, arrivedAt: Date? = nil, isAutomated: Bool = false,
      isDeleted: Bool = false, hasContent: Bool = true, isClosing: Bool = false,
      isUnsent: Bool = false
    ) {
      self.direction = direction
      self.sentAt = sentAt
      self.arrivedAt = arrivedAt ?? sentAt
      self.isAutomated = isAutomated
      self.isDeleted = isDeleted
      self.hasContent = hasContent
      self.isClosing = isClosing
      self.isUnsent = isUnsent
    }

    var isFromPerson: Bool { direction == .in && !isAutomated && !isDeleted && hasContent }
    var isHumanReply: Bool { direction == .out && !isAutomated && !isDeleted && !isUnsent }
  }

  /// What the rules say of one conversation.
  package struct Verdict: Hashable, Sendable {
    /// `sentAt` of the first unanswered message, nil when nobody waits.
    package var since: Date?
    /// The unanswered rest is only a "thanks!" after an answer.
    package var isClosedByThem: Bool
    /// A person wrote and no human of ours ever did.
    package var isFirstContact: Bool

    package init(since: Date? = nil, isClosedByThem: Bool = false, isFirstContact: Bool = false) {
      self.since = since
      self.isClosedByThem = isClosedByThem
      self.isFirstContact = isFirstContact
    }
  }

  /// Applies the rules to a whole conversation.
  /// - Parameter facts: every message, in thread order (`sentAt`, then the order of arrival).
  package static func verdict(on facts: [Fact], triage: TriageState) -> Verdict {
    let reply = lastReply(in: facts)
    let hasReply = reply != nil
    var verdict = Verdict()
    var hasClosing = false
    var hasPerson = false
    for (index, fact) in facts.enumerated() where fact.isFromPerson {
      hasPerson = true
      if let reply, reply.answers(fact, at: index) { continue }
      if let doneAt = triage.doneAt, fact.arrivedAt <= doneAt { continue }
      if fact.isClosing && hasReply {
        hasClosing = true
      } else if verdict.since == nil {
        verdict.since = fact.sentAt
      }
    }
    verdict.isFirstContact = hasPerson && !hasReply
    verdict.isClosedByThem = hasClosing && verdict.since == nil
    if triage.status != .open || (triage.lane ?? .people) != .people { verdict.since = nil }
    return verdict
  }

  /// The latest human reply, with its place in the thread for messages of the same moment.
  private struct Reply {
    var sentAt: Date
    var index: Int

    /// A reply answers what had arrived before it was sent.
    func answers(_ fact: Fact, at position: Int) -> Bool {
      fact.arrivedAt < sentAt || (fact.arrivedAt == sentAt && position < index)
    }
  }

  private static func lastReply(in facts: [Fact]) -> Reply? {
    var last: Reply?
    for (index, fact) in facts.enumerated() where fact.isHumanReply {
      if let known = last, known.sentAt > fact.sentAt { continue }
      last = Reply(sentAt: fact.sentAt, index: index)
    }
    return last
  }
}

extension TriageState {
  /// What a live inbound message of a human does: it opens what was done and wakes any snooze,
  /// keeping the old wake time to be offered again.
  package func wokenByInbound() -> TriageState {
    var next = self
    if status == .snoozed { next.previousWake = snoozedUntil }
    next.status = .open
    next.snoozedUntil = nil
    return next
  }

  /// What the clock does to a snooze that is due.
  package func wokenByClock() -> TriageState {
    var next = self
    next.status = .open
    next.snoozedUntil = nil
    return next
  }
}
