package import Domain
package import FoundationEssentials

/// The made-up people of `porch demo`: a small shop for seeds, and those who write to it.
///
/// Every person, handle and place is invented. Times are reckoned from `now`, so the demo looks
/// the same on every day: eight people wait, the first of them for three days.
package enum Demo {
  /// The source's own id of the conversation that the picture shows.
  package static let hero = "ig-ana"

  /// A reply to the ``hero`` for pictures and plays.
  package static let heroReply =
    "Hi Ana! We do, two kinds, and Sam already put a bag aside for your block party. "
    + "Shall I send the link, or will you drop"

  /// Everything that was there before the demo began: the accounts, the older history, and the
  /// conversations of the last days. All of it is history: it arrived when it was sent.
  package static func batches(now: Date) -> [Batch] {
    [
      Batch(items: DemoAccount.allCases.map(\.incoming), isHistory: true),
      batch(of: past, now: now),
      batch(of: waiting + setAside, now: now),
    ]
  }

  /// Every conversation that is there at the start.
  static let talks: [Talk] = past + waiting + setAside

  private static let past: [Talk] = answered + scripts + finished + snoozed
  private static let setAside: [Talk] = pitches + morePitches + greetings

  private static func batch(of talks: [Talk], now: Date) -> Batch {
    Batch(
      items: talks.flatMap { [$0.conversation(at: now)] + $0.messages(at: now) }, isHistory: true)
  }
}
