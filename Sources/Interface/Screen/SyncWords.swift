import Domain
import FoundationEssentials

extension SyncProgress {
  /// "12,300 read, 40 s left", for the view bar.
  var words: String {
    guard pages > 0 || messages > 0 else { return "connecting" }
    return "\(messages.grouped) read" + (leftWords.map { ", \($0)" } ?? "")
  }

  /// "12,300 messages in 41 pages, 9,000 a second, 40 s left".
  package var fullWords: String {
    guard pages > 0 || messages > 0 else { return "connecting" }
    let read = "\(messages.counted("message")) in \(pages.counted("page"))"
    let speed = rate >= 1 ? ["\(Int(min(rate, 1e9)).grouped) a second"] : []
    return ([read] + speed + [leftWords].compactMap(\.self)).joined(separator: ", ")
  }

  private var leftWords: String? {
    guard let secondsLeft, secondsLeft >= 0 else { return nil }
    switch secondsLeft {
    case ..<120: return "\(secondsLeft) s left"
    case ..<7200: return "\(secondsLeft / 60) min left"
    default: return "\((secondsLeft / 3600).grouped) h left"
    }
  }
}

extension Int {
  /// With a comma between thousands: "12,300".
  package var grouped: String {
    let digits = Array(String(magnitude))
    var text = self < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return text
  }

  /// "1 page", "12,300 messages".
  package func counted(_ thing: String) -> String { "\(grouped) \(thing)\(self == 1 ? "" : "s")" }
}

extension AccountStatus.State {
  /// How an account stands, in words that stand alone.
  package var words: String {
    switch self {
    case .following: "followed"
    case .archive: "archive, nothing comes by itself"
    case .syncing(let progress): progress.fullWords
    case .failed(let reason): reason.string
    }
  }
}

extension ConnectionStanding {
  /// "2 replies and 1 change wait to be sent"; nil: nothing does.
  package var queueWords: String? {
    let parts = [
      waitingReplies > 0
        ? waitingReplies == 1 ? "1 reply" : "\(waitingReplies.grouped) replies" : nil,
      waitingChanges > 0 ? waitingChanges.counted("change") : nil,
    ].compactMap(\.self)
    guard !parts.isEmpty else { return nil }
    let isOne = waitingReplies + waitingChanges == 1
    return parts.joined(separator: " and ") + (isOne ? " waits to be sent" : " wait to be sent")
  }
}
