package import FoundationEssentials

/// Where a conversation stands. `snoozed` without a time lasts until they reply.
package enum Status: String, Hashable, Sendable {
  case open, snoozed, done
}

/// Who a conversation is from, as Porch or the user decided.
package enum Lane: String, CaseIterable, Hashable, Sendable {
  case people, pitch, automatic, spam
}

/// Everything about a conversation that a triage step can change.
package struct TriageState: Hashable, Sendable {
  package var status: Status
  /// When a snooze ends; nil while snoozed means until they reply.
  package var snoozedUntil: Date?
  /// The wake time of the snooze that an inbound message ended: offered first the next time.
  package var previousWake: Date?
  /// What had arrived up to here was put away by "done". Opening by hand clears it.
  package var doneAt: Date?
  package var flagged: Bool
  /// nil counts as people.
  package var lane: Lane?

  package init(
    status: Status = .open, snoozedUntil: Date? = nil, previousWake: Date? = nil,
    doneAt: Date? = nil, flagged: Bool = false, lane: Lane? = nil
  ) {
    self.status = status
    self.snoozedUntil = snoozedUntil
    self.previousWake = previousWake
    self.doneAt = doneAt
    self.flagged = flagged
    self.lane = lane
  }
}

/// One step of triage, as the person asked for it. Journalled, so that it can be undone and repeated.
package enum TriageStep: Hashable, Sendable {
  /// nil: until they reply.
  case snooze(until: Date?)
  case flag(Bool)
  case done
  /// Back to open, by hand: a wait that "done" had cleared counts again.
  case reopen
  case markUnread
  case lane(Lane?)
  case addLabel(SafeText)
  case removeLabel(SafeText)

  /// What this step makes of `state` at the moment `now`. Read marks and labels are not part of it.
  package func applied(to state: TriageState, at now: Date) -> TriageState {
    var next = state
    switch self {
    case .snooze(let until):
      next.status = .snoozed
      next.snoozedUntil = until
      next.doneAt = nil
    case .flag(let on): next.flagged = on
    case .done:
      next.status = .done
      next.snoozedUntil = nil
      next.doneAt = now
    case .reopen:
      next.status = .open
      next.snoozedUntil = nil
      next.doneAt = nil
    case .lane(let lane): next.lane = lane
    case .markUnread, .addLabel, .removeLabel: break
    }
    return next
  }
}
