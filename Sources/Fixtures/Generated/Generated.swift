import Domain
package import FoundationEssentials

/// A made-up store's worth of conversations for benchmarks and tests: any size, always the same for
/// the same seed, with the lengths and word frequencies of real message archives.
///
/// Lengths: of conversations, 10 % have at most 2 messages, half 4, 90 % 12, 99 % 30, and the last
/// hundredth holds whatever is left of the wanted total; of messages, 10 % have at most 10 characters,
/// half 46, 90 % 129, 99 % 279.
package struct Generated: Sendable {
  package let messages: Int
  package let conversations: Int
  package let seed: UInt64
  /// The moment of the newest message.
  package let now: Date

  let vocabulary: Vocabulary
  private let names: Vocabulary

  /// - Parameter conversations: at least 1 and at most `messages`.
  package init(
    messages: Int, conversations: Int, seed: UInt64 = 1,
    now: Date = Date(timeIntervalSince1970: 1_790_000_000)
  ) {
    precondition((1...messages).contains(conversations), "every conversation has a message")
    self.messages = messages
    self.conversations = conversations
    self.seed = seed
    self.now = now
    vocabulary = Vocabulary(count: 5_000, seed: seed)
    names = Vocabulary(count: 3_000, seed: seed &+ 1)
  }

  static let accountID = "generated"
  static let selfID = "us"

  private static let conversationLengths = Quantiles(points: [
    (0, 1), (0.1, 2), (0.5, 4), (0.9, 12), (0.99, 30),
  ])
  private static let textLengths = Quantiles(points: [
    (0, 1), (0.1, 10), (0.5, 46), (0.9, 129), (0.99, 279), (1, 900),
  ])

  /// How many messages each conversation has; they add up to ``messages``.
  func lengths() -> [Int] {
    let tail = conversations / 100
    var lengths = (0..<(conversations - tail)).map { index in
      Int(Self.conversationLengths.value(at: 0.99 * Double(index) / Double(conversations - tail)))
    }
    let rest = messages - lengths.reduce(0, +)
    let share = tail == 0 ? 0 : max(30, rest / tail)
    lengths += Array(repeating: share, count: tail)
    Self.level(&lengths, to: messages)
    var dice = Dice(seed: seed &+ 2)
    lengths.shuffle(using: &dice)
    return lengths
  }

  /// Adds or removes single messages, from the longest conversation on, until the sum is right.
  private static func level(_ lengths: inout [Int], to total: Int) {
    var difference = total - lengths.reduce(0, +)
    while difference != 0 {
      for index in lengths.indices.reversed() where difference != 0 {
        if difference > 0 {
          lengths[index] += 1
          difference -= 1
        } else if lengths[index] > 1 {
          lengths[index] -= 1
          difference += 1
        }
      }
    }
  }

  /// What happens in one conversation, decided before a word of it is written.
  struct Plan {
    var number: Int
    var name: [UInt8]
    var lane: Lane?
    var flagged: Bool
    var network: Network
    /// Milliseconds since 1970 of the first message, and the most between two.
    var start: Int64
    var gap: Int
    var dice: Dice

    var id: String { "c\(number)" }
  }

  func plan(_ number: Int, length: Int) -> Plan {
    var dice = Dice(seed: seed ^ (UInt64(number) &* 0xD134_2543_DE82_EF95))
    var name = names.word(&dice)
    if name[0] < 0x80, name[0] >= 0x61 { name[0] -= 0x20 }
    name += [0x20] + names.word(&dice)
    let lane: Lane? = dice.hits(0.05) ? .pitch : dice.hits(0.02) ? .automatic : nil
    let networks: [Network] = [.instagram, .x, .whatsapp, .messenger, .telegram, .linkedin]
    // Newest messages are spread over two years, more of them lately.
    let age = dice.fraction() * dice.fraction() * 730 * 86_400_000
    let gap = 60_000 + dice.below(20_000_000)
    let end = Int64(now.timeIntervalSince1970 * 1000) - Int64(age)
    return Plan(
      number: number, name: name, lane: lane, flagged: dice.hits(0.01),
      network: networks[dice.below(networks.count)], start: end - Int64(length) * Int64(gap),
      gap: gap, dice: dice)
  }

  /// One message of a plan: who, when, and the text as UTF-8 appended to `text`.
  struct Said {
    var isOurs: Bool
    var milliseconds: Int64
  }

  func say(_ index: Int, of plan: inout Plan, into text: inout [UInt8]) -> Said {
    let isOurs = index > 0 && plan.dice.hits(0.45)
    let jitter = plan.dice.below(plan.gap)
    let length = Int(Self.textLengths.value(at: plan.dice.fraction()))
    let start = text.count
    while true {
      let word = vocabulary.word(&plan.dice)
      if text.count - start + word.count > length, text.count > start { break }
      if text.count > start { text.append(0x20) }
      text += word
      if text.count - start >= length { break }
    }
    return Said(
      isOurs: isOurs, milliseconds: plan.start + Int64(index) * Int64(plan.gap) + Int64(jitter))
  }
}
