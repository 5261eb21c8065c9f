package import Domain
package import FoundationEssentials

extension Demo {
  /// How long, in seconds, a made-up person takes to answer a reply of ours.
  package static let answerDelay: Double = 7

  /// What a made-up person says to a reply of ours: something to go on with first, a word of thanks
  /// the second time, nothing after that.
  ///
  /// - Parameter round: how many replies of ours they have answered in this run.
  /// - Returns: nil for a conversation that the demo does not know, that cannot be answered (an
  ///   imported archive), or that no human is behind.
  package static func answer(to remoteID: String, round: Int = 0, now: Date) -> Batch? {
    guard let talk = talk(remoteID) ?? passer(remoteID), talk.account.delivery == .demo,
      !talk.isAutomated, let text = words(of: talk, round: round)
    else { return nil }
    let stamp = Int64(now.timeIntervalSince1970 * 1000)
    return Batch(
      items: [
        .message(
          IncomingMessage(
            id: "\(remoteID)-answer-\(stamp)", account: talk.account.id, conversation: remoteID,
            author: speaker(of: talk, now: now), direction: .in, text: SafeText(sanitising: text),
            sentAt: now, payload: []))
      ], isHistory: false)
  }

  private static func words(of talk: Talk, round: Int) -> String? {
    if let own = answers[talk.id], own.indices.contains(round) { return own[round] }
    guard round < 2 else { return nil }
    // A sum, not a hash: the same person says the same thing in every run.
    let pick = talk.id.utf8.reduce(0) { $0 &+ Int($1) }
    let choices = round == 0 ? anything : closings
    return choices[pick % choices.count]
  }

  private static func speaker(of talk: Talk, now: Date) -> IncomingParticipant {
    for line in talk.lines.reversed() {
      if case .member(let name) = line.speaker { return talk.member(name) }
    }
    return talk.person(at: now)
  }

  /// Those who came by with ``trickle(_:now:)`` are not in the script.
  private static func passer(_ id: String) -> Talk? {
    guard id.hasPrefix("ig-passer-") else { return nil }
    return Talk(id: id, account: .instagram, name: "", lines: [])
  }

  private static let answers: [String: [String]] = [
    hero: [
      "oh wow, yes please! I can come by on friday after five, is that ok?",
      "perfect, thank you! 🌻",
    ],
    "x-jo": ["works again. that was quick", "cheers"],
    "wa-milo": [
      "Thank you. Could you send the card to her by post, or is that too late?", "ok, thank you",
    ],
    "ig-sakura": ["早速のお返事、うれしいです。届くまで何日かかりますか？", "ありがとうございます！"],
    "tg-tom": ["good. bring the gazebo", "👍"],
    "ig-priya": ["lovely! I book two places then, for me and my aunt?", "thank you so much!"],
    "li-wes": [
      "Wonderful. Would Thursday at three suit you? The children will be gone by then.",
      "Great, thank you!",
    ],
  ]

  private static let anything = [
    "oh good to know! and how long does that take?",
    "thanks for the quick answer. one more: do you also ship it?",
    "great. can I pay when I come by?",
    "nice! could you keep one for me until saturday?",
  ]

  private static let closings = ["thanks!", "perfect, thank you 🌱", "great, thanks", "🙏"]
}
