import Foundation
import Synchronization

/// Work that must happen in the order in which it was asked for, off the main thread.
///
/// One thread takes it from a mailbox. Quitting waits for the rest, so nothing that was pressed is
/// lost.
final class WriteQueue: Sendable {
  typealias Job = @Sendable () -> Void

  private let jobs = Mailbox<Never, Job?>()
  private let ended = Mailbox<Never, Void>()

  init() {
    let thread = Thread { [jobs, ended] in
      var isOpen = true
      while isOpen {
        jobs.wait()
        for job in jobs.takeAll() {
          if let job { job() } else { isOpen = false }
        }
      }
      ended.post(())
    }
    thread.name = "writes"
    thread.start()
  }

  func add(_ job: @escaping Job) { jobs.post(job) }

  /// Takes nothing more and returns when the last job is done.
  func finish() {
    jobs.post(nil)
    ended.wait()
  }
}
