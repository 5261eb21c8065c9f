import Foundation

/// Keeps the order of messages that share a second, in files that may be newest first.
///
/// One file's worth: surveyed in a first pass, asked in a second one, in the same order.
struct CoarseTimes {
  private struct Walk {
    var last: Int64
    /// Steps forward in time less steps back.
    var balance = 0
  }

  private struct Moment: Hashable {
    let conversation: String.HashedKey
    let second: Int64
  }

  private var walks: [String.HashedKey: Walk] = [:]
  /// Moments with more than one message.
  private var crowds: [Moment: Int] = [:]
  private var seen: [Moment: Int] = [:]

  mutating func survey(_ second: Int64, of conversation: String) {
    let key = String.HashedKey(conversation)
    guard var walk = walks[key] else {
      walks[key] = Walk(last: second)
      return
    }
    if second == walk.last {
      crowds[Moment(conversation: key, second: second), default: 1] += 1
    } else {
      walk.balance += second > walk.last ? 1 : -1
      walk.last = second
    }
    walks[key] = walk
  }

  /// The moment, in milliseconds since 1970; apart from the others of the same second.
  mutating func milliseconds(_ second: Int64, of conversation: String) -> Int64 {
    let key = String.HashedKey(conversation)
    let moment = Moment(conversation: key, second: second)
    guard let crowd = crowds[moment] else { return second * 1000 }
    let place = seen[moment, default: 0]
    seen[moment] = place + 1
    let isNewestFirst = (walks[key]?.balance ?? 0) < 0
    return second * 1000 + Int64(min(999, max(0, isNewestFirst ? crowd - 1 - place : place)))
  }
}
