import Glibc
import Synchronization

/// Work that must happen in the order in which it was asked for, off the main thread.
///
/// One task takes it from a stream. Quitting waits for the rest, so nothing that was pressed is
/// lost.
final class WriteQueue: Sendable {
  private let jobs: AsyncStream<@Sendable () -> Void>.Continuation
  private let finished = Mailbox<Never, Void>()

  init() {
    let (stream, jobs) = AsyncStream.makeStream(of: (@Sendable () -> Void).self)
    self.jobs = jobs
    Task.detached(priority: .userInitiated) { [finished] in
      for await job in stream { job() }
      finished.post(())
    }
  }

  func add(_ job: @escaping @Sendable () -> Void) { jobs.yield(job) }

  /// Takes nothing more and returns when the last job is done.
  func finish() {
    jobs.finish()
    var descriptor = pollfd(fd: finished.wakeDescriptor, events: Int16(POLLIN), revents: 0)
    while poll(&descriptor, 1, -1) < 0 && errno == EINTR {}
  }
}
