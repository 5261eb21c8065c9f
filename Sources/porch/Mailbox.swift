import Glibc
import Synchronization

/// What the world has to tell the loop: events in order, snapshots of which only the newest counts.
///
/// Posting is allowed from anywhere; taking belongs to the loop, which sleeps on
/// ``wakeDescriptor``. An event is never dropped. A snapshot replaces the one of its slot that has
/// not been taken yet, at the end of the queue.
final class Mailbox<Slot: Hashable & Sendable, Mail: Sendable>: Sendable {
  private struct Waiting {
    var letters: [(slot: Slot?, mail: Mail)] = []
  }

  private let waiting = Mutex(Waiting())
  /// Readable while there is mail.
  let wakeDescriptor: Int32

  private let ringDescriptor: Int32

  init() {
    var ends: [Int32] = [-1, -1]
    precondition(pipe(&ends) == 0, "The system gave no pipe.")
    for end in ends {
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
    }
    (wakeDescriptor, ringDescriptor) = (ends[0], ends[1])
  }

  deinit {
    close(wakeDescriptor)
    close(ringDescriptor)
  }

  /// Queues an event, or replaces the snapshot of a slot.
  func post(_ mail: Mail, replacing slot: Slot? = nil) { post([(mail, slot)]) }

  /// The same for several that are taken together or not at all.
  func post(_ letters: [(mail: Mail, slot: Slot?)]) {
    waiting.withLock { waiting in
      for (mail, slot) in letters {
        if let slot { waiting.letters.removeAll { $0.slot == slot } }
        waiting.letters.append((slot, mail))
      }
    }
    ring()
  }

  /// Wakes whoever sleeps on ``wakeDescriptor``, without mail.
  func ring() {
    var ring: UInt8 = 1
    // A full pipe means that the loop will wake in any case.
    _ = write(ringDescriptor, &ring, 1)
  }

  /// Blocks until there is mail.
  func wait() {
    var descriptor = pollfd(fd: wakeDescriptor, events: Int16(POLLIN), revents: 0)
    while poll(&descriptor, 1, -1) < 0 && errno == EINTR {}
  }

  /// Everything that waits, oldest first.
  func takeAll() -> [Mail] {
    var rings = [UInt8](repeating: 0, count: 256)
    // Nothing to read is the normal case when a timer woke the loop.
    while read(wakeDescriptor, &rings, rings.count) == rings.count {}
    return waiting.withLock { waiting in
      defer { waiting.letters.removeAll(keepingCapacity: true) }
      return waiting.letters.map(\.mail)
    }
  }
}
