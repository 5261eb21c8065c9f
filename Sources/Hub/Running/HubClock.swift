import Dispatch
import Foundation
import Storage

/// What a hub does without being asked: waits end, snoozes wake, what another process wrote to the
/// store comes into the log, and old keys are forgotten.
final class HubClock {
  private let timer: any DispatchSourceTimer

  init(_ hall: Hall) {
    timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "hub clock"))
    timer.schedule(deadline: .now(), repeating: .milliseconds(200), leeway: .milliseconds(20))
    var ticks = 0
    timer.setEventHandler {
      let now = Date()
      hall.feed.tick(now)
      // A store that does not answer now will at one of the next ticks.
      if (try? hall.ledger.hasWork(at: now)) == true { hall.writer.look() }
      if ticks % 18_000 == 0 { hall.forgetKeys() }
      ticks += 1
    }
    timer.activate()
  }

  func stop() { timer.cancel() }
}
