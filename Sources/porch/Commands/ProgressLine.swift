import Foundation
import Sync

/// One line on stderr that says how far the import is, for a person who watches.
final class ProgressLine {
  private let started = ContinuousClock.now
  private var shown: ContinuousClock.Instant?
  private var isShowing = false

  func show(_ progress: ImportProgress) {
    let now = ContinuousClock.now
    guard isatty(STDERR_FILENO) == 1 else { return }
    if let shown, now - shown < .milliseconds(200) { return }
    shown = now
    isShowing = true
    let words = Self.words(progress, seconds: (now - started) / .seconds(1))
    StandardStreams.writeError("\r\u{1B}[K\(words)")
  }

  func clear() {
    if isShowing { StandardStreams.writeError("\r\u{1B}[K") }
    isShowing = false
  }

  /// - Parameter seconds: since the import began.
  static func words(_ progress: ImportProgress, seconds: Double) -> String {
    guard progress.bytesTotal > 0 else { return "Looking at what is there …" }
    let share = min(1, Double(progress.bytesDone) / Double(progress.bytesTotal))
    let rate = Int(Double(progress.messages) / max(0.2, seconds))
    var words = "\(progress.messages) messages  \(Int(share * 100)) %  \(rate)/s"
    // Before that, the speed of the first moment would be taken for that of the whole.
    if seconds >= 1, share >= 0.01, share < 1 {
      words += "  \(left(Int((seconds / share * (1 - share)).rounded(.up)))) left"
    }
    return words
  }

  private static func left(_ seconds: Int) -> String {
    switch seconds {
    case ..<60: "\(seconds) s"
    case ..<3600: "\(seconds / 60) min \(seconds % 60) s"
    default: "\(seconds / 3600) h \(seconds % 3600 / 60) min"
    }
  }
}
